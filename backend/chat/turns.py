"""The turns of a conversation, one after the other over all processes, and who listens to them.

All of it is in Redis and nothing of it lasts.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import LockNotOwnedError

TURN_SECONDS = 15
WAIT_FOR_TURN_SECONDS = 5
MOST_LISTENERS = 6
"""Of one conversation, in one process: as many as a browser opens to one server."""


class ConversationBusy(Exception):
    """The message before this one is still under way."""


class TooManyListeners(Exception):
    """As many listen to this conversation as may."""


class Announcements:
    """What is announced of one conversation."""

    def __init__(self, channel: PubSub) -> None:
        self._channel = channel

    async def come(self, seconds: float) -> bool:
        """Wait for the next announcement; return whether one came within so many seconds."""
        while True:
            note = await self._channel.get_message(timeout=seconds)
            if note is None:
                return False
            if note["type"] == "message":
                return True


class Turns:
    """The turns of all conversations."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: Counter[UUID] = Counter()

    @asynccontextmanager
    async def one_at_a_time(self, conversation_id: UUID) -> AsyncIterator[None]:
        """Take the conversation's next turn.

        Raises:
            ConversationBusy: the turn before it does not end.
        """
        lock = self._redis.lock(f"turn:{conversation_id}", timeout=TURN_SECONDS)
        if not await lock.acquire(blocking_timeout=WAIT_FOR_TURN_SECONDS):
            raise ConversationBusy
        try:
            yield
        finally:
            with suppress(LockNotOwnedError):
                await lock.release()

    async def wait_for_dialogue(self, conversation_id: UUID) -> None:
        """Wait, not for ever, until the dialogue engine has ended a turn that we gave up.

        It holds a lock of its own meanwhile, ``lock:<sender>``, and writes its tracker after.
        """
        deadline = asyncio.get_running_loop().time() + WAIT_FOR_TURN_SECONDS
        while await self._redis.exists(f"lock:{conversation_id}"):
            if asyncio.get_running_loop().time() > deadline:
                # Left behind by an engine that was killed: nothing else ever deletes it.
                await self._redis.delete(f"lock:{conversation_id}")
                return
            await asyncio.sleep(0.1)

    async def forget(self, conversation_id: UUID) -> None:
        """Delete what the dialogue engine remembers: its key in Redis is ``tracker:<sender>``."""
        await self._redis.delete(f"tracker:{conversation_id}")

    async def announce(self, conversation_id: UUID) -> None:
        """Tell the listeners of this conversation that there is something new."""
        await self._redis.publish(_channel(conversation_id), "new")

    @asynccontextmanager
    async def announcements(self, conversation_id: UUID) -> AsyncIterator[Announcements]:
        """Listen to this conversation.

        Raises:
            TooManyListeners: each holds a connection to Redis.
        """
        if self._listeners[conversation_id] >= MOST_LISTENERS:
            raise TooManyListeners
        self._listeners[conversation_id] += 1
        try:
            async with self._redis.pubsub() as channel:
                await channel.subscribe(_channel(conversation_id))
                yield Announcements(channel)
        finally:
            self._listeners[conversation_id] -= 1
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]


def _channel(conversation_id: UUID) -> str:
    return f"chat:{conversation_id}"
