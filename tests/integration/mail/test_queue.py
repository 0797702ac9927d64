"""No accepted enrolment loses its mail: real queue, real mail server that fails in every way."""

import asyncio
import logging
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import procrastinate
import pytest
from sqlalchemy import delete, select, text

from backend.accounts.confirmation import Resend, confirmation_token
from backend.accounts.kept_links import KeptLinks
from backend.accounts.links import Links
from backend.accounts.models import Account, Notice
from backend.accounts.notices import Notices
from backend.accounts.service import AccountExists, NewAccount
from backend.accounts.states import NoticeKind, Origin
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


@dataclass
class Post:
    """Accounts whose mails wait in the real queue, and the server that gets them."""

    database: Database
    keys: Keyring
    clock: FakeClock
    here: Settings
    smtp: MailServer

    def __post_init__(self) -> None:
        outbox = JobOutbox()
        self.accounts = make_accounts(self.keys, self.clock, outbox)
        self.links = Links(self.keys, self.clock, outbox)
        self.kept_links = KeptLinks(self.keys, self.clock, outbox)
        self.notices = Notices(self.keys, self.clock, outbox)

    async def open_account(self, new: NewAccount = VENTURI) -> UUID:
        return await open_account(self.accounts, self.database, new)

    async def only_token(self) -> str:
        return await only_token(self.database, self.keys)

    async def confirm(self) -> bool:
        """Use the only link; return whether it confirmed the address."""
        token = await self.only_token()
        async with self.database.begin() as session:
            return (await self.links.confirm(token, session=session)).confirmed_now

    def queue(self, retries: Retries) -> procrastinate.App:
        """Return the queue as a worker opens it."""
        delivery = make_delivery(self.here)
        mailer = Mailer(self.database, self.keys, self.clock, Messages(self.here), delivery)
        return create_jobs(self.here.database_url, mailer, NoCodes(), retries)

    def working(self, **rhythm: float) -> AbstractAsyncContextManager[None]:
        """Run a worker during the block."""
        return working(self.here, self.clock, **rhythm)

    async def work(self) -> None:
        """Run a worker until nothing is left to send."""
        async with self.working():
            await self.emptied()

    async def arrived(self, address: str = EMAIL, number: int = 1) -> EmailMessage:
        """Wait for a mail."""
        return await asyncio.to_thread(self.smtp.wait_for, address, number=number, seconds=15)

    async def jobs(self) -> list[dict[str, str]]:
        """Return the arguments of every job in the queue."""
        async with self.database.begin() as session:
            rows = await session.execute(text("SELECT args FROM procrastinate_jobs"))
            return [row.args for row in rows]

    async def emptied(self) -> None:
        """Wait until the queue is empty."""
        for _ in range(200):
            if not await self.jobs():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the queue is not emptied")


@pytest.fixture
def post(
    database: Database, keys: Keyring, clock: FakeClock, here: Settings, smtp: MailServer
) -> Post:
    return Post(database, keys, clock, here, smtp)


async def test_the_mail_of_a_new_account_leaves_at_once(post: Post) -> None:
    async with post.working(poll_seconds=5.0):
        await post.open_account(someone(2))
        await post.arrived(someone(2).email)
        start = time.monotonic()
        await post.open_account()
        mail = await post.arrived()
        assert time.monotonic() - start < 2.5, "the worker was not notified (it polls every 5 s)"
    assert mail["From"].addresses[0].display_name == "Votre Assurance Maladie"
    await post.emptied()
    assert len(post.smtp.sent_to(EMAIL)) == 1


async def test_the_link_in_the_mail_confirms_the_account(post: Post) -> None:
    async with post.working():
        await post.open_account()
        (link,) = links(await post.arrived(), "/confirmation/")
    assert link == f"{post.here.public_url}/confirmation/{await post.only_token()}"
    async with post.database.begin() as session:
        token = link.rpartition("/")[2]
        assert (await post.links.confirm(token, session=session)).confirmed_now


