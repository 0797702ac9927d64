"""The chat in a frame of another site: its cookie, who may use it, where codes are asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from backend.accounts.models import ProvisionalCode
from backend.chat.code_page import INSTEAD
from backend.chat.cookie import SENT_EMBEDDED_NAME
from backend.chat.models import Conversation
from backend.enrolment.fields import Field, Road
from backend.keys import hash_token
from tests.support.caller import Caller, calling
from tests.support.clock import FakeClock

SITE = "https://www.exemple.fr"
CARD = {"text": "Recopiez les caractères.", "card": {"type": "captcha"}}
CHANGES = [
    ("POST", "/chat/conversation"),
    ("POST", "/chat/messages"),
    ("POST", "/chat/messages/1/rating"),
    ("POST", "/chat/personal-code"),
    ("POST", "/chat/captcha"),
    ("POST", "/chat/captcha/renew"),
    ("POST", "/chat/consents"),
    ("DELETE", "/chat/conversation"),
]


@pytest.fixture
async def caller(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Caller]:
    """A browser before a gateway that one other site may frame."""
    async with calling(postgres_url, redis_url, clock, tmp_path, embed_origins=(SITE,)) as caller:
        caller.http.headers["Origin"] = caller.url
        yield caller


async def open_embedded(caller: Caller, *, embedded: bool = True) -> httpx.Response:
    """Open the chat in a frame, and keep its cookie, as a browser does over loopback."""
    response = await caller.http.post("/chat/conversation", json={"embedded": embedded})
    cookie = set_cookie(response)
    if cookie.startswith(SENT_EMBEDDED_NAME):
        caller.http.headers["Cookie"] = cookie.partition(";")[0]
    return response


def set_cookie(response: httpx.Response) -> str:
    """Return the header by which the only cookie is set."""
    [cookie] = response.headers.get_list("set-cookie")
    return cookie


def attributes(cookie: str) -> set[str]:
    """Return what a cookie says besides its name and value."""
    return {part.strip() for part in cookie.split(";")[1:] if "Max-Age" not in part}


async def conversations(caller: Caller) -> int:
    """Return how many conversations there are."""
    async with caller.services.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(Conversation)) or 0


# ---- Which cookie ----


async def test_in_a_frame_the_cookie_is_kept_apart_for_the_site(caller: Caller) -> None:
    cookie = set_cookie(await open_embedded(caller))
    assert cookie.startswith("__Host-")
    expected = {"Path=/", "HttpOnly", "Secure", "SameSite=None", "Partitioned"}
    assert attributes(cookie) == expected


@pytest.mark.parametrize("body", [b"", b"{}", b'{"embedded": false}'])
async def test_elsewhere_the_cookie_is_as_before(caller: Caller, body: bytes) -> None:
    cookie = set_cookie(await caller.http.post("/chat/conversation", content=body))
    assert cookie.startswith("conversation=")
    assert attributes(cookie) == {"Path=/", "HttpOnly", "SameSite=Lax"}


@pytest.mark.parametrize("body", [b'{"embedded": "oui"}', b'{"framed": true}', b"[]", b"{"])
async def test_another_body_is_refused(caller: Caller, body: bytes) -> None:
    answer = await caller.http.post("/chat/conversation", content=body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "body_unreadable")


async def test_where_no_site_may_frame_it_there_is_one_sort(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    async with calling(postgres_url, redis_url, clock, tmp_path) as caller:
        cookie = set_cookie(await open_embedded(caller))
    assert attributes(cookie) == {"Path=/", "HttpOnly", "SameSite=Lax"}


async def test_the_cookie_that_is_given_again_keeps_its_sort(caller: Caller) -> None:
    await open_embedded(caller)
    again = await caller.http.post("/chat/conversation")
    assert again.status_code == 200
    assert "Partitioned" in attributes(set_cookie(again))


async def test_a_frame_of_the_same_site_goes_on_with_the_first_sort(caller: Caller) -> None:
    await caller.open()
    again = await open_embedded(caller)
    assert again.status_code == 200
    assert attributes(set_cookie(again)) == {"Path=/", "HttpOnly", "SameSite=Lax"}


async def test_the_conversation_goes_on_in_the_frame(caller: Caller) -> None:
    await open_embedded(caller)
    assert (await caller.http.get("/chat/messages")).status_code == 200
    page = await caller.http.get("/assistant")
    assert "resumes" in page.text
    assert await conversations(caller) == 1


async def test_erasing_takes_that_cookie_back(caller: Caller) -> None:
    await open_embedded(caller)
    erased = await caller.http.delete("/chat/conversation")
    cookie = set_cookie(erased)
    assert cookie.startswith(f'{SENT_EMBEDDED_NAME}=""; ')
    assert "Max-Age=0" in cookie
    assert "Partitioned" in attributes(cookie)


# ---- Who may use it ----


async def test_with_that_cookie_nothing_is_taken_from_another_site(caller: Caller) -> None:
    await open_embedded(caller)
    del caller.http.headers["Origin"]
    answers = {
        (origin, method, path): await caller.http.request(
            method, path, headers={} if origin is None else {"Origin": origin}
        )
        for origin in ("https://ailleurs.example", SITE, "null", "", None)
        for method, path in CHANGES
    }
    assert {
        case: (answer.status_code, answer.json()["reason"]) for case, answer in answers.items()
    } == dict.fromkeys(answers, (403, "origin_refused"))


async def test_another_site_reads_nothing(caller: Caller) -> None:
    await open_embedded(caller)
    answer = await caller.http.get("/chat/messages", headers={"Origin": SITE})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_forged_cookie_opens_nothing(caller: Caller) -> None:
    caller.http.headers["Cookie"] = f"{SENT_EMBEDDED_NAME}=forged"
    assert (await caller.http.get("/chat/messages")).status_code == 401


# ---- Where its codes are asked for ----


async def reach_captcha(caller: Caller) -> str:
    """Bring a person in a frame to the captcha; return the path of its page."""
    caller.dialogue.replies = [CARD]
    await open_embedded(caller)
    await caller.give(Road.ENROLMENT, until=Field.IBAN_END)
    await caller.cannot_read_the_card()
    await caller.choose("sms")
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    return str(shown[-1]["buttons"][0]["href"])


def tab(caller: Caller) -> httpx.AsyncClient:
    """Return a tab of its own of the same browser: it has none of the frame's cookies."""
    return httpx.AsyncClient(
        base_url=caller.url,
        headers={"Accept": "text/html", "Origin": caller.url, "Sec-Fetch-Site": "same-origin"},
        timeout=30,
        trust_env=False,
    )


