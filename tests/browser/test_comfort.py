"""Text spacing, large text, zoom, reduced motion, forced colours, the focus (WCAG 2.2 AA)."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from playwright.async_api import Page, ViewportSize, expect

from backend.insured.generator import VENTURI as INSURED
from tests.browser.person import ACCEPT, PATIENCE, VENTURI, Person
from tests.browser.stops import reachable, stops_of
from tests.support.browser import DESKTOP, PHONE, SMALLEST, faults_of
from tests.support.caller import Caller
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol

pytestmark = pytest.mark.timeout(240)

HALF = ViewportSize(width=640, height=400)
"""What is left of a desktop at 200 %."""
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
"""WCAG 1.4.12."""
LARGE = "html { font-size: 225% !important; }"
"""WCAG 1.4.4: twice the size of our letters."""
DRESS = """(rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
}"""
CLIPPED = """() => [...document.querySelectorAll("body *")]
    .filter((node) => node.checkVisibility() && getComputedStyle(node).display !== "inline")
    .filter((node) => !node.closest(".visually-hidden, .skip, .brand-name, textarea, input, audio"))
    .filter((node) => node.scrollWidth > node.clientWidth + 1
        || (getComputedStyle(node).overflowY !== "visible"
            && node.scrollHeight > node.clientHeight + 1))
    .map((node) => node.outerHTML.slice(0, 120))"""
MOVING = "document.getAnimations().filter(({ playState }) => playState === 'running').length"
LISTEN = """() => {
    window.announced = [];
    const note = ({ nodeType, textContent }) => {
        if (nodeType === Node.ELEMENT_NODE) window.announced.push(textContent.trim());
    };
    const told = ({ type, target, addedNodes }) =>
        type === "characterData" ? window.announced.push(target.data) : addedNodes.forEach(note);
    new MutationObserver((changes) => changes.forEach(told))
        .observe(document.querySelector("#announcer"),
            { childList: true, characterData: true, subtree: true });
}"""

State = Callable[[Person, ChatClient], Awaitable[None]]


async def in_a_field(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="vitale_serial")
    await person.take_over(chat)
    box = await person.asked("vitale_serial")
    await person.page.locator("#reply summary").click()
    await box.fill("0467")
    await expect(person.page.locator("#field-vitale_serial-remark")).not_to_be_empty()


async def in_the_code(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="personal_code")
    await person.take_over(chat)
    await person.choose_code("abc", "abc")
    await expect(person.page.locator("#code-error")).not_to_be_empty(timeout=PATIENCE)


async def in_the_consents(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="consent_email", typed={"mobile": VENTURI["mobile"]})
    await person.take_over(chat)
    await person.press("Valider mes choix")
    await person.sees("Choisissez Oui ou Non.", within="#reply")


async def in_the_recap(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="recap")
    await person.take_over(chat)
    await person.sees("Vos réponses", within="#reply")
    await person.page.locator("#own summary").click()


async def at_the_end(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED)
    await person.take_over(chat)
    await expect(person.page.locator("#mailbox")).to_be_visible()


STATES = [in_a_field, in_the_code, in_the_consents, in_the_recap, at_the_end]


@pytest.mark.parametrize("state", STATES)
async def test_every_adaptation(person: Person, chat: ChatClient, state: State) -> None:
    page = person.page
    faults = {}

    async def look(name: str, size: ViewportSize) -> None:
        await page.set_viewport_size(size)
        found = await faults_of(page) + await page.evaluate(CLIPPED)
        faults[f"{name}, {size['width']} px"] = found

    await state(person, chat)
    for name, rules in {"spacing": SPACING, "large text": LARGE}.items():
        await page.evaluate(DRESS, rules)
        await look(name, DESKTOP)
        await look(name, PHONE if rules is SPACING else HALF)
    await page.evaluate(DRESS, "")
    await look("zoom", HALF)
    await look("zoom", SMALLEST)
    await page.emulate_media(forced_colors="active")
    await look("forced colours", SMALLEST)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize("state", STATES)
async def test_the_tab_key_goes_round(
    person: Person, chat: ChatClient, state: State, colours: str
) -> None:
    page = person.page
    await page.emulate_media(
        forced_colors="active" if colours == "active" else "none", reduced_motion="reduce"
    )
    await page.set_viewport_size(SMALLEST)
    await state(person, chat)
    stops = await stops_of(page)
    assert [stop.what for stop in stops if not stop.ringed] == []
    assert [stop.what for stop in stops if not stop.seen] == []
    on_screen = [stop for stop in stops if 'class="skip"' not in stop.what]
    assert [b.what for a, b in pairwise(on_screen) if not a.comes_before(b)] == []
    assert {stop.index for stop in stops} == await reachable(page)


async def test_the_bar_that_stays_hides_no_stop(person: Person, chat: ChatClient) -> None:
    await person.page.emulate_media(reduced_motion="reduce")  # no stop is looked at on its way
    await person.page.set_viewport_size(PHONE)
    await in_the_recap(person, chat)
    assert [stop.what for stop in await stops_of(person.page) if stop.seen < 5] == []


async def test_each_reply_is_announced_once(person: Person, chat: ChatClient) -> None:
    page = person.page
    enrol(chat, INSURED, up_to="postcode")
    await person.take_over(chat)
    before = chat.messages[-1]["seq"]
    await page.evaluate(LISTEN)
    await person.say("Est-ce gratuit ?")
    await expect(page.locator(".rating")).not_to_have_count(0, timeout=PATIENCE)
    await person.give_all("postcode", "iban_end", "vitale_serial")
    await person.sees(ACCEPT, within="#reply")
    chat.say("j’accepte")
    await person.sees("Je choisis mon code personnel", within="#reply")
    await person.nothing_is_lost_or_doubled()
    told = [one["text"] for one in chat.read(before) if one["author"] == "bot" and one["text"]]
    announced = await page.evaluate("window.announced")
    assert [" ".join(one.split()) for one in announced] == [
        " ".join(f"AmeliBot : {text}".split()) for text in told
    ]


async def test_a_message_from_elsewhere_leaves_the_focus(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="postcode")
    await person.take_over(chat)
    box = await person.asked("postcode")
    await box.press_sequentially("630")
    chat.say("Est-ce gratuit ?")
    await person.sees("Est-ce gratuit ?", within="#log")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("630")
    await box.press_sequentially("00")
    await person.press("Valider")
    text = (await person.asked("iban_end")).page.locator("#text")
    await text.press_sequentially("une que")
    chat.say(VENTURI["iban_end"])
    await person.asked("vitale_serial")
    await expect(text).to_be_focused()
    await expect(text).to_have_value("une que")


async def test_the_focus_stays_near_when_its_card_goes(person: Person, chat: ChatClient) -> None:
    enrol(chat, INSURED, up_to="postcode")
    await person.take_over(chat)
    await (await person.asked("postcode")).focus()
    chat.say(VENTURI["postcode"])
    await person.asked("iban_end")
    assert await person.page.locator("#conversation").evaluate(
        "(node) => node.contains(document.activeElement)"
    )


async def test_nothing_moves_for_who_wants_no_motion(page: Page, caller: Caller) -> None:
    person = Person(page, caller.url)
    await person.open()
    caller.dialogue.held = asyncio.Event()
    await person.say("Bonjour")
    await expect(page.locator("#typing")).to_be_visible()
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.evaluate(MOVING) > 0
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(MOVING) == 0
    await expect(page.locator("html")).to_have_css("scroll-behavior", "auto")
    caller.dialogue.held.set()
    await expect(page.locator("#typing")).to_be_hidden(timeout=PATIENCE)
