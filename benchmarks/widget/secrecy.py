"""What becomes of a secret that is typed, and what the page does under a strict security policy."""

import json
from dataclasses import dataclass, field

from playwright.async_api import Browser, Error, Page, Request

from benchmarks.widget.contenders import PATIENCE, Contender, noted, visit
from tests.browser.person import Person

CANARY = "Canari*731_Zq"
TRANSCRIPT = "/chat/transcript"


@dataclass
class Traces:
    """Where a secret was found after it was typed and sent."""

    field_type: str
    places: list[str] = field(default_factory=list)
    sent_to: list[str] = field(default_factory=list)


@dataclass
class Policy:
    """How a page fares under a security policy."""

    violations: list[str]
    works: bool


async def our_secret(browser: Browser, contender: Contender, url: str) -> Traces:
    """Enrol up to the personal code, choose the canary as the code, and look for it."""
    async with visit(browser, contender) as page:
        posts = watch_posts(page)
        person = Person(page, url)
        await person.begin()
        await person.give_all("last_name", "nir", "birth_date", "postcode", "iban_end")
        await person.give_all("vitale_serial")
        await person.press("J’accepte")
        await person.sees("Je choisis mon code personnel")
        kind = await page.locator("#code").get_attribute("type") or ""
        await person.type(page.locator("#code"), CANARY)
        found = Traces(kind)
        found.places += await places_of(page, CANARY, "typed")
        await person.choose_code(CANARY, CANARY)
        await person.asked("email")
        found.places += await places_of(page, CANARY, "sent")
        transcript = await page.request.get(f"{url}{TRANSCRIPT}")
        if CANARY in await transcript.text():
            found.places.append("transcript")
        found.sent_to = carriers(posts, CANARY)
    return found


async def peer_secret(browser: Browser, contender: Contender) -> Traces:
    """Type the canary where alone it can be typed, in the text box, send it, and look for it."""
    async with visit(browser, contender) as page:
        posts = watch_posts(page)
        await contender.open(page)
        kinds = await page.evaluate("window.observed.all('input[type=password]').length")
        found = Traces("password" if kinds else "")
        await page.locator(contender.box).click()
        await page.keyboard.type(CANARY)
        found.places += await places_of(page, CANARY, "typed")
        await page.keyboard.press("Enter")
        await page.locator(contender.bubble).nth(1).wait_for(timeout=PATIENCE)
        found.places += await places_of(page, CANARY, "sent")
        found.sent_to = carriers(posts, CANARY)
    return found


def watch_posts(page: Page) -> list[Request]:
    """Return a list that each request with a body joins."""
    posts: list[Request] = []
    page.on("request", lambda request: posts.append(request) if request.post_data else None)
    return posts


def carriers(posts: list[Request], secret: str) -> list[str]:
    """Return the paths of the requests that carried a secret."""
    asked = json.dumps(secret)[1:-1]
    return [
        "/" + request.url.split("/", 3)[3]
        for request in posts
        if asked in (request.post_data or "")
    ]


async def places_of(page: Page, secret: str, when: str) -> list[str]:
    """Return the places of the page (``page``, ``boxes``, ``storage``) that show a secret."""
    held = await page.evaluate("window.observed.held()")
    return [f"{name} ({when})" for name, text in held.items() if secret in text]


async def under_policy(browser: Browser, contender: Contender) -> Policy:
    """Open the page, ask one question, and count each breach of its policy once."""
    async with visit(browser, contender) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            await page.goto(contender.address)
            await page.wait_for_timeout(1500)
            if contender.opener:
                await page.locator(contender.opener).click(timeout=5000)
            await page.locator(contender.box).wait_for(timeout=5000)
            await contender.ask(page, "que faut-il ?")
            works = True
        except Error:
            works = False
        return Policy((await noted(page))["violations"], works)


async def first_that_works(
    browser: Browser, contenders: list[Contender]
) -> tuple[int, list[Policy]]:
    """Try one page under policy after policy until it works unharmed.

    Returns:
        The place of the first policy under which it works and breaks nothing, and what was seen.

    Raises:
        LookupError: it works under none.
    """
    seen = []
    for place, contender in enumerate(contenders):
        seen.append(await under_policy(browser, contender))
        if seen[-1].works and not seen[-1].violations:
            return place, seen
    raise LookupError("it works under none of the policies")