async def shown_captcha(caller: Caller, page: str) -> dict[str, str]:
    """Return what a person sends who copies the characters of the page well."""
    captcha = page.partition('name="captcha" value="')[2][:36]
    return {"captcha": captcha, "characters": await caller.characters(captcha)}


async def codes(caller: Caller) -> list[ProvisionalCode]:
    """Return the codes that were made."""
    async with caller.services.database.begin() as session:
        return list(await session.scalars(select(ProvisionalCode)))


async def test_the_captcha_of_a_frame_leads_to_a_tab_of_its_own(caller: Caller) -> None:
    href = await reach_captcha(caller)
    shown = (await caller.http.get("/chat/messages")).json()["messages"][-1]
    assert (shown["text"], shown["card"]) == (INSTEAD, None)
    assert href.startswith("/recevoir-mon-code/")


async def test_the_frame_itself_takes_no_captcha_and_gets_no_secret(caller: Caller) -> None:
    await reach_captcha(caller)
    opened = await caller.http.post("/chat/conversation")
    assert set_cookie(opened).startswith(SENT_EMBEDDED_NAME)
    captcha = (await caller.http.post("/chat/captcha/renew")).json()["captcha"]
    refused = await caller.solve(captcha)
    assert (refused.status_code, refused.json()["reason"]) == (409, "captcha_elsewhere")
    assert await codes(caller) == []


