"""axe-core, sideways scrolling and the size of targets, on every state of the chat."""

from collections.abc import Callable

import pytest
from playwright.async_api import Page, expect

from backend.insured.generator import TOTO, demonstration_case
from backend.insured.generator import VENTURI as INSURED
from backend.insured.matching import Cause
from tests.browser.looking import Looker
from tests.browser.person import ACCEPT, CODE, CREATE, PATIENCE, Person
from tests.support.assembled import Stack
from tests.support.browser import faults_of
from tests.support.caller import Caller
from tests.support.chat_client import ChatClient
from tests.support.received import copy_characters
from tests.support.talking import IDENTITY, each_field, enrol, say_each, typed_by

pytestmark = pytest.mark.timeout(300)

# What is typed in each card: something that deserves a remark, then something that is refused.
MISTAKES = {
    "last_name": (None, "1234"),
    "nir": ("1 62 13", "162"),
    "birth_date": ("31/02/1962", "18/12"),
    "postcode": ("6300", "6300"),
    "iban_end": ("0G0", "0G0"),
    "vitale_serial": ("0467", "0467"),
    "email": ("paul@gmial.com", "paul"),
    "email_confirmation": ("paul@exemple", "autre@exemple.fr"),
    "mobile": ("06 39", "06 39"),
    "landline": ("01 99", "01 99"),
}


@pytest.fixture
def looker(page: Page) -> Looker:
    """Looks at the page of the test."""
    return Looker(page)


@pytest.mark.parametrize("path", ["/", "/docs", "/n-existe-pas"])
async def test_a_page_has_no_fault(typist: Person, path: str) -> None:
    await typist.page.goto(f"{typist.url}{path}")
    assert await faults_of(typist.page) == []


async def test_welcome_and_opened(person: Person, looker: Looker) -> None:
    await person.page.goto(f"{person.url}/assistant")
    await looker.look("welcome")
    await person.press("Ouvrir la discussion")
    await person.sees("AmeliBot", within="#log")
    await looker.look("opened")
    await person.say("Est-ce gratuit ?")
    await expect(person.page.locator(".rating").first).to_be_visible(timeout=PATIENCE)
    await person.page.get_by_role("button", name="Utile", exact=False).first.click()
    await looker.look("answered, rated")
    assert looker.faults == {}


@pytest.mark.parametrize("fields", [tuple(MISTAKES)[:6], tuple(MISTAKES)[6:]])
async def test_each_field(
    person: Person, chat: ChatClient, looker: Looker, fields: tuple[str, ...]
) -> None:
    page = person.page
    for field in each_field(chat, INSURED, fields):
        if not await page.locator("#log").is_visible():
            await person.take_over(chat)
        box = await person.asked(field)
        remarkable, refused = MISTAKES[field]
        await page.locator(f"bot-field-card:has(#field-{field}) summary").click()
        if remarkable is not None:
            await box.fill(remarkable)
            await box.blur()
            remark = page.locator(f"#field-{field}-remark")
            await expect(remark).not_to_be_empty(timeout=PATIENCE)
        await looker.look(f"{field}, helped")
        await person.give(field, refused)
        await expect(box).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
        await looker.look(f"{field}, refused")
    assert looker.faults == {}


async def test_terms_code_and_consents(person: Person, chat: ChatClient, looker: Looker) -> None:
    page = person.page
    enrol(chat, INSURED, up_to="terms")
    await person.take_over(chat)
    await person.sees(ACCEPT, within="#reply")
    await looker.look("terms")
    await person.press(ACCEPT)
    await person.sees("Je choisis mon code personnel")
    await looker.look("code")
    await person.type(page.locator("#code"), "abc")
    await expect(page.locator(".rules .missing").first).to_be_visible()
    await looker.look("weak code")
    await person.choose_code("abc", "abc")
    await expect(page.locator("#code")).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    await looker.look("refused code")
    await person.type(page.locator("#code"), CODE)
    await person.press("Afficher mon nouveau code")
    await looker.look("strong code, shown")
    await person.choose_code(CODE, CODE)
    await person.give_all("email", "email_confirmation", "mobile", "landline")
    await person.press("Valider mes choix")
    await person.sees("Choisissez Oui ou Non.", within="#reply")
    await looker.look("consents without choice")
    await person.choose_consents("yes", "no", "no")
    await person.sees("Vos réponses", within="#reply")
    await looker.look("recap")
    await person.press(CREATE)
    await person.sees("confirmer votre adresse", within="#mailbox")
    await looker.look("created")
    assert looker.faults == {}


async def test_identity_review(person: Person, chat: ChatClient, looker: Looker) -> None:
    enrol(chat, TOTO, up_to="identity_review", typed={"postcode": "63100"})
    await person.take_over(chat)
    await person.sees("Ce que vous avez donné", within="#reply")
    await looker.look("identity review")
    await person.press("Modifier : Code postal")
    await person.give("postcode", TOTO.postcode)
    await person.asked("iban_end")
    await person.press("Je n’ai pas ce RIB")
    await person.sees("Je n’ai pas ce RIB", within="#log")
    await person.nothing_is_lost_or_doubled()
    await looker.look("asked without the bank slip")
    assert looker.faults == {}


async def test_channels_and_captcha(person: Person, chat: ChatClient, looker: Looker) -> None:
    page = person.page
    enrol(chat, demonstration_case(Cause.VITALE_INACTIVE), up_to="code_channel")
    await person.take_over(chat)
    await person.sees("Votre code peut arriver", within="#reply")
    await looker.look("channels")
    await person.press("Par e-mail")
    await expect(page.locator("#captcha-characters")).to_be_visible(timeout=PATIENCE)
    await looker.look("captcha")
    await page.locator("#captcha-characters").fill("00000")
    await person.press("Valider")
    await person.sees("ne correspondent pas", within="#captcha-error")
    await looker.look("captcha, refused")
    assert looker.faults == {}


