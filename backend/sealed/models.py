"""The table of sealed values."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.db import Base


class SealedValue(Base):
    """One identifier that a person typed, readable only with the key and in its own context."""

    __tablename__ = "sealed_value"

    reference: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
