"""The chat page: opening, focus, announcements, refusals, other tabs."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from backend.insured.generator import VENTURI
from tests.browser.person import CODE, PATIENCE, Person
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol


@pytest.fixture
async def chooser(person: Person, chat: ChatClient) -> Person:
    """Someone who is asked for the personal code."""
    enrol(chat, VENTURI, up_to="personal_code")
    await person.take_over(chat)
    await person.sees("Je choisis mon code personnel")
    return person


async def test_nothing_is_stored_before_the_chat_is_opened(page: Page, stack: Stack) -> None:
    await page.goto(f"{stack.url}/assistant")
    await expect(page.get_by_role("button", name="Ouvrir la discussion")).to_be_visible()
    assert await page.context.cookies() == []


async def test_nothing_is_kept_in_the_browser_but_the_cookie(person: Person) -> None:
    await person.begin()
    await person.give_all("last_name", "nir")
    await person.asked("birth_date")
    stored = await person.page.evaluate("localStorage.length + sessionStorage.length")
    assert stored == 0


async def test_a_refused_field_says_why_and_has_the_focus(person: Person) -> None:
    await person.begin()
    await person.give_all("last_name")
    await person.give("nir", "162")
    box = await person.asked("nir")
    await expect(box).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    await expect(box).to_be_focused()
    await expect(person.page.locator("#field-nir-error")).not_to_be_empty()


async def test_a_reply_does_not_take_the_focus_from_the_text_box(person: Person) -> None:
    await person.begin()
    await person.say("Pourquoi faut-il mon nom ?")
    await expect(person.page.locator("#pending")).to_be_empty(timeout=PATIENCE)
    await expect(person.page.locator("#text")).to_be_focused()


async def test_each_reply_is_announced_once(person: Person) -> None:
    await person.begin()
    announced = await person.page.locator("#announcer p").all_inner_texts()
    replies = person.page.locator(".message-bot:visible")
    assert len(announced) == len(set(announced)) == await replies.count()


async def test_a_reload_announces_nothing_again(person: Person) -> None:
    await person.begin()
    await person.page.reload()
    await person.asked("last_name")
    await expect(person.page.locator("#announcer")).to_be_empty()


async def test_shift_and_enter_make_a_new_line(person: Person) -> None:
    await person.open()
    box = person.page.locator("#text")
    await box.press_sequentially("un")
    await box.press("Shift+Enter")
    await box.press_sequentially("deux")
    await expect(box).to_have_value("un\ndeux")


async def test_a_refused_code_lists_the_reasons_with_the_focus(chooser: Person) -> None:
    await chooser.choose_code("abc", "abc")
    code = chooser.page.locator("#code")
    await expect(code).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    await expect(code).to_be_focused()
    assert await chooser.page.locator("#code-error li").count() >= 2


async def test_two_different_codes_put_the_focus_on_the_second(chooser: Person) -> None:
    await chooser.choose_code(CODE, "autre chose")
    await expect(chooser.page.locator("#confirmation-error")).not_to_be_empty(timeout=PATIENCE)
    await expect(chooser.page.locator("#confirmation")).to_be_focused()


async def test_the_code_can_be_shown_and_hidden(chooser: Person) -> None:
    code = chooser.page.locator("#code")
    await chooser.press("Afficher mon nouveau code")
    await expect(code).to_have_attribute("type", "text")
    await chooser.press("Masquer mon nouveau code")
    await expect(code).to_have_attribute("type", "password")


async def test_a_message_of_one_tab_appears_in_the_other(person: Person) -> None:
    await person.begin()
    context: BrowserContext = person.page.context
    other = Person(await context.new_page(), person.url)
    await other.page.goto(f"{person.url}/assistant")
    await other.asked("last_name")
    await person.give_all("last_name")
    await other.asked("nir")


async def test_a_person_can_be_asked_for_at_any_time(person: Person) -> None:
    await person.begin()
    await person.press("Parler à une personne")
    await person.sees("3646", within="#log")


async def test_without_javascript_the_page_gives_the_phone_number(page: Page, stack: Stack) -> None:
    assert page.context.browser is not None
    async with await page.context.browser.new_context(java_script_enabled=False) as context:
        plain = await context.new_page()
        await plain.goto(f"{stack.url}/assistant")
        await expect(plain.locator("noscript .notice")).to_contain_text("3646")
