"""Rating an answer, taking the conversation away, erasing it: by keyboard, 320 pixels wide."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.person import PATIENCE, Person
from tests.support.browser import faults_of
from tests.support.caller import Caller

ANSWER = {"text": "Oui, la création du compte est gratuite."}
NEXT = {
    "text": "Que voulez-vous faire ?",
    "buttons": [{"title": "Créer mon compte", "payload": "/start_enrolment"}],
}
QUESTION = "Est-ce gratuit ?"


@pytest.fixture
async def typist(phone: Page, caller: Caller) -> Person:
    """Someone on a small screen who uses the keyboard alone, and was just answered."""
    person = Person(phone, caller.url, keyboard=True)
    await person.open()
    caller.dialogue.replies, caller.dialogue.intent = [ANSWER, NEXT], "ask_requirements"
    await person.say(QUESTION)
    await person.sees("gratuite", within="#log")
    await expect(phone.locator("#typing")).to_be_hidden()
    return person


def helpful(page: Page) -> Locator:
    """Return the button that says that the answer helped."""
    return page.locator(".rating button", has_text="Utile").first


async def open_section(person: Person) -> None:
    """Unfold the section of one's own conversation."""
    await person.activate(person.page.locator("#own summary"))
    await expect(person.page.get_by_role("button", name="Effacer ma conversation")).to_be_visible()


async def test_only_the_answer_has_the_two_buttons(typist: Person) -> None:
    page = typist.page
    rated = page.locator(".message-bot:has(.rating)")
    await expect(rated).to_have_count(1)
    await expect(rated).to_contain_text("gratuite")
    names = [await one.get_attribute("aria-label") for one in await rated.locator("button").all()]
    assert names == [
        "Utile, pour la réponse : Oui, la création du compte est gratuite.",
        "Pas utile, pour la réponse : Oui, la création du compte est gratuite.",
    ]
    assert await faults_of(page) == []


async def test_user_rates_an_answer_and_changes_their_mind(typist: Person) -> None:
    page = typist.page
    button, other = helpful(page), page.locator(".rating button", has_text="Pas utile")
    await typist.activate(button)
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(button).to_be_focused()
    assert await faults_of(page) == []
    await typist.activate(other)
    await expect(other).to_have_attribute("aria-pressed", "true")
    await expect(button).to_have_attribute("aria-pressed", "false")
    await page.reload()
    await expect(other).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    await typist.activate(other)
    await expect(other).to_have_attribute("aria-pressed", "false")


async def test_a_rating_announces_no_message_again(typist: Person) -> None:
    page = typist.page
    before = await page.locator("#announcer p").count()
    await typist.activate(helpful(page))
    await expect(helpful(page)).to_have_attribute("aria-pressed", "true")
    assert await page.locator("#announcer p").count() == before


