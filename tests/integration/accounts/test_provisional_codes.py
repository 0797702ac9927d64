"""Provisional codes on a real PostgreSQL and Redis: three tries, one use, three a day."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, update

from backend.accounts import provisional_codes
from backend.accounts.models import Account, ProvisionalCode
from backend.accounts.owner import open_owner, seal_owner
from backend.accounts.provisional import most_tries
from backend.accounts.provisional_codes import (
    CODES_OVER_ALL,
    CODES_PER_ADDRESS,
    CODES_PER_NIR,
    WRONG_TRIES_OVER_ALL,
    ChannelUnavailable,
    Redeemed,
    TooManyCodes,
)
from backend.accounts.recipient import open_recipient
from backend.accounts.states import Channel
from backend.db import Database
from backend.insured.generator import ONLY_POST
from backend.keys import Keyring, hash_token
from backend.limits import TooManyAttempts
from tests.support.accounts import EMAIL, VENTURI, dump, someone
from tests.support.clock import FakeClock
from tests.support.codes import BROWSER, Codes, make_codes

CALLERS = 32
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
FOUR_DIGITS = [f"{number:04}" for number in range(10_000)]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of an empty Redis."""
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
async def codes(database: Database, redis: Redis, keys: Keyring, clock: FakeClock) -> Codes:
    """Codes, none made yet."""
    return await make_codes(database, redis, keys, clock)


def wrong(digits: str) -> str:
    """Return another code of the same length."""
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


async def together(calls: list[Awaitable[object]]) -> list[object]:
    """Await all at once; errors are outcomes too."""
    return await asyncio.gather(*calls, return_exceptions=True)


async def allow(
    codes: Codes, nir13: str, address: str, birth_date: date = VENTURI.birth_date
) -> None:
    await codes.service.allow(nir13, birth_date, address)


async def tries(codes: Codes) -> int:
    return (await codes.last()).tries


# Asking.


async def test_a_forgotten_code_goes_to_the_account_s_own_address(codes: Codes) -> None:
    await codes.ask()
    row = await codes.last()
    recipient = open_recipient(codes.keys, row.id, row.sealed)
    assert (recipient.destination, recipient.nir13) == (EMAIL, VENTURI.nir13)
    assert (row.channel, row.browser_hash) == ("email", hash_token(BROWSER))
    assert len(await codes.digits()) == 4


@pytest.mark.parametrize(
    ("nir13", "birth_date"),
    [(someone().nir13, VENTURI.birth_date), (VENTURI.nir13, date(1962, 12, 19))],
)
async def test_nothing_is_sent_nor_said_when_something_is_wrong(
    codes: Codes, nir13: str, birth_date: date
) -> None:
    async with codes.database.begin() as session:
        await codes.service.ask(
            nir13=nir13, birth_date=birth_date, browser=BROWSER, session=session
        )
    assert codes.outbox.codes == await codes.rows() == []


async def test_nothing_is_sent_to_an_address_that_was_forgotten(codes: Codes) -> None:
    async with codes.database.begin() as session:
        account = (await session.scalars(select(Account))).one()
        owner = open_owner(codes.keys, account.id, account.sealed)
        account.sealed = seal_owner(codes.keys, account.id, replace(owner, email=None))
    await codes.ask()
    assert codes.outbox.codes == []


@pytest.mark.parametrize(
    ("channel", "destination", "length"),
    [
        (Channel.EMAIL, "paul@courrier.example", 4),
        (Channel.SMS, "+33639980001", 4),
        (Channel.POST, "12 avenue de la Gare\n63000 Clermont-Ferrand", 8),
    ],
)
async def test_a_code_goes_to_what_the_registry_knows(
    codes: Codes, channel: Channel, destination: str, length: int
) -> None:
    await codes.issue(channel)
    row = await codes.last()
    recipient = open_recipient(codes.keys, row.id, row.sealed)
    assert (recipient.destination, recipient.full_name) == (destination, "Paul VENTURI")
    assert len(await codes.digits()) == length
    assert (row.browser_hash is None) is (channel is Channel.POST)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
