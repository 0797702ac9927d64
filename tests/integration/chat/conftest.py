"""The gateway on real PostgreSQL and Redis."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.caller import Caller, calling
from tests.support.clock import FakeClock


@pytest.fixture
async def caller(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Caller]:
    """A browser, before a gateway whose registry holds the demonstration's people."""
    async with calling(postgres_url, redis_url, clock, tmp_path) as caller:
        yield caller
