"""No accepted enrolment loses its mail: real queue, real mail server that fails in every way."""

import asyncio
import logging
import time
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text

from backend.accounts.confirmation import Resend, confirmation_token
from backend.accounts.links import Links
from backend.accounts.models import Account, Notice
from backend.accounts.notices import Notices
from backend.accounts.service import AccountExists, Accounts
from backend.accounts.states import NoticeKind, Origin
from backend.clock import SystemClock
from backend.db import Database
from backend.keys import Keyring
from backend.mail.delivery import DeliveryFailed, SmtpDelivery, make_delivery
from backend.mail.jobs import JobOutbox, Mailer, Retries, create_jobs, dead_letters, rescue
from backend.mail.messages import Messages
from backend.settings import Settings
from tests.support.accounts import (
    EMAIL,
    VENTURI,
    dump,
    make_accounts,
    only_token,
    open_account,
    someone,
)
from tests.support.clock import FakeClock
from tests.support.smtp import MailServer, links
from tests.support.worker import working

REFUSALS = [(stage, what) for stage in ("MAIL", "RCPT", "DATA") for what in (421, 451, 550, "drop")]


class NoCodes:
    async def send_code(self, code_id: UUID) -> None:
        raise AssertionError(code_id)


async def arrived(smtp: MailServer, address: str = EMAIL, number: int = 1) -> EmailMessage:
    return await asyncio.to_thread(smtp.wait_for, address, number=number, seconds=15)


async def jobs_of(database: Database) -> list[dict[str, str]]:
    async with database.begin() as session:
        rows = await session.execute(text("SELECT args FROM procrastinate_jobs"))
        return [row.args for row in rows]


