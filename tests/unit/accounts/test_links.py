"""How long a link works, what an account waits for, when another link is sent: to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.accounts.confirmation import (
    LinkState,
    Resend,
    Standing,
    confirmation_token,
    link_state,
    resend_refusal,
    standing,
    too_often,
)
from backend.accounts.states import AccountState, LinkKind, Origin
from backend.keys import Keyring

CREATED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPENING = (LinkKind.OPENING, LinkKind.RESENT)
OTHER_ORIGINS = (Origin.PROVISIONAL_CODE, Origin.FRANCECONNECT)


def state(
    kind: LinkKind = LinkKind.OPENING,
    *,
    age: timedelta = timedelta(0),
    used: bool = False,
    replaced: bool = False,
    account: AccountState = AccountState.PENDING,
) -> LinkState:
    return link_state(
        kind,
        created_at=CREATED,
        used_at=CREATED if used else None,
        replaced=replaced,
        account_state=account,
        now=CREATED + age,
    )


@pytest.mark.parametrize("kind", OPENING)
@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), LinkState.ACTIVE),
        (timedelta(days=7), LinkState.ACTIVE),
        (timedelta(days=7) + SECOND, LinkState.INACTIVE),
        (timedelta(days=21), LinkState.INACTIVE),
        (timedelta(days=21) + SECOND, LinkState.GONE),
    ],
)
def test_both_sides_of_each_limit(kind: LinkKind, age: timedelta, expected: LinkState) -> None:
    assert state(kind, age=age) is expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(days=7), LinkState.ACTIVE), (timedelta(days=7) + SECOND, LinkState.GONE)],
)
def test_a_link_to_a_new_address_is_gone_after_seven_days(
    age: timedelta, expected: LinkState
) -> None:
    assert state(LinkKind.NEW_ADDRESS, age=age, account=AccountState.ACTIVE) is expected


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=20), timedelta(days=400)])
@pytest.mark.parametrize("used", [True, False])
@pytest.mark.parametrize("kind", OPENING)
def test_every_link_of_an_active_account_is_confirmed(
    kind: LinkKind, used: bool, age: timedelta
) -> None:
    found = state(kind, age=age, used=used, account=AccountState.ACTIVE)
    assert found is LinkState.ALREADY_CONFIRMED


def test_a_used_link_to_a_new_address_stays_confirmed() -> None:
    age = timedelta(days=400)
    assert state(LinkKind.NEW_ADDRESS, age=age, used=True) is LinkState.ALREADY_CONFIRMED


def test_a_link_used_before_the_account_was_opened_again_is_replaced() -> None:
    assert state(used=True) is LinkState.REPLACED


def test_a_link_whose_address_was_replaced_confirms_nothing() -> None:
    assert state(replaced=True) is LinkState.REPLACED
    active = AccountState.ACTIVE
    assert state(LinkKind.NEW_ADDRESS, replaced=True, account=active) is LinkState.REPLACED


def test_a_new_address_does_not_make_a_pending_account_active() -> None:
    assert state(LinkKind.NEW_ADDRESS) is LinkState.REPLACED


@pytest.mark.parametrize("origin", list(Origin))
@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(days=7), Standing.WAITING),
        (timedelta(days=7) + SECOND, Standing.EXPIRED),
        (timedelta(days=21), Standing.EXPIRED),
    ],
)
def test_an_account_waits_for_21_days_whatever_its_origin(
    origin: Origin, age: timedelta, expected: Standing
) -> None:
    assert standing(AccountState.PENDING, origin, CREATED, CREATED + age) is expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin.CARD_AND_IBAN, Standing.GONE_CAISSE),
        (Origin.PROVISIONAL_CODE, Standing.GONE_NEW_ADDRESS),
        (Origin.FRANCECONNECT, Standing.GONE_NEW_ADDRESS),
    ],
)
@pytest.mark.parametrize("newest", [CREATED, None])
def test_what_follows_after_21_days_depends_on_the_origin(
    origin: Origin, expected: Standing, newest: datetime | None
) -> None:
    now = CREATED + timedelta(days=21) + SECOND
    assert standing(AccountState.PENDING, origin, newest, now) is expected


def test_an_active_account_waits_for_nothing() -> None:
    now = CREATED + timedelta(days=400)
    assert standing(AccountState.ACTIVE, Origin.CARD_AND_IBAN, CREATED, now) is Standing.ACTIVE


@pytest.mark.parametrize(
    ("after", "expected"),
    [(timedelta(minutes=2) - SECOND, Resend.TOO_SOON), (timedelta(minutes=2), None)],
)
def test_two_minutes_pass_between_two_links(after: timedelta, expected: Resend | None) -> None:
    assert too_often([CREATED], [], CREATED + after) is expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [(timedelta(hours=24) - SECOND, Resend.TOO_MANY), (timedelta(hours=24), None)],
)
def test_three_resends_a_day(after: timedelta, expected: Resend | None) -> None:
    resent = [CREATED + minutes * timedelta(minutes=2) for minutes in range(3)]
    assert too_often(resent, resent, CREATED + after) is expected
    assert too_often(resent, resent[1:], CREATED + timedelta(hours=23)) is None


def refusal(
    standing: Standing, origin: Origin, *, address: bool = False, other: bool = False
) -> Resend | None:
    return resend_refusal(standing, origin, address=address, other=other, sent=None)


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.EXPIRED])
@pytest.mark.parametrize("origin", list(Origin))
def test_a_waiting_account_gets_a_link_at_its_own_address(
    standing: Standing, origin: Origin
) -> None:
    assert refusal(standing, origin) is None
    assert refusal(standing, origin, address=True) is None


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.EXPIRED])
def test_card_and_iban_choose_no_other_address(standing: Standing) -> None:
    refused = refusal(standing, Origin.CARD_AND_IBAN, address=True, other=True)
    assert refused is Resend.OTHER_ADDRESS_REFUSED


@pytest.mark.parametrize(
    "standing", [Standing.WAITING, Standing.EXPIRED, Standing.GONE_NEW_ADDRESS]
)
@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_the_other_origins_do(standing: Standing, origin: Origin) -> None:
    assert refusal(standing, origin, address=True, other=True) is None


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_an_address_that_was_forgotten_is_asked_for(origin: Origin) -> None:
    assert refusal(Standing.GONE_NEW_ADDRESS, origin) is Resend.ADDRESS_NEEDED


def test_nothing_is_sent_where_nothing_is_waited_for() -> None:
    origin = Origin.CARD_AND_IBAN
    assert refusal(Standing.ACTIVE, origin) is Resend.NOT_WAITING
    assert refusal(Standing.GONE_CAISSE, origin) is Resend.GONE


def test_a_token_is_the_same_each_time_and_holds_256_bits(keys: Keyring) -> None:
    token = confirmation_token(keys, "a")
    assert token == confirmation_token(keys, "a") != confirmation_token(keys, "b")
    assert len(token) == 43
