"""The chat page: opening, focus, refusals, secrets, the network cut, other tabs."""

from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.person import CODE, PATIENCE, Person
from tests.support.assembled import Stack


async def up_to_the_code(person: Person) -> None:
    """Go as far as the personal code."""
    await person.begin()
    await person.give_all("last_name", "nir", "birth_date", "postcode", "iban_end", "vitale_serial")
    await person.press("J’accepte")
    await person.sees("Je choisis mon code personnel")


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


async def test_the_personal_code_never_stands_in_the_page(person: Person) -> None:
    await up_to_the_code(person)
    await person.choose_code(CODE, CODE)
    await person.asked("email")
    assert CODE not in await person.page.content()


async def test_a_refused_code_lists_the_reasons_with_the_focus(person: Person) -> None:
    await up_to_the_code(person)
    await person.choose_code("abc", "abc")
    code = person.page.locator("#code")
    await expect(code).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    await expect(code).to_be_focused()
    assert await person.page.locator("#code-error li").count() >= 2


async def test_two_different_codes_put_the_focus_on_the_second(person: Person) -> None:
    await up_to_the_code(person)
    await person.choose_code(CODE, "autre chose")
    await expect(person.page.locator("#confirmation-error")).not_to_be_empty(timeout=PATIENCE)
    await expect(person.page.locator("#confirmation")).to_be_visible()


async def test_the_code_can_be_shown_and_hidden(person: Person) -> None:
    await up_to_the_code(person)
    code = person.page.locator("#code")
    await person.press("Afficher mon nouveau code")
    await expect(code).to_have_attribute("type", "text")
    await person.press("Masquer mon nouveau code")
    await expect(code).to_have_attribute("type", "password")


async def test_a_message_whose_answer_is_lost_is_said_once(person: Person) -> None:
    await person.begin()
    lost = 0

    async def lose_the_first(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await person.page.route("**/chat/messages", lose_the_first)
    await person.say("Est-ce gratuit ?")
    await expect(person.page.locator("#pending")).to_be_empty(timeout=PATIENCE)
    said = person.page.locator(".message-person", has_text="Est-ce gratuit ?")
    await expect(said).to_have_count(1)


async def test_without_network_the_page_says_so_and_sends_later(person: Person) -> None:
    await person.begin()
    await person.page.context.set_offline(True)
    await person.sees("hors connexion", within="#network")
    await person.say("Est-ce gratuit ?")
    await person.page.context.set_offline(False)
    await person.sees("Est-ce gratuit ?", within="#log")
    await expect(person.page.locator("#pending")).to_be_empty(timeout=PATIENCE)


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
