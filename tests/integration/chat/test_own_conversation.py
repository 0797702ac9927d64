"""What a person does with their own conversation: rate an answer, take all away, erase all."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.captcha.models import Captcha
from backend.chat.models import Conversation, Message
from backend.chat.routes import RATINGS_PER_CONVERSATION
from backend.enrolment.fields import Field, Road
from backend.enrolment.models import Enrolment, EnrolmentValue
from backend.insured.generator import VENTURI
from backend.sealed.models import SealedValue
from tests.support.accounts import someone
from tests.support.caller import Caller
from tests.support.clock import FakeClock
from tests.support.leaks import Canary, Haystack, database_text, redis_text

CAPTCHA = {"text": "Recopiez les caractères.", "card": {"type": "captcha"}}
ANSWER = {"text": "Oui, c'est gratuit."}
NEXT = {"text": "Quel est votre nom ?", "card": {"type": "field", "field": "last_name"}}
NIR = Canary("nir", ("1 62 12 2B 010 001", VENTURI.nir13))
NAME = Canary("name", ("VENTURI",))


async def say(caller: Caller, text: str, **body: object) -> httpx.Response:
    """Type a message."""
    return await caller.http.post("/chat/messages", json={"id": str(uuid4()), "text": text, **body})


async def ask(caller: Caller) -> list[dict[str, object]]:
    """Ask a question; return what is said: the question, the answer, the field asked again."""
    await caller.open()
    caller.dialogue.replies, caller.dialogue.intent = [ANSWER, NEXT], "ask_requirements"
    shown: list[dict[str, object]] = (await say(caller, "C'est gratuit ?")).json()["messages"]
    return shown


async def rate(caller: Caller, seq: object, rating: object) -> httpx.Response:
    """Rate a message."""
    return await caller.http.post(f"/chat/messages/{seq}/rating", json={"rating": rating})


async def count(caller: Caller, table: type) -> int:
    """Return how many rows a table holds."""
    async with caller.services.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_only_the_answer_to_a_question_asks_for_a_rating(caller: Caller) -> None:
    assert [one["answer"] for one in await ask(caller)] == [False, True, False]


async def test_a_rating_is_kept_changed_and_taken_back(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    for rating in ("helpful", "helpful", "not_helpful", None, None):
        [rated] = (await rate(caller, answer["seq"], rating)).json()["messages"]
        assert rated == answer | {"rating": rating}
        shown = (await caller.http.get("/chat/messages")).json()["messages"]
        assert [one["rating"] for one in shown] == [None, None, rating, None]


async def test_thirty_two_ratings_at_once_leave_one(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    wishes = ["helpful", "not_helpful"] * 16
    answers = await asyncio.gather(*(rate(caller, answer["seq"], wish) for wish in wishes))
    assert {one.status_code for one in answers} == {200}
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    assert shown[2]["rating"] in {"helpful", "not_helpful"}


@pytest.mark.parametrize("body", [{}, {"rating": "great"}, {"rating": "helpful", "x": 1}])
async def test_another_rating_is_refused(caller: Caller, body: dict[str, object]) -> None:
    [_, answer, _] = await ask(caller)
    refused = await caller.http.post(f"/chat/messages/{answer['seq']}/rating", json=body)
    assert (refused.status_code, refused.json()["reason"]) == (400, "body_unreadable")
    assert "great" not in refused.text


async def test_one_s_own_message_cannot_be_rated(caller: Caller) -> None:
    [mine, _, _] = await ask(caller)
    refused = await rate(caller, mine["seq"], "helpful")
    assert (refused.status_code, refused.json()["reason"]) == (404, "message_missing")


async def test_somebody_else_s_message_cannot_be_rated(caller: Caller) -> None:
    [_, theirs, _] = await ask(caller)
    caller.http.cookies.clear()
    await caller.open()
    refused = await rate(caller, theirs["seq"], "helpful")
    assert (refused.status_code, refused.json()["reason"]) == (404, "message_missing")
    async with caller.services.database.begin() as session:
        assert await session.scalar(select(func.count(Message.rating))) == 0


@pytest.mark.parametrize("seq", [0, -1, 999_999, 2**63 - 1, 2**63, "9" * 30])
async def test_a_message_that_is_not_there_cannot_be_rated(caller: Caller, seq: object) -> None:
    await caller.open()
    refused = await rate(caller, seq, "helpful")
    assert (refused.status_code, refused.json()["reason"]) == (404, "message_missing")


async def test_ratings_are_limited(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    most = int(RATINGS_PER_CONVERSATION.rate.split("/")[0])
    statuses = [(await rate(caller, answer["seq"], None)).status_code for _ in range(most + 1)]
    assert statuses == [200] * most + [429]


async def test_a_rating_is_refused_from_another_site(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    refused = await caller.http.post(
        f"/chat/messages/{answer['seq']}/rating",
        json={"rating": "helpful"},
        headers={"Origin": "https://ailleurs.example"},
    )
    assert (refused.status_code, refused.json()["reason"]) == (403, "origin_refused")


async def test_the_transcript_is_a_file_with_masked_values(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    await rate(caller, answer["seq"], "helpful")
    await say(caller, "1 62 12 2B 010 001", field="nir")
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    file = await caller.http.get("/chat/transcript")
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert file.headers["content-disposition"].startswith("attachment; filename=")
    assert file.headers["cache-control"] == "no-store"
    text = file.content.decode()
    assert [one["text"] for one in shown if one["text"] not in text] == []
    assert "Votre avis sur cette réponse : utile." in text
    assert Haystack(text).find([NIR]) == set()


async def test_the_transcript_makes_no_captcha(caller: Caller) -> None:
    await caller.open(CAPTCHA)
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    await caller.http.get("/chat/transcript")
    async with caller.services.database.begin() as session:
        assert await session.scalar(select(Conversation.captcha_id)) is None


async def test_nobody_else_gets_the_transcript(caller: Caller) -> None:
    await ask(caller)
    caller.http.cookies.clear()
    refused = await caller.http.get("/chat/transcript")
    assert (refused.status_code, refused.json()["reason"]) == (401, "conversation_missing")
    await caller.open()
    assert "C'est gratuit ?" not in (await caller.http.get("/chat/transcript")).text


async def test_erasing_leaves_nothing_of_the_conversation(caller: Caller) -> None:
    await caller.open(CAPTCHA)
    await say(caller, "VENTURI 1 62 12 2B 010 001 et des mots bien à moi")
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    await caller.captcha()
    conversation_id = await caller.conversation_id()
    await caller.services.redis.set(f"tracker:{conversation_id}", "remembered")
    erased = await caller.http.delete("/chat/conversation")
    assert erased.status_code == 200
    assert "n’est pas fermé" in erased.json()["message"]
    settings = caller.services.settings
    stored = database_text(settings.database_url) + redis_text(settings.redis_url)
    assert str(conversation_id) not in stored
    assert "bien à moi" not in stored
    for table in (SealedValue, EnrolmentValue, Message, Conversation, Captcha):
        assert await count(caller, table) == 0, table
    async with caller.services.database.begin() as session:
        enrolment = (await session.scalars(select(Enrolment))).one()
    assert (enrolment.status, enrolment.person_id) == ("cancelled", None)
    assert Haystack(stored).find([NIR, NAME]) == set()


async def test_erasing_takes_the_cookie_back(caller: Caller) -> None:
    await ask(caller)
    await caller.http.delete("/chat/conversation")
    assert "conversation" not in caller.http.cookies
    assert (await caller.http.get("/chat/messages")).status_code == 401


async def test_another_tab_is_told_that_the_conversation_is_gone(caller: Caller) -> None:
    [_, answer, _] = await ask(caller)
    cookie = caller.http.cookies["conversation"]
    await caller.http.delete("/chat/conversation")
    caller.http.cookies.set("conversation", cookie, domain="127.0.0.1", path="/")
    refused = [
        await caller.http.get("/chat/messages"),
        await caller.http.get("/chat/transcript"),
        await caller.http.get("/chat/events"),
        await caller.http.post("/chat/captcha/renew"),
        await rate(caller, answer["seq"], "helpful"),
        await say(caller, "Bonjour"),
    ]
    assert {(one.status_code, one.json()["reason"]) for one in refused} == {
        (404, "conversation_missing")
    }
    assert (await caller.http.post("/chat/conversation")).status_code == 201


async def test_a_tab_that_listens_is_let_go(caller: Caller) -> None:
    await ask(caller)
    async with caller.http.stream("GET", "/chat/events") as stream:
        heard = stream.aiter_lines()
        await anext(heard)
        await caller.http.delete("/chat/conversation")
        async with asyncio.timeout(5):
            assert [line async for line in heard if "failure" in line] == []


async def test_erasing_again_changes_nothing(caller: Caller) -> None:
    await ask(caller)
    cookie = caller.http.cookies["conversation"]
    first = await caller.http.delete("/chat/conversation")
    second = await caller.http.delete("/chat/conversation")
    caller.http.cookies.set("conversation", cookie, domain="127.0.0.1", path="/")
    third = await caller.http.delete("/chat/conversation")
    assert {one.status_code for one in (first, second, third)} == {200}
    assert first.json() == second.json() == third.json()


async def test_only_one_s_own_conversation_is_erased(caller: Caller) -> None:
    await ask(caller)
    caller.http.cookies.clear()
    await caller.open()
    await caller.http.delete("/chat/conversation")
    assert await count(caller, Conversation) == 1
    assert await count(caller, Message) == 4


async def test_another_site_cannot_erase(caller: Caller) -> None:
    await ask(caller)
    refused = await caller.http.delete(
        "/chat/conversation", headers={"Origin": "https://ailleurs.example"}
    )
    assert refused.status_code == 403
    assert await count(caller, Conversation) == 1


async def test_a_page_of_an_erased_conversation_cannot_follow_the_next_one(caller: Caller) -> None:
    await ask(caller)
    erased = await caller.conversation_id()
    await caller.http.delete("/chat/conversation")
    await caller.open()
    answer = await caller.http.get("/chat/events", params={"conversation": str(erased)})
    assert (answer.status_code, answer.json()["reason"]) == (404, "conversation_missing")
    state = (await say(caller, "Bonjour")).json()["state"]
    assert state["conversation"] == str(await caller.conversation_id()) != str(erased)


@pytest.mark.parametrize("header", ["douze", "-1", "9" * 19])
async def test_an_event_that_is_no_number_is_refused(caller: Caller, header: str) -> None:
    await caller.open()
    answer = await caller.http.get("/chat/events", headers={"Last-Event-ID": header})
    assert (answer.status_code, answer.json()["reason"]) == (400, "body_unreadable")


async def test_an_account_is_not_closed(caller: Caller) -> None:
    await ask(caller)
    async with caller.services.database.begin() as session:
        await caller.services.accounts.create_pending(new=someone(), session=session)
    await caller.http.delete("/chat/conversation")
    assert await count(caller, Account) == 1


async def test_a_code_on_its_way_still_works_in_this_browser(caller: Caller) -> None:
    await caller.open(CAPTCHA)
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    await caller.solve(await caller.captcha())
    secret = caller.http.cookies["browser"]
    await caller.http.delete("/chat/conversation")
    assert caller.http.cookies["browser"] == secret


async def test_erasing_waits_for_the_message_under_way(caller: Caller) -> None:
    await caller.open(ANSWER)
    caller.dialogue.held = asyncio.Event()
    caller.dialogue.reached.clear()
    said = asyncio.create_task(say(caller, "C'est gratuit ?"))
    await caller.dialogue.reached.wait()
    erasing = asyncio.create_task(caller.http.delete("/chat/conversation"))
    await asyncio.sleep(0.2)
    assert not erasing.done()
    caller.dialogue.held.set()
    assert (await erasing).status_code == 200
    assert (await said).status_code in (200, 404)
    assert await count(caller, Message) == 0


async def test_erasing_against_sixteen_messages_leaves_nothing(caller: Caller) -> None:
    await caller.open(ANSWER)
    conversation_id = await caller.conversation_id()
    cookie = {"Cookie": f"conversation={caller.http.cookies['conversation']}"}
    calls = [
        caller.http.post(
            "/chat/messages",
            json={"id": str(uuid4()), "text": f"VENTURI {number}"},
            headers=cookie,
        )
        for number in range(16)
    ]
    calls[8:8] = [caller.http.delete("/chat/conversation", headers=cookie) for _ in range(4)]
    answers = await asyncio.gather(*calls)
    assert {one.status_code for one in answers} <= {200, 404, 409}
    erasures = [one.status_code for one in answers if one.request.method == "DELETE"]
    assert 200 in erasures
    assert await count(caller, Message) == 0
    settings = caller.services.settings
    stored = database_text(settings.database_url) + redis_text(settings.redis_url)
    assert str(conversation_id) not in stored


async def test_a_person_who_comes_back_meanwhile_finds_a_new_conversation(
    caller: Caller, clock: FakeClock
) -> None:
    await ask(caller)
    conversation_id = await caller.conversation_id()
    clock.advance(timedelta(hours=2))
    cookie = {"Cookie": f"conversation={caller.http.cookies['conversation']}"}
    _, back = await asyncio.gather(
        caller.http.delete("/chat/conversation", headers=cookie),
        caller.http.post("/chat/conversation", headers=cookie),
    )
    assert back.status_code in (200, 201, 404)
    async with caller.services.database.begin() as session:
        assert await session.get(Conversation, conversation_id) is None


async def test_two_tabs_that_come_back_together_are_greeted_once(
    caller: Caller, clock: FakeClock
) -> None:
    await caller.open()
    clock.advance(timedelta(hours=2))
    tabs = await asyncio.gather(*(caller.http.post("/chat/conversation") for _ in range(4)))
    assert {tab.status_code for tab in tabs} == {200}
    assert caller.dialogue.heard == ["/session_start"] * 2
    assert await count(caller, Message) == 2


async def test_a_turn_that_was_given_up_is_waited_for(caller: Caller) -> None:
    await ask(caller)
    conversation_id = await caller.conversation_id()
    redis = caller.services.redis
    await redis.set(f"lock:{conversation_id}", "a turn of the dialogue engine")

    async def end_the_turn() -> None:
        await asyncio.sleep(0.3)
        await redis.set(f"tracker:{conversation_id}", "late")
        await redis.delete(f"lock:{conversation_id}")

    ending = asyncio.create_task(end_the_turn())
    await caller.http.delete("/chat/conversation")
    await ending
    assert await redis.exists(f"tracker:{conversation_id}") == 0


async def test_a_turn_that_never_ends_is_not_waited_for_long(caller: Caller) -> None:
    await ask(caller)
    conversation_id = await caller.conversation_id()
    await caller.services.redis.set(f"lock:{conversation_id}", "left behind")
    async with asyncio.timeout(10):
        assert (await caller.http.delete("/chat/conversation")).status_code == 200
    assert await caller.services.redis.exists(f"lock:{conversation_id}") == 0
