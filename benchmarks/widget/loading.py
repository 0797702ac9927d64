"""How much is loaded, and how soon the page can be used on a slow line with a slow processor."""

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Browser, Page, Request

from benchmarks.widget.contenders import PATIENCE, Contender, noted, until, visit

RUNS = 5
SLOWER = 4
QUESTION = "que faut-il pour créer un compte ?"
BLOCKING = 50
"""Milliseconds of a task that nobody feels; what is beyond counts as blocking."""


@dataclass(frozen=True)
class Line:
    """A connection: bytes a second both ways, milliseconds from each request to its answer."""

    name: str
    rate: float
    latency: float


# WebPageTest's "3G Slow", which Lighthouse took over: 400 kbit/s, round trips of 400 ms.
SLOW_3G = Line("slow 3G (WebPageTest: 400 kbit/s, 400 ms)", 400_000 / 8, 400)
# Chrome DevTools' preset: 500 kbit/s x 0.8, and five times 400 ms.
DEVTOOLS_3G = Line("Slow 3G (DevTools: 400 kbit/s, 2000 ms)", 500_000 / 8 * 0.8, 2000)


@dataclass
class Size:
    """What was loaded before one could type."""

    requests: int = 0
    wire: int = 0
    raw: int = 0


async def size(browser: Browser, contender: Contender) -> Size:
    """Load the page with an empty cache, open the chat, and add up every answer of the server."""
    found = Size()

    def take(request: Request) -> None:
        finished.append(request)

    finished: list[Request] = []
    async with visit(browser, contender) as page:
        page.on("requestfinished", take)
        await contender.open(page)
        for request in [one for one in finished if not one.url.startswith("data:")]:
            sizes = await request.sizes()
            response = await request.response()
            assert response is not None
            found.requests += 1
            found.wire += sizes["responseHeadersSize"] + sizes["responseBodySize"]
            found.raw += len(await response.body())
    return found


async def slow_down(page: Page, line: Line) -> None:
    """Put a page behind a line, on a processor four times slower."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.latency,
            "downloadThroughput": line.rate,
            "uploadThroughput": line.rate,
        },
    )
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


async def seen_loading(browser: Browser, contender: Contender, line: Line) -> dict[str, float]:
    """Load the page and touch nothing: first and largest paint, blocking time (ms), shifts."""
    async with visit(browser, contender) as page:
        await slow_down(page, line)
        await page.goto(contender.address, timeout=PATIENCE)
        answered = await page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
        if answered < line.latency:
            raise RuntimeError(f"the line is not slow: the page came after {answered:.0f} ms")
        await page.wait_for_load_state("networkidle", timeout=PATIENCE)
        await page.wait_for_timeout(1500)
        found = await noted(page)
    return {
        "first paint": found["fcp"],
        "largest paint": found["lcp"],
        "blocking": sum(max(0, task - BLOCKING) for task in found["longTasks"]),
        "shift": sum(found["shifts"]),
    }


async def seen_using(
    browser: Browser, contender: Contender, line: Line, *, again: bool = False
) -> dict[str, float]:
    """Press from the start until the page reacts, then ask one question; times in ms.

    Args:
        again: the page has been visited before, so that its files are in the cache.
    """
    async with visit(browser, contender) as page:
        if again:
            before = await page.context.new_page()
            await before.goto(contender.address, wait_until="networkidle", timeout=PATIENCE)
            await before.close()
        await slow_down(page, line)
        await page.add_init_script("window.observed.press()")
        await page.goto(contender.address, timeout=PATIENCE, wait_until="commit")
        await until(page, "window.observed?.noted.typing && window.observed.noted.greeted")
        await page.evaluate("window.observed.awaitAnswer()")
        await page.locator(contender.box).focus()
        await page.keyboard.type(QUESTION)
        await page.keyboard.press("Enter")
        await until(page, "window.observed.noted.answered")
        found = await noted(page)
    return {
        "usable": max(found["usable"], found["fcp"]),  # nobody presses what is not painted yet
        "typing": found["typing"],
        "greeted": found["greeted"],
        "answered": found["answered"],
    }


async def medians(measure: Callable[[], Awaitable[dict[str, float]]]) -> dict[str, float]:
    """Return the median of each figure over five runs."""
    runs = [await measure() for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
