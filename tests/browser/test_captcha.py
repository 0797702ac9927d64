"""The captcha in a real browser, under our policy: seen, heard, and readable without script."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from playwright.async_api import Page
from sanic import Blueprint, HTTPResponse, Request, html

from backend.captcha import routes
from backend.captcha.service import Captchas
from backend.db import Database
from backend.keys import Keyring
from backend.web.headers import content_security_policy
from backend.web.pages import environment
from tests.support.browser import PHONE, Watch, chromium, faults_of
from tests.support.clock import FakeClock
from tests.support.pages import served

form = Blueprint("form")

_PAGE = """{% from "captcha/captcha.html" import captcha_fields %}
<!doctype html><html lang="fr"><head><title>Essai</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Essai</h1>
<form method="post">{{ captcha_fields(id) }}<p><button>Envoyer</button></p></form></main></body>
</html>"""


@form.get("/essai/<captcha:uuid>")
async def show(request: Request, captcha: UUID) -> HTTPResponse:
    page = environment().from_string(_PAGE).render(id=captcha)
    return html(page.lstrip(), headers={"Content-Security-Policy": content_security_policy()})


@pytest.fixture
async def page(database: Database, keys: Keyring, clock: FakeClock) -> AsyncIterator[Page]:
    """A page with a captcha, on a narrow phone."""
    captchas = Captchas(keys, clock)
    async with database.begin() as session:
        captcha = await captchas.make(session=session)
    async with (
        served(routes.blueprint, form, database=database, captchas=captchas) as client,
        chromium() as browser,
    ):
        page = await browser.new_page(viewport=PHONE)
        watch = Watch(page)
        await page.goto(f"{client.base_url}/essai/{captcha}")
        yield page
        assert watch.faults == []


async def test_the_picture_is_shown(page: Page) -> None:
    assert await page.evaluate("document.querySelector('img').naturalWidth") == 280


async def test_the_sound_can_be_played(page: Page) -> None:
    seconds = await page.evaluate(
        """async () => {
            const sound = document.querySelector("audio");
            sound.muted = true;
            await sound.play();
            return sound.duration;
        }"""
    )
    assert 6 < seconds < 15


async def test_the_fields_can_be_used_by_everybody(page: Page) -> None:
    rules = [fault for fault in await faults_of(page) if isinstance(fault, tuple)]
    assert rules == []
