"""The transcript as it is stored: what persons said, sealed, and what they were answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat.models import Conversation, ConversationMissing, Message
from backend.chat.page_buttons import PAGE_BUTTONS, is_safe
from backend.chat.rasa import Turn
from backend.chat.ratings import Rating
from backend.chat.reading import Reading
from backend.chat.said import Said
from backend.clock import Clock
from backend.enrolment.view import View
from backend.sealed.vault import Reference


class MessageMissing(Exception):
    """No such message of the assistant in this conversation."""


class ButtonUnknown(Exception):
    """The button was not offered in this conversation."""


class Messages:
    """The messages of all conversations."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def require(self, conversation_id: UUID, *, session: AsyncSession) -> Conversation:
        """Return the conversation.

        Raises:
            ConversationMissing.
        """
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None:
            raise ConversationMissing
        return conversation

    async def after(
        self, conversation_id: UUID, seq: int, *, session: AsyncSession
    ) -> list[Message]:
        """Return the transcript after the message ``seq`` (0: from the beginning).

        Raises:
            ConversationMissing.
        """
        await self.require(conversation_id, session=session)
        rows = await session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.seq > seq)
            .order_by(Message.seq)
        )
        return list(rows)

    async def known(
        self, conversation_id: UUID, client_id: UUID, *, session: AsyncSession
    ) -> Message | None:
        """Return the person's message of this id, or None if it never came.

        Raises:
            ConversationMissing.
        """
        await self.require(conversation_id, session=session)
        return await session.scalar(
            select(Message).where(
                Message.conversation_id == conversation_id, Message.client_id == client_id
            )
        )

    async def replies(self, message: Message, *, session: AsyncSession) -> list[Message]:
        """Return what a message was answered."""
        rows = await session.scalars(
            select(Message).where(Message.reply_to == message.seq).order_by(Message.seq)
        )
        return list(rows)

    def add(
        self,
        conversation_id: UUID,
        said: Said,
        reading: Reading,
        view: View,
        references: Sequence[Reference] = (),
        *,
        session: AsyncSession,
    ) -> Message:
        """Store a person's message as it was read, its values being where ``references`` say."""
        message = Message(
            conversation_id=conversation_id,
            author="person",
            text=reading.text,
            at=self._clock.now(),
            client_id=said.id,
            status="pending",
            sent=said.payload or reading.text,
            sealed=[{"kind": ref.kind, "reference": ref.reference} for ref in references],
            enrolment_version=view.version,
            awaited=view.awaited,
            ranking=[],
            buttons=[],
        )
        session.add(message)
        return message

    def add_replies(
        self,
        conversation_id: UUID,
        turn: Turn,
        *,
        reply_to: int | None = None,
        answered: bool = False,
        session: AsyncSession,
    ) -> None:
        """Store the replies; the first one answers a question if ``answered``."""
        session.add_all(
            Message(
                conversation_id=conversation_id,
                author="bot",
                text=reply.get("text") or "",
                at=self._clock.now(),
                sealed=[],
                ranking=[],
                reply_to=reply_to,
                buttons=[button for button in reply.get("buttons") or [] if is_safe(button)],
                card=reply.get("card"),
                model=turn.model,
                is_answer=answered and index == 0,
            )
            for index, reply in enumerate(turn.replies)
        )

    async def title_of(self, conversation_id: UUID, payload: str, *, session: AsyncSession) -> str:
        """Return the title of a button: one of the page's own, or one that was offered.

        Raises:
            ButtonUnknown.
        """
        if payload in PAGE_BUTTONS:
            return PAGE_BUTTONS[payload]
        offered = await session.scalar(
            select(Message.buttons)
            .where(
                Message.conversation_id == conversation_id,
                Message.buttons.contains([{"payload": payload}]),
            )
            .order_by(Message.seq.desc())
            .limit(1)
        )
        for button in offered or []:
            if button.get("payload") == payload:
                return str(button["title"])
        raise ButtonUnknown

    async def rate(
        self, conversation_id: UUID, seq: int, rating: Rating | None, *, session: AsyncSession
    ) -> Message:
        """Keep what the person thinks of a message of the assistant (None: nothing); return it.

        Raises:
            ConversationMissing.
            MessageMissing: it is of another conversation, or not the assistant's.
        """
        await self.require(conversation_id, session=session)
        message: Message | None = await session.scalar(
            update(Message)
            .where(
                Message.conversation_id == conversation_id,
                Message.seq == seq,
                Message.author == "bot",
            )
            .values(rating=rating)
            .returning(Message)
        )
        if message is None:
            raise MessageMissing
        return message
