"""The queue of mails: stored with what causes them, sent by the worker, tried again if need be.

A job's arguments are identifiers of rows; the address is opened only when the mail is written.
"""

import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import confirmation_token
from backend.accounts.models import Account, EmailConfirmation
from backend.accounts.owner import open_address, open_owner
from backend.clock import Clock
from backend.db import Database, driver_connection
from backend.keys import Keyring
from backend.mail.delivery import Delivery
from backend.mail.messages import Messages

QUEUE = "mail"
SEND_CONFIRMATION = "send_confirmation"
SEND_ACCOUNT_EXISTS = "send_account_exists"

logger = logging.getLogger(__name__)


class JobOutbox:
    """Stores jobs in the caller's transaction: they exist if, and only if, it is committed."""

    def __init__(self) -> None:
        self._jobs = procrastinate.App(connector=procrastinate.PsycopgConnector())

    async def send_confirmation(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that bears a confirmation link."""
        await self._defer(SEND_CONFIRMATION, session, confirmation_id=str(confirmation_id))

    async def send_account_exists(self, account_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that tells an owner of a new attempt."""
        await self._defer(
            SEND_ACCOUNT_EXISTS, session, account_id=str(account_id), notice_id=str(uuid4())
        )

    async def _defer(self, task: str, session: AsyncSession, **identifiers: str) -> None:
        connection = await driver_connection(session)
        await self._jobs.configure_task(task, queue=QUEUE, connection=connection).defer_async(
            **identifiers
        )


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
        """Send the link, unless it was used or forgotten meanwhile.

        Raises:
            DeliveryFailed: try again later.
        """
        async with self._database.begin() as session:
            confirmation = await session.get(EmailConfirmation, confirmation_id)
        if (
            confirmation is None
            or confirmation.email_sealed is None
            or confirmation.used_at is not None
        ):
            logger.info("nothing left to confirm", extra={"confirmation": str(confirmation_id)})
            return
        await self._delivery.send(
            self._messages.confirmation(
                to=open_address(self._keys, confirmation_id, confirmation.email_sealed),
                token=confirmation_token(self._keys, confirmation_id),
                confirmation_id=confirmation_id,
                now=self._clock.now(),
            )
        )

    async def send_account_exists(self, account_id: UUID, notice_id: UUID) -> None:
        """Tell the owner of an account of a new attempt, unless the address was forgotten.

        Raises:
            DeliveryFailed: try again later.
        """
        async with self._database.begin() as session:
            account = await session.get(Account, account_id)
        address = account and open_owner(self._keys, account.id, account.sealed).email
        if not address:
            logger.info("nobody left to tell", extra={"account": str(account_id)})
            return
        await self._delivery.send(
            self._messages.account_exists(to=address, notice_id=notice_id, now=self._clock.now())
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


def create_jobs(database_url: str, mailer: Mailer, retries: Retries) -> procrastinate.App:
    """Return the queue as the worker runs it; nothing is connected yet."""
    jobs = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=database_url, min_size=1, max_size=6, timeout=5, name="jobs"
        )
    )

    @jobs.task(name=SEND_CONFIRMATION, queue=QUEUE, retry=retries)
    async def send_confirmation(confirmation_id: str) -> None:
        await mailer.send_confirmation(UUID(confirmation_id))

    @jobs.task(name=SEND_ACCOUNT_EXISTS, queue=QUEUE, retry=retries)
    async def send_account_exists(account_id: str, notice_id: str) -> None:
        await mailer.send_account_exists(UUID(account_id), UUID(notice_id))

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
