"""How a French message is read: folded, and cut into words.

A message comes sealed: identifiers stand in it as placeholders (``[nir]``, ``[nom]``...), which
are words of their own here.
"""

import re
import unicodedata

WORD_PATTERN = r"\[\w+\]|\w+|\?"
"""Placeholders, words of any length (``j``, ``l`` and ``y`` too), and the question mark."""

_WORD = re.compile(WORD_PATTERN)
_NOT_WORD = re.compile(r"[^\w\[\]]+")


def without_accents(text: str) -> str:
    """Return ``text`` without accents and other combining marks: ``reçu`` gives ``recu``."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with its words one space apart.

    Punctuation is dropped, except the brackets of placeholders.
    """
    return _NOT_WORD.sub(" ", without_accents(text.lower())).strip()


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, accents kept, in their order."""
    return _WORD.findall(unicodedata.normalize("NFC", text.lower()))
