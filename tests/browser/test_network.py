"""The network cut, answers lost on their way, the live line down: nothing is lost or doubled."""

from collections import Counter

import pytest
from playwright.async_api import Page, Route, expect

from backend.insured.generator import VENTURI as INSURED
from tests.browser.person import CODE, PATIENCE, VENTURI, Person
from tests.browser.test_enrolment import DEEDS, create, enrol
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol as enrol_by_chat

pytestmark = pytest.mark.timeout(300)

CALLS = "**/chat/{messages,personal-code,consents}"
LIVE = "**/chat/events*"
QUESTION = "Est-ce gratuit ?"


async def cut(person: Person) -> None:
    """Take the network away."""
    await person.page.context.set_offline(True)
    await person.sees("hors connexion", within="#network")


async def restore(person: Person) -> None:
    """Give the network back."""
    await person.page.context.set_offline(False)
    await expect(person.page.locator("#network")).to_be_empty(timeout=PATIENCE)


async def lose_first_answers(page: Page) -> Counter[str]:
    """Let the server take each call of the person once before an answer comes back.

    Returns:
        How often each call was made, by its id.
    """
    made: Counter[str] = Counter()

    async def lose(route: Route) -> None:
        body = route.request.post_data_json
        made[body["id"]] += 1
        if made[body["id"]] == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route(CALLS, lose)
    return made


async def test_a_message_waits_for_the_network(person: Person) -> None:
    await person.begin()
    await cut(person)
    await person.say(QUESTION)
    await expect(person.page.locator("#pending")).to_contain_text(QUESTION)
    await restore(person)
    await person.sees(QUESTION, within="#log")
    said = await person.nothing_is_lost_or_doubled()
    assert [one["text"] for one in said].count(QUESTION) == 1
    await expect(person.page.locator(".message-person", has_text=QUESTION)).to_have_count(1)


async def test_an_answer_in_a_card_waits_for_the_network(person: Person) -> None:
    await person.begin()
    await cut(person)
    await person.give_all("last_name")
    await expect(person.page.locator("#pending")).to_contain_text("Pas encore envoyé")
    await restore(person)
    await person.asked("nir")
    assert len(await person.nothing_is_lost_or_doubled()) == 2


async def test_code_and_consents_wait_for_the_network(person: Person, chat: ChatClient) -> None:
    enrol_by_chat(chat, INSURED, up_to="personal_code")
    await person.take_over(chat)
    await cut(person)
    await person.choose_code(CODE, CODE)
    await expect(person.page.locator("#pending")).to_contain_text("Pas encore envoyé")
    await restore(person)
    await person.give_all("email", "email_confirmation", "mobile", "landline")
    await person.sees("Valider mes choix", within="#reply")
    await cut(person)
    await person.choose_consents("no", "no", "yes")
    await restore(person)
    await person.sees("Vos réponses", within="#reply")
    await person.nothing_is_lost_or_doubled()


async def test_the_network_goes_while_an_answer_is_awaited(person: Person) -> None:
    await person.begin()
    page = person.page
    reached = []

    async def go_offline(route: Route) -> None:
        if not reached:
            reached.append(route.request.url)
            await route.fetch()
            await page.context.set_offline(True)
            await route.abort("internetdisconnected")
        else:
            await route.continue_()

    await page.route("**/chat/messages", go_offline)
    await person.give_all("last_name")
    await person.sees("hors connexion", within="#network")
    await restore(person)
    await person.asked("nir")
    assert len(await person.nothing_is_lost_or_doubled()) == 2


async def test_an_enrolment_whose_every_first_answer_is_lost(person: Person) -> None:
    made = await lose_first_answers(person.page)
    await enrol(person)
    await create(person)
    assert list(made.values()) == [2] * DEEDS


async def test_a_message_that_meets_no_answer_can_be_sent_again(person: Person) -> None:
    await person.begin()
    page = person.page
    await page.clock.install()
    await page.route("**/chat/messages", lambda route: route.abort())
    await person.say(QUESTION)
    again = page.get_by_role("button", name="Envoyer à nouveau")
    while not await again.is_visible():
        await page.clock.run_for(1000)
    await page.unroute("**/chat/messages")
    await again.click()
    await person.sees(QUESTION, within="#log")
    said = await person.nothing_is_lost_or_doubled()
    assert [one["text"] for one in said].count(QUESTION) == 1


@pytest.mark.parametrize("speaks", ["the page", "elsewhere"])
async def test_the_live_line_is_cut_and_comes_back(
    person: Person, chat: ChatClient, speaks: str
) -> None:
    enrol_by_chat(chat, INSURED, up_to="postcode")
    page = person.page
    await page.route(LIVE, lambda route: route.abort())
    await person.take_over(chat)
    await person.sees("La connexion est coupée", within="#network")
    if speaks == "the page":
        await person.give_all("postcode")
        await person.asked("iban_end")
    else:
        chat.say(VENTURI["postcode"])
        await expect(page.locator("#field-postcode")).to_be_visible()
    await page.unroute(LIVE)
    await person.asked("iban_end")
    await expect(page.locator("#network")).to_be_empty(timeout=PATIENCE)
    await person.nothing_is_lost_or_doubled()


async def test_an_open_line_that_breaks_loses_nothing(person: Person, chat: ChatClient) -> None:
    enrol_by_chat(chat, INSURED, up_to="terms")
    await person.take_over(chat)
    await cut(person)
    chat.press("/affirm")
    await restore(person)
    await person.sees("Je choisis mon code personnel", within="#reply")
    await person.nothing_is_lost_or_doubled()


async def test_a_chat_that_does_not_load_says_so_with_the_phone_number(person: Person) -> None:
    await person.page.route("**/assets/assistant-*.js", lambda route: route.abort())
    await person.page.goto(f"{person.url}/assistant")
    await person.page.locator("#open").click()
    await person.sees("appelez le 3646", within="#opening-status")
