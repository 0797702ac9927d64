"""The pages of sign-in, of a forgotten code, of a renewal and of the account, in a real browser.

Every state is looked at on a screen of 320 pixels (axe, sideways scrolling, size of targets); the
whole life of an account is gone through with the keyboard alone.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from backend.accounts.states import Origin
from backend.clock import SystemClock
from backend.services import Services
from backend.settings import load_settings
from tests.browser.person import PATIENCE, VENTURI, Person
from tests.support.assembled import Stack
from tests.support.browser import faults_of
from tests.support.gateway import backend_environment
from tests.support.house import CODE, EMAIL, NIR, OTHER_CODE, House
from tests.support.received import characters, code_by_email

NEW_EMAIL = "jeanne@exemple.org"
NOTICES = ("deconnecte", "terminee", "refus", "coordonnees", "ferme", "code_demande")


@pytest.fixture
async def house(stack: Stack) -> AsyncIterator[House]:
    """The services of the stack, on its own data."""
    environment = backend_environment(stack)
    services = Services.make(load_settings(**{k.lower(): v for k, v in environment.items()}))
    yield House(stack.url, services, SystemClock())
    await services.close()


class Looker:
    """Looks at the page in one state after another."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.faults: dict[str, Any] = {}

    async def go(self, path: str) -> None:
        """Open a page."""
        await self.person.page.goto(f"{self.person.url}{path}")

    async def fill(self, **values: str) -> None:
        """Fill in the fields of a form."""
        for field, value in values.items():
            await self.person.type(self.person.page.locator(f"#{field}"), value)

    async def send(self, button: str, sees: str) -> None:
        """Press a button and wait for the words of the next page."""
        await self.person.press(button)
        await self.person.sees(sees, within="main")

    async def refused(self, button: str, *names: str) -> None:
        """Press a button; the summary has the focus, its links lead to the fields."""
        await self.person.press(button)
        page = self.person.page
        await expect(page.locator("#faults")).to_be_focused(timeout=PATIENCE)
        assert (await page.title()).startswith("Erreur\u00a0: ")
        for name in names:
            assert await page.locator(f'#faults a[href="#{name}"]').count() >= 1
            await expect(page.locator(f"#{name}")).to_have_attribute("aria-invalid", "true")

    async def look(self, state: str) -> None:
        """Note what is wrong with the page as it stands."""
        await self.person.page.wait_for_load_state()
        self.faults[state] = await faults_of(self.person.page)

    @property
    def found(self) -> dict[str, Any]:
        """What is wrong, by state."""
        return {state: faults for state, faults in self.faults.items() if faults}


@pytest.fixture
def looker(typist: Person) -> Looker:
    """Someone with a keyboard and a small screen."""
    return Looker(typist)


async def sign_in(looker: Looker, code: str, sees: str) -> None:
    """Sign in as VENTURI."""
    await looker.go("/connexion")
    await looker.fill(nir=VENTURI["nir"], code=code)
    await looker.send("Me connecter", sees)


