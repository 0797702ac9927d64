"""Reads a French postcode (5 digits, overseas departments and collectivities too)."""

import re

from backend.identifiers.text import clean, digit_runs, read_number_words
from backend.reasons import Reason, ValueRefused

_OVERSEAS = {"971", "972", "973", "974", "975", "976", "977", "978"}
_COLLECTIVITIES = {"980", "984", "986", "987", "988", "989"}


def parse_postcode(text: str) -> str:
    """Find the postcode in ``text`` ("j'habite à 63000", "63 000", "soixante-trois mille").

    Raises:
        ValueRefused: POSTCODE_LENGTH (no number of 5 digits), POSTCODE_UNKNOWN (no department
            begins like this).
    """
    spoken = read_number_words(clean(text), thousands=True)
    runs = digit_runs(re.sub(r"\bfr?\s?-\s?(?=\d)", " ", spoken))
    groups = [group for run in runs for group in run]
    joined = ["".join(run) for run in runs]
    found = [number for number in groups + joined if len(number) == 5]
    if not found:
        raise ValueRefused(Reason.POSTCODE_LENGTH)
    if not _department_exists(found[-1]):
        raise ValueRefused(Reason.POSTCODE_UNKNOWN)
    return found[-1]


def _department_exists(postcode: str) -> bool:
    if postcode[:2] in {"97", "98"}:
        return postcode[:3] in _OVERSEAS | _COLLECTIVITIES
    return 1 <= int(postcode[:2]) <= 95
