"""Looks at the states of a page: light and dark, on a narrow screen and on a desktop."""

from typing import Any, Literal

from playwright.async_api import Page, ViewportSize

from tests.support.browser import DESKTOP, PHONE, STANDARDS, faults_of

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that depend on colours."""
LOOKS: dict[tuple[str, Literal["light", "dark"]], tuple[ViewportSize, list[str]]] = {
    ("320 px", "light"): (PHONE, STANDARDS),
    ("320 px", "dark"): (PHONE, COLOURS),
    ("desktop", "light"): (DESKTOP, COLOURS),
    ("desktop", "dark"): (DESKTOP, STANDARDS),
}


class Looker:
    """Notes what is wrong with the states of one page, by state."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: dict[str, list[Any]] = {}

    async def look(self, state: str) -> None:
        """Look at the page as it stands, four times."""
        assert await self.page.title() != ""
        assert await self.page.locator("html").get_attribute("lang") == "fr"
        for (screen, scheme), (size, rules) in LOOKS.items():
            await self.page.emulate_media(color_scheme=scheme)
            await self.page.set_viewport_size(size)
            if found := await faults_of(self.page, rules=rules):
                self.faults[f"{state}, {screen}, {scheme}"] = found
        await self.page.set_viewport_size(PHONE)
