"""How long transcripts are kept."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat.models import Conversation
from backend.clock import Clock

TRANSCRIPT_KEPT = timedelta(days=30)


async def forget_conversations(*, clock: Clock, session: AsyncSession) -> int:
    """Delete the conversations without a message for 30 days; return how many."""
    deleted = await session.execute(
        delete(Conversation)
        .where(Conversation.last_message_at <= clock.now() - TRANSCRIPT_KEPT)
        .returning(Conversation.id)
    )
    return len(deleted.all())
