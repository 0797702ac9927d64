"""A dialogue engine of the tests: it says what it is told to say, and remembers what it heard."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.chat.rasa import DialogueUnavailable, Parsed, Turn


@dataclass
class ScriptedDialogue:
    """Answers every message with ``replies``; while ``down``, with nothing.

    Attributes:
        intent: what every message is understood as.
        held: while it is not set, no message is answered.
        reached: set by each message.
    """

    replies: list[dict[str, Any]] = field(default_factory=lambda: [{"text": "Bonjour."}])
    heard: list[str] = field(default_factory=list)
    down: bool = False
    intent: str | None = None
    held: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, conversation_id: UUID, text: str, **_: Any) -> Turn:
        """Answer one message."""
        if self.down:
            raise DialogueUnavailable
        self.heard.append(text)
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        return Turn(self.replies, intent=self.intent, confidence=None, ranking=[], model="script")

    async def parse(self, text: str) -> Parsed:
        """Understand nothing."""
        return Parsed("nlu_fallback", 0.0)

    async def ping(self) -> None:
        """Answer."""

    async def close(self) -> None:
        """Close nothing."""
