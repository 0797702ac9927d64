"""How long a confirmation link works, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.accounts.confirmation import LinkState, confirmation_token, link_state
from backend.accounts.states import AccountState
from backend.keys import Keyring

CREATED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (timedelta(0), LinkState.ACTIVE),
        (timedelta(days=7) - SECOND, LinkState.ACTIVE),
        (timedelta(days=7), LinkState.ACTIVE),
        (timedelta(days=7) + SECOND, LinkState.INACTIVE),
        (timedelta(days=21) - SECOND, LinkState.INACTIVE),
        (timedelta(days=21), LinkState.INACTIVE),
        (timedelta(days=21) + SECOND, LinkState.GONE),
    ],
)
def test_both_sides_of_each_limit(age: timedelta, state: LinkState) -> None:
    assert link_state(CREATED, None, AccountState.PENDING, CREATED + age) is state


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=20), timedelta(days=400)])
def test_a_used_link_stays_confirmed(age: timedelta) -> None:
    state = link_state(CREATED, CREATED, AccountState.ACTIVE, CREATED + age)
    assert state is LinkState.ALREADY_CONFIRMED


def test_another_link_of_an_active_account_has_nothing_left_to_confirm() -> None:
    assert link_state(CREATED, None, AccountState.ACTIVE, CREATED) is LinkState.ALREADY_CONFIRMED


def test_a_token_is_the_same_each_time_and_holds_256_bits(keys: Keyring) -> None:
    token = confirmation_token(keys, "a")
    assert token == confirmation_token(keys, "a") != confirmation_token(keys, "b")
    assert len(token) == 43
