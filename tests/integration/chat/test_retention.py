"""Transcripts and stray sealed values are forgotten in time, on a moved clock."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from backend.chat.models import Conversation, Message
from backend.chat.retention import forget_conversations
from backend.db import Database
from backend.enrolment.ending import KEPT_AFTER_LAST_MESSAGE
from backend.keys import Keyring
from backend.sealed.kinds import Kind
from backend.sealed.vault import Vault
from tests.support.clock import FakeClock


async def test_a_transcript_lives_thirty_days(database: Database, clock: FakeClock) -> None:
    now = clock.now()
    async with database.begin() as session:
        conversation = Conversation(
            id=uuid4(), address_index="", name_indexes=[], opened_at=now, last_message_at=now
        )
        session.add(conversation)
        await session.flush()
        session.add(
            Message(
                conversation_id=conversation.id,
                author="bot",
                text="Bonjour",
                at=now,
                sealed=[],
                ranking=[],
                buttons=[],
            )
        )
    clock.advance(timedelta(days=30, seconds=-1))
    async with database.begin() as session:
        assert await forget_conversations(clock=clock, session=session) == 0
    clock.advance(timedelta(seconds=1))
    async with database.begin() as session:
        assert await forget_conversations(clock=clock, session=session) == 1
        assert await session.scalar(select(func.count()).select_from(Message)) == 0


async def test_a_value_typed_outside_an_enrolment_lives_72_hours(
    database: Database, keys: Keyring, clock: FakeClock
) -> None:
    vault, conversation_id = Vault(keys, clock), uuid4()
    async with database.begin() as session:
        await vault.put(conversation_id, [(Kind.NIR, "1 62 12 2B 010 001")], session=session)
    clock.advance(KEPT_AFTER_LAST_MESSAGE - timedelta(seconds=1))
    async with database.begin() as session:
        assert await vault.forget_older(KEPT_AFTER_LAST_MESSAGE, session=session) == 0
    clock.advance(timedelta(seconds=1))
    async with database.begin() as session:
        assert await vault.forget_older(KEPT_AFTER_LAST_MESSAGE, session=session) == 1
        assert await vault.open_all(conversation_id, session=session) == {}
