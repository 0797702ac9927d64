"""Runs what happens behind the scenes: mails leave, people are reminded, old things forgotten."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import procrastinate
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend import logs
from backend.accounts.kept_codes import KeptCodes
from backend.accounts.kept_links import KeptLinks
from backend.accounts.notices import Notices
from backend.accounts.sessions import Sessions
from backend.captcha.service import Captchas
from backend.chat.retention import forget_conversations
from backend.clock import Clock, SystemClock
from backend.db import Database
from backend.enrolment.ending import KEPT_AFTER_LAST_MESSAGE, expire
from backend.keys import Keyring
from backend.mail.codes import CodeSender
from backend.mail.delivery import make_delivery
from backend.mail.jobs import JobOutbox, Mailer, Retries, create_jobs, dead_letters, rescue
from backend.mail.messages import Messages
from backend.sealed.vault import Vault
from backend.settings import MissingSettings, Settings, load_settings
from backend.sms.gateway import make_sms

logger = logging.getLogger(__name__)

Chore = tuple[str, Callable[[], Awaitable[int]]]
"""A name for the logs, and what is done now and then, which returns how many it was done to."""


class WorkerSettings(BaseSettings):
    """The rhythm of the worker, in seconds; ``WORKER_RETRY_FIRST_SECONDS``..."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="WORKER_", extra="ignore")

    concurrency: int = 4
    poll_seconds: float = 2.0
    """How often the queue is looked at for retries that are due; new mails announce themselves."""
    heartbeat_seconds: float = 5.0
    silent_seconds: float = 20.0
    """A worker without a sign of life for longer is dead: its jobs are taken back."""
    rescue_seconds: float = 5.0
    retry_first_seconds: float = 5.0
    retry_longest_seconds: float = 3600.0
    retry_attempts: int = 45
    purge_seconds: float = 600.0
    stop_seconds: float = 12.0
    """How long a mail being sent may go on after the worker was asked to stop; less than
    ``silent_seconds``, because a worker that stops gives no sign of life any more."""
    reconnect_longest_seconds: float = 5.0


def purges(database: Database, keys: Keyring, clock: Clock) -> list[Chore]:
    """Return everything that is forgotten by and by."""
    outbox = JobOutbox()
    vault = Vault(keys, clock)
    return [
        (name, partial(_in_a_transaction, database, forget))
        for name, forget in (
            ("expire_enrolments", partial(expire, clock=clock, vault=vault)),
            ("forget_sealed_values", partial(vault.forget_older, KEPT_AFTER_LAST_MESSAGE)),
            ("forget_addresses", KeptLinks(keys, clock, outbox).forget_addresses),
            ("forget_notices", Notices(keys, clock, outbox).forget),
            ("forget_codes", KeptCodes(keys, clock).forget),
            ("forget_sessions", Sessions(keys, clock).forget),
            ("forget_captchas", Captchas(keys, clock).forget),
            ("forget_transcripts", partial(forget_conversations, clock=clock)),
        )
    ]


def reminders(database: Database, keys: Keyring, clock: Clock) -> list[Chore]:
    """Return what reminds people by and by."""
    links = KeptLinks(keys, clock, JobOutbox())
    return [("remind", partial(_in_a_transaction, database, links.remind))]


async def run(
    settings: Settings, rhythm: WorkerSettings, stop: asyncio.Event, clock: Clock
) -> None:
    """Work until ``stop`` is set, through every restart of PostgreSQL."""
    database = Database(settings.database_url)
    keys = Keyring(settings.secret_key.get_secret_value())
    retries = Retries(
        rhythm.retry_first_seconds, rhythm.retry_longest_seconds, rhythm.retry_attempts
    )
    messages, delivery = Messages(settings), make_delivery(settings)
    mailer = Mailer(database, keys, clock, messages, delivery)
    codes = CodeSender(
        settings=settings,
        database=database,
        keys=keys,
        clock=clock,
        messages=messages,
        delivery=delivery,
        sms=make_sms(settings),
    )
    jobs = create_jobs(settings.database_url, mailer, codes, retries)
    chores = purges(database, keys, clock) + reminders(database, keys, clock)
    tasks = [
        asyncio.create_task(_serve(jobs, database, retries, rhythm, stop)),
        asyncio.create_task(_tidy(chores, database, rhythm.purge_seconds)),
    ]
    try:
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()


async def _serve(
    jobs: procrastinate.App,
    database: Database,
    retries: Retries,
    rhythm: WorkerSettings,
    stop: asyncio.Event,
) -> None:
    """Run the queue; when PostgreSQL goes away, wait longer and longer for it to come back.

    The event is looked at because the queue, when it is cancelled while PostgreSQL is away, ends
    with an error of the database.
    """
    loop = asyncio.get_running_loop()
    wait = 0.5
    while not stop.is_set():
        started = loop.time()
        try:
            await database.ping()
            await _serve_once(jobs, retries, rhythm)
        except Exception as error:
            logger.warning("queue out of reach", extra={"error": type(error).__name__})
        if loop.time() - started > rhythm.reconnect_longest_seconds:
            wait = 0.5
        await asyncio.sleep(wait)
        wait = min(2 * wait, rhythm.reconnect_longest_seconds)


async def _serve_once(jobs: procrastinate.App, retries: Retries, rhythm: WorkerSettings) -> None:
    async with jobs.open_async():
        rescuer = asyncio.create_task(
            _every(
                rhythm.rescue_seconds,
                "rescue",
                partial(rescue, jobs, retries, rhythm.silent_seconds),
            )
        )
        try:
            await jobs.run_worker_async(
                concurrency=rhythm.concurrency,
                delete_jobs="successful",
                install_signal_handlers=False,
                fetch_job_polling_interval=rhythm.poll_seconds,
                update_heartbeat_interval=rhythm.heartbeat_seconds,
                stalled_worker_timeout=rhythm.silent_seconds,
                shutdown_graceful_timeout=rhythm.stop_seconds,
            )
        finally:
            await end(rescuer)


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel ``task`` until it has ended.

    Once is not enough: the pool of connections loses a cancellation that comes at the very moment
    when it gives a connection, and waiting would then never end.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)


async def _tidy(chores: Sequence[Chore], database: Database, seconds: float) -> None:
    async def all_in_turn() -> int:
        for name, work in chores:
            count = await _guarded(name, work)
            if count:
                logger.info("done", extra={"work": name, "count": count})
        async with database.begin() as session:
            given_up = await dead_letters(session=session)
        if given_up:
            logger.error("mails given up", extra={"count": given_up})
        return given_up

    await _every(seconds, "chores", all_in_turn)


async def _in_a_transaction(database: Database, work: Callable[..., Awaitable[int]]) -> int:
    async with database.begin() as session:
        return await work(session=session)


async def _every(seconds: float, name: str, work: Callable[[], Awaitable[int]]) -> None:
    while True:
        await _guarded(name, work)
        await asyncio.sleep(seconds)


async def _guarded(name: str, work: Callable[[], Awaitable[int]]) -> int:
    """Do ``work``; a failure is logged by its kind only, and the next round tries again."""
    try:
        return await work()
    except Exception as error:
        logger.warning("work failed", extra={"work": name, "error": type(error).__name__})
        return 0


async def main() -> None:
    """Read the settings and work until SIGTERM or SIGINT."""
    settings = load_settings()
    logs.configure(settings.log_level)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop.set)
    logger.info("worker started")
    await run(settings, WorkerSettings(), stop, SystemClock())
    logger.info("worker stopped")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except MissingSettings as error:
        raise SystemExit(str(error)) from None
