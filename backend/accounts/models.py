"""The tables of accounts: accounts, links, notices, provisional codes and sessions."""

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
    kind: Mapped[str]
    """A ``LinkKind``."""
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    email_sealed: Mapped[bytes | None]
    """The address, sealed; forgotten with the link, 21 days after it was made."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class Notice(Base):
    """Something that an owner is told by mail; deleted once it has left.

    It bears its address, so that an address that was replaced, or an account that is deleted, is
    told too.
    """

    __tablename__ = "notice"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """A ``NoticeKind``."""
    email_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


class ProvisionalCode(Base):
    """One provisional code; its digits are derived from its id and stored nowhere."""

    __tablename__ = "provisional_code"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nir_index: Mapped[bytes] = mapped_column(index=True)
    channel: Mapped[str]
    sealed: Mapped[bytes]
    """Whose code it is and where it is sent, sealed: a ``Recipient``."""
    browser_hash: Mapped[bytes | None]
    """SHA-256 of the secret of the browser that asked; None: usable anywhere (by post)."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]


class AccountSession(Base):
    """A browser that signed in; only the hash of its token is kept."""

    __tablename__ = "account_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    scope: Mapped[str]
    origin: Mapped[str]
    """How the person proved who they are: an ``Origin``."""
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    """None while there is no account yet: a first code, or FranceConnect."""
    sealed: Mapped[bytes]
    """What ``backend.accounts.sessions`` keeps of the person, sealed."""
    terms_accepted_at: Mapped[datetime | None]
    code_hash: Mapped[str | None]
    """The personal code chosen on the road of a ``RENEWAL``, until it is kept in the account."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