def be_sent_a_code(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, demonstration_case(Cause.VITALE_INACTIVE), up_to="code_channel")
    chat.press("Par e-mail")
    copy_characters(stack, chat)


def ask_for_a_code(stack: Stack, chat: ChatClient) -> None:
    chat.open()
    chat.say("j'ai oublié mon code")
    chat.press("Demander un code ici")
    say_each(chat, {field: typed_by(INSURED)[field] for field in ("nir", "birth_date")})
    copy_characters(stack, chat)


def ask_for_a_link(stack: Stack, chat: ChatClient) -> None:
    chat.open()
    chat.say("renvoyez-moi le lien")
    chat.press("Renvoyer le lien")
    say_each(chat, {field: typed_by(INSURED)[field] for field in IDENTITY})


def be_turned_away(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, demonstration_case(Cause.REGIME_TRANSFER))


def be_locked_out(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="identity_review", typed={"postcode": "63100"})
    for postcode in ("63110", "63120", "63130", "63140"):
        chat.say(postcode)


def refuse_the_terms(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="terms")
    chat.press("Je refuse")


def cancel(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="nir")
    chat.say("je veux tout annuler")
    chat.say("oui")


def be_enrolled_already(stack: Stack, chat: ChatClient) -> None:
    with stack.chat() as earlier:
        enrol(earlier, INSURED)
    enrol(chat, INSURED)


@pytest.mark.parametrize(
    ("reach", "status"),
    [
        (be_sent_a_code, "code_sent"),
        (ask_for_a_code, "code_requested"),
        (ask_for_a_link, "link_requested"),
        (be_turned_away, "ineligible"),
        (be_locked_out, "locked"),
        (refuse_the_terms, "refused"),
        (cancel, "none"),
        (be_enrolled_already, "already_enrolled"),
    ],
)
async def test_each_end(
    person: Person,
    stack: Stack,
    chat: ChatClient,
    looker: Looker,
    reach: Callable[[Stack, ChatClient], None],
    status: str,
) -> None:
    reach(stack, chat)
    assert chat.state["status"] == status
    await person.take_over(chat)
    mail = chat.state["mailbox"] is not None
    await expect(person.page.locator("#mailbox")).to_have_count(1 if mail else 0)
    assert mail == (status in ("code_sent", "code_requested", "link_requested"))
    await looker.look(status)
    assert looker.faults == {}


@pytest.fixture
async def talker(page: Page, caller: Caller) -> Person:
    """Someone who has opened the chat of that gateway."""
    talker = Person(page, caller.url)
    await talker.open()
    return talker


async def test_a_message_without_answer(talker: Person, caller: Caller, looker: Looker) -> None:
    page = talker.page
    caller.dialogue.down = True
    await page.clock.install()
    await talker.say("Bonjour")
    await expect(page.locator("#pending .state")).to_contain_text("nouvel essai")
    await looker.look("on its way")
    again = page.locator("#pending").get_by_role("button", name="Envoyer à nouveau")
    while not await again.is_visible():
        await page.clock.run_for(1000)
    await looker.look("not sent")
    await page.reload()
    await expect(page.locator(".undone")).to_be_visible(timeout=PATIENCE)
    await looker.look("without answer")
    caller.dialogue.down = False
    await page.get_by_role("button", name="Envoyer à nouveau").click()
    await expect(page.locator(".undone")).to_have_count(0, timeout=PATIENCE)
    assert looker.faults == {}


async def test_offline_and_cut(talker: Person, looker: Looker) -> None:
    page = talker.page
    await page.context.set_offline(True)
    await talker.sees("hors connexion", within="#network")
    await looker.look("offline")
    await page.route("**/chat/events*", lambda route: route.abort())
    await page.context.set_offline(False)
    await talker.sees("La connexion est coupée", within="#network")
    await looker.look("cut line")
    assert looker.faults == {}


async def test_a_message_that_is_refused(talker: Person, looker: Looker) -> None:
    page = talker.page
    refusal = {"reason": "rate_limited", "message": "Attendez un peu avant d’écrire."}
    await page.route("**/chat/messages", lambda route: route.fulfill(status=429, json=refusal))
    await talker.say("Bonjour")
    await talker.sees("Attendez un peu", within="#pending")
    await looker.look("refused message")
    await talker.press("Fermer")
    await expect(page.locator("#text")).to_have_value("Bonjour")
    assert looker.faults == {}


async def test_erasing(talker: Person, looker: Looker) -> None:
    page = talker.page
    await page.locator("#own summary").click()
    await looker.look("own conversation")
    await talker.press("Effacer ma conversation")
    await expect(page.locator("#erase-question")).to_be_visible()
    await looker.look("erasure question")
    await talker.press("Oui, tout effacer")
    await talker.sees("Votre conversation est effacée", within="#opening-status")
    await looker.look("erased")
    assert looker.faults == {}


async def test_a_link_in_an_answer(talker: Person, caller: Caller, looker: Looker) -> None:
    caller.dialogue.replies = [
        {"text": "Voyez https://www.franceconnect.gouv.fr/ et https://www.ameli.fr."},
        {"text": "Et ici.", "buttons": [{"title": "Me connecter", "href": "/connexion"}]},
    ]
    await talker.say("Où ?")
    await expect(talker.page.get_by_role("link", name="Me connecter")).to_be_visible()
    await looker.look("links")
    assert looker.faults == {}
