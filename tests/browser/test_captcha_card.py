"""The captcha, the channels and the links to pages, in the chat page."""

import pytest
from playwright.async_api import Page, expect

from backend.enrolment.fields import Field, Road
from tests.browser.person import PATIENCE, Person
from tests.support.browser import faults_of
from tests.support.caller import Caller

CARD = {"text": "Recopiez les caractères.", "card": {"type": "captcha"}}
CHANNELS = {
    "text": "Comment voulez-vous le recevoir ?",
    "card": {"type": "code_channels"},
    "buttons": [{"title": "Par SMS", "payload": "/affirm"}],
}
SENT = {
    "text": "Votre code arrive.",
    "buttons": [{"title": "Me connecter", "href": "/connexion"}],
}


@pytest.fixture
async def typist(phone: Page, caller: Caller) -> Person:
    """Someone on a small screen who uses the keyboard alone."""
    return Person(phone, caller.url, keyboard=True)


async def reach_captcha(caller: Caller, person: Person) -> str:
    """Bring the person to the captcha card; return the captcha."""
    caller.dialogue.replies = [CARD]
    await person.open()
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    await person.page.reload()
    await expect(person.page.locator("#captcha-characters")).to_be_visible(timeout=PATIENCE)
    return await shown(person.page)


async def shown(page: Page) -> str:
    """Return the captcha whose picture is shown, once it is drawn."""
    picture = page.locator(".captcha-picture img")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("(image) => image.naturalWidth") > 0
    return str(await picture.get_attribute("src")).split("/")[2]


async def test_user_copies_the_characters_by_keyboard(caller: Caller, typist: Person) -> None:
    captcha = await reach_captcha(caller, typist)
    assert await faults_of(typist.page) == []
    caller.dialogue.replies = [SENT]
    box = typist.page.locator("#captcha-characters")
    await typist.type(box, (await caller.characters(captcha)).lower())
    await typist.page.keyboard.press("Enter")
    await typist.sees("Votre code arrive.", within="#log")
    await typist.sees("Demande de code enregistrée", within="#progress-text")
    link = typist.page.get_by_role("link", name="Me connecter").last
    await expect(link).to_have_attribute("href", "/connexion")
    assert await faults_of(typist.page) == []


async def test_user_is_given_other_characters_after_wrong_ones(
    caller: Caller, typist: Person
) -> None:
    captcha = await reach_captcha(caller, typist)
    box = typist.page.locator("#captcha-characters")
    await typist.type(box, "00000")
    await typist.page.keyboard.press("Enter")
    await expect(typist.page.locator("#captcha-error")).to_contain_text("ne correspondent pas")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("")
    other = await shown(typist.page)
    assert other != captcha
    assert await faults_of(typist.page) == []
    await typist.type(box, await caller.characters(other))
    caller.dialogue.replies = [SENT]
    await typist.page.keyboard.press("Enter")
    await typist.sees("Votre code arrive.", within="#log")


async def test_user_asks_for_other_characters(caller: Caller, typist: Person) -> None:
    captcha = await reach_captcha(caller, typist)
    await typist.press("Nouveaux caractères")
    await typist.sees("De nouveaux caractères sont affichés.", within="#reply")
    assert await shown(typist.page) != captcha
    button = typist.page.get_by_role("button", name="Nouveaux caractères")
    await expect(button).to_be_focused()


async def test_user_listens_to_the_characters(caller: Caller, typist: Person) -> None:
    captcha = await reach_captcha(caller, typist)
    async with typist.page.expect_response(f"**/captcha/{captcha}/son") as asked:
        await typist.press("Écouter les caractères")
    assert (await asked.value).status in (200, 206)
    playing = "() => document.querySelector('audio').played.length > 0"
    await typist.page.wait_for_function(playing)
    assert await typist.page.locator("#reply [role=status]").inner_text() == ""


async def test_user_sends_an_empty_box(caller: Caller, typist: Person) -> None:
    await reach_captcha(caller, typist)
    await typist.press("Valider")
    await expect(typist.page.locator("#captcha-error")).to_contain_text("vide")
    await expect(typist.page.locator("#captcha-characters")).to_be_focused()


async def test_user_sees_where_the_code_can_go(caller: Caller, typist: Person) -> None:
    caller.dialogue.replies = [CHANNELS]
    await typist.open()
    await caller.give(Road.ENROLMENT, until=Field.IBAN_END)
    await caller.cannot_read_the_card()
    await typist.page.reload()
    await typist.sees("par SMS, au numéro qui finit par", within="#reply")
    await typist.sees("Étape 2 sur 3 : envoi du code provisoire", within="#progress-text")
    assert await faults_of(typist.page) == []
