"""The whole server on real PostgreSQL and Redis, and browsers that visit it."""

from collections.abc import AsyncIterator

import pytest

from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.postgres import PostgresServer, empty
from tests.support.server import whole_server
from tests.support.visitor import Visitor


@pytest.fixture(scope="module")
async def shared_house(
    postgres: PostgresServer, redis_address: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A running server: starting one for each of many tests would take most of their time."""
    clock = FakeClock()
    with postgres.database() as database_url:
        chosen = settings(
            database_url=database_url,
            redis_url=redis_address,
            mailbox_dir=tmp_path_factory.mktemp("mailbox"),
        )
        async with whole_server(chosen, clock) as (url, app):
            yield House(url, app.ctx.services, clock)


@pytest.fixture
def clock(shared_house: House) -> FakeClock:
    """The server's clock, where it stood at first."""
    shared_house.clock.set(FakeClock().now())
    return shared_house.clock


@pytest.fixture
def house(shared_house: House, clock: FakeClock, redis_url: str) -> House:
    """The server, with nobody in it."""
    empty(shared_house.services.settings.database_url)
    return shared_house


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Visitor]:
    """Somebody with a fresh browser."""
    async with house.visitor() as visitor:
        yield visitor
