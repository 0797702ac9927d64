"""Make the template database that every test copies."""

import importlib
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine

from backend.db import Base, sqlalchemy_url
from tests.support.postgres import TEMPLATE, PostgresServer

BACKEND = Path(__file__).resolve().parents[2] / "backend"


def migrate_template(server: PostgresServer) -> None:
    """Create the template database with every table of the backend."""
    server.run(f"CREATE DATABASE {TEMPLATE}")
    for models in sorted(BACKEND.glob("*/models.py")):
        importlib.import_module(f"backend.{models.parent.name}.models")
    engine = create_engine(sqlalchemy_url(server.url(TEMPLATE)))
    Base.metadata.create_all(engine)
    engine.dispose()
    with psycopg.connect(server.url(TEMPLATE), autocommit=True) as connection:
        connection.execute(SchemaManager.get_schema().encode())
