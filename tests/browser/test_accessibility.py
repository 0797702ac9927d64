"""axe-core, sideways scrolling and the size of targets, on every state of every page."""

import pytest
from playwright.async_api import expect

from tests.browser.person import CODE, CREATE, PATIENCE, VENTURI, Person
from tests.support.assembled import Stack
from tests.support.browser import faults_of


@pytest.mark.parametrize("path", ["/", "/docs", "/assistant", "/n-existe-pas"])
async def test_a_page_has_no_fault(typist: Person, path: str) -> None:
    await typist.page.goto(f"{typist.url}{path}")
    assert await faults_of(typist.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_of_the_chat_has_no_fault(
    typist: Person, stack: Stack, scheme: str
) -> None:
    page = typist.page
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    faults = {}

    async def look(state: str) -> None:
        faults[state] = await faults_of(page)

    await typist.open()
    await look("opened")
    await typist.press("Créer mon compte")
    await typist.asked("last_name")
    await look("field")
    await typist.give_all("last_name")
    await typist.give("nir", "162")
    await expect(await typist.asked("nir")).to_have_attribute("aria-invalid", "true")
    await look("refused field")
    await typist.give_all("nir", "birth_date")
    await typist.give("postcode", "31470")
    await typist.sees("Ce que vous avez donné", within="#reply")
    await look("identity review")
    await typist.press("Modifier : Code postal")
    await typist.give_all("postcode")
    await typist.asked("iban_end")
    await look("IBAN")
    await typist.give_all("iban_end", "vitale_serial")
    await typist.sees("J’accepte", within="#reply")
    await look("terms")
    await typist.press("J’accepte")
    await typist.sees("Je choisis mon code personnel")
    await look("code")
    await typist.choose_code("abc", "abc")
    await expect(page.locator("#code-error")).not_to_be_empty(timeout=PATIENCE)
    await look("refused code")
    await typist.choose_code(CODE, CODE)
    await typist.give_all("email", "email_confirmation", "mobile", "landline")
    for consent in ("par e-mail", "par téléphone", "par SMS"):
        await typist.sees(consent, within="#log .message:last-child")
        await typist.press("Oui")
    await typist.sees("Vos réponses", within="#reply")
    await look("recap")
    await typist.press(CREATE)
    await typist.sees("Compte créé", within="#progress-text")
    await look("created")
    await page.goto(stack.mails.link_to(VENTURI["email"], containing="/confirm"))
    await look("confirmation")
    await typist.press("Confirmer mon adresse mail")
    await typist.sees("est confirmée")
    await look("confirmed")
    assert {state: found for state, found in faults.items() if found} == {}
