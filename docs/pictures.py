"""Takes the pictures of the documentation: ``python -m docs.pictures`` (needs Chromium)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, ViewportSize

from backend.insured.generator import VENTURI as INSURED
from backend.insured.generator import demonstration_case
from backend.insured.matching import Cause
from tests.browser.person import CODE, CREATE, VENTURI, Person
from tests.support.assembled import Stack, assembled_stack
from tests.support.browser import chromium
from tests.support.talking import enrol

IMAGES = Path(__file__).parent / "images"
SCREENS = {
    "desktop": ViewportSize(width=1000, height=760),
    "phone": ViewportSize(width=390, height=780),
}


async def take(stack: Stack) -> None:
    """Take each picture on a desktop and on a phone."""
    async with chromium() as browser:
        for screen in SCREENS:
            for picture in (talk, ask_where, choose_code, agree, end, copy_characters):
                async with arrival(browser, stack, screen) as person:
                    await picture(person, stack, screen)
                stack.forget()
        async with arrival(browser, stack, "phone", dark=True) as person:
            await ask_where(person, stack, "phone-dark")
        stack.forget()
        async with arrival(browser, stack, "desktop") as person:
            await sign_in(person, stack)


async def talk(person: Person, _: Stack, screen: str) -> None:
    """Ask a question on the way."""
    await person.begin()
    await person.give_all("last_name")
    await person.asked("nir")
    await person.say("c'est où le numéro de sécu ?")
    await person.sees("Il compte 13 caractères")
    await person.give_all("nir")
    await person.asked("birth_date")
    await keep(person, f"chat-{screen}")


async def ask_where(person: Person, stack: Stack, screen: str) -> None:
    """Open the help of the number of social security."""
    await reach(person, stack, "nir")
    await (await person.asked("nir")).press_sequentially("16212")
    await person.page.locator("#reply summary").click()
    await keep(person, f"field-{screen}", at="#reply")


async def choose_code(person: Person, stack: Stack, screen: str) -> None:
    """Type a code that lacks something."""
    await reach(person, stack, "personal_code")
    await person.page.locator("#code").fill("glycine-tortue")
    await keep(person, f"code-{screen}", at="#reply")


async def agree(person: Person, stack: Stack, screen: str) -> None:
    """Answer the consents, then read the recap."""
    await reach(person, stack, "consent_email")
    await person.page.locator("[name=consent_email][value=no]").check()
    await keep(person, f"consents-{screen}", at="#reply")
    await person.choose_consents("no", "no", "yes")
    await person.sees(CREATE)
    await keep(person, f"recap-{screen}", at="#reply")


async def end(person: Person, stack: Stack, screen: str) -> None:
    """Read what there is to do in the mailbox."""
    await reach(person, stack, "recap")
    await person.press(CREATE)
    await person.sees("confirmer votre adresse", within="#mailbox")
    await keep(person, f"end-{screen}", at="#mailbox")


async def copy_characters(person: Person, stack: Stack, screen: str) -> None:
    """Be somebody whose card is not active, up to the characters to copy."""
    with stack.chat() as chat:
        enrol(chat, demonstration_case(Cause.VITALE_INACTIVE), up_to="code_channel")
        await person.take_over(chat)
    await person.press("Par SMS")
    await person.sees("Recopiez les 5 caractères")
    await keep(person, f"captcha-{screen}", at="#reply")


async def sign_in(person: Person, stack: Stack) -> None:
    """Confirm the address and look at the account."""
    with stack.chat() as chat:
        enrol(chat, INSURED, email=VENTURI["email"])
    link = await asyncio.to_thread(
        stack.mails.link_to, VENTURI["email"], containing="/confirmation/"
    )
    await person.page.goto(link)
    await keep(person, "confirmation-desktop")
    await person.press("Confirmer mon adresse e-mail")
    await person.sign_in(VENTURI["nir"], CODE)
    await person.sees("Votre compte est actif")
    await keep(person, "account-desktop")


async def reach(person: Person, stack: Stack, field: str) -> None:
    """Come back to a chat in which ``field`` is awaited."""
    with stack.chat() as chat:
        phone = {"mobile": VENTURI["mobile"]}
        enrol(chat, INSURED, up_to=field, email=VENTURI["email"], typed=phone)
        await person.take_over(chat)


@asynccontextmanager
async def arrival(
    browser: Browser, stack: Stack, screen: str, *, dark: bool = False
) -> AsyncIterator[Person]:
    """Lend a newcomer in front of such a screen."""
    async with await browser.new_context(
        viewport=SCREENS[screen],
        device_scale_factor=2 if screen == "phone" else 1,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    ) as context:
        yield Person(await context.new_page(), stack.url)


async def keep(person: Person, name: str, *, at: str | None = None) -> None:
    """Save what is on the screen, the part ``at`` brought into sight."""
    page = person.page
    await page.mouse.move(0, 0)
    if at is not None:
        await page.locator(at).evaluate("(node) => node.scrollIntoView({ block: 'start' })")
    await page.wait_for_timeout(400)
    await page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    with assembled_stack() as running:
        asyncio.run(take(running))
