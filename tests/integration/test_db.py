"""Transactions on a real PostgreSQL: whoever is called away leaves no connection behind."""

import asyncio
import contextlib
from collections.abc import Iterator

import psycopg
import pytest

from backend.db import Database
from tests.support.processes import wait_until


@pytest.fixture
def witness(postgres_url: str) -> Iterator[psycopg.Connection]:
    """A connection that counts the others."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def others(witness: psycopg.Connection) -> int:
    found = witness.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    return found[0] if found else 0


async def began(database: Database) -> tuple[asyncio.Task[None], asyncio.Task[object]]:
    """Return a transaction that is beginning, and the task that opens its connection."""
    before = asyncio.all_tasks()
    beginning = asyncio.create_task(database.ping())
    await asyncio.sleep(0)
    (opening,) = asyncio.all_tasks() - before - {beginning}
    return beginning, opening


async def cancelled(task: asyncio.Task[None]) -> bool:
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return task.cancelled()


async def test_a_transaction_cancelled_while_it_opens_leaves_no_connection(
    postgres_url: str, witness: psycopg.Connection
) -> None:
    database = Database(postgres_url)
    beginning, _ = await began(database)
    beginning.cancel()
    assert await cancelled(beginning)
    await database.close()
    wait_until(lambda: others(witness) == 0, what="the connection's end")


async def test_a_transaction_cancelled_as_it_has_just_opened_leaves_no_connection(
    postgres_url: str, witness: psycopg.Connection
) -> None:
    database = Database(postgres_url)
    beginning, opening = await began(database)
    opening.add_done_callback(lambda _: beginning.cancel())
    assert await cancelled(beginning)
    await database.close()
    wait_until(lambda: others(witness) == 0, what="the connection's end")