async def age_links(house: House, by: timedelta) -> None:
    """Make the links of the accounts older."""
    async with house.services.database.begin() as session:
        await session.execute(
            text("UPDATE email_confirmation SET created_at = created_at - :by"), {"by": by}
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_of_sign_in_has_no_fault(looker: Looker, scheme: str) -> None:
    await looker.person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for notice in ("", *NOTICES):
        await looker.go(f"/connexion?etat={notice}")
        await looker.look(f"sign-in {notice}")
    await looker.go("/connexion")
    await looker.fill(nir="12", code=OTHER_CODE)
    await looker.refused("Me connecter", "nir")
    await looker.look("no NIR")
    for _ in range(5):
        await looker.fill(nir=NIR, code=OTHER_CODE)
        await looker.refused("Me connecter", "nir")
    await looker.look("refused")
    await looker.fill(nir=NIR, code=OTHER_CODE)
    await looker.send("Me connecter", "trop d’essais")
    await looker.look("locked out")
    assert looker.found == {}


@pytest.mark.timeout(300)
async def test_a_forgotten_code_up_to_the_active_account(
    looker: Looker, house: House, stack: Stack
) -> None:
    await house.account()
    page = looker.person.page
    await looker.go("/code-oublie")
    await looker.look("forgotten code")
    await looker.fill(nir="12", birth_date="31/02/1962", characters="zzzzz")
    await looker.refused("Recevoir mon code", "nir", "birth_date")
    await looker.look("fields refused")
    await looker.fill(nir=VENTURI["nir"], birth_date=VENTURI["birth_date"], characters="zzzzz")
    await looker.refused("Recevoir mon code", "characters")
    await looker.look("characters refused")
    await looker.fill(nir=VENTURI["nir"], birth_date=VENTURI["birth_date"])
    captcha = page.locator("input[name=captcha]")
    before = await captcha.input_value()
    await looker.person.press("Nouveaux caractères")
    await expect(captcha).not_to_have_value(before)
    await expect(page.locator("#nir")).to_have_value(VENTURI["nir"])
    await expect(page.locator("#characters")).to_be_focused()
    await looker.look("characters renewed")
    await looker.fill(characters=characters(stack, await captcha.input_value()))
    await page.keyboard.press("Enter")
    await looker.person.sees("Votre demande est prise en compte", within="main")
    await sign_in(looker, code_by_email(stack, EMAIL), "Étape 1 sur 3")
    await looker.look("terms")
    await looker.send("J’accepte", "Étape 2 sur 3")
    await looker.look("code")
    await looker.fill(code="abc", confirmation="abd")
    await looker.refused("Valider mon code", "code", "confirmation")
    await looker.look("code refused")
    await looker.fill(code=OTHER_CODE, confirmation=OTHER_CODE)
    await expect(page.locator(".strength span")).to_have_text("élevé")
    await looker.person.press("Afficher mon nouveau code")
    await expect(page.locator("#code")).to_have_attribute("type", "text")
    await looker.look("code shown")
    await looker.person.press("Masquer mon nouveau code")
    await looker.send("Valider mon code", "Étape 3 sur 3")
    await looker.look("contact details")
    await looker.fill(email=NEW_EMAIL, email_confirmation=NEW_EMAIL, mobile="12")
    await looker.refused("Valider mes coordonnées", "mobile")
    await looker.person.sees("Déjà donné : j•••@e•••.org", within="main")
    await looker.look("contact details refused")
    await looker.fill(mobile=VENTURI["mobile"])
    await looker.send("Valider mes coordonnées", "Il reste une étape")
    await looker.look("finished")
    stack.mails.wait_for(NEW_EMAIL)
    await page.goto(stack.mails.link_to(NEW_EMAIL, containing="/confirmation/"))
    await looker.send("Confirmer mon adresse e-mail", "est confirmée")
    await sign_in(looker, OTHER_CODE, "Votre compte est actif")
    assert looker.found == {}


@pytest.mark.timeout(300)
async def test_every_state_of_a_pending_account_has_no_fault(looker: Looker, house: House) -> None:
    await house.account(active=False, origin=Origin.PROVISIONAL_CODE)
    await sign_in(looker, CODE, "Il reste une étape pour l’activer")
    await looker.look("waiting")
    await looker.person.press("Renvoyer le lien à v•••@e•••.fr")
    await expect(looker.person.page.locator("#faults")).to_be_focused(timeout=PATIENCE)
    await looker.look("too soon")
    await age_links(house, timedelta(days=8))
    await looker.go("/mon-compte")
    await looker.person.sees("Ce délai est passé")
    await looker.look("expired")
    await age_links(house, timedelta(days=14))
    await looker.go("/mon-compte")
    await looker.person.sees("n’est plus enregistrée")
    await looker.look("gone, another address")
    await looker.fill(email="rien", email_confirmation="rien")
    await looker.refused("Envoyer le lien à cette adresse", "email")
    await looker.look("another address refused")
    await looker.fill(email=NEW_EMAIL, email_confirmation=NEW_EMAIL)
    await looker.send("Envoyer le lien à cette adresse", "Un nouveau lien vient de partir")
    await looker.look("sent")
    async with house.services.database.begin() as session:
        await session.execute(text("UPDATE account SET origin = 'card_and_iban'"))
    await age_links(house, timedelta(days=22))
    await looker.go("/mon-compte")
    await looker.person.sees("Votre caisse peut vous aider")
    await looker.look("gone, the caisse")
    assert looker.found == {}


@pytest.mark.timeout(300)
async def test_every_change_of_an_active_account(
    looker: Looker, house: House, stack: Stack
) -> None:
    await house.account()
    page = looker.person.page
    await sign_in(looker, CODE, "Votre compte est actif")
    await looker.look("active")
    await looker.go("/mon-compte/code")
    await looker.look("code")
    await looker.fill(present=OTHER_CODE, code=OTHER_CODE, confirmation=OTHER_CODE)
    await looker.refused("Changer mon code", "present")
    await looker.look("present code refused")
    await looker.fill(present=CODE, code=OTHER_CODE, confirmation=OTHER_CODE)
    await looker.send("Changer mon code", "Votre code personnel est changé")
    await expect(page.locator("#done")).to_be_focused()
    await looker.look("code changed")
    await looker.go("/mon-compte/adresse")
    await looker.look("address")
    await looker.fill(email=NEW_EMAIL, email_confirmation=EMAIL, present=OTHER_CODE)
    await looker.refused("Recevoir le lien de confirmation", "email_confirmation")
    await looker.look("address refused")
    await looker.fill(email=NEW_EMAIL, email_confirmation=NEW_EMAIL, present=CODE)
    await looker.refused("Recevoir le lien de confirmation", "present")
    await looker.fill(email=NEW_EMAIL, email_confirmation=NEW_EMAIL, present=OTHER_CODE)
    await looker.send("Recevoir le lien de confirmation", "à la nouvelle adresse")
    await looker.look("address asked")
    stack.mails.wait_for(NEW_EMAIL)
    await page.goto(stack.mails.link_to(NEW_EMAIL, containing="/confirmation/"))
    await page.locator("main form button").first.press("Enter")
    await looker.go("/mon-compte/telephones")
    await looker.look("phones")
    await looker.fill(mobile="12")
    await looker.refused("Enregistrer", "mobile")
    await looker.look("phones refused")
    await looker.fill(mobile=VENTURI["mobile"])
    await looker.send("Enregistrer", "sont enregistrés")
    await looker.go("/mon-compte/consentements")
    await looker.look("consents")
    box = page.get_by_label("Par SMS")
    await looker.person.reach(box)
    await page.keyboard.press("Space")
    await looker.send("Enregistrer mes choix", "Vos choix sont enregistrés")
    await looker.go("/mon-compte/fermeture")
    await looker.look("closing")
    await looker.fill(present=CODE)
    await looker.refused("Fermer mon compte", "present")
    await looker.look("closing refused")
    await looker.fill(present=OTHER_CODE)
    await looker.send("Fermer mon compte", "Votre compte est fermé")
    assert looker.found == {}


async def test_signing_out_needs_one_button(looker: Looker, house: House) -> None:
    await house.account()
    await sign_in(looker, CODE, "Votre compte est actif")
    await looker.send("Me déconnecter", "Vous êtes déconnecté")
    await looker.go("/mon-compte")
    await looker.person.sees("Me connecter à mon compte")


async def test_the_pages_work_without_javascript(
    person: Person, house: House, stack: Stack
) -> None:
    await house.account()
    browser = person.page.context.browser
    assert browser is not None
    async with await browser.new_context(java_script_enabled=False, locale="fr-FR") as context:
        plain = Looker(Person(await context.new_page(), stack.url))
        await sign_in(plain, CODE, "Votre compte est actif")
        await plain.go("/mon-compte/telephones")
        await plain.fill(landline=VENTURI["landline"])
        await plain.send("Enregistrer", "sont enregistrés")
        await plain.send("Me déconnecter", "Vous êtes déconnecté")
