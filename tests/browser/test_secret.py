"""The personal code stands nowhere but in its boxes and in the one call that takes it."""

import pytest
from playwright.async_api import Page, Request, expect

from backend.insured.generator import VENTURI
from tests.browser.person import PATIENCE, Person
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol

CODE = "Glycine-77-Tortue"
WEAK = "glycine"
PIECES = [CODE[start : start + 6].lower() for start in range(len(CODE) - 5)] + [WEAK]
STORED = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state,
    (await indexedDB.databases()).map(({ name }) => name), await caches.keys(),
])"""
VALUES = "[...document.querySelectorAll('input, textarea')].map((box) => box.value).join()"
ATTRIBUTES = """[...document.querySelectorAll("*")]
    .flatMap((node) => [...node.attributes].map(({ value }) => value)).join("\\n")"""


class Traffic:
    """What a page sends and says in its console."""

    def __init__(self, page: Page) -> None:
        self.codes: list[str] = []
        self.rest: list[str] = []
        page.context.on("request", self._sent)
        page.context.on("console", lambda message: self.rest.append(message.text))

    def _sent(self, request: Request) -> None:
        self.rest += [request.url, *request.headers.values()]
        takes_code = request.method == "POST" and request.url.endswith("/chat/personal-code")
        (self.codes if takes_code else self.rest).append(request.post_data or "")


def holds_code(text: str) -> bool:
    """Whether some of the code stands in a text."""
    return any(piece in text.lower() for piece in PIECES)


async def standing(page: Page) -> str:
    """Return what the page shows, holds in its attributes, and stores."""
    parts = [await page.content(), await page.evaluate(ATTRIBUTES), await page.evaluate(STORED)]
    parts += [await page.title(), await page.locator("body").inner_text()]
    return "\n".join(parts)


@pytest.fixture
async def chooser(person: Person, chat: ChatClient) -> Person:
    """Someone who is asked for the personal code."""
    enrol(chat, VENTURI, up_to="personal_code")
    await person.take_over(chat)
    return person


async def test_the_code_stands_nowhere(chooser: Person) -> None:
    page = chooser.page
    traffic = Traffic(page)
    await chooser.choose_code(WEAK, WEAK)
    await expect(page.locator("#code")).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    assert not holds_code(await standing(page))
    await chooser.type(page.locator("#code"), CODE)
    await chooser.press("Afficher mon nouveau code")
    await expect(page.locator(".level .strength")).not_to_contain_text("–")
    assert not holds_code(await standing(page))
    await chooser.choose_code(CODE, CODE)
    await chooser.asked("email")
    assert not holds_code(await standing(page))
    assert not holds_code(await page.evaluate(VALUES))
    assert [holds_code(body) for body in traffic.codes] == [True, True]
    assert not holds_code("\n".join(traffic.rest))
    answers = [
        await page.request.get(f"{chooser.url}/chat/{path}") for path in ("messages", "transcript")
    ]
    assert not any([holds_code(await answer.text()) for answer in answers])


async def test_the_code_stands_nowhere_while_it_waits_for_the_network(chooser: Person) -> None:
    page = chooser.page
    await page.context.set_offline(True)
    await chooser.choose_code(CODE, CODE)
    await expect(page.locator("#pending")).to_contain_text("Pas encore envoyé")
    assert not holds_code(await standing(page))
    await page.context.set_offline(False)
    await chooser.asked("email")


async def test_a_shown_code_is_hidden_as_it_leaves(chooser: Person) -> None:
    page = chooser.page
    await page.route("**/chat/personal-code", lambda route: route.abort())
    await chooser.type(page.locator("#code"), CODE)
    await chooser.press("Afficher mon nouveau code")
    await chooser.choose_code(CODE, CODE)
    await expect(page.locator("#pending")).to_contain_text("Pas encore envoyé")
    await expect(page.locator("#code")).to_have_attribute("type", "password")
    await page.unroute("**/chat/personal-code")
    await chooser.asked("email")


async def test_the_browser_may_keep_it_as_a_new_code_only(chooser: Person) -> None:
    for box in ("#code", "#confirmation"):
        await expect(chooser.page.locator(box)).to_have_attribute("autocomplete", "new-password")
        await expect(chooser.page.locator(box)).to_have_attribute("type", "password")


async def test_a_code_can_be_pasted(chooser: Person) -> None:
    page = chooser.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("(code) => navigator.clipboard.writeText(code)", CODE)
    for box in ("#code", "#confirmation"):
        await page.locator(box).press("ControlOrMeta+v")
        await expect(page.locator(box)).to_have_value(CODE)
