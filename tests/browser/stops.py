"""Where the Tab key stops on a page: whether one sees it there, and in which order."""

from dataclasses import dataclass

from playwright.async_api import Page

MOST = 120
# A radio button is ringed by its label, which is what one presses.
STOP = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const ringed = [node, node.closest("label")].some((one) => one
        && getComputedStyle(one).outlineStyle !== "none"
        && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const [across, down] = [(left + right) / 2, (top + bottom) / 2];
    const middles = [[left + 4, down], [right - 4, down], [across, top + 4], [across, bottom - 4]];
    const seen = [...middles, [across, down]]
        .filter(([x, y]) => node.contains(document.elementFromPoint(x, y))).length;
    return {
        index: [...document.querySelectorAll("*")].indexOf(node),
        what: node.outerHTML.slice(0, 120), ringed, seen,
        left: left + scrollX, top: top + scrollY, bottom: bottom + scrollY,
    };
}"""
REACHABLE = """() => {
    const controls = "a[href], button, input, textarea, select, summary, [tabindex]";
    const all = [...document.querySelectorAll("*")];
    const radios = new Set();
    return all.filter((node) => node.matches(controls))
        .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility())
        .filter(({ type, name }) => type !== "radio" || !(radios.has(name) || !radios.add(name)))
        .map((node) => all.indexOf(node));
}"""


@dataclass(frozen=True)
class Stop:
    """One stop; places in pixels from the top left of the page.

    Attributes:
        index: its place among the page's elements.
        ringed: whether an outline shows that it has the focus.
        seen: how many of five points of it nothing covers.
    """

    index: int
    what: str
    ringed: bool
    seen: int
    left: float
    top: float
    bottom: float

    def comes_before(self, other: "Stop") -> bool:
        """Whether it stands above ``other``, or on its left in the same row."""
        if other.top < self.bottom - 2 and self.top < other.bottom - 2:
            return self.left <= other.left
        return self.top < other.bottom


async def stops_of(page: Page) -> list[Stop]:
    """Go round the page with the Tab key; return the stops in the order of the document."""
    found: dict[int, Stop] = {}
    order: list[int] = []
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop is None:
            continue
        if stop["index"] in found:
            break
        found[stop["index"]] = Stop(**stop)
        order.append(stop["index"])
    else:
        raise AssertionError("the Tab key does not come round")
    first = order.index(min(order))
    return [found[index] for index in (*order[first:], *order[:first])]


async def reachable(page: Page) -> set[int]:
    """Return the places of all controls that the Tab key ought to reach."""
    return set(await page.evaluate(REACHABLE))
