"""Hashes personal codes with argon2id, off the event loop and a few at a time."""

import asyncio
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Hashes computed at the same time: each takes 19 MiB and one core."""

_TIME_COST = 2
_MEMORY_KIB = 19 * 1024
_PARALLELISM = 1

T = TypeVar("T")


class CodeHasher:
    """Computes and checks argon2id hashes (t=2, m=19 MiB, p=1; RFC 9106).

    Attributes:
        calls: how many hashes were computed, for the tests that compare what two people cost.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.calls = 0
        self._hasher = PasswordHasher(_TIME_COST, _MEMORY_KIB, _PARALLELISM)
        self._slots = asyncio.Semaphore(at_once)
        self._hash_of_nobody = self._hasher.hash("")

    async def hash(self, code: str) -> str:
        """Return the hash of ``code``, with its parameters and a fresh salt."""
        return await self._computed(lambda: self._hasher.hash(_normal(code)))

    async def verify(self, code_hash: str | None, code: str) -> bool:
        """Return whether ``code`` is the one hashed.

        Args:
            code_hash: None when there is no account: as much is computed, and the answer is no.
        """
        matches = await self._computed(
            lambda: self._matches(code_hash or self._hash_of_nobody, _normal(code))
        )
        return matches and code_hash is not None

    def needs_rehash(self, code_hash: str) -> bool:
        """Return whether ``code_hash`` was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(code_hash)

    def _matches(self, code_hash: str, code: str) -> bool:
        try:
            return self._hasher.verify(code_hash, code)
        except (VerificationError, InvalidHashError):
            return False

    async def _computed(self, compute: Callable[[], T]) -> T:
        async with self._slots:
            self.calls += 1
            return await asyncio.to_thread(compute)


def _normal(code: str) -> str:
    """Return ``code`` as every keyboard writes it: an accent may come as one character or two."""
    return unicodedata.normalize("NFKC", code)
