"""The assistant on a page of another site: opened, left, found again; a whole enrolment in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from backend.insured.generator import VENTURI as INSURED
from tests.browser.person import PATIENCE, Person
from tests.browser.test_enrolment import create, enrol
from tests.support.assembled import Stack
from tests.support.browser import faults_of
from tests.support.gateway import gateway
from tests.support.other_site import OtherSite, other_site
from tests.support.received import characters, code_by_email
from tests.support.talking import EMAIL
from tests.support.talking import enrol as enrol_by_chat

OPEN = "Créer mon compte avec l’assistant"
QUESTION = "Est-ce gratuit ?"
FETCH = "(url) => fetch(url, {mode: 'no-cors', credentials: 'include'}).then(() => null)"
PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Un autre site</title><link rel="icon" href="data:,">
<script src="{url}/embed.js" async></script>
</head>
<body><main><h1>Un autre site</h1><p>Bonjour.</p></main></body>
</html>"""
STRICT = {
    "Content-Security-Policy": "default-src 'none'; img-src data:; script-src {url}; "
    "frame-src {url}; trusted-types 'none'; require-trusted-types-for 'script'",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class InFrame:
    """What ``Person`` uses of a page, inside the frame of the panel."""

    def __init__(self, page: Page) -> None:
        frame = page.frame_locator("iframe")
        self.locator, self.get_by_role = frame.locator, frame.get_by_role
        self.keyboard, self.context, self.evaluate = page.keyboard, page.context, page.evaluate
        self.request = page.request


class Visitor(Person):
    """Someone on the page of another site."""

    def __init__(self, page: Page, site: str, *, keyboard: bool = False) -> None:
        super().__init__(cast(Page, InFrame(page)), site, keyboard=keyboard)
        self.around = page

    @property
    def button(self) -> Locator:
        """The button that opens and shuts the panel."""
        return self.around.get_by_role("button", name=OPEN)

    async def come(self) -> None:
        """Go to the site's page and open the panel."""
        await self.around.goto(self.url)
        await expect(self.button).to_be_visible()
        if self.keyboard:
            await self.around.keyboard.press("Tab")
            await expect(self.button).to_be_focused()
            await self.around.keyboard.press("Enter")
        else:
            await self.button.click()

    async def open(self) -> None:
        """Open the panel, then the chat in it."""
        await self.come()
        await self.press("Ouvrir la discussion")
        await self.sees("AmeliBot", within="#log")

    async def nothing_is_lost_or_doubled(self) -> list[dict[str, Any]]:
        """Compare the page with what the server keeps, asked for with the frame's own cookie."""
        await expect(self.page.locator("#pending")).to_be_empty(timeout=PATIENCE)
        await expect(self.page.locator("#typing")).to_be_hidden(timeout=PATIENCE)
        kept = await self.around.frames[1].evaluate(
            "fetch('/chat/messages').then((answer) => answer.json())"
        )
        shown = await self.page.locator("#log .message").count()
        assert shown == len([one for one in kept["messages"] if one["text"]])
        return [one for one in kept["messages"] if one["author"] == "person"]


@pytest.fixture
def host() -> Iterator[OtherSite]:
    """A site whose pages may show the assistant; it has no page yet."""
    with other_site() as site:
        yield site


@pytest.fixture
def ours(stack: Stack, host: OtherSite, tmp_path: Path) -> Iterator[str]:
    """The address of a backend that ``host`` may frame."""
    with gateway(stack, tmp_path, EMBED_ORIGINS=host.url) as url:
        host.page = PAGE.format(url=url)
        yield url


@pytest.fixture
def visitor(page: Page, host: OtherSite, ours: str) -> Visitor:
    """Someone on a desktop, with a mouse."""
    return Visitor(page, host.url)


async def test_a_question_is_answered_and_found_again_after_a_reload(
    visitor: Visitor, host: OtherSite
) -> None:
    await visitor.open()
    await visitor.say(QUESTION)
    await visitor.sees("gratuit", within="#log")
    await expect(visitor.page.locator("#typing")).to_be_hidden()
    cookies = await visitor.around.context.cookies()
    assert [(one["name"], one.get("partitionKey")) for one in cookies] == [
        ("__Host-embedded-conversation", "http://localhost")
    ]
    await visitor.come()
    await visitor.sees(QUESTION, within="#log")


async def test_a_site_with_a_strict_policy_of_its_own(
    visitor: Visitor, host: OtherSite, ours: str
) -> None:
    host.headers = {name: value.format(url=ours) for name, value in STRICT.items()}
    await visitor.open()
    await visitor.sees("AmeliBot", within="#log")
    assert await visitor.around.evaluate("crossOriginIsolated")
    panel = visitor.around.locator("dialog")
    assert await panel.evaluate("(it) => getComputedStyle(it).position") == "fixed"


async def test_escape_inside_shuts_the_panel_and_gives_the_focus_back(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.locator("#text").press_sequentially("bonj")
    await visitor.around.keyboard.press("Escape")
    await expect(visitor.around.locator("dialog")).to_be_hidden()
    await expect(visitor.button).to_be_focused()
    await expect(visitor.button).to_have_attribute("aria-expanded", "false")
    await visitor.button.click()
    await expect(visitor.page.locator("#text")).to_have_value("bonj")


async def test_by_keyboard_alone(page: Page, host: OtherSite, ours: str) -> None:
    typist = Visitor(page, host.url, keyboard=True)
    await typist.open()
    await typist.say(QUESTION)
    await typist.sees("gratuit", within="#log")
    await page.keyboard.press("Escape")
    await expect(typist.button).to_be_focused()


async def test_a_whole_enrolment(visitor: Visitor) -> None:
    await enrol(visitor)
    await create(visitor)


@pytest.mark.parametrize("size", [(320, 256), (390, 700), (1280, 800)])
async def test_the_page_around_has_no_fault(visitor: Visitor, size: tuple[int, int]) -> None:
    await visitor.around.set_viewport_size({"width": size[0], "height": size[1]})
    await visitor.open()
    assert await faults_of(visitor.around) == []
    await visitor.around.get_by_role("button", name="Fermer").click()
    assert await faults_of(visitor.around) == []


async def test_a_forgotten_code_is_asked_for_and_used_in_tabs_of_their_own(
    visitor: Visitor, stack: Stack, ours: str
) -> None:
    with stack.chat() as chat:
        enrol_by_chat(chat, INSURED)
    stack.mails.wait_for(EMAIL)
    await visitor.open()
    await visitor.say("j'ai oublié mon code")
    await visitor.press("Demander un code ici")
    await visitor.give("nir", INSURED.nir13)
    await visitor.give("birth_date", f"{INSURED.birth_date:%d/%m/%Y}")
    async with visitor.around.context.expect_page() as opened:
        await visitor.page.get_by_role("link", name="Continuer dans un nouvel onglet").click()
    tab = Person(await opened.value, ours)
    await tab.sees("Recevoir mon code")
    assert await faults_of(tab.page) == []
    captcha = await tab.page.locator("[name=captcha]").get_attribute("value") or ""
    await tab.type(tab.page.locator("#characters"), characters(stack, captcha))
    await tab.press("Recevoir mon code")
    await tab.sees("Votre demande est prise en compte")
    await visitor.sees("4 chiffres", within="#log")
    await tab.sign_in(INSURED.nir13, code_by_email(stack, EMAIL))
    await tab.sees("Étape 1 sur 3")


async def test_no_other_site_sends_the_cookie(visitor: Visitor) -> None:
    await visitor.open()
    page = await visitor.around.context.new_page()
    with other_site("127.0.0.2", "127.0.0.2") as third, other_site("127.0.0.1") as ours:
        # Cookies know no ports: what comes to this server would come to the gateway.
        await page.goto(third.url)
        for around in (page, visitor.around):
            await around.evaluate(FETCH, ours.url)
    assert ours.cookies[0] is None
    assert "__Host-embedded-conversation=" in (ours.cookies[1] or "")


async def test_a_third_site_does_not_frame_the_chat(browser: Browser, ours: str) -> None:
    # Not watched: that the policy is broken is the point.
    with other_site("127.0.0.2", "127.0.0.2") as third:
        third.page = PAGE.format(url=ours)
        page = await browser.new_page()
        async with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
            await page.goto(third.url)
            await page.get_by_role("button", name=OPEN).click()
        link = page.get_by_role("link", name="Ouvrir l’assistant dans un nouvel onglet")
        await expect(link).to_have_attribute("href", f"{ours}/assistant")
        await page.close()


async def test_the_example_of_a_site(page: Page, stack: Stack) -> None:
    someone = Visitor(page, f"{stack.url}/exemple-de-site")
    await someone.open()
    await someone.say(QUESTION)
    await someone.sees("gratuit", within="#log")
    assert await faults_of(page) == []
    await someone.come()
    await someone.sees(QUESTION, within="#log")
