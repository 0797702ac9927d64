"""The whole backend beside a provider of the tests' own, both on one clock, and a browser."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from backend.insured.generator import VENTURI, demonstration_people
from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.franceconnect import (
    CLIENT_ID,
    CLIENT_SECRET,
    FranceConnectServer,
    franceconnect_server,
)
from tests.support.postgres import PostgresServer
from tests.support.server import whole_server
from tests.support.travelling import PUBLIC_URL, RETURN, Site, Traveller

PEOPLE = demonstration_people(count=12)


@pytest.fixture(scope="module")
def shared_clock() -> FakeClock:
    """The clock of the shared site."""
    return FakeClock()


@pytest.fixture(scope="module")
def provider(shared_clock: FakeClock) -> Iterator[FranceConnectServer]:
    """The provider of the shared site."""
    with franceconnect_server(shared_clock.now) as running:
        yield running


@pytest.fixture(scope="module")
async def shared_site(
    postgres: PostgresServer,
    redis_address: str,
    shared_clock: FakeClock,
    provider: FranceConnectServer,
) -> AsyncIterator[Site]:
    """A running backend: starting one for each of many tests would take most of their time."""
    with postgres.database() as database_url:
        configured = settings(
            database_url=database_url,
            redis_url=redis_address,
            public_url=PUBLIC_URL,
            franceconnect_issuer=provider.issuer,
            franceconnect_client_id=CLIENT_ID,
            franceconnect_client_secret=CLIENT_SECRET,
        )
        async with whole_server(configured, shared_clock) as (url, app):
            yield Site(url, app.ctx.services, provider, shared_clock)


@pytest.fixture
async def site(shared_site: Site, redis_url: str) -> Site:
    """The site, an hour later: nobody has an account, VENTURI goes through FranceConnect."""
    site = shared_site
    # Long enough for the backend to have forgotten the provider's addresses and keys.
    site.clock.advance(timedelta(hours=1))
    site.provider.reset()
    site.provider.rotate()
    site.provider.redirect_uri = PUBLIC_URL + RETURN
    async with site.database.begin() as session:
        await session.execute(text("TRUNCATE account, account_session CASCADE"))
        await site.services.registry.replace_all(PEOPLE, session=session)
    site.proves(VENTURI)
    return site


@pytest.fixture
async def traveller(site: Site) -> AsyncIterator[Traveller]:
    """Somebody with a fresh browser."""
    async with Traveller(site.url) as browser:
        yield browser
