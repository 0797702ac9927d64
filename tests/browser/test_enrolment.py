"""A whole enrolment in the browser, by mouse and by keyboard alone on a small screen."""

from playwright.async_api import expect

from tests.browser.person import CODE, CREATE, PATIENCE, VENTURI, Person
from tests.support.assembled import Stack


async def enrol(person: Person) -> None:
    """Go from the welcome to the created account, with a reload in the middle."""
    await person.begin()
    await person.give_all("last_name", "nir")
    await person.asked("birth_date")
    await person.page.reload()
    await person.give_all("birth_date", "postcode", "iban_end", "vitale_serial")
    await person.press("J’accepte")
    await person.choose_code(CODE, CODE)
    await person.give_all("email", "email_confirmation", "mobile", "landline")
    for consent in ("par e-mail", "par téléphone", "par SMS"):
        await person.sees(consent, within="#log .message:last-child")
        await person.press("Non")
    await person.sees("Vos réponses", within="#reply")


async def confirm(person: Person, stack: Stack) -> None:
    """Open the link of the mail and press its button."""
    await person.page.goto(stack.mails.link_to(VENTURI["email"], containing="/confirm"))
    await person.press("Confirmer mon adresse mail")
    await person.sees("est confirmée")


async def test_the_whole_enrolment_by_mouse(person: Person, stack: Stack) -> None:
    await enrol(person)
    await person.press(CREATE)
    await expect(person.page.locator("#progress-text")).to_contain_text(
        "Compte créé", timeout=PATIENCE
    )
    await confirm(person, stack)


async def test_the_whole_enrolment_by_keyboard_at_320_pixels(typist: Person, stack: Stack) -> None:
    await enrol(typist)
    await typist.press(CREATE)
    await expect(typist.page.locator("#progress-text")).to_contain_text(
        "Compte créé", timeout=PATIENCE
    )
    await confirm(typist, stack)


async def test_the_recap_shows_masked_values_only(person: Person) -> None:
    await enrol(person)
    shown = await person.page.locator("#reply").inner_text()
    for field in ("nir", "iban_end", "vitale_serial", "email", "mobile"):
        assert VENTURI[field] not in shown


async def test_a_line_of_the_recap_can_be_changed(person: Person) -> None:
    await enrol(person)
    await person.press("Modifier : Numéro de téléphone fixe")
    await person.asked("landline")
