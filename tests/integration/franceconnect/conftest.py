"""The whole backend beside a provider of the tests' own, both on one clock, and a browser."""

from collections.abc import AsyncIterator, Iterator

import pytest

from backend.insured.generator import VENTURI, demonstration_people
from backend.settings import Settings
from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.franceconnect import (
    CLIENT_ID,
    CLIENT_SECRET,
    FranceConnectServer,
    franceconnect_server,
)
from tests.support.server import whole_server
from tests.support.travelling import PUBLIC_URL, RETURN, Site, Traveller


@pytest.fixture
def provider(clock: FakeClock) -> Iterator[FranceConnectServer]:
    with franceconnect_server(clock.now) as running:
        running.redirect_uri = PUBLIC_URL + RETURN
        yield running


@pytest.fixture
def configured(postgres_url: str, redis_url: str, provider: FranceConnectServer) -> Settings:
    return settings(
        database_url=postgres_url,
        redis_url=redis_url,
        public_url=PUBLIC_URL,
        franceconnect_issuer=provider.issuer,
        franceconnect_client_id=CLIENT_ID,
        franceconnect_client_secret=CLIENT_SECRET,
    )


@pytest.fixture
async def site(
    configured: Settings, clock: FakeClock, provider: FranceConnectServer
) -> AsyncIterator[Site]:
    async with whole_server(configured, clock) as (url, app):
        site = Site(url, app.ctx.services, provider, clock)
        async with site.database.begin() as session:
            await site.services.registry.add(demonstration_people(count=12), session=session)
        site.proves(VENTURI)
        yield site


@pytest.fixture
async def traveller(site: Site) -> AsyncIterator[Traveller]:
    async with Traveller(site.url) as browser:
        yield browser
