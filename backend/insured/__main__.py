"""``python -m backend.insured``: loads the registry, from a CSV file or with fictitious people."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.clock import Clock, SystemClock
from backend.db import Database
from backend.insured.csv_import import FileRefused, read_people
from backend.insured.generator import demonstration_people
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.settings import MissingSettings, Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 1 when the file, a line or the settings were refused."""
    parser = argparse.ArgumentParser(
        prog="python -m backend.insured", description="Charge le registre des assurés."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("import", help="ajouter ou mettre à jour depuis un fichier CSV")
    load.add_argument("file", type=Path, metavar="FICHIER.csv")
    commands.add_parser("demonstration", help="ajouter des personnes fictives, registre vide")
    chosen = parser.parse_args(arguments)
    try:
        settings = load_settings()
    except MissingSettings as error:
        _say(str(error))
        return 1
    file: Path | None = chosen.file if chosen.command == "import" else None
    return asyncio.run(_run(settings, file))


async def import_file(file: Path, *, database: Database, registry: Registry, clock: Clock) -> int:
    """Take the good lines of ``file`` in one transaction and report; return 0, or 1 if any is not.

    What is written holds line numbers, columns and reasons, never a value.
    """
    try:
        data = await asyncio.to_thread(file.read_bytes)
        people, refused = read_people(data, today=clock.now().date())
    except OSError:
        _say("Le fichier ne peut pas être lu : vérifiez son nom et vos droits.")
        return 1
    except FileRefused as error:
        _say(f"{error} Rien n'a été changé. Les colonnes sont décrites dans docs/registry.md.")
        return 1
    async with database.begin() as session:
        added = await registry.add(people, session=session)
    for line in refused:
        _say(str(line))
    _say(
        f"{len(people)} lignes prises ({added} personnes ajoutées, {len(people) - added} mises à"
        f" jour), {len(refused)} lignes refusées."
    )
    if refused:
        _say("Corrigez ces lignes, puis relancez la commande avec le même fichier.")
        return 1
    return 0


async def load_demonstration(*, database: Database, registry: Registry) -> int:
    """Add the fictitious people if the registry is empty; return 0."""
    async with database.begin() as session:
        present = await registry.count(session=session)
        if present:
            await registry.index_pivots(session=session)
            _say(f"Le registre contient déjà {present} personnes : rien n'a été changé.")
            return 0
        added = await registry.add(demonstration_people(), session=session)
    _say(f"{added} personnes fictives ajoutées. Elles sont décrites dans docs/registry.md.")
    return 0


async def _run(settings: Settings, file: Path | None) -> int:
    clock = SystemClock()
    database = Database(settings.database_url)
    registry = Registry(Keyring(settings.secret_key.get_secret_value()), clock)
    try:
        if file is None:
            return await load_demonstration(database=database, registry=registry)
        return await import_file(file, database=database, registry=registry, clock=clock)
    finally:
        await database.close()


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
