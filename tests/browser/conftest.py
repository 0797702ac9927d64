"""Fixtures of the browser tests: one Chromium for the session, a fresh profile for each test."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser.person import Person
from tests.support.assembled import Stack
from tests.support.browser import DESKTOP, PHONE, Watch, chromium


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The session's browser."""
    async with chromium() as running:
        yield running


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page on a desktop; it must break no policy and throw nothing."""
    async with await browser.new_context(viewport=DESKTOP, locale="fr-FR") as context:
        page = await context.new_page()
        watch = Watch(page)
        yield page
        assert watch.faults == []


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """A page on a phone 320 pixels wide; it must break no policy and throw nothing."""
    async with await browser.new_context(
        viewport=PHONE, locale="fr-FR", has_touch=True, is_mobile=True
    ) as context:
        page = await context.new_page()
        watch = Watch(page)
        yield page
        assert watch.faults == []


@pytest.fixture
def person(page: Page, stack: Stack) -> Person:
    """Someone on a desktop who uses the mouse."""
    return Person(page, stack.url)


@pytest.fixture
def typist(phone: Page, stack: Stack) -> Person:
    """Someone on a small screen who uses the keyboard alone."""
    return Person(phone, stack.url, keyboard=True)
