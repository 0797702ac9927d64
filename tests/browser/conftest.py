"""Fixtures of the browser tests: one Chromium for the session, a fresh profile for each test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.person import Person
from tests.support.assembled import Stack
from tests.support.browser import DESKTOP, PHONE, SMALLEST, Watch, chromium


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The session's browser."""
    async with chromium() as running:
        yield running


@asynccontextmanager
async def profile(browser: Browser, **options: Any) -> AsyncIterator[Page]:
    """Lend a page of a fresh profile; it must break no policy, throw and complain of nothing.

    Nothing moves in it: a page that still scrolls can be neither judged nor pressed.
    """
    still: Any = {"locale": "fr-FR", "reduced_motion": "reduce"}
    async with await browser.new_context(**still, **options) as context:
        page = await context.new_page()
        watch = await Watch.over(page)
        yield page
        await page.evaluate("0")  # what the page has told by now has been heard
        assert watch.faults == []


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page on a desktop."""
    async with profile(browser, viewport=DESKTOP) as page:
        yield page


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """A page on a phone 320 pixels wide."""
    async with profile(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
async def smallest(browser: Browser) -> AsyncIterator[Page]:
    """A page of 320 x 256 pixels: what is left of a desktop at 400 % (WCAG 1.4.10)."""
    async with profile(browser, viewport=SMALLEST) as page:
        yield page


@pytest.fixture
def person(page: Page, stack: Stack) -> Person:
    """Someone on a desktop who uses the mouse."""
    return Person(page, stack.url)


@pytest.fixture
def typist(phone: Page, stack: Stack) -> Person:
    """Someone on a small screen who uses the keyboard alone."""
    return Person(phone, stack.url, keyboard=True)
