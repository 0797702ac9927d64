"""Killed at any step, or cut from PostgreSQL, the worker ends up sending the mail."""

import asyncio
import json
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest

from backend.accounts.service import Accounts
from backend.clock import SystemClock
from backend.db import Database
from backend.keys import Keyring
from backend.mail.jobs import JobOutbox
from backend.settings import Settings
from stack import postgres
from tests.support.accounts import EMAIL, make_accounts, only_token, open_account, someone
from tests.support.migrated import migrate_template
from tests.support.postgres import FAST, TEMPLATE, PostgresServer
from tests.support.processes import running, wait_until
from tests.support.smtp import MailServer, links
from tests.support.worker import start_worker, working


@pytest.fixture
def accounts(keys: Keyring) -> Accounts:
    """Accounts on the machine's clock, as the worker process reads it."""
    return make_accounts(keys, SystemClock(), JobOutbox())


@contextmanager
def worker(here: Settings, log: Path, **rhythm: float) -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(here, log, **rhythm)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def arrived(smtp: MailServer, number: int = 1) -> EmailMessage:
    return await asyncio.to_thread(smtp.wait_for, EMAIL, number=number, seconds=20)


async def until(ready: object, what: str) -> None:
    await asyncio.to_thread(wait_until, ready, seconds=20, what=what)


async def test_killed_between_account_and_mail(
    accounts: Accounts, database: Database, here: Settings, smtp: MailServer, tmp_path: Path
) -> None:
    with worker(here, tmp_path / "log") as first:
        await until(lambda: (tmp_path / "log").read_bytes().count(b"started"), "the worker")
        first.send_signal(signal.SIGKILL)
        first.wait()
    await open_account(accounts, database)
    with worker(here, tmp_path / "log"):
        await arrived(smtp)
    assert len(smtp.sent_to(EMAIL)) == 1


@pytest.mark.parametrize(("stage", "mails"), [("MAIL", 1), ("RCPT", 1), ("DATA", 2)])
async def test_killed_while_sending(
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    here: Settings,
    smtp: MailServer,
    tmp_path: Path,
    stage: str,
    mails: int,
) -> None:
    """At DATA the server has the mail and has not said so: it comes twice, and is the same."""
    smtp.fail(stage, "hang", times=1)
    await open_account(accounts, database)
    with worker(here, tmp_path / "log") as first:
        await until(lambda: smtp.attempts == 1 and (stage != "DATA" or smtp.received), stage)
        await asyncio.sleep(0.2)
        first.send_signal(signal.SIGKILL)
        first.wait()
    with worker(here, tmp_path / "log"):
        await arrived(smtp, mails)
    received = smtp.sent_to(EMAIL)
    token = await only_token(database, keys)
    assert len(received) == mails
    assert len({mail["Message-ID"] for mail in received}) == 1
    assert {links(mail, "/confirmation/")[0].rpartition("/")[2] for mail in received} == {token}


async def test_another_worker_takes_over_from_a_killed_one(
    accounts: Accounts, database: Database, here: Settings, smtp: MailServer, tmp_path: Path
) -> None:
    smtp.fail("MAIL", "hang", times=1)
    await open_account(accounts, database)
    with worker(here, tmp_path / "a") as first:
        await until(lambda: smtp.attempts == 1, "the first attempt")
        with worker(here, tmp_path / "b"):
            await until(lambda: b"started" in (tmp_path / "b").read_bytes(), "the other worker")
            first.send_signal(signal.SIGKILL)
            await arrived(smtp)


async def test_told_to_stop_it_finishes_in_time_and_loses_nothing(
    accounts: Accounts, database: Database, here: Settings, smtp: MailServer, tmp_path: Path
) -> None:
    smtp.fail("MAIL", "hang", times=1)
    await open_account(accounts, database)
    with worker(here, tmp_path / "log") as first:
        await until(lambda: smtp.attempts == 1, "the first attempt")
        first.terminate()
        assert await asyncio.to_thread(first.wait, 10) == 0
    with worker(here, tmp_path / "log"):
        await arrived(smtp)


async def test_its_logs_are_json_without_token_nor_address(
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    here: Settings,
    smtp: MailServer,
    tmp_path: Path,
) -> None:
    smtp.fail("RCPT", 550)
    await open_account(accounts, database)
    with worker(here, tmp_path / "log", retry_attempts=2) as process:
        await until(lambda: smtp.attempts == 2, "two attempts")
        await asyncio.sleep(0.3)
        process.terminate()
        assert await asyncio.to_thread(process.wait, 10) == 0
    log = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line for line in lines if line["level"] == "ERROR"]
    assert EMAIL not in log
    assert await only_token(database, keys) not in log


async def test_without_its_settings_it_says_so_and_ends(tmp_path: Path, here: Settings) -> None:
    incomplete = here.model_copy(update={"database_url": None})
    process = start_worker(incomplete, tmp_path / "log")
    assert await asyncio.to_thread(process.wait, 20) == 1
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert "DATABASE_URL" in line


async def test_connections_cut_are_made_again(
    accounts: Accounts, database: Database, here: Settings, smtp: MailServer
) -> None:
    async with working(here, SystemClock()):
        await open_account(accounts, database, someone(2))
        await asyncio.to_thread(smtp.wait_for, someone(2).email)
        with psycopg.connect(here.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await open_account(accounts, database)
        await arrived(smtp)


async def test_postgresql_stopped_and_started_again(
    keys: Keyring, here: Settings, smtp: MailServer
) -> None:
    with tempfile.TemporaryDirectory(prefix="amelibot-test-pg-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        postgres.prepare(data)
        server, program = PostgresServer(data), postgres.program(data, *FAST)
        apart = here.model_copy(update={"database_url": server.url(TEMPLATE)})
        with running(program, log):
            wait_until(server.answers, what="PostgreSQL")
            migrate_template(server)
        async with working(apart, SystemClock()):
            await asyncio.sleep(1)
            for number in (1, 2):
                with running(program, log):
                    await until(server.answers, "PostgreSQL")
                    database = Database(apart.database_url)
                    new = someone(number)
                    await open_account(
                        make_accounts(keys, SystemClock(), JobOutbox()), database, new
                    )
                    await asyncio.to_thread(smtp.wait_for, new.email, seconds=30)
                    await database.close()
