"""How long a confirmation link works, what it says afterwards, and when another one is sent.

The 7 and 21 days are those of the guides. Each limit belongs to the earlier state.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from backend.accounts.states import AccountState, LinkKind, Origin
from backend.keys import Keyring

ACTIVE_FOR = timedelta(days=7)
REMEMBERED_FOR = timedelta(days=21)
REMINDED_AFTER = timedelta(days=5)

OPENING_KINDS = (LinkKind.OPENING.value, LinkKind.RESENT.value)
"""The links that make a pending account active."""

RESEND_EVERY = timedelta(minutes=2)
MOST_RESENDS = 3
MOST_RESENDS_WITHIN = timedelta(hours=24)


class LinkState(StrEnum):
    """What a confirmation link is good for."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    """Too old to confirm; a new link can be asked for."""
    GONE = "gone"
    """Too old for that too: the caisse helps, or another address is given."""
    REPLACED = "replaced"
    """The address it was sent to is no longer the one to confirm."""
    ALREADY_CONFIRMED = "already_confirmed"
    TAKEN = "taken"
    """The address belongs to another account meanwhile."""
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What an account waits for."""

    WAITING = "waiting"
    """The newest link works."""
    EXPIRED = "expired"
    """The newest link is inactive: another one is asked for."""
    GONE_CAISSE = "gone_caisse"
    """Nothing can be sent any more: the caisse helps."""
    GONE_NEW_ADDRESS = "gone_new_address"
    """The address was forgotten: another one is given."""
    ACTIVE = "active"


class Resend(StrEnum):
    """What became of the wish for another link."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"
    NOT_WAITING = "not_waiting"
    """The account, or this link, has no address to confirm in this way."""
    OTHER_ADDRESS_REFUSED = "other_address_refused"
    ADDRESS_NEEDED = "address_needed"
    SAME_ADDRESS = "same_address"
    """The new address is the one that the account has."""
    EMAIL_TAKEN = "email_taken"
    GONE = "gone"


def link_state(
    kind: LinkKind,
    *,
    created_at: datetime,
    used_at: datetime | None,
    replaced: bool,
    account_state: AccountState,
    now: datetime,
) -> LinkState:
    """Return the state of a known link at ``now``."""
    age = now - created_at
    if kind is LinkKind.NEW_ADDRESS:
        if used_at is not None:
            return LinkState.ALREADY_CONFIRMED
        if age > ACTIVE_FOR:
            return LinkState.GONE
        if replaced or account_state is AccountState.PENDING:
            return LinkState.REPLACED
        return LinkState.ACTIVE
    if account_state is AccountState.ACTIVE:
        return LinkState.ALREADY_CONFIRMED
    if age > REMEMBERED_FOR:
        return LinkState.GONE
    if replaced or used_at is not None:
        return LinkState.REPLACED
    return LinkState.ACTIVE if age <= ACTIVE_FOR else LinkState.INACTIVE


def standing(
    account_state: AccountState, origin: Origin, newest: datetime | None, now: datetime
) -> Standing:
    """Return what an account waits for at ``now``.

    Args:
        newest: when the newest link that opens the account was made; None when there is none.
    """
    if account_state is AccountState.ACTIVE:
        return Standing.ACTIVE
    if newest is not None and now - newest <= ACTIVE_FOR:
        return Standing.WAITING
    if newest is not None and now - newest <= REMEMBERED_FOR:
        return Standing.EXPIRED
    return Standing.GONE_CAISSE if origin is Origin.CARD_AND_IBAN else Standing.GONE_NEW_ADDRESS


def resend_refusal(
    standing: Standing, origin: Origin, *, address: bool, other: bool, sent: Resend | None
) -> Resend | None:
    """Say why no other link is sent to a pending account; None: it is sent.

    Args:
        address: whether an address was given with the wish.
        other: whether that is another one than the account's.
        sent: what ``too_often`` says of the links sent before.
    """
    if standing is Standing.ACTIVE:
        return Resend.NOT_WAITING
    if standing is Standing.GONE_CAISSE:
        return Resend.GONE
    if other and origin is Origin.CARD_AND_IBAN:
        return Resend.OTHER_ADDRESS_REFUSED
    if standing is Standing.GONE_NEW_ADDRESS and not address:
        return Resend.ADDRESS_NEEDED
    return sent


def too_often(
    sent_at: Sequence[datetime], resent_at: Sequence[datetime], now: datetime
) -> Resend | None:
    """Say whether another link would come too soon after the last, or be one too many in a day.

    Args:
        sent_at: when each link of this kind was made, the first one too.
        resent_at: the same without the first one.
    """
    if any(now - at < RESEND_EVERY for at in sent_at):
        return Resend.TOO_SOON
    if sum(now - at < MOST_RESENDS_WITHIN for at in resent_at) >= MOST_RESENDS:
        return Resend.TOO_MANY
    return None


def confirmation_token(keys: Keyring, confirmation_id: object) -> str:
    """Return the token in the link of ``confirmation_id``: 43 URL-safe characters, 256 bits."""
    return keys.token(str(confirmation_id), "confirmation")
