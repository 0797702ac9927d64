"""Brings the database to the newest schema, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from stack.failure import Failure


def migrate(root: Path, database_url: str) -> None:
    """Run the migrations of ``backend/migrations`` that the database has not had yet.

    Raises:
        Failure: the database refuses, or comes from a newer version.
    """
    config = Config()
    config.set_main_option("script_location", str(root / "backend" / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except (CommandError, SQLAlchemyError) as error:
        said = str(error).strip().splitlines()[0]
        raise Failure(
            f"La base de données ne peut pas être mise à jour ({said}) : "
            "vérifiez les droits du compte de DATABASE_URL et la version du projet."
        ) from error
