"""The tables of the chat: conversations and their masked transcript."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.db import Base


class ConversationMissing(Exception):
    """No such conversation, or it was erased."""


class Conversation(Base):
    """One conversation, known to its owner by a signed cookie."""

    __tablename__ = "conversation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_index: Mapped[str]
    """Keyed hash of the network address it was opened from, for limits."""
    name_indexes: Mapped[list[Any]]
    """Keyed hashes of the names given in it, so that they are recognised wherever they stand."""
    captcha_id: Mapped[UUID | None]
    """The captcha last shown in it."""
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime] = mapped_column(index=True)


class Message(Base):
    """One message of the transcript: placeholders stand in it, never identifiers."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation_seq", "conversation_id", "seq"),
        Index("uq_message_client_id", "conversation_id", "client_id", unique=True),
        CheckConstraint("rating IN ('helpful', 'not_helpful')", name="rating"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    author: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]

    client_id: Mapped[UUID | None]
    """Made by the browser: a message sent again is answered with the same replies."""
    status: Mapped[str | None]
    """Of a person's message: ``pending``, ``answered`` or ``failed``."""
    sent: Mapped[str | None]
    """Of a person's message: what the dialogue engine reads (a button's payload, or the text)."""
    sealed: Mapped[list[Any]]
    """Of a person's message: kind and reference of each placeholder, in order."""
    enrolment_version: Mapped[int | None]
    awaited: Mapped[str | None]
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    ranking: Mapped[list[Any]]
    model: Mapped[str | None]

    reply_to: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """Of a reply: the message that it answers."""
    buttons: Mapped[list[Any]]
    card: Mapped[dict[str, Any] | None]
    is_answer: Mapped[bool] = mapped_column(default=False)
    """Of a reply: it answers a question, so that the page asks whether it helped."""
    rating: Mapped[str | None]
    """Of a reply: what the person thinks of it, a ``Rating`` of ``backend.chat.ratings``."""
