"""The table of insured people: nothing in it can be read without the keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.db import Base


class InsuredPersonRow(Base):
    """One insured person, sealed; found by the keyed hash of the NIR."""

    __tablename__ = "insured_person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nir_index: Mapped[bytes] = mapped_column(unique=True)
    pivot_index: Mapped[bytes | None] = mapped_column(index=True)
    """The keyed hash of the pivot identity that FranceConnect gives."""
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
