"""A whole enrolment in the browser: by mouse, by keyboard alone, with reloads, from two tabs."""

from itertools import cycle

import pytest
from playwright.async_api import Page, expect

from backend.insured.generator import VENTURI as INSURED
from tests.browser.person import ACCEPT, CODE, CREATE, PATIENCE, VENTURI, Person
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol as enrol_by_chat

pytestmark = pytest.mark.timeout(300)

IDENTITY = ("last_name", "nir", "birth_date", "postcode")
PROOF = ("iban_end", "vitale_serial")
CONTACT = ("email", "email_confirmation", "mobile", "landline")
DEEDS = 1 + len(IDENTITY + PROOF) + 2 + len(CONTACT) + 2
"""How often the person says something: start, fields, terms and code, consents and recap."""


async def enrol(person: Person) -> None:
    """Go from the welcome to the recap."""
    await person.begin()
    await person.give_all(*IDENTITY, *PROOF)
    await person.press(ACCEPT)
    await person.choose_code(CODE, CODE)
    await person.give_all(*CONTACT)
    await person.choose_consents("no", "yes", "no")
    await person.sees("Vos réponses", within="#reply")


async def create(person: Person) -> None:
    """Accept the recap; see what there is to do in the mailbox."""
    await person.press(CREATE)
    await person.sees("Compte créé", within="#progress-text")
    await person.sees("confirmer votre adresse", within="#mailbox")
    assert len(await person.nothing_is_lost_or_doubled()) == DEEDS


async def confirm(person: Person, stack: Stack) -> None:
    """Open the link of the mail and press its button."""
    await person.page.goto(stack.mails.link_to(VENTURI["email"], containing="/confirm"))
    await person.press("Confirmer mon adresse e-mail")
    await person.sees("est confirmée")


async def test_by_mouse(person: Person, stack: Stack) -> None:
    await enrol(person)
    await create(person)
    await confirm(person, stack)


async def test_by_keyboard_on_a_phone(typist: Person, stack: Stack) -> None:
    await enrol(typist)
    await create(typist)
    await confirm(typist, stack)


async def test_by_keyboard_at_320_by_256(smallest: Page, stack: Stack) -> None:
    typist = Person(smallest, stack.url, keyboard=True)
    await enrol(typist)
    await create(typist)
    await confirm(typist, stack)


async def test_with_a_reload_after_each_step(person: Person) -> None:
    page = person.page
    await person.begin()
    for field in (*IDENTITY, *PROOF):
        await person.asked(field)
        await page.reload()
        await person.give_all(field)
    await person.sees(ACCEPT, within="#reply")
    await page.reload()
    await person.press(ACCEPT)
    await person.sees("Je choisis mon code personnel")
    await page.reload()
    await person.choose_code(CODE, CODE)
    for field in CONTACT:
        await person.asked(field)
        await page.reload()
        await person.give_all(field)
    await person.sees("Valider mes choix", within="#reply")
    await page.reload()
    await person.choose_consents("yes", "no", "no")
    await person.sees("Vos réponses", within="#reply")
    await page.reload()
    await create(person)
    await page.reload()
    await person.sees("confirmer votre adresse", within="#mailbox")


async def test_from_two_tabs_in_turn(person: Person) -> None:
    other = Person(await person.page.context.new_page(), person.url)

    async def give_in_turn(*fields: str) -> None:
        for field, giver in zip(fields, cycle((person, other)), strict=False):
            await giver.page.bring_to_front()
            await giver.give_all(field)

    await person.begin()
    await other.page.goto(f"{person.url}/assistant")
    await give_in_turn(*IDENTITY, *PROOF)
    await person.page.bring_to_front()
    await person.press(ACCEPT)
    await other.page.bring_to_front()
    await other.choose_code(CODE, CODE)
    await give_in_turn(*CONTACT)
    await person.page.bring_to_front()
    await person.choose_consents("no", "no", "no")
    await other.page.bring_to_front()
    await other.sees("Vos réponses", within="#reply")
    await create(other)
    await person.page.bring_to_front()
    await person.sees("confirmer votre adresse", within="#mailbox")
    assert len(await person.nothing_is_lost_or_doubled()) == DEEDS


async def test_a_tab_that_is_behind_catches_up(person: Person) -> None:
    behind = Person(await person.page.context.new_page(), person.url)
    await behind.page.route("**/chat/events*", lambda route: route.abort())
    await person.begin()
    await behind.page.goto(f"{person.url}/assistant")
    await behind.asked("last_name")
    await person.give_all("last_name")
    await person.asked("nir")
    await behind.give_all("last_name")
    await behind.asked("nir")
    await behind.give_all("nir")
    await behind.asked("birth_date")
    await person.give_all("birth_date")
    await person.asked("postcode")
    await person.nothing_is_lost_or_doubled()


async def reach_recap(person: Person, chat: ChatClient) -> None:
    """See the recap of what was given through ``chat``."""
    phone = {"landline": VENTURI["landline"]}
    enrol_by_chat(chat, INSURED, up_to="recap", email=VENTURI["email"], typed=phone)
    await person.take_over(chat)
    await person.sees("Vos réponses", within="#reply")


async def test_the_recap_shows_masked_values_only(person: Person, chat: ChatClient) -> None:
    await reach_recap(person, chat)
    shown = await person.page.locator("#reply").inner_text()
    for field in ("nir", "iban_end", "vitale_serial", "email", "landline"):
        assert VENTURI[field] not in shown


async def test_a_line_of_the_recap_can_be_changed(person: Person, chat: ChatClient) -> None:
    await reach_recap(person, chat)
    await person.press("Modifier : Numéro de téléphone fixe")
    await person.asked("landline")
    await expect(person.page.locator("#reply")).not_to_contain_text("Vos réponses")
    await person.give_all("landline")
    await person.sees("Vos réponses", within="#reply")
    await expect(person.page.get_by_role("button", name=CREATE)).to_be_visible(timeout=PATIENCE)