async def test_the_code_works_in_the_browser_of_the_tab(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        caller.dialogue.replies = [{"text": "Votre code arrive."}]
        taken = await browser.post(href, data=form)
        assert (taken.status_code, taken.headers["Location"]) == (303, href)
        assert "par SMS" in (await browser.get(href)).text
        [code] = await codes(caller)
        assert code.browser_hash == hash_token(browser.cookies["browser"])
    shown = (await caller.http.get("/chat/messages")).json()
    assert shown["messages"][-1]["text"] == "Votre code arrive."
    assert shown["state"]["status"] == "code_sent"


async def test_looking_at_the_page_sends_nothing(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        pages = [await browser.get(href) for _ in range(3)]
        pages.append(await browser.head(href))
    assert {page.status_code for page in pages} == {200}
    assert await codes(caller) == []


async def test_a_double_click_sends_one_code_that_works(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        taken = await asyncio.gather(*(browser.post(href, data=form) for _ in range(8)))
        assert {answer.status_code for answer in taken} == {303}
        [code] = await codes(caller)
        assert code.browser_hash == hash_token(browser.cookies["browser"])


async def test_wrong_characters_give_other_ones(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        refused = await browser.post(href, data=form | {"characters": "00000"})
        assert refused.status_code == 422
        assert "Erreur" in refused.text
        assert "00000" not in refused.text
        other = await shown_captcha(caller, refused.text)
        assert other["captcha"] != form["captcha"]
        assert (await browser.post(href, data=other)).status_code == 303


async def test_other_characters_can_be_asked_for(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        renewed = await browser.post(href, data={"renew": "1"})
        assert (await shown_captcha(caller, renewed.text))["captcha"] != form["captcha"]
    assert await codes(caller) == []


async def test_without_its_cookie_the_tab_is_told_and_given_one_before_any_code(
    caller: Caller,
) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        browser.cookies.clear()
        again = await browser.post(href, data=form)
        assert again.status_code == 422
        assert "Autorisez les cookies" in again.text
        assert browser.cookies["browser"]
        assert await codes(caller) == []
        form = await shown_captcha(caller, again.text)
        assert (await browser.post(href, data=form)).status_code == 303
    assert len(await codes(caller)) == 1


async def test_other_characters_need_no_cookie(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        renewed = await browser.post(href, data={"renew": "1"})
    assert renewed.status_code == 200
    assert "Erreur" not in renewed.text


async def test_the_page_takes_no_form_of_another_site(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        for headers in ({"Origin": SITE}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await browser.post(href, data=form, headers=headers)).status_code == 403
    assert await codes(caller) == []


async def test_the_dialogue_being_down_costs_no_code(caller: Caller) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        caller.dialogue.down = True
        assert (await browser.post(href, data=form)).status_code == 303
    assert len(await codes(caller)) == 1


async def test_a_forgotten_code_goes_on_at_the_sign_in_page(caller: Caller) -> None:
    caller.dialogue.replies = [CARD]
    await open_embedded(caller)
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    href = str(shown[-1]["buttons"][0]["href"])
    async with tab(caller) as browser:
        form = await shown_captcha(caller, (await browser.get(href)).text)
        await browser.post(href, data=form)
        asked = await browser.get(href)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/connexion?etat=code_demande")


async def test_the_link_is_good_for_this_one_thing(caller: Caller) -> None:
    href = await reach_captcha(caller)
    token = href.rpartition("/")[2]
    async with tab(caller) as browser:
        await browser.get(href)
        browser.cookies.set("conversation", token, domain="127.0.0.1", path="/")
        assert (await browser.get("/chat/messages")).status_code == 401


@pytest.mark.parametrize("token", ["forged", "a" * 3000])
async def test_an_altered_link_shows_nothing(caller: Caller, token: str) -> None:
    href = await reach_captcha(caller)
    async with tab(caller) as browser:
        for path in (f"/recevoir-mon-code/{token}", f"{href}x"):
            assert (await browser.get(path)).status_code == 410


async def test_a_link_does_not_outlive_what_it_is_for(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    href = await reach_captcha(caller)
    monkeypatch.setattr("backend.chat.code_page.LINK_SECONDS", -1)
    async with tab(caller) as browser:
        assert (await browser.get(href)).status_code == 410


async def test_the_page_of_what_was_given_up_shows_nothing(caller: Caller) -> None:
    href = await reach_captcha(caller)
    await caller.http.delete("/chat/conversation")
    async with tab(caller) as browser:
        assert (await browser.get(href)).status_code == 404
