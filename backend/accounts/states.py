"""The states of an account and the ways in which one is opened."""

from enum import StrEnum


class AccountState(StrEnum):
    """Where an account is in its life."""

    PENDING = "pending"
    """Created; its e-mail address is not confirmed yet."""
    ACTIVE = "active"
    CLOSED = "closed"


class Origin(StrEnum):
    """How the person proved who they are when the account was opened."""

    CARD_AND_IBAN = "card_and_iban"
    PROVISIONAL_CODE = "provisional_code"
    FRANCECONNECT = "franceconnect"
