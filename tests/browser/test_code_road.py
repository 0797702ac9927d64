"""The guides' road of the provisional code in a browser: from the chat to the active account."""

import pytest
from playwright.async_api import Page, expect

from backend.insured.generator import VENTURI, demonstration_case
from backend.insured.matching import Cause
from tests.browser.person import CODE, Person
from tests.support.assembled import Stack
from tests.support.browser import faults_of
from tests.support.received import characters, code_by_email, code_by_post, code_by_sms
from tests.support.smtp import links
from tests.support.talking import EMAIL, enrol

VASSEUR = demonstration_case(Cause.VITALE_INACTIVE)
NEW_ADDRESS = "nouvelle.adresse@exemple.fr"
CONNECT = "J’ai reçu le code : me connecter"


async def copy_characters(person: Person, stack: Stack) -> None:
    """Copy the characters of the captcha's card."""
    picture = person.page.locator(".captcha-picture img")
    await expect(picture).to_be_visible()
    captcha = (await picture.get_attribute("src") or "").split("/")[2]
    await person.type(person.page.locator("#captcha-characters"), characters(stack, captcha))
    await person.page.keyboard.press("Enter")


async def walk_the_road(person: Person, stack: Stack, email: str, *, mails: int = 1) -> None:
    """Terms, new code, contact details, then the link of the last of so many mails."""
    page = person.page
    await person.walk_the_road(email)
    stack.mails.wait_for(email, number=mails)
    sent = [links(mail, "/confirmation/") for mail in stack.mails.sent_to(email)]
    await page.goto([link for found in sent for link in found][-1])
    await person.press("Confirmer mon adresse e-mail")
    await person.sees("est confirmée")


@pytest.mark.parametrize("channel", ["Par e-mail", "Par SMS", "Par courrier"])
async def test_someone_whose_card_is_inactive_opens_an_account(
    person: Person, stack: Stack, channel: str
) -> None:
    await person.begin()
    await person.give_identity(VASSEUR)
    await person.press(channel)
    await copy_characters(person, stack)
    link = "La page de connexion" if channel == "Par courrier" else CONNECT
    await expect(person.page.get_by_role("link", name=link, exact=True)).to_be_visible()
    match channel:
        case "Par e-mail":
            code = code_by_email(stack, VASSEUR.email or "")
        case "Par SMS":
            code = code_by_sms(stack, VASSEUR.mobile or "")
        case _:
            code = code_by_post(stack)
    await person.activate(person.page.get_by_role("link", name=link, exact=True))
    await person.sees("Me connecter à mon compte")
    await person.sign_in(VASSEUR.nir13, code)
    await walk_the_road(person, stack, NEW_ADDRESS)
    await person.sign_in(VASSEUR.nir13, CODE)
    await person.sees("Votre compte est actif")


async def test_a_forgotten_code_is_replaced_by_keyboard_alone(typist: Person, stack: Stack) -> None:
    with stack.chat() as chat:
        enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    await typist.open()
    await typist.say("j'ai oublié mon code")
    await typist.press("Demander un code ici")
    await typist.give("nir", VENTURI.nir13)
    await typist.give("birth_date", f"{VENTURI.birth_date:%d/%m/%Y}")
    await copy_characters(typist, stack)
    await typist.sees("4 chiffres")
    assert await faults_of(typist.page) == []
    code = code_by_email(stack, EMAIL)
    await typist.sign_in(VENTURI.nir13, code)
    await walk_the_road(typist, stack, EMAIL, mails=4)  # opening, code, link, notice
    await typist.sign_in(VENTURI.nir13, CODE)
    await typist.sees("Votre compte est actif")


async def test_a_code_does_not_work_in_another_browser(
    person: Person, page: Page, stack: Stack
) -> None:
    await person.begin()
    await person.give_identity(VASSEUR)
    await person.press("Par e-mail")
    await copy_characters(person, stack)
    code = code_by_email(stack, VASSEUR.email or "")
    await page.context.clear_cookies()
    await person.sign_in(VASSEUR.nir13, code)
    await person.sees("Un point est à corriger")
    await expect(page).to_have_url(f"{stack.url}/connexion")
