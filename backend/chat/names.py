"""Recognises, in later messages, the names that were given in a conversation, by keyed hashes."""

import re
from collections.abc import Iterable

from backend.identifiers.names import fold_name
from backend.keys import Keyring

LONGEST_NAME_WORDS = 4
SHORTEST_PART = 4
"""Letters: "le" or "de" alone are no names."""
_PART = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def name_indexes(names: Iterable[str], keys: Keyring) -> list[str]:
    """Return the keyed hashes under which ``names`` and their words are recognised."""
    wholes = {fold_name(name) for name in names}
    parts = {
        fold_name(part)
        for name in names
        for part in _PART.findall(name)
        if len(part) >= SHORTEST_PART
    }
    return sorted(keys.index(name, "chat-name").hex() for name in wholes | parts if name)


def names_in(text: str, indexes: Iterable[str], keys: Keyring) -> list[str]:
    """Return the pieces of ``text`` that are names known by ``indexes``, longest first."""
    known = set(indexes)
    if not known:
        return []
    words = [match.span() for match in _WORD.finditer(text)]
    pieces = {
        text[words[first][0] : words[last][1]]
        for first in range(len(words))
        for last in range(first, min(first + LONGEST_NAME_WORDS, len(words)))
    }
    found = [p for p in pieces if keys.index(fold_name(p), "chat-name").hex() in known]
    return sorted(found, key=len, reverse=True)
