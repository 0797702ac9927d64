"""The folder from which a print room takes the letters: one whole PDF each, or none."""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID


class SpoolFailed(Exception):
    """The letter could not be put in the folder; the message is the kind of failure only."""


class LetterUnknown(Exception):
    """No such letter in the folder."""


@dataclass(frozen=True)
class KeptLetter:
    """A letter that waits in the folder.

    Args:
        key: the id of its code.
        at: when it was put there, timezone-aware, UTC.
    """

    key: UUID
    at: datetime


def put_letter(folder: Path, code_id: UUID, pdf: bytes) -> None:
    """Put a letter in the folder, in place of the same one if it is still there.

    It appears whole, readable by its owner only: who looks for ``*.pdf`` never sees a part of it.

    Raises:
        SpoolFailed: the folder cannot be written; try again later.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            try:
                part.write(pdf)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).rename(_path(folder, code_id))
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise SpoolFailed(type(error).__name__) from None


def list_letters(folder: Path) -> list[KeptLetter]:
    """Return the letters that wait, newest first."""
    letters = [
        KeptLetter(UUID(path.stem), datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path in folder.glob("*.pdf")
    ]
    return sorted(letters, key=lambda letter: (letter.at, letter.key), reverse=True)


def read_letter(folder: Path, key: UUID) -> bytes:
    """Return the PDF of a letter.

    Raises:
        LetterUnknown: it is not in the folder.
    """
    try:
        return _path(folder, key).read_bytes()
    except FileNotFoundError:
        raise LetterUnknown from None


def _path(folder: Path, code_id: UUID) -> Path:
    return folder / f"{code_id}.pdf"
