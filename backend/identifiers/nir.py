"""Reads a NIR, the French social-security number (13 characters, or 15 with its key)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from stdnum.fr import nir as stdnum_nir

from backend.identifiers.text import clean, digit_runs, read_number_words
from backend.reasons import Reason, ValueRefused

_SHAPE = re.compile(r"[1-8]\d{4}(?:\d{2}|2[AB])\d{6}")
_KEY_WORD = re.compile(r"\b(?:cle|clef)\b\s*:?")
_MAX_GROUPS = 15
_MONTHS = {*range(1, 13), *range(20, 43), *range(50, 100)}


@dataclass(frozen=True)
class Nir:
    """A NIR whose form is right.

    Args:
        number: its 13 characters, digits but for the A or B of Corsica.
    """

    number: str

    @property
    def key(self) -> str:
        """The two digits that check the number."""
        return nir_key(self.number)

    @property
    def sex(self) -> int:
        """1 for a man, 2 for a woman."""
        return int(self.number[0])

    @property
    def year2(self) -> int:
        """The last two digits of the year of birth."""
        return int(self.number[1:3])

    @property
    def month(self) -> int:
        """The month of birth, or 20-42 and 50-99 when it was not known."""
        return int(self.number[3:5])

    def formatted(self) -> str:
        """Return the number as it stands on the card: ``1 62 12 2B 010 001``."""
        n = self.number
        return f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]}"


def nir_key(number13: str) -> str:
    """Return the key of a NIR of 13 characters (97 minus the remainder by 97; 2A = 19, 2B = 18)."""
    return str(stdnum_nir.calc_check_digits(number13))


def parse_nir(text: str) -> Nir:
    """Find the NIR in ``text``.

    Raises:
        ValueRefused: NIR_UNREADABLE (no number, or a letter that has no place in it), NIR_LENGTH
            (neither 13 nor 15 characters), NIR_KEY (wrong key), NIR_PROVISIONAL (begins with 7 or
            8), NIR_SPECIAL (begins with 3 to 6), NIR_MONTH (no such month).
    """
    spoken = _KEY_WORD.sub(" ", read_number_words(clean(text)))
    spoken = re.sub(r"2 ?be\b", "2b", spoken)
    runs = digit_runs(spoken, also="AB")
    if not runs:
        raise ValueRefused(Reason.NIR_UNREADABLE)
    numbers = [found for found in _candidates(runs) if len(found) in {13, 15}]
    number = next((found for found in numbers if _SHAPE.match(found)), next(iter(numbers), None))
    if number is None:
        odd_letter = re.search(r"\d[c-z]|[c-z]\d", spoken)
        raise ValueRefused(Reason.NIR_UNREADABLE if odd_letter else Reason.NIR_LENGTH)
    return _checked(number)


def check_birth_date(nir: Nir, birth_date: date) -> None:
    """Check that the NIR agrees with the year of birth and, where it tells it, the month.

    Raises:
        ValueRefused: NIR_BIRTH_DATE_MISMATCH.
    """
    same_year = nir.year2 == birth_date.year % 100
    same_month = nir.month > 12 or nir.month == birth_date.month
    if not (same_year and same_month):
        raise ValueRefused(Reason.NIR_BIRTH_DATE_MISMATCH)


def _candidates(runs: list[list[str]]) -> Iterator[str]:
    """Yield each run, all of them together, then the parts of a run that are like a NIR."""
    yield from ("".join(run) for run in runs)
    yield "".join(group for run in runs for group in run)
    for run in runs:
        for start, end in combinations(range(len(run) + 1), 2):
            if end - start <= _MAX_GROUPS:
                part = "".join(run[start:end])
                if part[0] in "12" and _SHAPE.match(part):
                    yield part


def _checked(number: str) -> Nir:
    number13, key = number[:13], number[13:]
    if not _SHAPE.fullmatch(number13) or not re.fullmatch(r"(?:\d\d)?", key):
        raise ValueRefused(Reason.NIR_UNREADABLE)
    if key and key != nir_key(number13):
        raise ValueRefused(Reason.NIR_KEY)
    if number13[0] in "78":
        raise ValueRefused(Reason.NIR_PROVISIONAL)
    if number13[0] in "3456":
        raise ValueRefused(Reason.NIR_SPECIAL)
    nir = Nir(number13)
    if nir.month not in _MONTHS:
        raise ValueRefused(Reason.NIR_MONTH)
    return nir
