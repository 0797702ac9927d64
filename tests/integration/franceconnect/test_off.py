"""FranceConnect not configured: explained, no button, nothing behind it."""

from collections.abc import AsyncIterator

import pytest

from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.server import whole_server
from tests.support.visitor import Visitor, reasons


@pytest.fixture
async def visitor(postgres_url: str, redis_url: str, clock: FakeClock) -> AsyncIterator[Visitor]:
    chosen = settings(database_url=postgres_url, redis_url=redis_url)
    async with whole_server(chosen, clock) as (url, _), Visitor(url) as visitor:
        yield visitor


async def test_it_is_explained_without_a_button(visitor: Visitor) -> None:
    page = await visitor.open("/franceconnect")
    assert page.status_code == 200
    assert reasons(page) == {"franceconnect_off"}
    assert "<form" not in page.text
    assert 'href="tel:3646"' in page.text


async def test_nothing_is_behind_it(visitor: Visitor) -> None:
    assert (await visitor.http.post("/franceconnect/connexion", data={})).status_code == 404
    assert (await visitor.http.get("/franceconnect/retour?state=x&code=y")).status_code == 404


async def test_forms_lead_nowhere_else(visitor: Visitor) -> None:
    page = await visitor.open("/franceconnect")
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
