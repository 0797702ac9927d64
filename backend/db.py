"""The connection to PostgreSQL and the base of every table."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
from sqlalchemy import DateTime, LargeBinary, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

CONNECT_TIMEOUT_SECONDS = 2
ANSWER_SECONDS = 2.5
STATEMENT_TIMEOUT_MS = 3000


class Base(DeclarativeBase):
    """Base of all tables: aware timestamps, JSONB documents, named constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def sqlalchemy_url(database_url: str) -> str:
    """Return a ``postgresql://`` address in the form that SQLAlchemy wants for psycopg 3."""
    parts = urlsplit(database_url)
    return urlunsplit(parts._replace(scheme="postgresql+psycopg"))


class Database:
    """A pool of connections; ``begin`` opens one transaction.

    Args:
        url: a ``postgresql://`` address.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=10,
            max_overflow=10,
            pool_timeout=CONNECT_TIMEOUT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_SECONDS,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
            },
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._let_go_of: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction: committed at the end, rolled back on an error.

        Raises:
            TimeoutError: PostgreSQL takes connections and does not answer.
        """
        session = self._sessions()
        opening = asyncio.create_task(session.connection())
        try:
            opened, _ = await asyncio.wait([opening], timeout=ANSWER_SECONDS)
        except asyncio.CancelledError:
            self._let_go(session, opening)
            raise
        if not opened:
            self._let_go(session, opening)
            raise TimeoutError
        async with session:
            opening.result()
            yield session
            await session.commit()

    def _let_go(self, session: AsyncSession, opening: asyncio.Task[AsyncConnection]) -> None:
        """Leave alone what waits for a server that hangs: it cannot be cancelled."""
        giving_back = asyncio.get_running_loop().create_task(_give_back(session, opening))
        self._let_go_of.add(giving_back)
        giving_back.add_done_callback(self._let_go_of.discard)

    async def ping(self) -> None:
        """Raise if PostgreSQL does not answer."""
        async with self.begin() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection; those that were let go too, if PostgreSQL answers in time."""
        if self._let_go_of:
            await asyncio.wait(self._let_go_of, timeout=ANSWER_SECONDS)
        await self._engine.dispose()


async def _give_back(session: AsyncSession, opening: asyncio.Task[AsyncConnection]) -> None:
    """Return to the pool a connection that came too late."""
    await asyncio.wait([opening])
    if not opening.cancelled():
        opening.exception()
    await session.close()


async def driver_connection(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """Return the psycopg connection of the session's transaction, for the job queue."""
    connection = await (await session.connection()).get_raw_connection()
    driver = connection.driver_connection
    assert isinstance(driver, psycopg.AsyncConnection)
    return driver