async def test_a_channel_that_is_not_on_file_is_refused(codes: Codes, channel: Channel) -> None:
    with pytest.raises(ChannelUnavailable):
        await codes.issue(channel, ONLY_POST.nir13)
    assert codes.outbox.codes == []


async def test_nobody_unknown_is_written_to(codes: Codes) -> None:
    with pytest.raises(ChannelUnavailable):
        await codes.issue(Channel.POST, someone().nir13)


async def test_a_code_of_four_digits_needs_a_browser(codes: Codes) -> None:
    async with codes.database.begin() as session:
        with pytest.raises(ValueError, match="browser"):
            await codes.service.issue(
                nir13=VENTURI.nir13, channel=Channel.SMS, browser=None, session=session
            )


async def test_a_code_rolled_back_was_never_made(codes: Codes) -> None:
    with pytest.raises(RuntimeError):
        async with codes.database.begin() as session:
            await codes.service.issue(
                nir13=VENTURI.nir13, channel=Channel.SMS, browser=BROWSER, session=session
            )
            raise RuntimeError
    assert await codes.rows() == []


# Three in 24 hours.


async def test_a_fourth_code_in_24_hours_is_not_sent(codes: Codes) -> None:
    for _ in range(5):
        await codes.ask()
    assert len(codes.outbox.codes) == 3


async def test_a_fourth_code_to_the_registry_s_address_is_refused(codes: Codes) -> None:
    for channel in Channel:
        await codes.issue(channel)
    with pytest.raises(TooManyCodes):
        await codes.issue(Channel.EMAIL)
    await codes.ask()
    assert len(codes.outbox.codes) == 3


@pytest.mark.parametrize(("later", "sent"), [(DAY - SECOND, 3), (DAY, 4)])
async def test_after_24_hours_to_the_second_one_more_is_sent(
    codes: Codes, later: timedelta, sent: int
) -> None:
    for _ in range(3):
        await codes.ask()
    codes.clock.advance(later)
    await codes.ask()
    assert len(codes.outbox.codes) == sent


async def test_a_used_code_counts_too(codes: Codes) -> None:
    for _ in range(3):
        await codes.ask()
        assert await codes.redeem(await codes.digits())
    await codes.ask()
    assert len(codes.outbox.codes) == 3


@pytest.mark.parametrize("silent", [True, False])
async def test_however_many_ask_at_once_three_codes_are_sent_and_one_works(
    codes: Codes, silent: bool
) -> None:
    outcomes = await together(
        [codes.ask() if silent else codes.issue(Channel.SMS) for _ in range(CALLERS)]
    )
    assert len(codes.outbox.codes) == len(await codes.rows()) == 3
    assert sum(row.replaced_at is None for row in await codes.rows()) == 1
    refused = [isinstance(outcome, TooManyCodes) for outcome in outcomes]
    assert sum(refused) == (0 if silent else CALLERS - 3)


async def test_each_nir_has_its_own_three(codes: Codes) -> None:
    for _ in range(3):
        await codes.ask()
    await codes.issue(Channel.POST, ONLY_POST.nir13)
    assert len(codes.outbox.codes) == 4


# Limits that are counted alike for everybody.


async def test_a_fourth_request_for_one_nir_is_refused_with_or_without_account(
    codes: Codes,
) -> None:
    for nir13 in (VENTURI.nir13, someone().nir13):
        for number in range(3):
            await allow(codes, nir13, f"192.0.2.{number}")
        with pytest.raises(TooManyAttempts):
            await allow(codes, nir13, "192.0.2.9")


async def test_who_knows_the_nir_only_does_not_use_up_the_three_requests(codes: Codes) -> None:
    for day in range(1, 4):
        for _ in range(3):
            await allow(codes, VENTURI.nir13, "192.0.2.1", date(1962, 12, day))
    await allow(codes, VENTURI.nir13, "192.0.2.2")


