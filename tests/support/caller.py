"""One browser before the gateway alone, in front of a dialogue that the test writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select

from backend.captcha.models import Captcha
from backend.chat.models import Conversation
from backend.enrolment.fields import KIND_OF, Field, Road
from backend.insured.generator import VENTURI, demonstration_people
from backend.services import Services
from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.dialogue import ScriptedDialogue
from tests.support.enrolling import answers_of
from tests.support.server import whole_server


@dataclass
class Caller:
    """One browser that talks to the gateway."""

    services: Services
    dialogue: ScriptedDialogue
    url: str
    http: httpx.AsyncClient
    answers: dict[Field, str] = field(default_factory=dict)

    async def open(self, *replies: dict[str, Any]) -> dict[str, Any]:
        """Open the chat, or come back to it; ``replies`` are said first."""
        if replies:
            self.dialogue.replies = list(replies)
        return dict((await self.http.post("/chat/conversation")).raise_for_status().json())

    async def conversation_id(self) -> UUID:
        """Return the id of the only conversation."""
        async with self.services.database.begin() as session:
            return (await session.scalars(select(Conversation.id))).one()

    async def give(self, road: Road, *, until: Field) -> None:
        """Answer, on ``road``, every field that is asked before ``until``."""
        conversation_id = await self.conversation_id()
        enrolments = self.services.enrolments
        async with self.services.database.begin() as session:
            view = await enrolments.start(conversation_id, road=road, session=session)
            while view.awaited is not None and view.awaited is not until:
                text = self.answers[view.awaited]
                [reference] = await self.services.vault.put(
                    conversation_id, [(KIND_OF[view.awaited], text)], session=session
                )
                answered = await enrolments.answer(
                    conversation_id,
                    field=view.awaited,
                    reference=reference.reference,
                    session=session,
                )
                assert answered.accepted, answered.reason
                view = answered.view

    async def cannot_read_the_card(self) -> None:
        """Ask for a provisional code."""
        conversation_id = await self.conversation_id()
        async with self.services.database.begin() as session:
            await self.services.enrolments.to_provisional_code(conversation_id, session=session)

    async def choose(self, channel: str) -> None:
        """Choose by which channel the code is to come."""
        conversation_id = await self.conversation_id()
        async with self.services.database.begin() as session:
            answered = await self.services.enrolments.answer(
                conversation_id, field=Field.CODE_CHANNEL, choice=channel, session=session
            )
        assert answered.accepted, answered.reason

    async def captcha(self) -> str:
        """Return the captcha that the last captcha card shows."""
        shown = (await self.http.get("/chat/messages")).json()["messages"]
        cards = [one["card"] for one in shown if one["card"]]
        return str(next(card["captcha"] for card in cards if card["type"] == "captcha"))

    async def characters(self, captcha: str) -> str:
        """Return what is to be copied of a captcha."""
        async with self.services.database.begin() as session:
            row = await session.get_one(Captcha, UUID(captcha))
        return self.services.keys.unseal(row.characters_sealed, "captcha", captcha)

    async def solve(
        self, captcha: str, characters: str | None = None, *, id: UUID | None = None
    ) -> httpx.Response:
        """Send the characters of ``captcha``: the right ones unless told."""
        body = {
            "id": str(id or uuid4()),
            "captcha": captcha,
            "characters": characters or await self.characters(captcha),
        }
        return await self.http.post("/chat/captcha", json=body)


@asynccontextmanager
async def calling(
    database_url: str, redis_url: str, clock: FakeClock, mailbox: Path, **changes: object
) -> AsyncIterator[Caller]:
    """Run a gateway whose registry holds the demonstration's people; lends its caller."""
    stores = {"database_url": database_url, "redis_url": redis_url, "mailbox_dir": mailbox}
    chosen = settings(**stores | changes)
    dialogue = ScriptedDialogue()
    async with whole_server(chosen, clock) as (url, app):
        services: Services = app.ctx.services
        services.conversations._dialogue = dialogue  # type: ignore[assignment]
        async with services.database.begin() as session:
            await services.registry.add(demonstration_people(count=5), session=session)
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
            answers = answers_of(VENTURI, "paul@exemple.fr")
            yield Caller(services, dialogue, url, http, answers)