async def test_a_transaction_rolled_back_leaves_no_job(post: Post) -> None:
    with pytest.raises(RuntimeError):
        async with post.database.begin() as session:
            await post.accounts.create_pending(session=session, new=VENTURI)
            raise RuntimeError
    assert await post.jobs() == []


async def test_one_nir_sixteen_times_at_once_sends_one_mail(post: Post) -> None:
    outcomes = await asyncio.gather(
        *(post.open_account() for _ in range(16)), return_exceptions=True
    )
    assert sum(isinstance(outcome, AccountExists) for outcome in outcomes) == 15
    async with post.working():
        await post.arrived()
        await post.emptied()
    assert len(post.smtp.received) == 1


async def test_jobs_hold_identifiers_of_rows_only(post: Post) -> None:
    await post.open_account()
    async with post.database.begin() as session:
        await post.accounts.warn_owner(VENTURI.nir13, session=session)
    confirmation, warning = await post.jobs()
    assert set(confirmation) == {"confirmation_id"}
    assert set(warning) == {"notice_id"}
    for value in [*confirmation.values(), *warning.values()]:
        assert str(UUID(value)) == value


@pytest.mark.parametrize(("stage", "what"), REFUSALS)
async def test_a_server_that_fails_then_recovers_gets_the_same_mail(
    post: Post, stage: str, what: int | str
) -> None:
    post.smtp.fail(stage, what, times=2)
    async with post.working():
        await post.open_account()
        await post.arrived()
        await post.emptied()
    mails = post.smtp.sent_to(EMAIL)
    assert post.smtp.attempts == 3
    assert len(mails) == (3 if (stage, what) == ("DATA", "drop") else 1)
    assert len({mail["Message-ID"] for mail in mails}) == 1
    assert len({links(mail, "/confirmation/")[0] for mail in mails}) == 1


async def test_a_server_that_is_down_gets_the_mail_when_it_is_back(post: Post) -> None:
    post.smtp.stop()
    async with post.working():
        await post.open_account()
        await asyncio.sleep(0.5)
        post.smtp.recover()
        await post.arrived()
    assert len(post.smtp.sent_to(EMAIL)) == 1


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


async def test_a_mail_given_up_is_counted_and_kept(post: Post) -> None:
    post.smtp.fail("RCPT", 550)
    async with post.working(retry_attempts=3):
        await post.open_account()
        for _ in range(200):
            async with post.database.begin() as session:
                if await dead_letters(session=session):
                    break
            await asyncio.sleep(0.05)
    async with post.database.begin() as session:
        assert await dead_letters(session=session) == 1
    assert post.smtp.attempts == 3


async def test_the_owner_is_told_of_a_new_attempt(post: Post) -> None:
    async with post.working():
        await post.open_account()
        await post.arrived()
        async with post.database.begin() as session:
            await post.accounts.warn_owner(VENTURI.nir13, session=session)
        mail = await post.arrived(number=2)
    assert mail["Subject"] == "Votre compte ameli - Nouvelle demande de création de compte"


async def test_nothing_is_sent_for_a_link_already_used(post: Post) -> None:
    await post.open_account()
    assert await post.confirm()
    await post.work()
    assert post.smtp.attempts == 0


async def test_nothing_is_sent_for_a_link_when_another_one_has_succeeded(post: Post) -> None:
    account_id = await post.open_account()
    token = await post.only_token()
    post.clock.advance(timedelta(minutes=2))
    async with post.database.begin() as session:
        assert await post.links.resend(account_id, session=session) is Resend.SENT
        await post.links.confirm(token, session=session)
    await post.work()
    assert post.smtp.attempts == 0


async def test_nothing_is_sent_to_an_address_that_was_replaced(post: Post) -> None:
    new = someone(email=EMAIL, origin=Origin.PROVISIONAL_CODE)
    account_id = await post.open_account(new)
    post.clock.advance(timedelta(minutes=2))
    async with post.database.begin() as session:
        await post.links.resend(account_id, email="autre@exemple.fr", session=session)
    async with post.working():
        await post.arrived("autre@exemple.fr")
        await post.emptied()
    assert post.smtp.sent_to(EMAIL) == []


