"""Fixtures shared by all tests: real PostgreSQL, Redis and SMTP, and a clock to move."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.db import Database
from backend.keys import Keyring
from tests.support.assembled import Stack, assembled_stack
from tests.support.caller import Caller, calling
from tests.support.chat_client import ChatClient
from tests.support.clock import FakeClock
from tests.support.migrated import migrate_template
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.redis_server import empty, redis_server
from tests.support.smtp import MailServer, smtp_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's PostgreSQL server, with its migrated template."""
    with postgres_server() as server:
        migrate_template(server)
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh, migrated, empty database."""
    with postgres.database() as url:
        yield url


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, empty database."""
    database = Database(postgres_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def redis_address() -> Iterator[str]:
    """The address of the session's Redis server."""
    with redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_address: str) -> str:
    """The address of a Redis that holds nothing."""
    empty(redis_address)
    return redis_address


@pytest.fixture
def keys() -> Keyring:
    """The keys of the tests' deployment."""
    return Keyring("une clé d'essai qui a plus de trente-deux caractères")


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until the test moves it."""
    return FakeClock()


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A mail server on loopback that records, and fails when told."""
    with smtp_server() as server:
        yield server


@pytest.fixture(scope="session")
def running_stack() -> Iterator[Stack]:
    """The assembled stack, started once for the session."""
    with assembled_stack() as running:
        yield running


@pytest.fixture
def stack(running_stack: Stack) -> Iterator[Stack]:
    """The assembled stack, whole, with nobody's conversation, account or mail in it."""
    running_stack.repair()
    running_stack.forget()
    yield running_stack
    running_stack.repair()


@pytest.fixture
def chat(stack: Stack) -> Iterator[ChatClient]:
    """A person's browser, its chat not yet opened."""
    with stack.chat() as client:
        yield client


@pytest.fixture
async def caller(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Caller]:
    """A browser before a gateway of the test's own, whose dialogue the test writes."""
    async with calling(postgres_url, redis_url, clock, tmp_path) as caller:
        yield caller
