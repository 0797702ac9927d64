"""Alembic's entry point: runs the migrations on ``sqlalchemy.url``, or on ``DATABASE_URL``."""

import os

from alembic import context
from sqlalchemy import create_engine, text

from backend.db import sqlalchemy_url
from backend.migrations.tables import METADATA

ONE_AT_A_TIME = 7_206_214_301
"""Number of the advisory lock that keeps two start-ups from migrating together."""


def run() -> None:
    """Bring the database to the newest schema, in one transaction."""
    url = context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"]
    engine = create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_name=lambda name, kind, _: (
                kind != "table" or not str(name).startswith("procrastinate_")
            ),
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