async def test_a_rating_that_is_refused_says_so(typist: Person) -> None:
    page = typist.page

    async def refuse(route: Route) -> None:
        await route.fulfill(status=429, json={"reason": "x", "message": "Attendez un peu."})

    await page.route("**/rating", refuse)
    await typist.activate(helpful(page))
    await expect(page.locator(".rating [role=status]")).to_have_text("Attendez un peu.")
    await expect(helpful(page)).to_have_attribute("aria-pressed", "false")
    assert await faults_of(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_section_has_no_fault(typist: Person, scheme: str) -> None:
    page = typist.page
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await typist.activate(helpful(page))
    await expect(helpful(page)).to_have_attribute("aria-pressed", "true")
    await open_section(typist)
    assert await faults_of(page) == []
    await typist.press("Effacer ma conversation")
    await expect(page.locator("#erase-question")).to_be_visible()
    assert await faults_of(page) == []


async def test_user_takes_the_conversation_away(typist: Person) -> None:
    page = typist.page
    await open_section(typist)
    async with page.expect_download() as started:
        await typist.activate(page.get_by_role("link", name="Télécharger ma conversation"))
    file = await started.value
    assert file.suggested_filename == "conversation-amelibot.txt"
    text = (await asyncio.to_thread((await file.path()).read_bytes)).decode()
    assert QUESTION in text
    assert ANSWER["text"] in text
    await expect(page.locator("#conversation")).to_be_visible()


async def test_user_is_asked_before_and_can_keep_the_conversation(typist: Person) -> None:
    page = typist.page
    await open_section(typist)
    await typist.press("Effacer ma conversation")
    await expect(page.locator("#erase-question")).to_be_focused()
    await typist.press("Non, garder")
    await expect(page.locator("#erase-question")).to_be_hidden()
    await expect(page.get_by_role("button", name="Effacer ma conversation")).to_be_focused()
    await typist.press("Effacer ma conversation")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Effacer ma conversation")).to_be_focused()
    await page.reload()
    await typist.sees(QUESTION, within="#log")


async def test_user_erases_the_conversation_and_begins_another(typist: Person) -> None:
    page = typist.page
    await open_section(typist)
    await typist.press("Effacer ma conversation")
    await typist.press("Oui, tout effacer")
    await typist.sees("Votre conversation est effacée", within="#opening-status")
    await expect(page.locator("#welcome")).to_be_focused()
    await expect(page.locator("#opening-status")).to_be_in_viewport()
    await expect(page.locator("#conversation")).to_be_hidden()
    assert QUESTION not in await page.content()
    assert "conversation" not in {one["name"] for one in await page.context.cookies()}
    assert await faults_of(page) == []
    await typist.press("Ouvrir la discussion")
    await typist.sees("gratuite", within="#log")
    await expect(page.locator("#own")).not_to_have_attribute("open", "")
    await typist.say("Bonjour")
    await typist.sees("Bonjour", within="#log")
    assert QUESTION not in await page.content()


async def test_erasing_that_fails_says_so_and_keeps_all(typist: Person) -> None:
    page = typist.page

    async def refuse(route: Route) -> None:
        await route.fulfill(status=500, json={"reason": "failure", "message": "Une erreur."})

    await page.route("**/chat/conversation", refuse)
    await open_section(typist)
    await typist.press("Effacer ma conversation")
    await typist.press("Oui, tout effacer")
    await expect(page.locator("#own-status")).to_have_text("Une erreur.")
    await expect(page.get_by_role("button", name="Oui, tout effacer")).to_be_focused()
    await typist.sees(QUESTION, within="#log")


async def other_tab(typist: Person) -> Person:
    """Return the same conversation in another tab."""
    other = Person(await typist.page.context.new_page(), typist.url)
    await other.page.goto(f"{typist.url}/assistant")
    await other.sees("gratuite", within="#log")
    await typist.page.bring_to_front()
    return other


async def erase(typist: Person) -> None:
    """Erase the conversation and be told so."""
    await open_section(typist)
    await typist.press("Effacer ma conversation")
    await typist.press("Oui, tout effacer")
    await typist.sees("Votre conversation est effacée", within="#opening-status")


async def test_another_tab_shows_an_erased_conversation_no_more(typist: Person) -> None:
    other = await other_tab(typist)
    await erase(typist)
    await other.page.bring_to_front()
    await other.sees("elle a été effacée", within="#opening-status")
    assert QUESTION not in await other.page.content()
    assert await faults_of(other.page) == []
    await other.press("Ouvrir la discussion")
    await other.say("Bonjour")
    await other.sees("Bonjour", within="#log")


async def test_another_tab_goes_over_to_the_conversation_begun_since(typist: Person) -> None:
    other = await other_tab(typist)
    cut = "**/chat/events*"
    await other.page.route(cut, lambda route: route.abort())
    await erase(typist)
    await typist.press("Ouvrir la discussion")
    await typist.say("Me revoilà")
    await typist.sees("Me revoilà", within="#log")
    await other.page.unroute(cut)
    await other.page.bring_to_front()
    await other.sees("Me revoilà", within="#log")
    assert QUESTION not in await other.page.content()


async def test_a_message_from_a_tab_left_behind_is_answered_there(typist: Person) -> None:
    other = await other_tab(typist)
    await other.page.route("**/chat/events*", lambda route: route.abort())
    await erase(typist)
    await typist.press("Ouvrir la discussion")
    await typist.sees("gratuite", within="#log")
    await other.page.bring_to_front()
    await other.say("Bonsoir")
    await other.sees("Bonsoir", within="#log")
    assert QUESTION not in await other.page.content()
