"""The tables of the enrolment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.db import Base


class Enrolment(Base):
    """One attempt to open an account; it outlives its values, which go at its end."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_open_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    road: Mapped[str] = mapped_column(default="enrolment")
    """A ``Road`` of ``backend.enrolment.fields``."""
    status: Mapped[str]
    cause: Mapped[str | None]
    person_id: Mapped[UUID | None]
    """The insured person whom the identity values match."""
    proved_person_id: Mapped[UUID | None]
    """The insured person whose IBAN and Vitale card were shown."""
    identity_mismatch: Mapped[bool] = mapped_column(default=False)
    identity_tries: Mapped[int] = mapped_column(default=0)
    proof_tries: Mapped[int] = mapped_column(default=0)
    code_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)
    """Grows with each change: tells whether a message that got no answer had its effect."""
    person_asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class EnrolmentValue(Base):
    """An accepted value, sealed for its enrolment and field; empty where it was skipped."""

    __tablename__ = "enrolment_value"

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class Refusal(Base):
    """One refused value, without the value: for the funnel of refusals by field and reason."""

    __tablename__ = "enrolment_refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
