"""Reads the end of an IBAN, checks whole IBANs and shows them partly masked."""

import re

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError

from backend.identifiers.text import clean, read_number_words
from backend.reasons import Reason, ValueRefused

END_LENGTH = 7
_FRENCH_LENGTH = 27
_RIB_LENGTH = 23
_WHOLE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def parse_iban_end(text: str) -> str:
    """Find the last 7 characters of the IBAN in ``text``; a whole IBAN or RIB gives its last 7.

    The letter O and the digit 0 are both kept as typed: both occur in account numbers.

    Raises:
        ValueRefused: IBAN_LENGTH (neither 7 characters nor a whole IBAN).
    """
    plain = clean(text)
    whole_message = re.sub(r"[\s.\-_]", "", plain).upper()
    if _is_end(whole_message):
        return whole_message
    runs = _runs(plain)
    if not any(_is_end(run) or _is_whole(run) for run in runs):
        runs = _runs(read_number_words(plain))
    for run in runs:
        if _is_end(run) or _is_whole(run):
            return run[-END_LENGTH:]
    raise ValueRefused(Reason.IBAN_LENGTH)


def check_iban(text: str) -> str:
    """Return a whole IBAN without spaces, in capitals; for imports.

    Raises:
        ValueRefused: IBAN_INVALID (wrong key, length or form).
    """
    try:
        return str(stdnum_iban.validate(clean(text)))
    except ValidationError:
        raise ValueRefused(Reason.IBAN_INVALID) from None


def iban_hint(iban: str) -> str:
    """Return the IBAN with its middle starred and its last 7 characters as blanks to complete.

    A French IBAN is shown as on the guide's screen: ``FR64 2004 1*** **01 3478 ____ ___``; of
    others only the country and the key are shown.
    """
    shown_from = 14 if len(iban) == _FRENCH_LENGTH else len(iban)
    shown_to = 9 if len(iban) == _FRENCH_LENGTH else 4
    blank_from = len(iban) - END_LENGTH
    masked = "".join(
        "_" if place >= blank_from else "*" if shown_to <= place < shown_from else character
        for place, character in enumerate(iban)
    )
    return " ".join(masked[start : start + 4] for start in range(0, len(masked), 4))


def _is_end(run: str) -> bool:
    return bool(re.fullmatch(r"[A-Z0-9]{7}", run)) and any(c.isdigit() for c in run)


def _is_whole(run: str) -> bool:
    return bool(_WHOLE.fullmatch(run)) or len(run) == _RIB_LENGTH


def _runs(text: str) -> list[str]:
    """Return the runs of neighbouring groups that may belong to an IBAN, without spaces."""
    runs: list[str] = []
    groups: list[str] = []
    for token in re.findall(r"[A-Za-z0-9]+|[^\W\d_]+|[^\s.,;\-_*•\w]", text):
        has_digit = any(c.isdigit() for c in token)
        short_letters = token.isalpha() and token.isascii() and len(token) <= 4
        in_capitals = short_letters and (token.isupper() or (len(token) == 1 and bool(groups)))
        if has_digit or in_capitals or token.lower() == "fr":
            groups.append(token.upper())
        else:
            runs.append("".join(groups))
            groups = []
    runs.append("".join(groups))
    return [run for run in runs if run]
