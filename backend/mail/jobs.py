"""The queue of mails: stored with what causes them, sent by the worker, tried again if need be.

A job's arguments are identifiers of rows; the address is opened only when the mail is written.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import LinkState, confirmation_token, link_state
from backend.accounts.models import Account, EmailConfirmation, Notice
from backend.accounts.notices import open_notice
from backend.accounts.owner import open_address
from backend.accounts.states import AccountState, LinkKind, NoticeKind
from backend.clock import Clock
from backend.db import Database, driver_connection
from backend.keys import Keyring
from backend.mail.delivery import Delivery
from backend.mail.messages import Messages

QUEUE = "mail"
SEND_CONFIRMATION = "send_confirmation"
SEND_REMINDER = "send_reminder"
SEND_CODE = "send_code"
SEND_NOTICE = "send_notice"

logger = logging.getLogger(__name__)


class JobOutbox:
    """Stores jobs in the caller's transaction: they exist if, and only if, it is committed."""

    def __init__(self) -> None:
        self._jobs = procrastinate.App(connector=procrastinate.PsycopgConnector())

    async def send_confirmation(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that bears a confirmation link."""
        await self._defer(SEND_CONFIRMATION, session, confirmation_id=str(confirmation_id))

    async def send_reminder(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that reminds of a link that was not used."""
        await self._defer(SEND_REMINDER, session, confirmation_id=str(confirmation_id))

    async def send_code(self, code_id: UUID, *, session: AsyncSession) -> None:
        """Queue a provisional code, by the channel that its row names."""
        await self._defer(SEND_CODE, session, code_id=str(code_id))

    async def send_notice(self, notice_id: UUID, *, session: AsyncSession) -> None:
        """Queue what an owner is told."""
        await self._defer(SEND_NOTICE, session, notice_id=str(notice_id))

    async def _defer(self, task: str, session: AsyncSession, **identifiers: str) -> None:
        connection = await driver_connection(session)
        await self._jobs.configure_task(task, queue=QUEUE, connection=connection).defer_async(
            **identifiers
        )


class Codes(Protocol):
    """Sends provisional codes; it is ``backend.mail.codes.CodeSender``."""

    async def send_code(self, code_id: UUID) -> None:
        """Send a code by the channel that its row names, unless it is over.

        Raises:
            Exception: try again later.
        """
        ...


class Mailer:
    """Writes a mail from the rows that its job names, and sends it."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        clock: Clock,
        messages: Messages,
        delivery: Delivery,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._messages = messages
        self._delivery = delivery

    async def send_confirmation(self, confirmation_id: UUID) -> None:
        """Send a link, unless it has nothing left to confirm.

        Raises:
            DeliveryFailed: try again later.
        """
        await self._send_link(confirmation_id, reminder=False)

    async def send_reminder(self, confirmation_id: UUID) -> None:
        """Send a link again, unless it has nothing left to confirm.

        Raises:
            DeliveryFailed: try again later.
        """
        await self._send_link(confirmation_id, reminder=True)

    async def send_notice(self, notice_id: UUID) -> None:
        """Tell an owner what the notice says, then delete it.

        Raises:
            DeliveryFailed: try again later.
        """
        async with self._database.begin() as session:
            notice = await session.get(Notice, notice_id)
        if notice is None:
            logger.info("nothing left to tell", extra={"notice": str(notice_id)})
            return
        await self._delivery.send(
            self._messages.notice(
                NoticeKind(notice.kind),
                to=open_notice(self._keys, notice_id, notice.email_sealed),
                notice_id=notice_id,
                now=self._clock.now(),
            )
        )
        async with self._database.begin() as session:
            await session.execute(delete(Notice).where(Notice.id == notice_id))

    async def _send_link(self, confirmation_id: UUID, *, reminder: bool) -> None:
        now = self._clock.now()
        async with self._database.begin() as session:
            row = (
                await session.execute(
                    select(EmailConfirmation, Account.state)
                    .join(Account, Account.id == EmailConfirmation.account_id)
                    .where(EmailConfirmation.id == confirmation_id)
                )
            ).one_or_none()
        link = row[0] if row and _works(row[0], AccountState(row[1]), now) else None
        if link is None or link.email_sealed is None:
            logger.info("nothing left to confirm", extra={"confirmation": str(confirmation_id)})
            return
        await self._delivery.send(
            self._messages.link(
                LinkKind(link.kind),
                reminder=reminder,
                to=open_address(self._keys, confirmation_id, link.email_sealed),
                token=confirmation_token(self._keys, confirmation_id),
                confirmation_id=confirmation_id,
                sent_at=link.created_at,
                now=now,
            )
        )


@dataclass(frozen=True)
class Retries(procrastinate.BaseRetryStrategy):
    """Doubling waits up to a limit; after the last attempt the job is a dead letter.

    With the values here: about a day and a half.
    """

    first_seconds: float = 5.0
    longest_seconds: float = 3600.0
    attempts: int = 45

    def wait_seconds(self, attempts: int) -> float:
        """Return the wait after ``attempts`` earlier attempts have failed, and this one too."""
        return min(self.longest_seconds, self.first_seconds * 2.0 ** min(attempts, 30))

    def get_retry_decision(
        self,
        *,
        exception: BaseException,  # noqa: ARG002
        job: Job,
    ) -> procrastinate.RetryDecision | None:
        """Say when ``job`` is tried again; None: never."""
        if job.attempts + 1 >= self.attempts:
            return None
        return procrastinate.RetryDecision(
            retry_in={"milliseconds": round(1000 * self.wait_seconds(job.attempts))}
        )


def create_jobs(
    database_url: str, mailer: Mailer, codes: Codes, retries: Retries
) -> procrastinate.App:
    """Return the queue as the worker runs it; nothing is connected yet."""
    jobs = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=database_url, min_size=1, max_size=6, timeout=5, name="jobs"
        )
    )

    @jobs.task(name=SEND_CONFIRMATION, queue=QUEUE, retry=retries)
    async def send_confirmation(confirmation_id: str) -> None:
        await mailer.send_confirmation(UUID(confirmation_id))

    @jobs.task(name=SEND_REMINDER, queue=QUEUE, retry=retries)
    async def send_reminder(confirmation_id: str) -> None:
        await mailer.send_reminder(UUID(confirmation_id))

    @jobs.task(name=SEND_CODE, queue=QUEUE, retry=retries)
    async def send_code(code_id: str) -> None:
        await codes.send_code(UUID(code_id))

    @jobs.task(name=SEND_NOTICE, queue=QUEUE, retry=retries)
    async def send_notice(notice_id: str) -> None:
        await mailer.send_notice(UUID(notice_id))

    return jobs


async def rescue(jobs: procrastinate.App, retries: Retries, silent_seconds: float) -> int:
    """Put back in the queue what a dead worker had taken; return how many jobs that was.

    Args:
        silent_seconds: a worker without a sign of life for longer is dead.
    """
    rescued = 0
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
        if not await _given_back(jobs, job, retries):
            continue
        logger.warning("job of a dead worker", extra={"job": job.id, "attempts": job.attempts})
        rescued += 1
    return rescued


async def dead_letters(*, session: AsyncSession) -> int:
    """Return how many mails were given up."""
    count = await session.scalar(
        text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    )
    return int(count or 0)


def _works(link: EmailConfirmation, account_state: AccountState, now: datetime) -> bool:
    state = link_state(
        LinkKind(link.kind),
        created_at=link.created_at,
        used_at=link.used_at,
        replaced=link.email_sealed is None,
        account_state=account_state,
        now=now,
    )
    return state is LinkState.ACTIVE


async def _given_back(jobs: procrastinate.App, job: Job, retries: Retries) -> bool:
    """Return False if another worker was faster."""
    try:
        if job.attempts + 1 >= retries.attempts:
            await jobs.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await jobs.job_manager.retry_job(job)
    except ConnectorException:
        return False
    return True
