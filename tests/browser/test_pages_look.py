"""The pages around the chat: small screens, text spacing, forced colours, paper, drawings."""

import pytest
from playwright.async_api import Page

from tests.support.assembled import Stack
from tests.support.browser import faults_of

PATHS = ["/", "/connexion", "/code-oublie", "/franceconnect", "/docs", "/n-existe-pas"]
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
"""The person's own spacing (WCAG 2.2, 1.4.12)."""
CLIPPED = """() => [...document.querySelectorAll("main *, header *")]
    .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden, .scroll, pre"))
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
    .map((node) => node.outerHTML.slice(0, 100))"""
SHOWN = "(picture) => picture.complete && picture.naturalWidth"


async def unfold(page: Page) -> None:
    """Open every help of the page, as a person who needs them all."""
    for summary in await page.locator("main summary").all():
        await summary.press("Enter")


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_fits_the_smallest_screen_with_its_text_spaced(
    smallest: Page, stack: Stack, path: str
) -> None:
    await smallest.goto(f"{stack.url}{path}")
    await unfold(smallest)
    await smallest.evaluate(SPACED)
    assert await faults_of(smallest) == []
    assert await smallest.evaluate(CLIPPED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
async def test_a_page_has_no_fault_in_forced_colours(
    smallest: Page, stack: Stack, path: str, scheme: str
) -> None:
    await smallest.emulate_media(
        forced_colors="active", color_scheme="dark" if scheme == "dark" else "light"
    )
    await smallest.goto(f"{stack.url}{path}")
    await unfold(smallest)
    assert await faults_of(smallest) == []


async def test_the_first_button_is_told_from_the_others_in_forced_colours(
    smallest: Page, stack: Stack
) -> None:
    await smallest.emulate_media(forced_colors="active")
    await smallest.goto(f"{stack.url}/connexion")
    colour = "(button) => getComputedStyle(button).backgroundColor"
    first = await smallest.get_by_role("button", name="Me connecter").evaluate(colour)
    other = await smallest.get_by_role("link", name="Code oublié").evaluate(colour)
    assert first != other


@pytest.mark.parametrize(("path", "drawings"), [("/", 4), ("/connexion", 1), ("/code-oublie", 1)])
async def test_the_drawings_are_shown_to_those_who_ask(
    smallest: Page, stack: Stack, path: str, drawings: int
) -> None:
    await smallest.goto(f"{stack.url}{path}")
    pictures = smallest.locator("img.drawing")
    assert await pictures.count() == drawings
    assert not await pictures.first.is_visible()
    await unfold(smallest)
    for picture in await pictures.all():
        await picture.scroll_into_view_if_needed()
        await picture.evaluate("(picture) => picture.decode()")
        assert await picture.evaluate(SHOWN)


async def test_paper_is_white_and_shows_what_was_folded(smallest: Page, stack: Stack) -> None:
    await smallest.emulate_media(color_scheme="dark")
    await smallest.goto(f"{stack.url}/connexion")
    await smallest.emulate_media(media="print")
    paper = await smallest.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    drawing = await smallest.locator("img.drawing").bounding_box()
    assert drawing is not None
    assert drawing["height"] > 0
    assert await smallest.get_by_role("banner").get_by_text("3646").is_visible()
    assert not await smallest.get_by_role("contentinfo").is_visible()
