"""The table of the captchas."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.db import Base


class Captcha(Base):
    """One series of characters to copy, tried once."""

    __tablename__ = "captcha"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    characters_sealed: Mapped[bytes]
    picture: Mapped[bytes]
    """PNG, drawn once: several drawings of the same characters would help a machine."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    tried_at: Mapped[datetime | None]
