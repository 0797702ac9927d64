"""Make the template database that every test copies."""

from stack.configuration import ROOT
from stack.migration import migrate
from tests.support.postgres import TEMPLATE, PostgresServer


def migrate_template(server: PostgresServer) -> None:
    """Create the template database and run the migrations on it."""
    server.run(f"CREATE DATABASE {TEMPLATE}")
    migrate(ROOT, server.url(TEMPLATE))
