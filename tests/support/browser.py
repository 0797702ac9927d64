"""A headless Chromium, and the checks that every page must pass."""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTROLS = "button, a, input, textarea, select, summary"
SMALL_TARGETS = """(controls) => [...document.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility() && !node.closest(".skip, [aria-hidden=true]"))
    .filter((node) => !node.matches(".bubble a, p:not(.actions) a:not(.button)"))
    .filter((node) => {
        const target = node.matches("[type=radio]") ? node.closest("label") ?? node : node;
        const { width, height } = target.getBoundingClientRect();
        return Math.min(width, height) < 44;
    })
    .map((node) => node.outerHTML.slice(0, 100))"""
VIOLATIONS = """async (options) => (await axe.run(options)).violations
    .map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])"""
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
    "policy broken:", event.effectiveDirective, event.blockedURI, event.sample))"""
EXPECTED = "Failed to load resource"
"""What the console says of an answer 4xx or 5xx, or of none."""
PHONE = ViewportSize(width=320, height=640)
SMALLEST = ViewportSize(width=320, height=256)
DESKTOP = ViewportSize(width=1280, height=800)


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
    """Notes what a page and those that it opens must never do.

    That is: break the security policy, throw, or complain in the console.

    Attributes:
        faults: what was noted.
        said: all that stands in the console.
    """

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []
        page.context.on("console", self._console)
        page.context.on("weberror", lambda thrown: self.faults.append(str(thrown.error)))

    @classmethod
    async def over(cls, page: Page) -> Self:
        """Watch a page before it is loaded: breaches that leave the console silent are told too."""
        await page.context.add_init_script(REPORT_VIOLATIONS)
        return cls(page)

    def _console(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.faults.append(message.text)


async def faults_of(page: Page, *, rules: Sequence[str] = STANDARDS) -> list[Any]:
    """Return what is wrong with the page as it stands: axe, sideways scrolling, small targets.

    Args:
        rules: what axe checks: its tags, or its rules by their ids.
    """
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "runOnly": rules}
    violations = await page.evaluate(VIOLATIONS, options)
    faults: list[Any] = [tuple(found) for found in violations]
    if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("wider than the window")
    return faults + list(await page.evaluate(SMALL_TARGETS, CONTROLS))
