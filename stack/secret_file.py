"""The secrets of this folder: given by the operator, or made once for the demonstration."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from stack.failure import Failure

KEYS = ("SECRET_KEY", "INTERNAL_SECRET", "RASA_SECRET")
SHORTEST = 32
"""Characters."""


def load(path: Path, given: Mapping[str, str], *, make_keys: bool) -> dict[str, str]:
    """Return the keys and REDIS_PASSWORD: as given, else as kept in ``path``, else new ones.

    New ones are kept in ``path`` (mode 0600). The keys are only made when ``make_keys``: a real
    service must not start on keys that nobody has put in safety.

    Raises:
        Failure: a key is missing or too short.
    """
    known = {name: value for name, value in dotenv_values(path).items() if value}
    missing = [name for name in KEYS if name not in given]
    if missing and not make_keys:
        raise Failure(
            f"Réglages à compléter dans l'environnement ou dans .env : {', '.join(missing)} "
            f"({SHORTEST} caractères ou plus ; par exemple : openssl rand -hex 32)."
        )
    kept = {
        name: known.get(name) or secrets.token_hex(SHORTEST)
        for name in (*(KEYS if make_keys else ()), "REDIS_PASSWORD")
    }
    if kept != known:
        _write(path, known | kept)
    result = kept | {name: given[name] for name in KEYS if name in given}
    for name, value in result.items():
        if len(value) < SHORTEST:
            raise Failure(f"{name} est trop court : donnez {SHORTEST} caractères ou plus.")
    return result


def _write(path: Path, values: Mapping[str, str]) -> None:
    text = "# Made by the stack, for this folder only. Deleting it makes the data unreadable.\n"
    text += "".join(f"{name}={value}\n" for name, value in values.items())
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
