"""Bring a mistyped word back to the frequent French word that it is nearest to."""

from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase

import wordfreq

from bot.nlu.text import without_accents, words

SHORTEST = 4
"""Shorter words are left alone: almost any is one slip away from another."""
LONGEST = 25
"""Longer ones too: they are no words, and would take long."""


class Speller:
    """Corrects words of one slip: a letter lost, added, replaced, or two swapped; accents apart.

    What is a word, and which is the likelier, is told by the word frequencies of ``wordfreq``.
    """

    def __init__(self) -> None:
        self._frequencies = wordfreq.get_frequency_dict("fr", wordlist="small")
        self._accented: dict[str, str] = {}
        for word in sorted(self._frequencies, key=self._frequencies.__getitem__):
            self._accented[without_accents(word)] = word
        self._corrected = lru_cache(maxsize=10_000)(self._correct)

    def text(self, text: str) -> str:
        """Return the words of ``text`` in lower case, each corrected, one space apart."""
        return " ".join(self.word(word) for word in words(text))

    def word(self, word: str) -> str:
        """Return ``word`` if it is French, a placeholder or like nothing known; else the most
        frequent word that one slip would turn into it."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._frequencies or not word.isalpha():
            return word
        return self._corrected(word)

    def _correct(self, word: str) -> str:
        bare = without_accents(word)
        if bare in self._accented:
            return self._accented[bare]
        near = {self._accented[slip] for slip in _slips(bare) if slip in self._accented}
        return max(near, key=lambda found: (self._frequencies[found], found), default=word)


def _slips(word: str) -> Iterator[str]:
    """Yield all that one slip makes of ``word`` (P. Norvig, "How to write a spelling
    corrector")."""
    for cut in range(len(word) + 1):
        left, right = word[:cut], word[cut:]
        yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            yield left + letter + right[1:]
