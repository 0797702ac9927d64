"""The states of an account, the ways in which one is opened, and what is said of it by mail."""

from enum import StrEnum


class AccountState(StrEnum):
    """Where an account is in its life; a closed account is deleted."""

    PENDING = "pending"
    """Created; its e-mail address is not confirmed yet."""
    ACTIVE = "active"


class Origin(StrEnum):
    """How the person proved who they are when the account was opened, or last opened again."""

    CARD_AND_IBAN = "card_and_iban"
    PROVISIONAL_CODE = "provisional_code"
    FRANCECONNECT = "franceconnect"


class LinkKind(StrEnum):
    """What a confirmation link was sent for."""

    OPENING = "opening"
    RESENT = "resent"
    NEW_ADDRESS = "new_address"
    """Asked for in an active account; the address replaces the old one once it is confirmed."""


class NoticeKind(StrEnum):
    """What the owner of an account is told by mail."""

    ACCOUNT_EXISTS = "account_exists"
    CODE_CHANGED = "code_changed"
    ADDRESS_CHANGED_OLD = "address_changed_old"
    ADDRESS_CHANGED_NEW = "address_changed_new"
    ACCOUNT_CLOSED = "account_closed"


class Channel(StrEnum):
    """How a provisional code is sent."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"


class Scope(StrEnum):
    """What a session opens."""

    ACCOUNT = "account"
    RENEWAL = "renewal"
    """Only the road after a provisional code or FranceConnect: terms, code, contact details."""
