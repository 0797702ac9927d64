"""Accounts on a real PostgreSQL: once means once, whatever arrives at the same time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.accounts.confirmation import LinkState
from backend.accounts.kept_links import KeptLinks
from backend.accounts.links import ConfirmationResult, Links
from backend.accounts.models import Account, EmailConfirmation, Notice
from backend.accounts.notices import open_notice
from backend.accounts.owner import email_index, open_address, open_owner
from backend.accounts.service import AccountExists, Accounts, EmailTaken
from backend.accounts.states import Origin
from backend.db import Database
from backend.keys import Keyring
from tests.support.accounts import (
    EMAIL,
    VENTURI,
    RememberingOutbox,
    dump,
    make_accounts,
    only_token,
    open_account,
    someone,
)
from tests.support.clock import FakeClock

CALLERS = 16
SECOND = timedelta(seconds=1)


@pytest.fixture
def outbox() -> RememberingOutbox:
    return RememberingOutbox()


@pytest.fixture
def accounts(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> Accounts:
    return make_accounts(keys, clock, outbox)


@pytest.fixture
def links(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> Links:
    return Links(keys, clock, outbox)


@pytest.fixture
def kept_links(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> KeptLinks:
    return KeptLinks(keys, clock, outbox)


async def count(database: Database, table: type) -> int:
    async with database.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def only_account(database: Database) -> Account:
    async with database.begin() as session:
        return (await session.scalars(select(Account))).one()


async def confirm(links: Links, database: Database, token: str) -> ConfirmationResult:
    async with database.begin() as session:
        return await links.confirm(token, session=session)


async def look(links: Links, database: Database, token: str) -> ConfirmationResult:
    async with database.begin() as session:
        return await links.look(token, session=session)


async def test_a_new_account_is_pending_and_its_link_is_queued(
    accounts: Accounts, database: Database, keys: Keyring, outbox: RememberingOutbox
) -> None:
    account_id = await open_account(accounts, database)
    account = await only_account(database)
    async with database.begin() as session:
        link = (await session.scalars(select(EmailConfirmation))).one()
    owner = open_owner(keys, account_id, account.sealed)
    assert (account.id, account.state, account.confirmed_at) == (account_id, "pending", None)
    assert (owner.nir13, owner.email, owner.landline) == (VENTURI.nir13, EMAIL, None)
    assert outbox.confirmations == [link.id]
    assert link.email_sealed is not None
    assert open_address(keys, link.id, link.email_sealed) == EMAIL


async def test_an_account_is_found_by_its_nir_and_by_its_address(
    accounts: Accounts, database: Database
) -> None:
    await open_account(accounts, database)
    async with database.begin() as session:
        assert await accounts.exists(VENTURI.nir13, session=session)
        assert not await accounts.exists(someone().nir13, session=session)
        assert await accounts.email_taken(EMAIL.upper(), session=session)
        assert not await accounts.email_taken(someone().email, session=session)


async def test_a_second_account_for_one_nir_is_refused(
    accounts: Accounts, database: Database
) -> None:
    await open_account(accounts, database)
    with pytest.raises(AccountExists):
        await open_account(accounts, database, someone(nir13=VENTURI.nir13))


async def test_a_second_account_for_one_address_is_refused(
    accounts: Accounts, database: Database
) -> None:
    await open_account(accounts, database)
    with pytest.raises(EmailTaken):
        await open_account(accounts, database, someone(email=EMAIL.upper()))


async def test_one_nir_in_many_conversations_opens_one_account_with_one_mail(
    accounts: Accounts, database: Database, outbox: RememberingOutbox
) -> None:
    outcomes = await asyncio.gather(
        *(
            open_account(accounts, database, someone(number, nir13=VENTURI.nir13))
            for number in range(CALLERS)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, AccountExists) for outcome in outcomes) == CALLERS - 1
    assert await count(database, Account) == await count(database, EmailConfirmation) == 1
    assert len(outbox.confirmations) == 1


async def test_one_address_for_many_people_opens_one_account(
    accounts: Accounts, database: Database, outbox: RememberingOutbox
) -> None:
    outcomes = await asyncio.gather(
        *(open_account(accounts, database, someone(n, email=EMAIL)) for n in range(CALLERS)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, EmailTaken) for outcome in outcomes) == CALLERS - 1
    assert await count(database, Account) == len(outbox.confirmations) == 1


async def test_confirming_makes_the_account_active(
    accounts: Accounts, links: Links, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    account_id = await open_account(accounts, database)
    clock.advance(timedelta(hours=3))
    result = await confirm(links, database, await only_token(database, keys))
    account = await only_account(database)
    assert (result.state, result.confirmed_now) == (LinkState.ALREADY_CONFIRMED, True)
    assert (result.account_id, result.origin) == (account_id, Origin.CARD_AND_IBAN)
    assert (account.state, account.confirmed_at) == ("active", clock.now())


async def test_many_clicks_at_once_confirm_once(
    accounts: Accounts, links: Links, database: Database, keys: Keyring
) -> None:
    await open_account(accounts, database)
    token = await only_token(database, keys)
    results = await asyncio.gather(*(confirm(links, database, token) for _ in range(CALLERS)))
    assert sum(result.confirmed_now for result in results) == 1
    assert {result.state for result in results} == {LinkState.ALREADY_CONFIRMED}


async def test_confirming_twice_says_already_confirmed_and_changes_nothing(
    accounts: Accounts, links: Links, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    await open_account(accounts, database)
    token = await only_token(database, keys)
    await confirm(links, database, token)
    first = await only_account(database)
    clock.advance(timedelta(days=20))
    again = await confirm(links, database, token)
    assert (again.state, again.confirmed_now) == (LinkState.ALREADY_CONFIRMED, False)
    assert (await only_account(database)).confirmed_at == first.confirmed_at


@pytest.mark.parametrize(
    ("age", "state", "active"),
    [
        (timedelta(days=7), LinkState.ALREADY_CONFIRMED, True),
        (timedelta(days=7) + SECOND, LinkState.INACTIVE, False),
        (timedelta(days=21), LinkState.INACTIVE, False),
        (timedelta(days=21) + SECOND, LinkState.GONE, False),
    ],
)
async def test_a_link_confirms_for_seven_days_to_the_second(
    accounts: Accounts,
    links: Links,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    age: timedelta,
    state: LinkState,
    active: bool,
) -> None:
    await open_account(accounts, database)
    clock.advance(age)
    result = await confirm(links, database, await only_token(database, keys))
    assert (result.state, result.confirmed_now) == (state, active)
    assert ((await only_account(database)).state == "active") is active


async def test_an_unknown_token_confirms_nothing(
    accounts: Accounts, links: Links, database: Database
) -> None:
    await open_account(accounts, database)
    assert (await confirm(links, database, "x" * 43)).state is LinkState.UNKNOWN
    assert (await only_account(database)).state == "pending"


async def test_a_confirmation_rolled_back_can_be_done_again(
    accounts: Accounts, links: Links, database: Database, keys: Keyring
) -> None:
    await open_account(accounts, database)
    token = await only_token(database, keys)
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            await links.confirm(token, session=session)
            raise RuntimeError
    assert (await look(links, database, token)).state is LinkState.ACTIVE
    assert (await confirm(links, database, token)).confirmed_now


async def test_many_attempts_at_once_warn_the_owner_once(
    accounts: Accounts, database: Database, keys: Keyring, outbox: RememberingOutbox
) -> None:
    await open_account(accounts, database)

    async def attempt() -> None:
        async with database.begin() as session:
            await accounts.warn_owner(VENTURI.nir13, session=session)

    await asyncio.gather(*(attempt() for _ in range(CALLERS)))
    async with database.begin() as session:
        notice = (await session.scalars(select(Notice))).one()
    assert outbox.notices == [notice.id]
    assert notice.kind == "account_exists"
    assert open_notice(keys, notice.id, notice.email_sealed) == EMAIL


@pytest.mark.parametrize(
    ("later", "mails"), [(timedelta(hours=24) - SECOND, 1), (timedelta(hours=24), 2)]
)
async def test_the_owner_is_warned_again_after_a_day(
    accounts: Accounts,
    database: Database,
    outbox: RememberingOutbox,
    clock: FakeClock,
    later: timedelta,
    mails: int,
) -> None:
    await open_account(accounts, database)
    for wait in (timedelta(0), later):
        clock.advance(wait)
        async with database.begin() as session:
            await accounts.warn_owner(VENTURI.nir13, session=session)
    assert len(outbox.notices) == mails


async def test_nobody_is_warned_of_an_unknown_nir(
    accounts: Accounts, database: Database, outbox: RememberingOutbox
) -> None:
    async with database.begin() as session:
        await accounts.warn_owner(VENTURI.nir13, session=session)
    assert outbox.notices == []


@pytest.mark.parametrize(("age", "forgotten"), [(timedelta(days=21), 0), (timedelta(22), 1)])
async def test_addresses_of_old_links_are_forgotten(
    accounts: Accounts,
    kept_links: KeptLinks,
    database: Database,
    clock: FakeClock,
    age: timedelta,
    forgotten: int,
) -> None:
    await open_account(accounts, database)
    clock.advance(age)
    async with database.begin() as session:
        assert await kept_links.forget_addresses(session=session) == forgotten


@pytest.mark.parametrize(
    ("origin", "email"), [(Origin.PROVISIONAL_CODE, None), (Origin.CARD_AND_IBAN, EMAIL)]
)
async def test_an_account_with_a_provisional_code_forgets_its_address_after_21_days(
    accounts: Accounts,
    kept_links: KeptLinks,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    origin: Origin,
    email: str | None,
) -> None:
    account_id = await open_account(accounts, database, someone(email=EMAIL, origin=origin))
    clock.advance(timedelta(days=21) + SECOND)
    async with database.begin() as session:
        await kept_links.forget_addresses(session=session)
    account = await only_account(database)
    assert open_owner(keys, account_id, account.sealed).email == email
    assert account.email_index == (email and email_index(keys, email))


async def test_a_confirmed_account_keeps_its_address(
    accounts: Accounts,
    links: Links,
    kept_links: KeptLinks,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
) -> None:
    await open_account(accounts, database, someone(email=EMAIL, origin=Origin.PROVISIONAL_CODE))
    await confirm(links, database, await only_token(database, keys))
    clock.advance(timedelta(days=22))
    async with database.begin() as session:
        await kept_links.forget_addresses(session=session)
        assert await accounts.email_taken(EMAIL, session=session)


async def test_the_database_holds_neither_token_nor_identity(
    accounts: Accounts, links: Links, database: Database, keys: Keyring, postgres_url: str
) -> None:
    await open_account(accounts, database)
    token = await only_token(database, keys)
    await confirm(links, database, token)
    content = dump(postgres_url)
    assert b"pending" in content or b"active" in content
    for secret in (token, VENTURI.nir13, "VENTURI", EMAIL, "612345678", "1962-12-18"):
        assert secret.encode() not in content
        assert secret.encode().hex().encode() not in content
