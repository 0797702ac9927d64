"""How long a confirmation link works, and what it says afterwards (guides: 7 and 21 days)."""

from datetime import datetime, timedelta
from enum import StrEnum

from backend.accounts.states import AccountState
from backend.keys import Keyring

ACTIVE_FOR = timedelta(days=7)
REMEMBERED_FOR = timedelta(days=21)


class LinkState(StrEnum):
    """What a confirmation link is good for."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    """Too old to confirm; a new link can be asked for."""
    GONE = "gone"
    """Too old for that too: the caisse helps, or another address is given."""
    ALREADY_CONFIRMED = "already_confirmed"
    UNKNOWN = "unknown"


def link_state(
    created_at: datetime, used_at: datetime | None, account_state: AccountState, now: datetime
) -> LinkState:
    """Return the state of a known link at ``now``; both limits belong to the earlier state."""
    if used_at is not None or account_state is AccountState.ACTIVE:
        return LinkState.ALREADY_CONFIRMED
    age = now - created_at
    if age <= ACTIVE_FOR:
        return LinkState.ACTIVE
    if age <= REMEMBERED_FOR:
        return LinkState.INACTIVE
    return LinkState.GONE


def confirmation_token(keys: Keyring, confirmation_id: object) -> str:
    """Return the token in the link of ``confirmation_id``: 43 URL-safe characters, 256 bits."""
    return keys.token(str(confirmation_id), "confirmation")