async def queue_is_empty(database: Database) -> bool:
    for _ in range(200):
        if not await jobs_of(database):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_mail_of_a_new_account_leaves_at_once(
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    async with working(here, clock, poll_seconds=5.0):
        await open_account(accounts, database, someone(2))
        await arrived(smtp, someone(2).email)
        start = time.monotonic()
        await open_account(accounts, database)
        mail = await arrived(smtp)
        assert time.monotonic() - start < 2.5, "the worker was not notified (it polls every 5 s)"
    assert mail["From"].addresses[0].display_name == "Votre Assurance Maladie"
    assert await queue_is_empty(database)
    assert len(smtp.sent_to(EMAIL)) == 1


async def test_the_link_in_the_mail_confirms_the_account(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    async with working(here, clock):
        await open_account(accounts, database)
        (link,) = links(await arrived(smtp), "/confirmation/")
    assert link == f"{here.public_url}/confirmation/{await only_token(database, keys)}"
    async with database.begin() as session:
        token = link.rpartition("/")[2]
        assert (await address_links.confirm(token, session=session)).confirmed_now


async def test_a_transaction_rolled_back_leaves_no_job(
    accounts: Accounts, database: Database
) -> None:
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            await accounts.create_pending(session=session, new=VENTURI)
            raise RuntimeError
    assert await jobs_of(database) == []


async def test_one_nir_sixteen_times_at_once_sends_one_mail(
    accounts: Accounts, database: Database, here: Settings, clock: FakeClock, smtp: MailServer
) -> None:
    outcomes = await asyncio.gather(
        *(open_account(accounts, database) for _ in range(16)), return_exceptions=True
    )
    assert sum(isinstance(outcome, AccountExists) for outcome in outcomes) == 15
    async with working(here, clock):
        await arrived(smtp)
        assert await queue_is_empty(database)
    assert len(smtp.received) == 1


async def test_jobs_hold_identifiers_of_rows_only(accounts: Accounts, database: Database) -> None:
    await open_account(accounts, database)
    async with database.begin() as session:
        await accounts.warn_owner(VENTURI.nir13, session=session)
    confirmation, warning = await jobs_of(database)
    assert set(confirmation) == {"confirmation_id"}
    assert set(warning) == {"notice_id"}
    for value in [*confirmation.values(), *warning.values()]:
        assert str(UUID(value)) == value


@pytest.mark.parametrize(("stage", "what"), REFUSALS)
async def test_a_server_that_fails_then_recovers_gets_the_same_mail(
    accounts: Accounts,
    database: Database,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
    stage: str,
    what: int | str,
) -> None:
    smtp.fail(stage, what, times=2)
    async with working(here, clock):
        await open_account(accounts, database)
        await arrived(smtp)
        assert await queue_is_empty(database)
    mails = smtp.sent_to(EMAIL)
    assert smtp.attempts == 3
    assert len(mails) == (3 if (stage, what) == ("DATA", "drop") else 1)
    assert len({mail["Message-ID"] for mail in mails}) == 1
    assert len({links(mail, "/confirmation/")[0] for mail in mails}) == 1


async def test_a_server_that_is_down_gets_the_mail_when_it_is_back(
    accounts: Accounts, database: Database, here: Settings, clock: FakeClock, smtp: MailServer
) -> None:
    smtp.stop()
    async with working(here, clock):
        await open_account(accounts, database)
        await asyncio.sleep(0.5)
        smtp.recover()
        await arrived(smtp)
    assert len(smtp.sent_to(EMAIL)) == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
async def test_a_server_that_never_answers_is_left_in_time(smtp: MailServer, stage: str) -> None:
    smtp.fail(stage, "hang", times=1)
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@exemple.fr", EMAIL
    with pytest.raises(DeliveryFailed, match="Timeout"):
        await SmtpDelivery(smtp.url, "localhost", timeout_seconds=0.3).send(mail)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
async def test_a_failed_delivery_never_names_the_address(smtp: MailServer, stage: str) -> None:
    smtp.fail(stage, 550)
    mail = EmailMessage()
    mail["From"], mail["To"] = EMAIL, EMAIL
    with pytest.raises(DeliveryFailed, match="550") as failure:
        await SmtpDelivery(smtp.url, "localhost").send(mail)
    assert "venturi" not in str(failure.value)
    assert failure.value.__suppress_context__


async def test_a_mail_given_up_is_counted_and_kept(
    accounts: Accounts, database: Database, here: Settings, clock: FakeClock, smtp: MailServer
) -> None:
    smtp.fail("RCPT", 550)
    async with working(here, clock, retry_attempts=3):
        await open_account(accounts, database)
        for _ in range(200):
            async with database.begin() as session:
                if await dead_letters(session=session):
                    break
            await asyncio.sleep(0.05)
    async with database.begin() as session:
        assert await dead_letters(session=session) == 1
    assert smtp.attempts == 3


async def test_the_owner_is_told_of_a_new_attempt(
    accounts: Accounts, database: Database, here: Settings, clock: FakeClock, smtp: MailServer
) -> None:
    async with working(here, clock):
        await open_account(accounts, database)
        await arrived(smtp)
        async with database.begin() as session:
            await accounts.warn_owner(VENTURI.nir13, session=session)
        mail = await arrived(smtp, number=2)
    assert mail["Subject"] == "Votre compte ameli - Nouvelle demande de création de compte"


async def test_nothing_is_sent_for_a_link_already_used(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    await open_account(accounts, database)
    async with database.begin() as session:
        await address_links.confirm(await only_token(database, keys), session=session)
    async with working(here, clock):
        assert await queue_is_empty(database)
    assert smtp.attempts == 0


async def test_nothing_is_sent_for_a_link_when_another_one_has_succeeded(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    account_id = await open_account(accounts, database)
    token = await only_token(database, keys)
    clock.advance(timedelta(minutes=2))
    async with database.begin() as session:
        assert await address_links.resend(account_id, session=session) is Resend.SENT
        await address_links.confirm(token, session=session)
    async with working(here, clock):
        assert await queue_is_empty(database)
    assert smtp.attempts == 0


async def test_nothing_is_sent_to_an_address_that_was_replaced(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    new = someone(email=EMAIL, origin=Origin.PROVISIONAL_CODE)
    account_id = await open_account(accounts, database, new)
    clock.advance(timedelta(minutes=2))
    async with database.begin() as session:
        await address_links.resend(account_id, email="autre@exemple.fr", session=session)
    async with working(here, clock):
        await arrived(smtp, "autre@exemple.fr")
        assert await queue_is_empty(database)
    assert smtp.sent_to(EMAIL) == []


async def test_the_reminder_bears_the_link_of_the_first_mail(
    accounts: Accounts, database: Database, here: Settings, clock: FakeClock, smtp: MailServer
) -> None:
    await open_account(accounts, database)
    async with working(here, clock):
        first = await arrived(smtp)
    clock.advance(timedelta(days=5))
    async with working(here, clock):
        reminder = await arrived(smtp, number=2)
        assert await queue_is_empty(database)
    assert reminder["Subject"].startswith("Rappel : ")
    assert links(reminder, "/confirmation/") == links(first, "/confirmation/")
    assert len(smtp.sent_to(EMAIL)) == 2


async def test_nobody_is_reminded_of_a_link_used_while_the_reminder_waited(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    await open_account(accounts, database)
    async with working(here, clock):
        await arrived(smtp)
        assert await queue_is_empty(database)
    clock.advance(timedelta(days=5))
    async with database.begin() as session:
        assert await address_links.remind(session=session) == 1
        await address_links.confirm(await only_token(database, keys), session=session)
    async with working(here, clock):
        assert await queue_is_empty(database)
    assert len(smtp.sent_to(EMAIL)) == 1


@pytest.mark.parametrize("kind", list(NoticeKind))
async def test_a_notice_leaves_and_is_deleted(
    keys: Keyring,
    database: Database,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
    kind: NoticeKind,
) -> None:
    async with database.begin() as session:
        await Notices(keys, clock, JobOutbox()).tell(kind, EMAIL, session=session)
    async with working(here, clock):
        await arrived(smtp)
        assert await queue_is_empty(database)
    async with database.begin() as session:
        assert (await session.scalars(select(Notice))).all() == []


async def test_the_former_owner_of_a_closed_account_is_told(
    accounts: Accounts,
    keys: Keyring,
    database: Database,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
) -> None:
    account_id = await open_account(accounts, database)
    async with database.begin() as session:
        await Notices(keys, clock, JobOutbox()).tell(
            NoticeKind.ACCOUNT_CLOSED, EMAIL, session=session
        )
        await session.execute(delete(Account).where(Account.id == account_id))
    async with working(here, clock):
        mail = await arrived(smtp)
        assert await queue_is_empty(database)
    assert mail["Subject"] == "Votre compte ameli - Votre compte est fermé"
    assert len(smtp.received) == 1


async def test_nothing_is_sent_to_an_address_that_was_forgotten(
    accounts: Accounts,
    address_links: Links,
    database: Database,
    clock: FakeClock,
    here: Settings,
    smtp: MailServer,
) -> None:
    await open_account(accounts, database)
    clock.advance(timedelta(days=22))
    async with database.begin() as session:
        await address_links.forget_addresses(session=session)
    async with working(here, clock):
        assert await queue_is_empty(database)
    assert smtp.attempts == 0


async def test_a_job_of_a_dead_worker_is_put_back_once(
    accounts: Accounts, database: Database, keys: Keyring, here: Settings
) -> None:
    await open_account(accounts, database)
    async with database.begin() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    mailer = Mailer(database, keys, SystemClock(), Messages(here), make_delivery(here))
    jobs = create_jobs(here.database_url, mailer, NoCodes(), Retries())
    async with jobs.open_async():
        rescued = await asyncio.gather(*(rescue(jobs, Retries(), 1) for _ in range(4)))
        assert sum(rescued) >= 1
        assert await rescue(jobs, Retries(), 1) == 0
    async with database.begin() as session:
        statuses = await session.scalars(text("SELECT status FROM procrastinate_jobs"))
        assert statuses.all() == ["todo"]


async def test_a_job_that_kills_every_worker_is_given_up(
    accounts: Accounts, database: Database, keys: Keyring, here: Settings
) -> None:
    await open_account(accounts, database)
    async with database.begin() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', attempts = 4"))
    mailer = Mailer(database, keys, SystemClock(), Messages(here), make_delivery(here))
    jobs = create_jobs(here.database_url, mailer, NoCodes(), Retries(attempts=5))
    async with jobs.open_async():
        await rescue(jobs, Retries(attempts=5), 1)
    async with database.begin() as session:
        assert await dead_letters(session=session) == 1


async def test_neither_logs_nor_database_hold_the_token_or_the_address(
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    here: Settings,
    clock: FakeClock,
    smtp: MailServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    smtp.fail("RCPT", 550, times=2)
    async with working(here, clock):
        await open_account(accounts, database)
        await arrived(smtp)
    token = await only_token(database, keys)
    written = [
        f"{logging.Formatter().format(record)} {record.__dict__}"
        for record in caplog.records
        if record.name != "mail.log"  # the mail server of the tests
    ]
    assert any("send_confirmation" in line for line in written)
    for secret in (token, EMAIL, VENTURI.nir13, VENTURI.last_name):
        assert not [line for line in written if secret in line]
        assert secret.encode() not in dump(here.database_url)


async def test_the_queue_needs_no_connection_of_its_own(
    database: Database, keys: Keyring, clock: FakeClock
) -> None:
    await open_account(make_accounts(keys, clock, JobOutbox()), database)
    (job,) = await jobs_of(database)
    assert confirmation_token(keys, job["confirmation_id"]) == await only_token(database, keys)
