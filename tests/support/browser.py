"""A headless Chromium, and the checks that every page must pass."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """() => [...document.querySelectorAll("button, a, input, textarea, summary")]
    .filter((node) => node.checkVisibility() && !node.closest(".skip, .bubble, p:not(.actions)"))
    .filter((node) => node.getBoundingClientRect().height < 44)
    .map((node) => node.outerHTML.slice(0, 100))"""
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


def chromium_path() -> str:
    """Return the browser of ``$CHROMIUM``, else the one on the path."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        raise FileNotFoundError("no Chromium: install it, or set CHROMIUM to its path")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a Chromium during the block."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS)
        )
        yield browser
        await browser.close()


class Watch:
    """Notes what a page must never do: break its security policy, or throw."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        if "Content Security Policy" in text or "Trusted" in text:
            self.faults.append(text)


async def faults_of(page: Page) -> list[Any]:
    """Return what is wrong with the page as it stands: axe, sideways scrolling, small targets."""
    results = await Axe().run(page, options={"resultTypes": ["violations"], "runOnly": STANDARDS})
    faults: list[Any] = [
        (rule["id"], [node["target"] for node in rule["nodes"]])
        for rule in results.response["violations"]
    ]
    if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("wider than the window")
    return faults + list(await page.evaluate(SMALL_TARGETS))
