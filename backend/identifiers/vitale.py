"""Reads the serial number of a Vitale card."""

from backend.identifiers.text import clean, digit_runs, read_number_words
from backend.reasons import Reason, ValueRefused

END_LENGTH = 11
WHOLE_LENGTH = 21


def parse_vitale_serial(text: str) -> str:
    """Find the last 11 digits of the serial number in ``text``; all 21 give their last 11.

    Raises:
        ValueRefused: VITALE_LENGTH (neither 11 nor 21 digits; nothing is guessed).
    """
    runs = ["".join(run) for run in digit_runs(read_number_words(clean(text)))]
    for number in [*runs, "".join(runs)]:
        if len(number) in {END_LENGTH, WHOLE_LENGTH}:
            return number[-END_LENGTH:]
    raise ValueRefused(Reason.VITALE_LENGTH)
