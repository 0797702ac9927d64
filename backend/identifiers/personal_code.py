"""The rules of the personal code, from the guides, and how strong a code is.

Allowed characters, after NFKC: the letters A-Z and a-z, those of French with an accent or a
ligature, the digits, and the specials of ``SPECIALS``. A space is refused: keyboards of phones add
one that is not seen.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from backend.identifiers.nir import Nir
from backend.identifiers.text import without_accents
from backend.reasons import Reason

MIN_LENGTH = 8
MAX_LENGTH = 50
SPECIALS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~€£§°"
_ACCENTED = "àâäæçéèêëîïñôöœùûüÿ"
_LOWER = set("abcdefghijklmnopqrstuvwxyz" + _ACCENTED)
_UPPER = {letter.upper() for letter in _LOWER}
_DIGITS = set("0123456789")
_ALLOWED = _LOWER | _UPPER | _DIGITS | set(SPECIALS)
_NIR_WINDOW = 6
_COMMON_FILE = Path(__file__).with_name("common_codes.txt")
_LEET = str.maketrans("@4301$5!", "aaeoissi")


def check_personal_code(
    code: str, confirmation: str, *, nir: Nir | None, birth_date: date | None
) -> list[Reason]:
    """Return every rule that ``code`` breaks, in the order of the guide; none: it is accepted.

    A part of the NIR is 6 of its characters in a row (key included), a part of the birth date is 4
    of its digits or more in a usual order (day and month, month and year, the year...); specials
    between them do not hide them.
    """
    normal = unicodedata.normalize("NFKC", code)
    characters = set(normal)
    rules = {
        Reason.CODE_TOO_SHORT: len(normal) < MIN_LENGTH,
        Reason.CODE_TOO_LONG: len(normal) > MAX_LENGTH,
        Reason.CODE_LOWER_CASE_MISSING: not characters & _LOWER,
        Reason.CODE_UPPER_CASE_MISSING: not characters & _UPPER,
        Reason.CODE_DIGIT_OR_SPECIAL_MISSING: not characters & (_DIGITS | set(SPECIALS)),
        Reason.CODE_CHARACTER_FORBIDDEN: bool(characters - _ALLOWED),
        Reason.CODE_CONTAINS_NIR: nir is not None and _contains_nir(normal, nir),
        Reason.CODE_CONTAINS_BIRTH_DATE: birth_date is not None
        and _contains_birth_date(normal, birth_date),
        Reason.CODE_COMMON: is_common(normal),
        Reason.CODE_CONFIRMATION_MISMATCH: normal != unicodedata.normalize("NFKC", confirmation),
    }
    return [reason for reason, broken in rules.items() if broken]


def forbidden_characters(code: str) -> list[str]:
    """Return the characters of ``code`` that are not allowed, each once, in their order."""
    normal = unicodedata.normalize("NFKC", code)
    return [character for character in dict.fromkeys(normal) if character not in _ALLOWED]


def is_common(code: str) -> bool:
    """Tell whether ``code``, or the word inside it, is in the list of common codes.

    Case, accents, digits used for letters (0 for o, 3 for e...), and the digits and specials around
    the word make no difference: "M0tDePasse1!" is common.
    """
    folded = without_accents(code).casefold()
    words = {folded, folded.strip(SPECIALS), re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)}
    words |= {re.sub(r"^[^a-z]+|[^a-z]+$", "", word.translate(_LEET)) for word in set(words)}
    return bool((words - {""}) & _common_codes())


@cache
def _common_codes() -> frozenset[str]:
    lines = _COMMON_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())


def _compact(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def _contains_nir(code: str, nir: Nir) -> bool:
    number, compact = nir.number + nir.key, _compact(code)
    return any(
        number[start : start + _NIR_WINDOW] in compact
        for start in range(len(number) - _NIR_WINDOW + 1)
    )


def _contains_birth_date(code: str, born: date) -> bool:
    d, m, y, yy = f"{born:%d}", f"{born:%m}", f"{born:%Y}", f"{born:%y}"
    short = f"{born.day}{born.month}{yy}"
    parts = [d + m, m + d, m + yy, yy + m, y, *([short] if len(short) >= 4 else [])]
    compact = _compact(code)
    return any(part in compact for part in parts)
