"""The whole server on real PostgreSQL and Redis, and browsers that visit it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.server import whole_server
from tests.support.visitor import Visitor


@pytest.fixture
async def house(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[House]:
    """The server, with nobody in it."""
    chosen = settings(database_url=postgres_url, redis_url=redis_url, mailbox_dir=tmp_path)
    async with whole_server(chosen, clock) as (url, app):
        yield House(url, app.ctx.services, clock)


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Visitor]:
    """Somebody with a fresh browser."""
    async with house.visitor() as visitor:
        yield visitor