async def test_a_nir_has_thirty_requests_in_a_day_whatever_the_date(codes: Codes) -> None:
    assert CODES_PER_NIR.rate == "30/day"
    for number in range(30):
        await allow(codes, VENTURI.nir13, f"192.0.2.{number}", date(1962, 12, 1 + number // 2))
    with pytest.raises(TooManyAttempts):
        await allow(codes, VENTURI.nir13, "192.0.2.99")


async def test_an_address_may_ask_twenty_times_an_hour(codes: Codes) -> None:
    assert CODES_PER_ADDRESS.rate == "20/hour"
    for number in range(20):
        await allow(codes, someone(number).nir13, "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        await allow(codes, someone(20).nir13, "192.0.2.1")
    await allow(codes, someone(20).nir13, "192.0.2.2")


async def test_the_breaker_stops_everybody_after_two_thousand_in_an_hour(codes: Codes) -> None:
    assert CODES_OVER_ALL.rate == "2000/hour"
    for number in range(2000):
        await allow(codes, someone(number).nir13, f"192.0.{number // 20}.1")
    with pytest.raises(TooManyAttempts):
        await allow(codes, someone(2000).nir13, "198.51.100.1")


async def test_wrong_tries_over_all_stop_codes_of_four_digits_for_everybody(codes: Codes) -> None:
    assert WRONG_TRIES_OVER_ALL.rate == "200/hour"
    await codes.ask()
    right = await codes.digits()
    for _ in range(199):
        await codes.service._limiter.hit(WRONG_TRIES_OVER_ALL, "all")
    assert await codes.redeem(wrong(right)) is None
    for nir13 in (VENTURI.nir13, someone(1).nir13):
        with pytest.raises(TooManyAttempts):
            await codes.redeem(right, nir13)
    assert await codes.redeem("0" * 8) is None


async def test_right_code_is_no_wrong_try(codes: Codes) -> None:
    for _ in range(199):
        await codes.service._limiter.hit(WRONG_TRIES_OVER_ALL, "all")
    for _ in range(2):
        await codes.ask()
        assert await codes.redeem(await codes.digits()) is not None


# Trying.


@pytest.mark.parametrize("channel", list(Channel))
async def test_the_right_code_says_whose_it_is(codes: Codes, channel: Channel) -> None:
    await codes.issue(channel)
    assert await codes.redeem(await codes.digits()) == Redeemed(
        VENTURI.nir13, "VENTURI", "Paul", VENTURI.birth_date, channel
    )
    assert (await codes.last()).used_at == codes.clock.now()


async def test_a_code_may_be_typed_with_the_spaces_of_the_letter(codes: Codes) -> None:
    await codes.issue(Channel.POST)
    digits = await codes.digits()
    assert await codes.redeem(f" {digits[:4]} {digits[4:]} ")


async def test_a_code_works_once(codes: Codes) -> None:
    await codes.ask()
    assert await codes.redeem(await codes.digits())
    assert await codes.redeem(await codes.digits()) is None


async def test_a_used_code_is_neither_sent_nor_tried_again_and_is_forgotten(codes: Codes) -> None:
    await codes.ask()
    digits = await codes.digits()
    await codes.redeem(digits)
    await codes.redeem(wrong(digits))
    assert await tries(codes) == 1
    assert not await sendable(codes, await codes.last())
    assert await forgotten(codes) == 1


async def test_a_wrong_code_is_refused_and_counted(codes: Codes) -> None:
    await codes.ask()
    assert await codes.redeem(wrong(await codes.digits())) is None
    assert await tries(codes) == 1
    assert (await codes.last()).used_at is None


async def test_the_third_try_may_be_the_right_one_and_the_fourth_may_not(codes: Codes) -> None:
    await codes.ask()
    digits = await codes.digits()
    for _ in range(2):
        await codes.redeem(wrong(digits))
    assert await codes.redeem(digits)
    await codes.ask()
    digits = await codes.digits()
    for _ in range(3):
        await codes.redeem(wrong(digits))
    assert await codes.redeem(digits) is None


async def test_strangers_do_not_kill_a_letter_by_a_few_wrong_tries(codes: Codes) -> None:
    await codes.issue(Channel.POST)
    digits = await codes.digits()
    for _ in range(20):
        assert await codes.redeem(wrong(digits), browser=None) is None
    assert await tries(codes) == 20
    assert await codes.redeem(digits)


async def test_a_letter_has_ten_thousand_tries_in_all(codes: Codes) -> None:
    assert most_tries(Channel.POST) == 10_000
    await codes.issue(Channel.POST)
    digits = await codes.digits()
    async with codes.database.begin() as session:
        await session.execute(update(ProvisionalCode).values(tries=9_999))
    assert await codes.redeem(wrong(digits)) is None
    assert await codes.redeem(digits) is None
    assert await tries(codes) == 10_000


@pytest.mark.parametrize("typed", ["", "12345", "Motdepasse1!", "abcd", "0" * 50])
async def test_what_is_not_a_provisional_code_is_not_counted(codes: Codes, typed: str) -> None:
    await codes.ask()
    assert await codes.redeem(typed) is None
    assert await tries(codes) == 0


async def test_a_code_of_the_other_length_is_not_counted(codes: Codes) -> None:
    await codes.issue(Channel.POST)
    assert await codes.redeem((await codes.digits())[:4]) is None
    assert await tries(codes) == 0
    await codes.issue(Channel.SMS)
    assert await codes.redeem((await codes.digits()) * 2) is None
    assert await tries(codes) == 0


@pytest.mark.parametrize("browser", [None, "", "un autre navigateur"])
async def test_in_another_browser_a_code_does_nothing_and_counts_nothing(
    codes: Codes, browser: str | None
) -> None:
    await codes.ask()
    digits = await codes.digits()
    for code in (digits, wrong(digits)):
        assert await codes.redeem(code, browser=browser) is None
    assert await tries(codes) == 0
    assert await codes.redeem(digits)


@pytest.mark.parametrize("browser", [None, "un autre navigateur"])
async def test_a_posted_code_works_anywhere(codes: Codes, browser: str | None) -> None:
    await codes.issue(Channel.POST)
    assert await codes.redeem(await codes.digits(), browser=browser)


async def test_a_code_works_with_its_own_nir_only(codes: Codes) -> None:
    await codes.issue(Channel.POST)
    assert await codes.redeem(await codes.digits(), nir13=ONLY_POST.nir13) is None
    assert await tries(codes) == 0


@pytest.mark.parametrize("newer", list(Channel))
async def test_a_new_code_kills_the_old(codes: Codes, newer: Channel) -> None:
    await codes.issue(Channel.POST)
    old = await codes.digits()
    codes.clock.advance(SECOND)
    await codes.issue(newer)
    assert await codes.redeem(old) is None
    assert (await codes.rows())[0].tries == 0
    assert await codes.redeem(await codes.digits())


@pytest.mark.parametrize(
    ("channel", "age", "works"),
    [
        (Channel.EMAIL, timedelta(minutes=30), True),
        (Channel.EMAIL, timedelta(minutes=30) + SECOND, False),
        (Channel.SMS, timedelta(minutes=30), True),
        (Channel.SMS, timedelta(minutes=30) + SECOND, False),
        (Channel.POST, timedelta(days=15), True),
        (Channel.POST, timedelta(days=15) + SECOND, False),
    ],
)
async def test_a_code_lives_to_the_second(
    codes: Codes, channel: Channel, age: timedelta, works: bool
) -> None:
    await codes.issue(channel)
    codes.clock.advance(age)
    assert (await codes.redeem(await codes.digits()) is not None) is works
    assert await tries(codes) == int(works)


async def test_however_many_have_the_right_code_at_once_one_gets_in(codes: Codes) -> None:
    await codes.ask()
    digits = await codes.digits()
    outcomes = await together([codes.redeem(digits) for _ in range(CALLERS)])
    assert sum(isinstance(outcome, Redeemed) for outcome in outcomes) == 1
    assert sum(outcome is None for outcome in outcomes) == CALLERS - 1


@pytest.mark.parametrize(("at_once", "most"), [(1, 1000), (CALLERS, 10_000)])
async def test_all_ten_thousand_codes_are_tried_three_are_counted(
    codes: Codes, at_once: int, most: int
) -> None:
    await codes.ask()
    digits = await codes.digits()
    guesses = [code for code in FOUR_DIGITS if code != digits]
    # The right one comes soon after the first three.
    guesses.insert(at_once + 3, digits)
    got_in = 0
    for start in range(0, most, at_once):
        outcomes = await together([codes.redeem(c) for c in guesses[start : start + at_once]])
        got_in += sum(outcome is not None for outcome in outcomes)
    assert got_in == 0
    assert await tries(codes) == 3
    assert (await codes.last()).used_at is None


async def test_guessing_at_once_with_the_right_one_among_them_counts_three(codes: Codes) -> None:
    await codes.ask()
    digits = await codes.digits()
    guesses = [code for code in FOUR_DIGITS[: CALLERS - 1] if code != digits] + [digits]
    outcomes = await together([codes.redeem(code) for code in guesses])
    got_in = [outcome for outcome in outcomes if outcome is not None]
    row = await codes.last()
    assert row.tries == 3 or got_in
    assert len(got_in) == (row.used_at is not None) <= 1


async def test_a_try_is_counted_before_it_is_compared(
    codes: Codes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> bool:
        raise ConnectionError

    await codes.ask()
    monkeypatch.setattr(provisional_codes, "hmac", SimpleNamespace(compare_digest=cut))
    with pytest.raises(ConnectionError):
        await codes.redeem(await codes.digits())
    assert await tries(codes) == 1


# Keeping.


async def test_the_database_holds_neither_digits_nor_recipient(
    codes: Codes, postgres_url: str
) -> None:
    await codes.issue(Channel.POST)
    digits = await codes.digits()
    await codes.redeem(wrong(digits))
    content = dump(postgres_url)
    assert b"post" in content
    for secret in (digits, "avenue de la Gare", VENTURI.nir13, "paul@courrier", "639980001"):
        assert secret.encode() not in content
        assert secret.encode().hex().encode() not in content


async def test_whose_code_it_was_is_forgotten_once_it_is_over(codes: Codes) -> None:
    await codes.ask()
    await codes.redeem(await codes.digits())
    await codes.ask()
    codes.clock.advance(timedelta(minutes=30))
    assert await forgotten(codes) == 1
    codes.clock.advance(SECOND)
    assert await forgotten(codes) == 1
    assert [row.sealed for row in await codes.rows()] == [b"", b""]


async def test_forgotten_codes_are_still_counted(codes: Codes) -> None:
    for _ in range(3):
        await codes.ask()
    codes.clock.advance(timedelta(hours=1))
    await forgotten(codes)
    await codes.ask()
    assert len(codes.outbox.codes) == 3


async def test_a_letter_s_code_is_kept_as_long_as_it_works(codes: Codes) -> None:
    await codes.issue(Channel.POST)
    codes.clock.advance(timedelta(days=15))
    assert await forgotten(codes) == 0
    assert await codes.redeem(await codes.digits())


@pytest.mark.parametrize(("age", "left"), [(timedelta(16), 1), (timedelta(16) + SECOND, 0)])
async def test_rows_are_deleted_after_sixteen_days(codes: Codes, age: timedelta, left: int) -> None:
    await codes.issue(Channel.POST)
    codes.clock.advance(age)
    await forgotten(codes)
    assert len(await codes.rows()) == left


async def forgotten(codes: Codes) -> int:
    async with codes.database.begin() as session:
        return await codes.kept.forget(session=session)


async def test_only_a_code_that_can_be_used_is_sent(codes: Codes) -> None:
    assert await sendable(codes, None) is False
    await codes.ask()
    old = await codes.last()
    assert await sendable(codes, old)
    await codes.ask()
    assert not await sendable(codes, old)
    new = await codes.last()
    for _ in range(3):
        assert await sendable(codes, new)
        await codes.redeem(wrong(await codes.digits()))
    assert not await sendable(codes, new)


async def test_a_code_too_old_is_not_sent(codes: Codes) -> None:
    await codes.issue(Channel.SMS)
    codes.clock.advance(timedelta(minutes=30))
    assert await sendable(codes, await codes.last())
    codes.clock.advance(SECOND)
    assert not await sendable(codes, await codes.last())


async def sendable(codes: Codes, row: ProvisionalCode | None) -> bool:
    async with codes.database.begin() as session:
        found = await codes.kept.sendable(row.id if row else uuid4(), session=session)
    return found is not None
