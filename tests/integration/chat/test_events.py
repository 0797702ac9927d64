"""The live line: up at once, at most so many, opened so often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from backend.chat.routes import STREAMS_PER_CONVERSATION
from backend.chat.turns import MOST_LISTENERS
from tests.support.caller import Caller

TOO_MANY = (429, "too_many_listeners")


@asynccontextmanager
async def line(caller: Caller) -> AsyncIterator[httpx.Response]:
    """Open a live line on which there is no news; it is up when it is lent."""
    last = (await caller.open())["messages"][-1]["seq"]
    async with caller.http.stream("GET", "/chat/events", params={"after": last}) as response:
        yield response


async def tried(caller: Caller) -> int:
    """Open a line, shut it, and return its status."""
    async with line(caller) as response:
        return response.status_code


async def refusal(caller: Caller) -> tuple[int, str]:
    """Return how one line more is refused."""
    async with asyncio.timeout(5):
        answer = await caller.http.get("/chat/events")
    return answer.status_code, answer.json()["reason"]


async def test_a_line_without_news_is_up_at_once(caller: Caller) -> None:
    async with asyncio.timeout(3), line(caller) as response:
        assert response.status_code == 200
        assert await anext(response.aiter_lines()) == "retry: 1000"


async def test_so_many_lines_may_be_open_at_once(caller: Caller) -> None:
    async with AsyncExitStack() as lines:
        for _ in range(MOST_LISTENERS):
            opened = await lines.enter_async_context(line(caller))
            assert opened.status_code == 200
        assert await refusal(caller) == TOO_MANY


async def test_a_line_that_is_shut_leaves_its_place(caller: Caller) -> None:
    async with AsyncExitStack() as lines:
        for _ in range(MOST_LISTENERS - 1):
            await lines.enter_async_context(line(caller))
        async with line(caller):
            assert await refusal(caller) == TOO_MANY
        for _ in range(20):
            status = await tried(caller)
            if status == 200:
                break
            await asyncio.sleep(0.2)
        assert status == 200


async def test_the_lines_of_one_conversation_do_not_count_for_another(caller: Caller) -> None:
    async with AsyncExitStack() as lines:
        for _ in range(MOST_LISTENERS):
            await lines.enter_async_context(line(caller))
        caller.http.cookies.clear()
        async with asyncio.timeout(3), line(caller) as another:
            assert another.status_code == 200


async def test_lines_are_not_opened_without_end(caller: Caller) -> None:
    await caller.open()
    conversation_id = await caller.conversation_id()
    for _ in range(int(STREAMS_PER_CONVERSATION.rate.split("/")[0])):
        await caller.services.limiter.hit(STREAMS_PER_CONVERSATION, str(conversation_id))
    assert await refusal(caller) == (429, "too_many_attempts")
