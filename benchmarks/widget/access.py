"""Who can use the page: axe-core, the keyboard, screen readers, small and enlarged windows."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route
from playwright.async_api import TimeoutError as NeverCame

from benchmarks.widget.contenders import PATIENCE, Contender, noted, until, visit
from tests.support.browser import STANDARDS

MOST_STOPS = 60
QUESTION = "que faut-il pour créer un compte ?"
SMALL = {"width": 320, "height": 256}
# A window of 1280 x 800 at 200 %.
ENLARGED = {"width": 640, "height": 400}
INTERACTIVE = {"button", "link", "textbox", "checkbox", "radio", "combobox", "searchbox", "switch"}


@dataclass
class Keyboard:
    """What the keyboard alone can do."""

    opened: bool = False
    sent_by_enter: bool = False
    sent_by_button: bool = False
    controls: int = 0
    unreached: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


@dataclass
class Speech:
    """How often the answer to a message is put in a live region, and whether the focus stays."""

    times: int
    focus_stays: bool


async def broken_rules(browser: Browser, contender: Contender) -> dict[str, dict[str, int]]:
    """Run axe-core when the chat is opened, while it waits, and after an exchange.

    Returns:
        By state, the rules that are broken with the number of elements that break them.
    """
    found = {}
    async with visit(browser, contender) as page:
        await contender.open(page)
        found["opened"] = await rules_of(page)
        held: asyncio.Queue[Route] = asyncio.Queue()
        await page.route(f"**{contender.calls}", held.put)
        seen = await page.locator(contender.bubble).count()
        await page.locator(contender.box).click()
        await page.keyboard.type(QUESTION)
        await page.keyboard.press("Enter")
        waiting = await held.get()
        await page.wait_for_timeout(500)
        found["waiting"] = await rules_of(page)
        await waiting.continue_()
        await page.locator(contender.bubble).nth(seen).wait_for(timeout=PATIENCE)
        await page.wait_for_timeout(500)
        found["answered"] = await rules_of(page)
    return found


async def rules_of(page: Page) -> dict[str, int]:
    """Return the rules that the page breaks as it stands, with the number of elements."""
    results = await Axe().run(page, options={"resultTypes": ["violations"], "runOnly": STANDARDS})
    return {rule["id"]: len(rule["nodes"]) for rule in results.response["violations"]}


async def by_keyboard(browser: Browser, contender: Contender) -> Keyboard:
    """Open, write, send and go round all that is seen, by Tab, Enter and Space only."""
    found = Keyboard()
    async with visit(browser, contender) as page:
        await page.goto(contender.address)
        if contender.opener:
            await until(page, f"!!window.observed.find({contender.opener!r})")
            await reach(page, contender.opener)
            await page.keyboard.press("Enter")
        await page.locator(contender.bubble).first.wait_for(timeout=PATIENCE)
        found.opened = await reach(page, contender.box)
        found.sent_by_enter = await send(page, contender, contender.box)
        await reach(page, contender.box)
        found.sent_by_button = await send(page, contender, contender.send)
        await page.wait_for_timeout(500)
        await reach(page, contender.box)
        await page.keyboard.type(QUESTION)
        await go_round(page, found)
        found.unnamed = await unnamed(page)
    return found


async def reach(page: Page, selector: str) -> bool:
    """Press Tab until the focus is on a control; tell whether it came there."""
    here = f"window.observed.focused() === window.observed.find({selector!r})"
    for _ in range(MOST_STOPS):
        if await page.evaluate(here):
            return True
        await page.keyboard.press("Tab")
    return False


async def send(page: Page, contender: Contender, pressed: str) -> bool:
    """Type a message where the focus is, press Enter on a control; tell whether an answer came."""
    seen = await page.locator(contender.bubble).count()
    await page.keyboard.type(QUESTION)
    if not await reach(page, pressed):
        return False
    await page.keyboard.press("Enter")
    try:
        await page.locator(contender.bubble).nth(seen).wait_for(timeout=10_000)
    except NeverCame:
        return False
    return True


async def go_round(page: Page, found: Keyboard) -> None:
    """Press Tab all the way round; note what is never reached, and where the focus is not seen.

    Something is written in the text box first: an empty one can switch the other controls off.
    """
    await page.evaluate("window.stops = new Set()")
    for _ in range(MOST_STOPS):
        await page.evaluate("window.stops.add(window.observed.focused())")
        await page.keyboard.press("Tab")
    outlines = "(nodes) => nodes.map((node) => node.outerHTML.slice(0, 60))"
    found.controls = await page.evaluate("window.observed.controls().length")
    found.unreached = await page.evaluate(
        f"({outlines})(window.observed.controls().filter((node) => !window.stops.has(node)))"
    )
    for place in range(found.controls):
        if await looks_the_same(page, f"window.observed.controls()[{place}]"):
            found.unseen += await page.evaluate(
                f"({outlines})([window.observed.controls()[{place}]])"
            )


async def looks_the_same(page: Page, control: str) -> bool:
    """Tell whether pictures of a control, with and without the focus, are equal."""
    await page.evaluate(f"{control}.focus()")
    await page.evaluate(f'{control}.scrollIntoView({{block: "center"}})')
    seen = set()
    for _ in range(4):  # a caret shows the focus too, half of the time
        await page.wait_for_timeout(200)
        seen.add(await page.screenshot(caret="initial"))
    await page.evaluate("window.observed.focused().blur()")
    await page.wait_for_timeout(200)
    return seen == {await page.screenshot(caret="initial")}


async def unnamed(page: Page) -> list[str]:
    """Return the controls of the accessibility tree that bear no name."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    return [
        node["role"]["value"]
        for node in tree["nodes"]
        if not node["ignored"]
        and node["role"]["value"] in INTERACTIVE
        and not node.get("name", {}).get("value", "").strip()
    ]


async def announced(browser: Browser, contender: Contender) -> Speech:
    """Ask a question; count how often its answer appears in a live region."""
    async with visit(browser, contender) as page:
        await contender.open(page)
        await page.wait_for_timeout(500)
        await page.evaluate("window.observed.listen()")
        async with page.expect_response(f"**{contender.calls}") as answered:
            await contender.ask(page, QUESTION)
        text = first_words(await (await answered.value).json())
        await page.wait_for_timeout(1500)
        spoken = [" ".join(said.split()) for said in (await noted(page))["spoken"]]
        return Speech(
            times=sum(text in said for said in spoken),
            focus_stays=await page.evaluate(
                f"window.observed.focused() === window.observed.find({contender.box!r})"
            ),
        )


def first_words(answer: dict[str, Any]) -> str:
    """Return how the assistant's answer begins."""
    if "messages" in answer:
        answer = next(one for one in answer["messages"] if one["author"] == "bot")
    return " ".join(answer["text"].split())[:30]


async def sideways(browser: Browser, contender: Contender) -> dict[str, bool]:
    """Tell, by window, whether the page or a part of it must be scrolled sideways to be read."""
    found = {}
    for name, size, scale in (("320 x 256", SMALL, 1), ("200 %", ENLARGED, 2)):
        async with visit(browser, contender, size=size, scale=scale) as page:
            await contender.open(page)
            await contender.ask(page, QUESTION)
            await page.wait_for_timeout(300)
            found[name] = await page.evaluate("window.observed.wide()")
    return found
