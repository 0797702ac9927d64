"""A person in front of the chat page, with a mouse or with the keyboard alone."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from backend.insured.people import InsuredPerson
from tests.support.chat_client import ChatClient

MOST_STOPS = 80
PATIENCE = 20_000
SHOWN = """(nodes) => nodes.map((node) => [Number(node.dataset.seq),
    ["person", "bot", "staff"].find((one) => node.classList.contains(`message-${one}`))])"""

VENTURI = {
    "last_name": "VENTURI",
    "nir": "1 62 12 2B 010 001",
    "birth_date": "18/12/1962",
    "postcode": "63000",
    "iban_end": "0G02443",
    "vitale_serial": "04671322630",
    "email": "venturi@exemple.fr",
    "email_confirmation": "venturi@exemple.fr",
    "mobile": "06 39 98 01 23",
    "landline": "01 99 00 12 34",
}
CODE = "Robert*123_A"
CONSENTS = ("consent_email", "consent_phone", "consent_sms")
ACCEPT = "J’accepte"
CREATE = "Tout est exact, créer mon compte"


class Person:
    """Opens the chat, fills in cards, presses buttons."""

    def __init__(self, page: Page, url: str, *, keyboard: bool = False) -> None:
        self.page = page
        self.url = url
        self.keyboard = keyboard

    async def open(self) -> None:
        """Go to the page and open the chat."""
        await self.page.goto(f"{self.url}/assistant")
        await self.press("Ouvrir la discussion")
        await self.sees("AmeliBot", within="#log")

    async def begin(self) -> None:
        """Open the chat and start the enrolment."""
        await self.open()
        await self.press("Créer mon compte")
        await self.asked("last_name")

    async def press(self, title: str) -> None:
        """Press the last button of that title."""
        button = self.page.get_by_role("button", name=title, exact=True).last
        await expect(button).to_be_enabled(timeout=PATIENCE)
        await self.activate(button)

    async def activate(self, control: Locator) -> None:
        """Press a control."""
        if self.keyboard:
            await self.reach(control)
            await self.page.keyboard.press("Enter")
        else:
            await control.click()

    async def give(self, field: str, value: str) -> None:
        """Fill in the card of a field and send it."""
        box = await self.asked(field)
        await self.type(box, value)
        if self.keyboard:
            await self.page.keyboard.press("Enter")
        else:
            await self.press("Valider")

    async def give_all(self, *fields: str) -> None:
        """Fill in the cards of ``fields``, one after the other, as VENTURI would."""
        for field in fields:
            await self.give(field, VENTURI[field])

    async def say(self, text: str) -> None:
        """Write in the text box."""
        await self.type(self.page.locator("#text"), text)
        await self.page.keyboard.press("Enter")

    async def choose_code(self, code: str, confirmation: str) -> None:
        """Fill in the form of the personal code."""
        await self.sees("Je choisis mon code personnel")
        await self.type(self.page.locator("#code"), code)
        await self.type(self.page.locator("#confirmation"), confirmation)
        await self.press("Valider mon code")

    async def choose_consents(self, *choices: str) -> None:
        """Answer the card of the consents, "yes" or "no" to each."""
        await self.sees("Valider mes choix", within="#reply")
        for field, choice in zip(CONSENTS, choices, strict=True):
            first = self.page.locator(f"[name={field}][value=yes]")
            other = self.page.locator(f"[name={field}][value=no]")
            if not self.keyboard:
                await (first if choice == "yes" else other).check()
                continue
            await self.reach(first)
            await self.page.keyboard.press("Space" if choice == "yes" else "ArrowDown")
        await self.press("Valider mes choix")

    async def take_over(self, chat: ChatClient) -> None:
        """Go to the page as the person who talked through ``chat`` until now."""
        cookies = [
            {"name": one.name, "value": one.value or "", "url": self.url}
            for one in chat.http.cookies.jar
        ]
        await self.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await self.page.goto(f"{self.url}/assistant")
        await self.sees("AmeliBot", within="#log")

    async def nothing_is_lost_or_doubled(self) -> list[dict[str, Any]]:
        """Wait until nothing is on its way, then compare the page with what the server keeps.

        Returns:
            What the person said, as the server gives it.
        """
        await expect(self.page.locator("#pending")).to_be_empty(timeout=PATIENCE)
        await expect(self.page.locator("#typing")).to_be_hidden(timeout=PATIENCE)
        answer = await self.page.request.get(f"{self.url}/chat/messages?after=0")
        kept = (await answer.json())["messages"]
        shown = await self.page.locator("#log .message").evaluate_all(SHOWN)
        assert shown == [[one["seq"], one["author"]] for one in kept if one["text"]]
        ids = [one["id"] for one in kept if one["author"] == "person"]
        assert len(ids) == len(set(ids))
        return [one for one in kept if one["author"] == "person"]

    async def asked(self, field: str) -> Locator:
        """Wait for the card of a field; return its box."""
        box = self.page.locator(f"#field-{field}")
        await expect(box).to_be_visible(timeout=PATIENCE)
        return box

    async def sees(self, text: str, *, within: str = "body") -> None:
        """Wait until a text is there."""
        await expect(self.page.locator(within)).to_contain_text(text, timeout=PATIENCE)

    async def type(self, box: Locator, text: str) -> None:
        """Type in a box, in place of what it holds."""
        if not self.keyboard:
            await box.fill(text)
            return
        await self.reach(box)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.type(text)

    async def reach(self, control: Locator) -> None:
        """Press Tab until the focus is on a control, as the keyboard alone allows."""
        await expect(control).to_be_visible(timeout=PATIENCE)
        for _ in range(MOST_STOPS):
            if await control.evaluate("(node) => node === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError("the keyboard does not reach this control")

    async def give_identity(self, insured: InsuredPerson) -> None:
        """Answer the four fields of the identity as ``insured`` would."""
        await self.give("last_name", insured.birth_name)
        await self.give("nir", insured.nir13)
        await self.give("birth_date", f"{insured.birth_date:%d/%m/%Y}")
        await self.give("postcode", insured.postcode)

    async def walk_the_road(self, email: str) -> None:
        """Accept the terms, choose a code, give contact details: the road of a renewal."""
        await self.sees("Étape 1 sur 3")
        await self.press(ACCEPT)
        await self.sees("Étape 2 sur 3")
        await self.type(self.page.locator("#code"), CODE)
        await self.type(self.page.locator("#confirmation"), CODE)
        await self.press("Valider mon code")
        await self.sees("Étape 3 sur 3")
        await self.type(self.page.locator("#email"), email)
        await self.type(self.page.locator("#email_confirmation"), email)
        await self.press("Valider mes coordonnées")
        await self.sees("Il reste une étape")

    async def sign_in(self, nir: str, code: str) -> None:
        """Go to the page of sign-in, unless it is on the screen, and fill it in."""
        if not self.page.url.endswith("/connexion"):
            await self.page.goto(f"{self.url}/connexion")
        await self.sees("Me connecter à mon compte")
        await self.type(self.page.locator("#nir"), nir)
        await self.type(self.page.locator("#code"), code)
        await self.press("Me connecter")
