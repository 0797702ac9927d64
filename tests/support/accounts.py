"""Fictitious accounts, and a queue that only remembers, for the tests of accounts and mail."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import confirmation_token
from backend.accounts.links import Links
from backend.accounts.models import EmailConfirmation
from backend.accounts.outbox import Outbox
from backend.accounts.service import Accounts, NewAccount
from backend.clock import Clock
from backend.db import Database
from backend.keys import Keyring
from backend.settings import Mode, Settings

EMAIL = "jeanne.venturi@exemple.fr"
VENTURI = NewAccount(
    nir13="162122B010001",
    last_name="VENTURI",
    birth_date=date(1962, 12, 18),
    code_hash="$argon2id$essai",
    email=EMAIL,
    mobile="+33612345678",
)


def someone(number: int = 1, **changes: object) -> NewAccount:
    """Return a new account unlike that of any other ``number``."""
    unlike = {"nir13": f"162122B01{1000 + number}", "email": f"personne{number}@exemple.fr"}
    return replace(VENTURI, **unlike | changes)  # type: ignore[arg-type]


def settings(**changes: object) -> Settings:
    """Return settings that name no server unless told."""
    secrets = {"secret_key": "s" * 40, "internal_secret": "i" * 40, "rasa_secret": "r" * 40}
    addresses = {"database_url": "postgresql://nowhere", "redis_url": "redis://nowhere"}
    values = {"mode": Mode.DEMONSTRATION} | secrets | addresses | changes
    return Settings(_env_file=None, **values)  # type: ignore[call-arg,arg-type]


@dataclass
class RememberingOutbox:
    """Keeps what would be queued."""

    confirmations: list[UUID] = field(default_factory=list)
    reminders: list[UUID] = field(default_factory=list)
    codes: list[UUID] = field(default_factory=list)
    notices: list[UUID] = field(default_factory=list)

    async def send_confirmation(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Remember the link."""
        self.confirmations.append(confirmation_id)

    async def send_reminder(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Remember the reminder's link."""
        self.reminders.append(confirmation_id)

    async def send_code(self, code_id: UUID, *, session: AsyncSession) -> None:
        """Remember the provisional code."""
        self.codes.append(code_id)

    async def send_notice(self, notice_id: UUID, *, session: AsyncSession) -> None:
        """Remember the notice."""
        self.notices.append(notice_id)


def make_accounts(keys: Keyring, clock: Clock, outbox: Outbox) -> Accounts:
    """Wire the accounts as the backend does."""
    return Accounts(keys, clock, outbox, Links(keys, clock, outbox))


async def open_account(accounts: Accounts, database: Database, new: NewAccount = VENTURI) -> UUID:
    """Open an account in a transaction of its own."""
    async with database.begin() as session:
        return await accounts.create_pending(session=session, new=new)


async def only_token(database: Database, keys: Keyring) -> str:
    """Return the token of the only link that there is."""
    async with database.begin() as session:
        return confirmation_token(keys, (await session.scalars(select(EmailConfirmation.id))).one())


def dump(url: str) -> bytes:
    """Return the whole content of the database at ``url``, every table as COPY writes it."""
    whole = b""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
            with connection.cursor().copy(copy) as rows:
                whole += b"".join(bytes(row) for row in rows)
    return whole
