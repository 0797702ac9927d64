"""The migrations make exactly the tables that the code declares."""

import os
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from backend.db import sqlalchemy_url
from backend.migrations.tables import METADATA
from backend.settings import ROOT
from tests.support.postgres import PostgresServer


@pytest.fixture
def config(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """Alembic's configuration, aimed at an empty database."""
    with postgres.database("template1") as url:
        monkeypatch.setitem(os.environ, "DATABASE_URL", url)
        yield Config(ROOT / "alembic.ini")


def test_the_migrated_schema_is_the_declared_one(config: Config) -> None:
    command.upgrade(config, "head")
    engine = create_engine(sqlalchemy_url(os.environ["DATABASE_URL"]))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, *_: not str(name).startswith("procrastinate_")},
        )
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert differences == []
