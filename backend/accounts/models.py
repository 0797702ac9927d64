"""The tables of accounts and of the links that confirm an e-mail address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.states import AccountState, Origin
from backend.db import Base


class Account(Base):
    """One account; who it belongs to is readable only with the key."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"state IN {tuple(state.value for state in AccountState)}", name="state"),
        CheckConstraint(f"origin IN {tuple(origin.value for origin in Origin)}", name="origin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nir_index: Mapped[bytes] = mapped_column(unique=True)
    email_index: Mapped[bytes | None] = mapped_column(unique=True)
    sealed: Mapped[bytes]
    """An ``Owner`` of ``backend.accounts.owner``, sealed."""
    code_hash: Mapped[str]
    state: Mapped[str]
    origin: Mapped[str]
    consent_email: Mapped[bool]
    consent_phone: Mapped[bool]
    consent_sms: Mapped[bool]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    """When the owner was last told that someone tried to open an account in their name."""


class EmailConfirmation(Base):
    """One link sent to an address; only the hash of its token is kept."""

    __tablename__ = "email_confirmation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    email_sealed: Mapped[bytes | None]
    """The address, sealed; forgotten with the link, 21 days after it was made."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
