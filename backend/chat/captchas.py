"""The captcha shown in a conversation: one at a time, the same one until it cannot be tried."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.captcha.service import Captchas
from backend.chat.models import Conversation, ConversationMissing
from backend.limits import Limit

CAPTCHAS_PER_CONVERSATION = Limit("captcha-conversation", "40/hour")
"""Tried or renewed."""


class ShownCaptchas:
    """The captchas of all conversations."""

    def __init__(self, captchas: Captchas) -> None:
        self._captchas = captchas

    async def show(self, conversation_id: UUID, *, session: AsyncSession) -> UUID:
        """Return the conversation's captcha; a new one if it was tried or is too old.

        Raises:
            ConversationMissing.
        """
        conversation = await self._locked(conversation_id, session=session)
        shown = conversation.captcha_id
        if shown is None or not await self._captchas.is_live(shown, session=session):
            shown = conversation.captcha_id = await self._captchas.make(session=session)
        return shown

    async def renew(self, conversation_id: UUID, *, session: AsyncSession) -> UUID:
        """Return a new captcha in place of the one that is hard to read.

        Raises:
            ConversationMissing.
        """
        conversation = await self._locked(conversation_id, session=session)
        conversation.captcha_id = await self._captchas.make(session=session)
        return conversation.captcha_id

    async def _locked(self, conversation_id: UUID, *, session: AsyncSession) -> Conversation:
        found = await session.get(
            Conversation, conversation_id, with_for_update=True, populate_existing=True
        )
        if found is None:
            raise ConversationMissing
        return found
