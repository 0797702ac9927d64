"""The two chat pages that are measured, and how to open one where notes are taken."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

OBSERVER = (Path(__file__).parent / "observer.js").read_text()
PHONE = {"width": 360, "height": 640}
PATIENCE = 60_000


@dataclass(frozen=True)
class Contender:
    """A chat page.

    Args:
        address: of the page.
        opener: selector of the button that opens the chat, if it must be opened.
        box: selector of the text box.
        send: selector of the button that sends.
        bubble: selector of the assistant's messages.
        calls: the path to which messages are posted.
    """

    name: str
    address: str
    opener: str | None
    box: str
    send: str
    bubble: str
    calls: str

    async def open(self, page: Page) -> None:
        """Open the chat with the mouse, and wait for the first message and the text box."""
        await page.goto(self.address)
        if self.opener:
            await page.locator(self.opener).click(timeout=PATIENCE)
        await page.locator(self.bubble).first.wait_for(timeout=PATIENCE)
        await page.locator(self.box).wait_for(timeout=PATIENCE)

    async def ask(self, page: Page, text: str) -> None:
        """Type a message, send it by Enter, and wait until one more answer is there."""
        seen = await page.locator(self.bubble).count()
        await page.locator(self.box).click()
        await page.keyboard.type(text)
        await page.keyboard.press("Enter")
        await page.locator(self.bubble).nth(seen).wait_for(timeout=PATIENCE)


def ours(url: str) -> Contender:
    """Return our page, on the stack at ``url``."""
    return Contender(
        name="AmeliBot",
        address=f"{url}/assistant",
        opener="#open",
        box="#text",
        send="#send",
        bubble="#log .message-bot",
        calls="/chat/messages",
    )


def deep_chat(url: str, policy: int, version: str) -> Contender:
    """Return the peer's page, served under the given one of its policies."""
    return Contender(
        name=f"deep-chat {version}",
        address=f"{url}?policy={policy}",
        opener=None,
        box="#text-input",
        send="#input [role=button]",
        bubble=".ai-message",
        calls="/reply",
    )


@asynccontextmanager
async def visit(
    browser: Browser,
    contender: Contender,
    *,
    size: dict[str, int] = PHONE,
    scale: int = 1,
) -> AsyncIterator[Page]:
    """Lend a page of a fresh profile, its cache empty, where ``window.observed`` takes notes.

    Args:
        scale: device pixels for one of the page's.
    """
    told = {name: getattr(contender, name) for name in ("opener", "box", "bubble")}
    async with await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=scale,
        locale="fr-FR",
        # What our server holds in Brotli too is compared in gzip, as the peer's.
        extra_http_headers={"Accept-Encoding": "gzip"},
    ) as context:
        await context.add_init_script(f"window.contender = {json.dumps(told)};\n{OBSERVER}")
        yield await context.new_page()


async def noted(page: Page) -> dict[str, Any]:
    """Return what the observer has noted so far; times are milliseconds since the start."""
    return dict(await page.evaluate("window.observed.noted"))


async def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page; Playwright's own way needs ``eval`` there."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not await page.evaluate(expression):
            await page.wait_for_timeout(50)
