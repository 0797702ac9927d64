"""Which characters a captcha is made of, and how what a person typed is compared with them."""

import hmac
import secrets
import unicodedata
from enum import StrEnum

ALPHABET = "AFHJMPRXY234579"
"""Characters that neither look nor sound alike, in French.

One is kept of those that look alike (0 O D Q, 1 I L 7 T, 2 Z, 5 S, 3 8 B, 6 G, E F, H K N, U V Y,
M W) and of the letters that rhyme (B C D E G P T V; A K; F S; M N; I J; 6 X). 15^5 is 759,375:
with one try a captcha, guessing costs more than reading.
"""

LENGTH = 5
_SEEN_AS = str.maketrans({"Z": "2", "S": "5"})


class Solved(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    """Too old, tried already, or unknown."""


def draw_characters() -> str:
    """Return the characters of a new captcha, drawn by the system's own randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def fold(typed: str) -> str:
    """Return ``typed`` as it is compared: upper case, full-width forms, accents, spaces and signs
    aside, and a character that is never drawn read as the one that it looks like.
    """
    plain = unicodedata.normalize("NFKD", typed).upper()
    return "".join(character for character in plain if character.isalnum()).translate(_SEEN_AS)


def same_characters(characters: str, typed: str) -> bool:
    """Return whether ``typed`` is ``characters``, in a time that does not tell how much of it."""
    return hmac.compare_digest(characters.encode(), fold(typed).encode())
