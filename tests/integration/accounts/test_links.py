"""Links on a real PostgreSQL: sent again, to a new address, reminded of, forgotten."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.accounts.confirmation import LinkState, Resend, Standing, confirmation_token
from backend.accounts.kept_links import KeptLinks
from backend.accounts.links import ConfirmationResult, Links
from backend.accounts.models import Account, EmailConfirmation, Notice
from backend.accounts.notices import Notices, open_notice
from backend.accounts.owner import email_index, open_address, open_owner
from backend.accounts.service import Accounts
from backend.accounts.states import LinkKind, NoticeKind, Origin
from backend.db import Database
from backend.keys import Keyring
from tests.support.accounts import (
    EMAIL,
    VENTURI,
    RememberingOutbox,
    make_accounts,
    open_account,
    someone,
)
from tests.support.clock import FakeClock

CALLERS = 32
SECOND = timedelta(seconds=1)
PAUSE = timedelta(minutes=2)
OTHER = "autre@exemple.fr"
ANOTHER = "encore.une@exemple.fr"
BY_CODE = someone(email=EMAIL, origin=Origin.PROVISIONAL_CODE)
OTHER_ORIGINS = [Origin.PROVISIONAL_CODE, Origin.FRANCECONNECT]


@pytest.fixture
def outbox() -> RememberingOutbox:
    return RememberingOutbox()


@pytest.fixture
def accounts(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> Accounts:
    return make_accounts(keys, clock, outbox)


class Caller:
    """Calls the links, one transaction a call."""

    def __init__(
        self, clock: FakeClock, database: Database, keys: Keyring, outbox: RememberingOutbox
    ) -> None:
        self.links = Links(keys, clock, outbox)
        self.kept_links = KeptLinks(keys, clock, outbox)
        self.database = database
        self.keys = keys
        self.outbox = outbox

    async def resend(self, account_id: UUID, email: str | None = None) -> Resend:
        async with self.database.begin() as session:
            return await self.links.resend(account_id, email=email, session=session)

    async def resend_from(self, token: str) -> Resend:
        async with self.database.begin() as session:
            return await self.links.resend_from(token, session=session)

    async def resend_for(self, nir13: str) -> None:
        async with self.database.begin() as session:
            await self.links.resend_for(nir13, session=session)

    async def ask(self, account_id: UUID, email: str = OTHER) -> Resend:
        async with self.database.begin() as session:
            return await self.links.ask_new_address(account_id, email, session=session)

    async def confirm(self, token: str) -> ConfirmationResult:
        async with self.database.begin() as session:
            return await self.links.confirm(token, session=session)

    async def look(self, token: str) -> ConfirmationResult:
        async with self.database.begin() as session:
            return await self.links.look(token, session=session)

    async def standing(self, account_id: UUID) -> Standing | None:
        async with self.database.begin() as session:
            return await self.links.standing(account_id, session=session)

    async def asked(self, account_id: UUID) -> str | None:
        async with self.database.begin() as session:
            return await self.links.asked_address(account_id, session=session)

    async def remind(self) -> int:
        async with self.database.begin() as session:
            return await self.kept_links.remind(session=session)

    async def forget(self) -> int:
        async with self.database.begin() as session:
            return await self.kept_links.forget_addresses(session=session)

    def token(self, number: int = -1) -> str:
        """Return the token of a link, in the order in which they were sent."""
        return confirmation_token(self.keys, self.outbox.confirmations[number])

    async def email(self) -> str | None:
        """Return the address of the only account."""
        async with self.database.begin() as session:
            account = (await session.scalars(select(Account))).one()
        email = open_owner(self.keys, account.id, account.sealed).email
        assert account.email_index == (email and email_index(self.keys, email))
        return email

    async def state(self) -> str:
        """Return the state of the only account."""
        async with self.database.begin() as session:
            return (await session.scalars(select(Account.state))).one()

    async def kinds(self) -> list[str]:
        """Return the kinds of the links, in the order in which they were sent."""
        async with self.database.begin() as session:
            query = select(EmailConfirmation.id, EmailConfirmation.kind)
            kinds = {row.id: row.kind for row in await session.execute(query)}
        return [kinds[confirmation_id] for confirmation_id in self.outbox.confirmations]

    async def told(self) -> list[tuple[str, str]]:
        """Return who was told what, in this order."""
        async with self.database.begin() as session:
            notices = {each.id: each for each in await session.scalars(select(Notice))}
        return [
            (notices[each].kind, open_notice(self.keys, each, notices[each].email_sealed))
            for each in self.outbox.notices
        ]


@pytest.fixture
def caller(
    keys: Keyring, clock: FakeClock, database: Database, outbox: RememberingOutbox
) -> Caller:
    return Caller(clock, database, keys, outbox)


@pytest.fixture
async def active(accounts: Accounts, caller: Caller) -> UUID:
    """An active account."""
    account_id = await open_account(accounts, caller.database)
    assert (await caller.confirm(caller.token())).confirmed_now
    return account_id


# Another link to the same address


@pytest.mark.parametrize(
    ("after", "resent"), [(PAUSE - SECOND, Resend.TOO_SOON), (PAUSE, Resend.SENT)]
)
async def test_two_minutes_pass_between_two_links(
    accounts: Accounts, caller: Caller, clock: FakeClock, after: timedelta, resent: Resend
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    await caller.resend(account_id)
    clock.advance(after)
    assert await caller.resend(account_id) is resent
    assert len(caller.outbox.confirmations) == (3 if resent is Resend.SENT else 2)


@pytest.mark.parametrize(
    ("after", "resent"),
    [
        (timedelta(hours=24) - SECOND, Resend.TOO_MANY),
        (timedelta(hours=24), Resend.SENT),
    ],
)
async def test_three_links_are_sent_again_in_a_day(
    accounts: Accounts, caller: Caller, clock: FakeClock, after: timedelta, resent: Resend
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    first = clock.now()
    for _ in range(3):
        assert await caller.resend(account_id) is Resend.SENT
        clock.advance(PAUSE)
    assert await caller.resend(account_id) is Resend.TOO_MANY
    clock.set(first + after)
    assert await caller.resend(account_id) is resent


async def test_many_wishes_at_once_make_one_link(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    outcomes = await asyncio.gather(*(caller.resend(account_id) for _ in range(CALLERS)))
    assert outcomes.count(Resend.SENT) == 1
    assert outcomes.count(Resend.TOO_SOON) == CALLERS - 1
    assert await caller.kinds() == ["opening", "resent"]


async def test_wishes_from_everywhere_at_once_make_one_link(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    token = caller.token()
    await asyncio.gather(
        *(caller.resend(account_id) for _ in range(10)),
        *(caller.resend_from(token) for _ in range(11)),
        *(caller.resend_for(VENTURI.nir13) for _ in range(11)),
    )
    assert len(caller.outbox.confirmations) == 2


async def test_links_and_confirmations_at_once_confirm_once(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    token = caller.token()
    outcomes = await asyncio.gather(
        *(caller.confirm(token) for _ in range(CALLERS)),
        *(caller.resend(account_id) for _ in range(CALLERS)),
    )
    confirmed = [each for each in outcomes if isinstance(each, ConfirmationResult)]
    assert sum(each.confirmed_now for each in confirmed) == 1
    assert outcomes.count(Resend.SENT) <= 1
    assert await caller.state() == "active"


async def test_an_older_link_works_until_one_of_them_succeeds(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(PAUSE)
    await caller.resend(account_id)
    older, newer = caller.token(0), caller.token(1)
    assert (await caller.look(older)).newer
    assert not (await caller.look(newer)).newer
    assert (await caller.confirm(older)).confirmed_now
    assert (await caller.confirm(newer)).state is LinkState.ALREADY_CONFIRMED


async def test_each_link_has_its_own_seven_days(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(timedelta(days=7))
    await caller.resend(account_id)
    clock.advance(SECOND)
    assert (await caller.look(caller.token(0))).state is LinkState.INACTIVE
    clock.advance(timedelta(days=7) - SECOND)
    assert (await caller.look(caller.token(1))).state is LinkState.ACTIVE
    assert await caller.standing(account_id) is Standing.WAITING
    clock.advance(SECOND)
    assert (await caller.look(caller.token(1))).state is LinkState.INACTIVE
    assert await caller.standing(account_id) is Standing.EXPIRED


@pytest.mark.parametrize(
    ("age", "resent"),
    [
        (timedelta(days=7) + SECOND, Resend.SENT),
        (timedelta(days=21), Resend.SENT),
        (timedelta(days=21) + SECOND, Resend.GONE),
    ],
)
async def test_card_and_iban_can_ask_until_the_last_second_of_21_days(
    accounts: Accounts, caller: Caller, clock: FakeClock, age: timedelta, resent: Resend
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(age)
    assert await caller.resend(account_id) is resent


async def test_an_active_account_and_a_closed_one_wait_for_nothing(
    caller: Caller, active: UUID, clock: FakeClock
) -> None:
    clock.advance(PAUSE)
    assert await caller.resend(active) is Resend.NOT_WAITING
    assert await caller.resend(UUID(int=0)) is Resend.NOT_WAITING
    assert await caller.standing(active) is Standing.ACTIVE
    assert await caller.standing(UUID(int=0)) is None


# Another link to another address


async def test_card_and_iban_choose_no_other_address(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(timedelta(days=8))
    assert await caller.resend(account_id, OTHER) is Resend.OTHER_ADDRESS_REFUSED
    assert await caller.resend(account_id, EMAIL.upper()) is Resend.SENT
    assert await caller.email() == EMAIL


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
async def test_another_address_takes_the_place_of_the_first(
    accounts: Accounts, caller: Caller, clock: FakeClock, origin: Origin
) -> None:
    account_id = await open_account(accounts, caller.database, someone(email=EMAIL, origin=origin))
    clock.advance(timedelta(days=8))
    assert await caller.resend(account_id, OTHER) is Resend.SENT
    assert await caller.email() == OTHER
    async with caller.database.begin() as session:
        link = await session.get_one(EmailConfirmation, caller.outbox.confirmations[-1])
    assert link.email_sealed is not None
    assert open_address(caller.keys, link.id, link.email_sealed) == OTHER


async def test_a_link_to_the_former_address_does_not_confirm_the_new_one(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    clock.advance(PAUSE)
    await caller.resend(account_id, OTHER)
    assert (await caller.confirm(caller.token(0))).state is LinkState.REPLACED
    assert await caller.state() == "pending"
    assert (await caller.confirm(caller.token(1))).confirmed_now
    assert await caller.state() == "active"


async def test_going_back_to_the_first_address_does_not_revive_its_link(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    for email in (OTHER, EMAIL):
        clock.advance(PAUSE)
        assert await caller.resend(account_id, email) is Resend.SENT
    assert (await caller.confirm(caller.token(0))).state is LinkState.REPLACED
    assert (await caller.confirm(caller.token(1))).state is LinkState.REPLACED
    assert (await caller.confirm(caller.token(2))).confirmed_now


async def test_confirming_and_changing_the_address_at_once_leave_no_address_unproved(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    clock.advance(PAUSE)
    token = caller.token()
    await asyncio.gather(
        *(caller.confirm(token) for _ in range(CALLERS // 2)),
        *(caller.resend(account_id, OTHER) for _ in range(CALLERS // 2)),
    )
    assert (await caller.state(), await caller.email()) in {("active", EMAIL), ("pending", OTHER)}


async def test_an_address_of_somebody_else_is_refused_and_nothing_changes(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    await open_account(accounts, caller.database, someone(2, email=OTHER))
    clock.advance(PAUSE)
    assert await caller.resend(account_id, OTHER.upper()) is Resend.EMAIL_TAKEN
    assert len(caller.outbox.confirmations) == 2
    assert (await caller.confirm(caller.token(0))).confirmed_now


async def test_one_address_for_many_accounts_at_once_goes_to_one(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_ids = [
        await open_account(accounts, caller.database, someone(n, origin=Origin.PROVISIONAL_CODE))
        for n in range(16)
    ]
    clock.advance(PAUSE)
    outcomes = await asyncio.gather(*(caller.resend(each, OTHER) for each in account_ids))
    assert outcomes.count(Resend.SENT) == 1
    assert outcomes.count(Resend.EMAIL_TAKEN) == 15


@pytest.mark.parametrize("purged", [True, False])
@pytest.mark.parametrize("origin", OTHER_ORIGINS)
async def test_after_21_days_another_address_is_asked_for(
    accounts: Accounts, caller: Caller, clock: FakeClock, origin: Origin, purged: bool
) -> None:
    account_id = await open_account(accounts, caller.database, someone(email=EMAIL, origin=origin))
    clock.advance(timedelta(days=21) + SECOND)
    if purged:
        await caller.forget()
    assert await caller.standing(account_id) is Standing.GONE_NEW_ADDRESS
    assert await caller.resend(account_id) is Resend.ADDRESS_NEEDED
    assert await caller.resend(account_id, OTHER) is Resend.SENT
    assert await caller.standing(account_id) is Standing.WAITING
    assert (await caller.confirm(caller.token())).confirmed_now
    assert await caller.email() == OTHER


# From a link's page and from the chat


async def test_a_links_page_sends_to_the_same_address(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    await open_account(accounts, caller.database)
    clock.advance(timedelta(days=8))
    assert await caller.resend_from(caller.token()) is Resend.SENT
    assert (await caller.confirm(caller.token())).confirmed_now
    assert await caller.email() == EMAIL


async def test_who_got_a_mistyped_address_sends_nothing_once_it_is_corrected(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    clock.advance(PAUSE)
    await caller.resend(account_id, OTHER)
    clock.advance(PAUSE)
    assert await caller.resend_from(caller.token(0)) is Resend.NOT_WAITING
    assert len(caller.outbox.confirmations) == 2


async def test_an_unknown_link_sends_nothing(accounts: Accounts, caller: Caller) -> None:
    await open_account(accounts, caller.database)
    assert await caller.resend_from("x" * 43) is Resend.NOT_WAITING


async def test_the_chat_sends_to_a_pending_account(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    await open_account(accounts, caller.database)
    clock.advance(timedelta(days=8))
    await caller.resend_for(VENTURI.nir13)
    assert await caller.kinds() == ["opening", "resent"]
    assert await caller.told() == []


async def test_the_chat_tells_the_owner_of_an_active_account_once_a_day(
    caller: Caller, active: UUID
) -> None:
    await asyncio.gather(*(caller.resend_for(VENTURI.nir13) for _ in range(CALLERS)))
    assert await caller.told() == [(NoticeKind.ACCOUNT_EXISTS, EMAIL)]
    assert len(caller.outbox.confirmations) == 1


async def test_the_chat_does_nothing_for_a_nir_without_account(caller: Caller) -> None:
    await caller.resend_for(VENTURI.nir13)
    assert caller.outbox == RememberingOutbox()


# A new address for an active account


async def test_a_new_address_replaces_the_old_one_once_it_is_confirmed(
    caller: Caller, active: UUID
) -> None:
    assert await caller.ask(active) is Resend.SENT
    assert await caller.email() == EMAIL
    assert await caller.asked(active) == OTHER
    result = await caller.confirm(caller.token())
    assert (result.state, result.confirmed_now) == (LinkState.ALREADY_CONFIRMED, True)
    assert result.kind is LinkKind.NEW_ADDRESS
    assert (await caller.email(), await caller.state()) == (OTHER, "active")
    assert await caller.asked(active) is None
    assert await caller.told() == [
        (NoticeKind.ADDRESS_CHANGED_OLD, EMAIL),
        (NoticeKind.ADDRESS_CHANGED_NEW, OTHER),
    ]


async def test_many_clicks_at_once_replace_the_address_once(caller: Caller, active: UUID) -> None:
    await caller.ask(active)
    token = caller.token()
    results = await asyncio.gather(*(caller.confirm(token) for _ in range(CALLERS)))
    assert sum(result.confirmed_now for result in results) == 1
    assert {result.state for result in results} == {LinkState.ALREADY_CONFIRMED}
    assert len(caller.outbox.notices) == 2


async def test_many_wishes_for_a_new_address_at_once_make_one_link(
    caller: Caller, active: UUID
) -> None:
    outcomes = await asyncio.gather(*(caller.ask(active) for _ in range(CALLERS)))
    assert outcomes.count(Resend.SENT) == 1
    assert outcomes.count(Resend.TOO_SOON) == CALLERS - 1


async def test_a_fourth_new_address_in_a_day_is_refused(
    caller: Caller, active: UUID, clock: FakeClock
) -> None:
    outcomes = []
    for number in range(4):
        outcomes.append(await caller.ask(active, f"adresse{number}@exemple.fr"))
        clock.advance(PAUSE)
    assert outcomes == [Resend.SENT] * 3 + [Resend.TOO_MANY]


@pytest.mark.parametrize(
    ("age", "confirmed"), [(timedelta(days=7), True), (timedelta(days=7) + SECOND, False)]
)
async def test_a_new_address_waits_for_seven_days_to_the_second(
    caller: Caller, active: UUID, clock: FakeClock, age: timedelta, confirmed: bool
) -> None:
    await caller.ask(active)
    clock.advance(age)
    assert await caller.forget() == (0 if confirmed else 1)
    assert (await caller.asked(active) is not None) is confirmed
    assert (await caller.confirm(caller.token())).confirmed_now is confirmed
    assert await caller.email() == (OTHER if confirmed else EMAIL)


async def test_a_later_wish_replaces_an_earlier_one(
    caller: Caller, active: UUID, clock: FakeClock
) -> None:
    await caller.ask(active)
    clock.advance(PAUSE)
    await caller.ask(active, ANOTHER)
    assert await caller.asked(active) == ANOTHER
    assert (await caller.confirm(caller.token(1))).state is LinkState.REPLACED
    assert (await caller.confirm(caller.token(2))).confirmed_now
    assert await caller.email() == ANOTHER


async def test_both_links_to_one_new_address_work_until_one_succeeds(
    caller: Caller, active: UUID, clock: FakeClock
) -> None:
    await caller.ask(active)
    clock.advance(PAUSE)
    await caller.ask(active)
    assert (await caller.confirm(caller.token(1))).confirmed_now
    again = await caller.confirm(caller.token(2))
    assert (again.state, again.confirmed_now) == (LinkState.ALREADY_CONFIRMED, False)
    assert len(caller.outbox.notices) == 2


async def test_an_address_in_use_cannot_be_asked_for(
    accounts: Accounts, caller: Caller, active: UUID
) -> None:
    await open_account(accounts, caller.database, someone(email=OTHER))
    assert await caller.ask(active, OTHER.upper()) is Resend.EMAIL_TAKEN
    assert await caller.ask(active, EMAIL.upper()) is Resend.SAME_ADDRESS


async def test_an_address_taken_meanwhile_is_not_taken_away(
    accounts: Accounts, caller: Caller, active: UUID
) -> None:
    await caller.ask(active)
    token = caller.token()
    await open_account(accounts, caller.database, someone(email=OTHER))
    result = await caller.confirm(token)
    assert (result.state, result.confirmed_now) == (LinkState.TAKEN, False)
    async with caller.database.begin() as session:
        account = await session.get_one(Account, active)
    assert open_owner(caller.keys, active, account.sealed).email == EMAIL
    assert caller.outbox.notices == []


async def test_a_pending_account_asks_for_no_new_address(
    accounts: Accounts, caller: Caller
) -> None:
    account_id = await open_account(accounts, caller.database)
    assert await caller.ask(account_id) is Resend.NOT_WAITING


# The reminder


@pytest.mark.parametrize(
    ("age", "reminded"),
    [
        (timedelta(days=5) - SECOND, 0),
        (timedelta(days=5), 1),
        (timedelta(days=7), 1),
        (timedelta(days=7) + SECOND, 0),
    ],
)
async def test_a_link_is_reminded_of_from_day_5_to_day_7(
    accounts: Accounts, caller: Caller, clock: FakeClock, age: timedelta, reminded: int
) -> None:
    await open_account(accounts, caller.database)
    clock.advance(age)
    assert await caller.remind() == reminded
    assert caller.outbox.reminders == caller.outbox.confirmations[:reminded]


async def test_many_workers_remind_once(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    await open_account(accounts, caller.database)
    clock.advance(timedelta(days=5))
    assert sum(await asyncio.gather(*(caller.remind() for _ in range(16)))) == 1
    clock.advance(timedelta(days=1))
    assert await caller.remind() == 0


async def test_only_the_newest_link_is_reminded_of(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database)
    clock.advance(timedelta(days=4))
    await caller.resend(account_id)
    clock.advance(timedelta(days=2))
    assert await caller.remind() == 0
    clock.advance(timedelta(days=3))
    assert await caller.remind() == 1
    assert caller.outbox.reminders == [caller.outbox.confirmations[1]]


async def test_nobody_is_reminded_of_what_is_confirmed_or_of_a_new_address(
    caller: Caller, active: UUID, clock: FakeClock
) -> None:
    await caller.ask(active)
    clock.advance(timedelta(days=5))
    assert await caller.remind() == 0


# Forgetting


async def test_an_account_reached_again_keeps_its_address(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, caller.database, BY_CODE)
    clock.advance(timedelta(days=20))
    await caller.resend(account_id)
    clock.advance(timedelta(days=2))
    assert await caller.forget() == 1
    assert await caller.email() == EMAIL
    clock.advance(timedelta(days=19) + SECOND)
    assert await caller.forget() == 1
    assert await caller.email() is None


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
async def test_forgetting_sending_and_confirming_at_once_never_leave_an_account_without_a_way(
    accounts: Accounts, caller: Caller, clock: FakeClock, origin: Origin
) -> None:
    account_id = await open_account(accounts, caller.database, someone(email=EMAIL, origin=origin))
    clock.advance(timedelta(days=21) + SECOND)
    await asyncio.gather(
        *(caller.forget() for _ in range(8)),
        *(caller.resend(account_id, OTHER) for _ in range(8)),
        *(caller.confirm(caller.token(0)) for _ in range(8)),
    )
    assert await caller.email() == OTHER
    assert await caller.standing(account_id) is Standing.WAITING
    assert (await caller.confirm(caller.token(1))).confirmed_now


async def test_the_purge_does_not_wait_for_a_busy_account(
    accounts: Accounts, caller: Caller, clock: FakeClock
) -> None:
    await open_account(accounts, caller.database)
    clock.advance(timedelta(days=22))
    async with caller.database.begin() as session:
        await session.execute(select(Account.id).with_for_update())
        assert await asyncio.wait_for(caller.forget(), 2) == 0
    assert await caller.forget() == 1


@pytest.mark.parametrize(
    ("age", "deleted"), [(timedelta(days=7), 0), (timedelta(days=7) + SECOND, 1)]
)
async def test_notices_are_deleted_after_seven_days(
    database: Database, keys: Keyring, clock: FakeClock, age: timedelta, deleted: int
) -> None:
    notices = Notices(keys, clock, RememberingOutbox())
    async with database.begin() as session:
        await notices.tell(NoticeKind.ACCOUNT_CLOSED, EMAIL, session=session)
    clock.advance(age)
    async with database.begin() as session:
        assert await notices.forget(session=session) == deleted
        left = await session.scalar(select(func.count()).select_from(Notice))
    assert left == 1 - deleted
