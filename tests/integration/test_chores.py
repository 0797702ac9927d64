"""What the worker does now and then: everything that is kept for a time is forgotten after it."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import func, select

from backend.accounts.models import AccountSession, EmailConfirmation, Notice, ProvisionalCode
from backend.accounts.notices import Notices
from backend.accounts.sessions import Person, Sessions
from backend.accounts.states import Channel, NoticeKind, Origin, Scope
from backend.captcha.models import Captcha
from backend.captcha.service import Captchas
from backend.db import Database
from backend.keys import Keyring
from backend.worker import purges, reminders
from tests.support.accounts import EMAIL, VENTURI, RememberingOutbox, make_accounts, open_account
from tests.support.clock import FakeClock

PERSON = Person(
    nir13=VENTURI.nir13, last_name="VENTURI", first_names="", birth_date=date(1962, 12, 18)
)


async def fill(database: Database, keys: Keyring, clock: FakeClock) -> None:
    """Put one row in every table of the account's life that is emptied by and by."""
    outbox = RememberingOutbox()
    account_id = await open_account(make_accounts(keys, clock, outbox), database)
    async with database.begin() as session:
        await Notices(keys, clock, outbox).tell(NoticeKind.CODE_CHANGED, EMAIL, session=session)
        await Captchas(keys, clock).make(session=session)
        await Sessions(keys, clock).open(
            scope=Scope.ACCOUNT,
            origin=Origin.CARD_AND_IBAN,
            account_id=account_id,
            person=PERSON,
            session=session,
        )
        session.add(
            ProvisionalCode(
                id=uuid4(),
                nir_index=b"index",
                channel=Channel.POST.value,
                sealed=b"sealed",
                browser_hash=None,
                created_at=clock.now(),
                tries=0,
            )
        )


async def left(database: Database) -> dict[str, int]:
    async with database.begin() as session:
        found = {
            table.__tablename__: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Notice, Captcha, AccountSession, ProvisionalCode)
        }
        found["address"] = (
            await session.scalar(select(func.count(EmailConfirmation.email_sealed))) or 0
        )
    return found


async def test_nothing_is_forgotten_at_once(
    database: Database, keys: Keyring, clock: FakeClock
) -> None:
    await fill(database, keys, clock)
    for name, forget in purges(database, keys, clock):
        assert await forget() == 0, name
    assert set((await left(database)).values()) == {1}


async def test_everything_is_forgotten_after_its_time(
    database: Database, keys: Keyring, clock: FakeClock
) -> None:
    await fill(database, keys, clock)
    clock.advance(timedelta(days=22))
    for _, forget in purges(database, keys, clock):
        await forget()
    assert set((await left(database)).values()) == {0}


async def test_the_worker_reminds(database: Database, keys: Keyring, clock: FakeClock) -> None:
    await fill(database, keys, clock)
    clock.advance(timedelta(days=5))
    [(_, remind)] = reminders(database, keys, clock)
    assert await remind() == 1
