"""Reads a birth date in any usual French writing.

Own code rather than dateparser, which on our table read 62 as 2062, turned 12/18/1962 round without
a word, and read neither dictated dates, nor 18121962, nor a date within a sentence.
"""

import re
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher

from backend.identifiers.text import as_digits, clean, read_number_words
from backend.reasons import Reason, ValueRefused

_MAX_AGE = 120
_ACCOUNT_AGE = 16
_MONTHS = [
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre",
]  # fmt: skip
_SHORT_MONTHS = {
    "jan": 1, "janv": 1, "fev": 2, "fevr": 2, "mar": 3, "avr": 4, "jun": 6, "juil": 7,
    "jul": 7, "aou": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_COULD_BE_TWO_MONTHS = {"jui"}
_CLOSE_ENOUGH = 0.75

_SEPARATOR = r"\s*[\s./\-_,]\s*"
_DAY = r"(?<![\d])(?P<d>\d{1,2})(?:\s?er)?"
_YEAR = r"(?P<y>\d{4}|(?:19|20) \d{2}|\d{2})(?!\d)"
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}})(?!\d)"
)
_NUMERIC = re.compile(rf"{_DAY}{_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}{_YEAR}")
_NAMED = re.compile(
    rf"{_DAY}[\s./\-,]*(?:(?:du mois )?(?:de |d'))?(?P<m>[a-z]{{3,10}})[\s./\-,]*(?:de )?{_YEAR}"
)
_COMPACT = re.compile(r"(?<!\d)(?P<d>\d{2})[ ./\-]?(?P<m>\d{2})[ ./\-]?(?P<y>\d{4}|\d{2})(?!\d)")
_COMPACT_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)")


def parse_birth_date(text: str, *, today: date) -> date:
    """Find the birth date in ``text``, day first unless the year comes first.

    A year of two digits is read in the century that makes an age of 0 to 120; where both do, the
    younger person wins who is at least 16, the age at which one may have an account of one's own.

    Raises:
        ValueRefused: DATE_UNREADABLE, DATE_IMPOSSIBLE (31/02), DATE_FUTURE, DATE_TOO_OLD (over 120
            years ago).
    """
    year_text, month, day = read_date(text)
    year = int(year_text)
    if len(year_text) == 2:
        year = _full_year(year, month, day, today)
    try:
        born = date(year, month, day)
    except ValueError:
        raise ValueRefused(Reason.DATE_IMPOSSIBLE) from None
    if born > today:
        raise ValueRefused(Reason.DATE_FUTURE)
    if _age(born, today) > _MAX_AGE:
        raise ValueRefused(Reason.DATE_TOO_OLD)
    return born


def read_date(text: str) -> tuple[str, int, int]:
    """Return the year as it was given (4 or 2 digits), the month and the day, all unchecked.

    Raises:
        ValueRefused: DATE_UNREADABLE.
    """
    plain = _with_digits(read_number_words(clean(text).replace("premier", "1er")))
    for read in _READERS:
        parts = read(plain)
        if parts is not None:
            return parts
    raise ValueRefused(Reason.DATE_UNREADABLE)


def _with_digits(text: str) -> str:
    return re.sub(
        r"(?<![a-z\d])(?=[oil|]*\d)[\doil|]+(?![a-z])", lambda match: as_digits(match[0]), text
    )


def _parts(match: re.Match[str], month: int) -> tuple[str, int, int]:
    return match["y"].replace(" ", ""), month, int(match["d"])


def _numbers(pattern: re.Pattern[str]) -> Callable[[str], tuple[str, int, int] | None]:
    def read(text: str) -> tuple[str, int, int] | None:
        match = pattern.search(text)
        return _parts(match, int(match["m"])) if match else None

    return read


def _named(text: str) -> tuple[str, int, int] | None:
    for match in _NAMED.finditer(text):
        month = _month_named(match["m"])
        if month is not None:
            return _parts(match, month)
    return None


def _compact(text: str) -> tuple[str, int, int] | None:
    year_first = _COMPACT_YEAR_FIRST.search(text)
    match = _COMPACT.search(text)
    if year_first and (match is None or int(match["m"]) > 12):
        match = year_first
    return _parts(match, int(match["m"])) if match else None


_READERS = (_numbers(_YEAR_FIRST), _named, _numbers(_NUMERIC), _compact)


def _month_named(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS.index(word) + 1
    if word in _SHORT_MONTHS:
        return _SHORT_MONTHS[word]
    if word in _COULD_BE_TWO_MONTHS:
        return None
    scores = sorted(
        ((SequenceMatcher(None, word, name).ratio(), n) for n, name in enumerate(_MONTHS, 1)),
        reverse=True,
    )
    (best, month), (second, _) = scores[:2]
    return month if best >= _CLOSE_ENOUGH and best > second else None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _full_year(year2: int, month: int, day: int, today: date) -> int:
    this_century = today.year // 100 * 100
    years = [this_century + year2, this_century - 100 + year2]
    ages = {year: today.year - year - ((today.month, today.day) < (month, day)) for year in years}
    possible = [year for year in years if 0 <= ages[year] <= _MAX_AGE]
    adults = [year for year in possible if ages[year] >= _ACCOUNT_AGE]
    return next(iter(adults or possible or years))
