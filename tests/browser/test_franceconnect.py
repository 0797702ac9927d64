"""Through FranceConnect in the browser: an account without bank details, then signed out."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from backend.insured.generator import demonstration_case
from backend.insured.matching import Cause
from tests.browser.person import PATIENCE, Person
from tests.support.assembled import Stack
from tests.support.browser import faults_of
from tests.support.franceconnect import (
    CLIENT_ID,
    CLIENT_SECRET,
    FranceConnectServer,
    claims_of,
    franceconnect_server,
)
from tests.support.gateway import gateway

NO_BANK = demonstration_case(Cause.NO_BANK_DETAILS)
EMAIL = "ines.delmas@exemple.fr"
BUTTON = "S’identifier avec FranceConnect"


@pytest.fixture(scope="module")
def running_provider() -> Iterator[FranceConnectServer]:
    with franceconnect_server() as running:
        yield running


@pytest.fixture(scope="module")
def address(
    running_stack: Stack,
    running_provider: FranceConnectServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a backend that is connected to the provider."""
    with gateway(
        running_stack,
        tmp_path_factory.mktemp("franceconnect"),
        FRANCECONNECT_ISSUER=running_provider.issuer,
        FRANCECONNECT_CLIENT_ID=CLIENT_ID,
        FRANCECONNECT_CLIENT_SECRET=CLIENT_SECRET,
    ) as url:
        yield url


@pytest.fixture
def provider(running_provider: FranceConnectServer, address: str) -> FranceConnectServer:
    """The provider, that asks each time, and tells of DELMAS, who has no bank details on file."""
    running_provider.reset()
    running_provider.asks = True
    running_provider.person = claims_of(NO_BANK)
    running_provider.redirect_uri = f"{address}/franceconnect/retour"
    return running_provider


async def pass_through(person: Person) -> None:
    """Press the button of the page and say yes at the provider."""
    await person.page.goto(f"{person.url}/franceconnect")
    await person.press(BUTTON)
    await person.press("Continuer")


async def open_account(person: Person, stack: Stack) -> None:
    """Go from FranceConnect to the active account."""
    page = person.page
    await pass_through(person)
    await person.walk_the_road(EMAIL)
    await page.goto(stack.mails.link_to(EMAIL, containing="/confirm"))
    await person.press("Confirmer mon adresse e-mail")
    await person.sees("est confirmée")


async def test_the_whole_road_without_card_and_bank_details(
    page: Page, stack: Stack, address: str, provider: FranceConnectServer
) -> None:
    person = Person(page, address)
    await open_account(person, stack)
    await pass_through(person)
    await person.sees("Votre compte est actif")
    await expect(page).to_have_url(f"{address}/mon-compte")
    await person.press("Me déconnecter")
    await person.sees("Vous êtes déconnecté")
    assert page.url.startswith(f"{address}/franceconnect/au-revoir?")
    assert provider.ended["id_token_hint"]
    await page.goto(f"{address}/mon-compte")
    await expect(page).to_have_url(f"{address}/connexion")
    assert provider.complaints == []


async def test_the_whole_road_by_keyboard_at_320_pixels(
    phone: Page, stack: Stack, address: str, provider: FranceConnectServer
) -> None:
    await open_account(Person(phone, address, keyboard=True), stack)
    assert provider.complaints == []


async def test_giving_up_and_beginning_again(
    page: Page, stack: Stack, address: str, provider: FranceConnectServer
) -> None:
    person = Person(page, address)
    await page.goto(f"{address}/connexion")
    await page.get_by_role("link", name=BUTTON).click()
    await person.press(BUTTON)
    await person.press("Annuler")
    await person.sees("Vous n’avez pas continué avec FranceConnect")
    await page.get_by_role("link", name="Recommencer").click()
    await person.press(BUTTON)
    await person.press("Continuer")
    await person.sees("Les conditions d’utilisation")


async def test_going_back_in_the_browser_is_answered_calmly(
    page: Page, stack: Stack, address: str, provider: FranceConnectServer
) -> None:
    person = Person(page, address)
    returns: list[str] = []
    page.on(
        "request",
        lambda sent: returns.append(sent.url) if "/franceconnect/retour" in sent.url else None,
    )
    await pass_through(person)
    await person.sees("Les conditions d’utilisation")
    await page.goto(returns[0])
    await person.sees("Ce passage par FranceConnect n’est plus valable")


async def test_no_page_has_a_fault(
    phone: Page, stack: Stack, address: str, provider: FranceConnectServer
) -> None:
    faults = {}
    person = Person(phone, address)
    for state, at in {
        "on": f"{address}/franceconnect",
        "off": f"{stack.url}/franceconnect",
        "begin again": f"{address}/franceconnect/retour",
        "goodbye": f"{address}/franceconnect/au-revoir",
    }.items():
        await phone.goto(at)
        faults[state] = await faults_of(phone)
    provider.person = claims_of(demonstration_case(Cause.PROVISIONAL_NIR))
    await pass_through(person)
    await person.sees("provisoire")
    faults["ineligible"] = await faults_of(phone)
    provider.person |= {"birthdate": "1900-01-01"}
    await pass_through(person)
    await expect(phone.locator("h1")).to_contain_text("retrouver votre dossier", timeout=PATIENCE)
    faults["not found"] = await faults_of(phone)
    assert {state: found for state, found in faults.items() if found} == {}
