"""A page that is left, reloaded or cut off while what it sent is under way, and a killed server."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.chat import lasting
from backend.chat.models import Conversation
from backend.chat.turns import TURN_SECONDS
from backend.enrolment.fields import Field, Road
from tests.support.caller import Caller
from tests.support.clock import FakeClock
from tests.support.enrolling import Enrollee

QUESTION = "C'est gratuit ?"
ANSWER = "Oui, c'est gratuit."
CAPTCHA = {"text": "Recopiez les caractères.", "card": {"type": "captcha"}}
CODE = "Soleil-du-matin-7"
CONSENTS = {"consent_email": "yes", "consent_phone": "no", "consent_sms": "yes"}
TURN = timedelta(seconds=TURN_SECONDS)
SECOND = timedelta(seconds=1)


async def ask(caller: Caller, id: UUID | None = None) -> httpx.Response:
    """Ask a question."""
    body = {"id": str(id or uuid4()), "text": QUESTION}
    return await caller.http.post("/chat/messages", json=body)


async def choose_code(caller: Caller) -> httpx.Response:
    """Choose the personal code, which is awaited."""
    await bring_to(caller, Field.PERSONAL_CODE)
    body = {"id": str(uuid4()), "code": CODE, "confirmation": CODE}
    return await caller.http.post("/chat/personal-code", json=body)


async def give_consents(caller: Caller) -> httpx.Response:
    """Give the consents, which are awaited."""
    await bring_to(caller, Field.CONSENT_EMAIL)
    body = {"id": str(uuid4()), "choices": CONSENTS}
    return await caller.http.post("/chat/consents", json=body)


async def solve_captcha(caller: Caller) -> httpx.Response:
    """Copy the characters of the captcha, which is awaited."""
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    return await caller.solve(await caller.captcha())


async def bring_to(caller: Caller, field: Field) -> None:
    """Answer all that is asked before ``field``."""
    services = caller.services
    person = Enrollee(services.enrolments, services.vault, services.database, caller.answers)
    person.conversation_id = await caller.conversation_id()
    await person.up_to(field)


async def leave(caller: Caller, sending: Awaitable[object]) -> None:
    """Leave the page once the dialogue engine has what it sent."""
    caller.dialogue.held = asyncio.Event()
    caller.dialogue.reached.clear()
    sent = asyncio.ensure_future(sending)
    await caller.dialogue.reached.wait()
    await cut(sent)


async def cut(sent: asyncio.Future[Any]) -> None:
    """Cut the connection of a call, and let the server see it."""
    sent.cancel()
    await asyncio.gather(sent, return_exceptions=True)
    await asyncio.sleep(0.1)


async def end(caller: Caller) -> None:
    """Let the dialogue engine answer, and what is under way end."""
    assert caller.dialogue.held is not None
    caller.dialogue.held.set()
    caller.dialogue.held = None
    await caller.services.conversations.close()


async def kill(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """End what is under way as a server does that has no time left."""
    monkeypatch.setattr(lasting, "ENDING_SECONDS", 0)
    await caller.services.conversations.close()
    caller.dialogue.held = None


async def shown(caller: Caller) -> list[dict[str, Any]]:
    """Return the messages as a page that is loaded anew gets them."""
    return list((await caller.open())["messages"])


@asynccontextmanager
async def live_after(caller: Caller, seq: int) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Follow the conversation; lends the messages that come."""

    async def messages(stream: httpx.Response) -> AsyncIterator[dict[str, Any]]:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))["message"]

    async with caller.http.stream("GET", "/chat/events", params={"after": seq}) as stream:
        yield messages(stream)


# ---- The page is left ----


@pytest.mark.parametrize("sending", [ask, choose_code, give_consents, solve_captcha])
async def test_what_was_sent_is_answered_all_the_same(
    caller: Caller, sending: Callable[[Caller], Awaitable[httpx.Response]]
) -> None:
    await caller.open(CAPTCHA)
    caller.dialogue.replies = [CAPTCHA, {"text": ANSWER}]
    await leave(caller, sending(caller))
    await end(caller)
    assert (await shown(caller))[-1]["text"] == ANSWER


async def test_a_page_that_is_reloaded_meanwhile_gets_the_answer_live(caller: Caller) -> None:
    await caller.open()
    await leave(caller, ask(caller))
    caller.dialogue.replies = [{"text": ANSWER}]
    last = (await shown(caller))[-1]
    assert (last["text"], last["failed"]) == (QUESTION, False)
    async with live_after(caller, last["seq"]) as messages:
        await end(caller)
        async with asyncio.timeout(5):
            assert (await anext(messages))["text"] == ANSWER


async def test_what_was_to_be_erased_is_erased_all_the_same(caller: Caller) -> None:
    await caller.open()
    conversation_id = await caller.conversation_id()
    under_way = f"lock:{conversation_id}"
    await caller.services.redis.set(under_way, "a turn of the dialogue engine")
    erasing = asyncio.ensure_future(caller.http.delete("/chat/conversation"))
    for _ in range(50):
        if await caller.services.redis.exists(f"turn:{conversation_id}"):
            break
        await asyncio.sleep(0.1)
    await cut(erasing)
    await caller.services.redis.delete(under_way)
    await caller.services.conversations.close()
    async with caller.services.database.begin() as session:
        assert await session.get(Conversation, conversation_id) is None


async def test_how_abandoned_work_fails_is_told_without_what_was_sent(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    await caller.open()
    await leave(caller, ask(caller))
    caller.dialogue.replies = []
    with caplog.at_level(logging.INFO):
        await end(caller)
    told = [one for one in caplog.records if one.name in ("asyncio", lasting.__name__)]
    assert [(one.name, vars(one).get("error")) for one in told] == [
        (lasting.__name__, "IndexError")
    ]
    assert told[0].exc_info is None


# ---- The server stops ----


async def test_a_server_that_stops_lets_what_is_under_way_end(caller: Caller) -> None:
    await caller.open()
    await leave(caller, ask(caller))
    stopping = asyncio.create_task(caller.services.conversations.close())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    await end(caller)
    await stopping
    assert (await shown(caller))[-1]["author"] == "bot"


async def test_a_server_that_stops_does_not_wait_for_ever(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await caller.open()
    await leave(caller, ask(caller))
    async with asyncio.timeout(2):
        await kill(caller, monkeypatch)
    assert (await shown(caller))[-1]["text"] == QUESTION


# ---- The server was killed ----


async def test_a_message_that_no_turn_can_have_any_more_has_failed(
    caller: Caller, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await caller.open()
    await leave(caller, ask(caller))
    await kill(caller, monkeypatch)
    failed = []
    for wait in (timedelta(0), TURN, SECOND):
        clock.advance(wait)
        failed.append((await shown(caller))[-1]["failed"])
    assert failed == [False, False, True]


async def test_sent_again_with_its_id_it_is_answered(
    caller: Caller, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await caller.open()
    message_id = uuid4()
    await leave(caller, ask(caller, message_id))
    await kill(caller, monkeypatch)
    clock.advance(TURN + SECOND)
    caller.dialogue.replies = [{"text": ANSWER}]
    await ask(caller, message_id)
    question, answer = (await shown(caller))[-2:]
    assert (question["text"], question["failed"]) == (QUESTION, False)
    assert answer["text"] == ANSWER
