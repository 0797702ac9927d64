"""Looks for identifiers in whatever the stack stores, logs or sends, however they are written.

Digits are found as any window of 6, whatever separates them; names, addresses and dictated numbers
without regard to case, accents and separators.
"""

import io
import re
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from stack.configuration import ROOT

WINDOW = 6
MOST_LETTERS = 4
"""In a number, such as an IBAN or a Corsican NIR."""

OWN_TEXTS = ("domain.yml", "backend/chat/field_texts.py", "docs/registry.md")
"""What the assistant says by itself: the digits of its examples are nobody's."""

_NOISE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"  # an UUID
    r"|\b(?=\d*[a-f])[0-9a-f]{16,}\b"  # a keyed hash, a model's name
    r"|\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"  # the time of a log line or of a row
    r"|\b\d{1,10}\.\d{4,}(?:e-?\d+)?"  # a confidence, a Unix time
    r"|\b0x[0-9a-f]+\b",  # an object's address
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_JOINED = re.compile(r"(?<=\d)[ ./_'()+\-]{1,2}(?=\d)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Canary:
    """An identifier of a ``kind``; ``forms`` are all the ways in which it is written."""

    kind: str
    forms: tuple[str, ...]

    @cached_property
    def windows(self) -> frozenset[str]:
        """Six digits in a row, of those that the assistant does not say by itself."""
        every: set[str] = set()
        for form in self.forms:
            for run in _DIGITS.findall(_JOINED.sub("", form)):
                every |= _windows(run)
        return frozenset(every - _own_windows())

    @cached_property
    def words(self) -> frozenset[str]:
        """Whole forms without case, accents and separators, and windows with letters in them."""
        every: set[str] = set()
        for form in self.forms:
            compact = _compact(form)
            if not compact.isdecimal():
                every.add(compact)
                if sum(map(str.isalpha, compact)) <= MOST_LETTERS:
                    every |= {part for part in _windows(compact) if _is_number_with_a_letter(part)}
        return frozenset(every)

    @cached_property
    def short_numbers(self) -> frozenset[str]:
        """Numbers too short for a window, to be found as they are."""
        found = (_DIGITS.fullmatch(_JOINED.sub("", form)) for form in self.forms)
        return frozenset(run[0] for run in found if run and len(run[0]) < WINDOW)


class Haystack:
    """A text, prepared to be searched."""

    def __init__(self, content: bytes | str) -> None:
        text = content if isinstance(content, str) else content.decode(errors="replace")
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        self._compact = _compact(text)
        runs = _DIGITS.findall(_JOINED.sub("", _NOISE.sub(" x ", text)))
        runs += _DIGITS.findall(_NOISE.sub(" x ", text))
        self._numbers = set(runs)
        self._windows = set().union(*map(_windows, self._numbers)) if runs else set()

    def find(self, canaries: Iterable[Canary]) -> set[str]:
        """Return the kinds of the canaries that are in it."""
        return {canary.kind for canary in canaries if self._holds(canary)}

    def _holds(self, canary: Canary) -> bool:
        return bool(
            canary.windows & self._windows
            or canary.short_numbers & self._numbers
            or any(word in self._compact for word in canary.words)
        )


def database_text(url: str) -> str:
    """Return every value of every table; sealed columns as the bytes that they are."""
    lines: list[str] = []
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            for row in rows:
                lines += [_written(value) for value in row]
    return "\n".join(lines)


def redis_text(url: str) -> str:
    """Return every key and every value, whatever its type."""
    lines: list[object] = []
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            lines.append(key)
            match client.type(key):
                case b"string":
                    lines.append(client.get(key))
                case b"hash":
                    lines += [part for pair in client.hgetall(key).items() for part in pair]
                case b"list":
                    lines += client.lrange(key, 0, -1)
                case b"set":
                    lines += client.smembers(key)
                case b"zset":
                    lines += client.zrange(key, 0, -1)
                case b"stream":
                    lines.append(str(client.xrange(key)))
                case other:
                    raise AssertionError(f"no way to read a Redis {other!r}")
    return "\n".join(_written(line) for line in lines)


def files(folder: Path) -> Iterator[Path]:
    """Return every file below ``folder``."""
    return (path for path in folder.rglob("*") if path.is_file())


def archive_text(path: Path) -> bytes:
    """Return the contents of every member of a ``.tar.gz``, such as a model."""
    with tarfile.open(path) as archive:
        members = (archive.extractfile(member) for member in archive if member.isfile())
        return b"\n".join(member.read() for member in members if member is not None)


def make_archive(content: bytes) -> bytes:
    """Return a ``.tar.gz`` of one file."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        member = tarfile.TarInfo("a-file")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def _written(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _windows(run: str) -> set[str]:
    return {run[start : start + WINDOW] for start in range(len(run) - WINDOW + 1)}


def _compact(text: str) -> str:
    """Return the letters and digits of ``text``, in lower case and without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _is_number_with_a_letter(part: str) -> bool:
    return sum(map(str.isalpha, part)) == 1


@cache
def _own_windows() -> set[str]:
    own: set[str] = set()
    for name in OWN_TEXTS:
        text = _JOINED.sub("", (ROOT / name).read_text())
        own |= {window for run in _DIGITS.findall(text) for window in _windows(run)}
    return own