async def test_the_reminder_bears_the_link_of_the_first_mail(post: Post) -> None:
    await post.open_account()
    async with post.working():
        first = await post.arrived()
    post.clock.advance(timedelta(days=5))
    async with post.working():
        reminder = await post.arrived(number=2)
        await post.emptied()
    assert reminder["Subject"].startswith("Rappel : ")
    assert links(reminder, "/confirmation/") == links(first, "/confirmation/")
    assert len(post.smtp.sent_to(EMAIL)) == 2


async def test_nobody_is_reminded_of_a_link_used_while_the_reminder_waited(post: Post) -> None:
    await post.open_account()
    async with post.working():
        await post.arrived()
        await post.emptied()
    post.clock.advance(timedelta(days=5))
    async with post.database.begin() as session:
        assert await post.kept_links.remind(session=session) == 1
        await post.links.confirm(await post.only_token(), session=session)
    await post.work()
    assert len(post.smtp.sent_to(EMAIL)) == 1


@pytest.mark.parametrize("kind", list(NoticeKind))
async def test_a_notice_leaves_and_is_deleted(post: Post, kind: NoticeKind) -> None:
    async with post.database.begin() as session:
        await post.notices.tell(kind, EMAIL, session=session)
    async with post.working():
        await post.arrived()
        await post.emptied()
    async with post.database.begin() as session:
        assert (await session.scalars(select(Notice))).all() == []


async def test_the_former_owner_of_a_closed_account_is_told(post: Post) -> None:
    account_id = await post.open_account()
    async with post.database.begin() as session:
        await post.notices.tell(NoticeKind.ACCOUNT_CLOSED, EMAIL, session=session)
        await session.execute(delete(Account).where(Account.id == account_id))
    async with post.working():
        mail = await post.arrived()
        await post.emptied()
    assert mail["Subject"] == "Votre compte ameli - Votre compte est fermé"
    assert len(post.smtp.received) == 1


async def test_nothing_is_sent_to_an_address_that_was_forgotten(post: Post) -> None:
    await post.open_account()
    post.clock.advance(timedelta(days=22))
    async with post.database.begin() as session:
        await post.kept_links.forget_addresses(session=session)
    await post.work()
    assert post.smtp.attempts == 0


async def test_a_job_of_a_dead_worker_is_put_back_once(post: Post) -> None:
    await post.open_account()
    async with post.database.begin() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    jobs = post.queue(Retries())
    async with jobs.open_async():
        rescued = await asyncio.gather(*(rescue(jobs, Retries(), 1) for _ in range(4)))
        assert sum(rescued) >= 1
        assert await rescue(jobs, Retries(), 1) == 0
    async with post.database.begin() as session:
        statuses = await session.scalars(text("SELECT status FROM procrastinate_jobs"))
        assert statuses.all() == ["todo"]


async def test_a_job_that_kills_every_worker_is_given_up(post: Post) -> None:
    await post.open_account()
    async with post.database.begin() as session:
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', attempts = 4"))
    jobs = post.queue(Retries(attempts=5))
    async with jobs.open_async():
        await rescue(jobs, Retries(attempts=5), 1)
    async with post.database.begin() as session:
        assert await dead_letters(session=session) == 1


async def test_neither_logs_nor_database_hold_the_token_or_the_address(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post.smtp.fail("RCPT", 550, times=2)
    async with post.working():
        await post.open_account()
        await post.arrived()
    token = await post.only_token()
    written = [
        f"{logging.Formatter().format(record)} {record.__dict__}"
        for record in caplog.records
        if record.name != "mail.log"  # the mail server of the tests
    ]
    assert any("send_confirmation" in line for line in written)
    for secret in (token, EMAIL, VENTURI.nir13, VENTURI.last_name):
        assert not [line for line in written if secret in line]
        assert secret.encode() not in dump(post.here.database_url)


async def test_the_queue_needs_no_connection_of_its_own(post: Post) -> None:
    await post.open_account()
    (job,) = await post.jobs()
    assert confirmation_token(post.keys, job["confirmation_id"]) == await post.only_token()
