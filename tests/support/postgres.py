"""A real PostgreSQL for the session, and a fresh migrated database in some 20 ms."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from stack import postgres
from tests.support.processes import running, wait_until

TEMPLATE = "migrated"

# Nothing of a test survives a crash of the machine: no need to wait for the disk.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresServer:
    """The server of the session; ``database()`` lends a copy of the migrated template."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        """Return the ``postgresql://`` address of ``database``."""
        return postgres.address(self.data, database)

    def answers(self) -> bool:
        """Whether it accepts connections."""
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, on the ``postgres`` database."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Lend the address of a new database, a copy of ``template``, dropped at the end."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def empty(url: str, *, keep: Sequence[str] = ()) -> None:
    """Forget every row of the database at ``url``, and every job that is not under way.

    Args:
        keep: the tables to leave as they are.
    """
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename NOT LIKE 'procrastinate%%' AND tablename <> ALL(%s)",
            (["alembic_version", *keep],),
        ).fetchall()
        tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)
        connection.execute(sql.SQL("TRUNCATE {}").format(tables))
        connection.execute("DELETE FROM procrastinate_jobs WHERE status <> 'doing'")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="amelibot-test-pg-") as folder:
        data = Path(folder) / "data"
        postgres.prepare(data)
        server = PostgresServer(data)
        with running(postgres.program(data, *FAST), Path(folder) / "postgres.log"):
            wait_until(server.answers, what="PostgreSQL")
            yield server
