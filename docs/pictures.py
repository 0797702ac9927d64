"""Takes the pictures of the documentation: ``python -m docs.pictures`` (needs Chromium)."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from backend.insured.generator import demonstration_case
from backend.insured.matching import Cause
from tests.browser.person import CODE, CREATE, VENTURI, Person
from tests.support.assembled import Stack, assembled_stack
from tests.support.browser import chromium

IMAGES = Path(__file__).parent / "images"
DESKTOP = {"width": 1000, "height": 760}
PHONE = {"width": 390, "height": 780}


async def take(stack: Stack) -> None:
    """Enrol VENTURI on a desktop, and take pictures on the way; then one on a phone."""
    async with chromium() as browser:
        person = await arrive(browser, stack, DESKTOP)
        await person.begin()
        await person.give("last_name", VENTURI["last_name"])
        await person.asked("nir")
        await person.say("c'est où le numéro de sécu ?")
        await person.sees("Il compte 13 caractères")
        await person.give("nir", VENTURI["nir"])
        await person.asked("birth_date")
        await keep(person, "chat-desktop")
        await person.give_all("birth_date", "postcode", "iban_end", "vitale_serial")
        await person.press("J'accepte")
        await person.choose_code(CODE, CODE)
        await person.give_all("email", "email_confirmation", "mobile", "landline")
        for _ in range(3):
            await person.sees("informations promotionnelles")
            await person.press("Non")
            await person.page.wait_for_load_state("networkidle")
        await person.sees(CREATE)
        await keep(person, "recap-desktop")
        await person.press(CREATE)
        await person.sees("Votre compte est créé")
        link = await asyncio.to_thread(
            stack.mails.link_to, VENTURI["email"], containing="/confirmation/"
        )
        await person.page.goto(link)
        await keep(person, "confirmation-desktop")
        await person.press("Confirmer mon adresse e-mail")
        await person.sign_in(VENTURI["nir"], CODE)
        await person.sees("Votre compte est actif")
        await keep(person, "account-desktop")
        await offer_a_code(await arrive(browser, stack, DESKTOP))
        person = await arrive(browser, stack, PHONE)
        await person.begin()
        await person.give("last_name", VENTURI["last_name"])
        await person.asked("nir")
        await keep(person, "chat-phone")


async def offer_a_code(person: Person) -> None:
    """Be somebody whose card is not active, up to the characters to copy."""
    await person.begin()
    await person.give_identity(demonstration_case(Cause.VITALE_INACTIVE))
    await person.press("Par SMS")
    await person.sees("Recopiez les 5 caractères")
    await keep(person, "captcha-desktop")


async def arrive(browser: Browser, stack: Stack, viewport: dict[str, int]) -> Person:
    """Return a newcomer in front of a screen of that size."""
    context = await browser.new_context(viewport=viewport, locale="fr-FR")  # type: ignore[arg-type]
    return Person(await context.new_page(), stack.url)


async def keep(person: Person, name: str) -> None:
    """Save what is on the screen."""
    await person.page.wait_for_timeout(400)
    await person.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    with assembled_stack() as running:
        asyncio.run(take(running))
