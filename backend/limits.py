"""How often something may be tried, counted in Redis; without Redis the answer is no."""

from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.keys import Keyring


class TooManyAttempts(Exception):
    """The limit is reached."""


class LimiterUnavailable(Exception):
    """Redis does not answer: nothing that is limited may go on."""


@dataclass(frozen=True)
class Limit:
    """At most so many times in so long, for each subject.

    Attributes:
        name: what is counted, for example ``identity-nir``.
        rate: in the notation of the library ``limits``, for example ``10/day``.
    """

    name: str
    rate: str

    @property
    def item(self) -> RateLimitItem:
        """The limit as the library wants it."""
        return parse(self.rate)


class Limiter:
    """Counts tries by keyed hashes of their subjects, so that Redis holds no identifier."""

    def __init__(self, redis: Redis, keys: Keyring) -> None:
        self._keys = keys
        self._windows = FixedWindowRateLimiter(
            RedisStorage(
                "async+redis://",
                connection_pool=redis.connection_pool,  # type: ignore[arg-type]
                implementation="redispy",
            )
        )

    async def hit(self, limit: Limit, subject: str) -> None:
        """Count one try.

        Raises:
            TooManyAttempts: the limit was reached before this try.
            LimiterUnavailable: Redis does not answer.
        """
        try:
            allowed = await self._windows.hit(limit.item, limit.name, self._key(limit, subject))
        except (RedisError, OSError) as error:
            raise LimiterUnavailable from error
        if not allowed:
            raise TooManyAttempts

    async def check(self, limit: Limit, subject: str) -> None:
        """Count nothing, and refuse as ``hit`` would.

        Raises:
            TooManyAttempts, LimiterUnavailable.
        """
        try:
            allowed = await self._windows.test(limit.item, limit.name, self._key(limit, subject))
        except (RedisError, OSError) as error:
            raise LimiterUnavailable from error
        if not allowed:
            raise TooManyAttempts

    async def forgive(self, limit: Limit, subject: str) -> None:
        """Forget the tries of ``subject``, after a success."""
        try:
            await self._windows.clear(limit.item, limit.name, self._key(limit, subject))
        except (RedisError, OSError) as error:
            raise LimiterUnavailable from error

    async def give_back(self, limit: Limit, subject: str) -> None:
        """Take back one try, after a success that must not wipe out the tries of others."""
        try:
            await self._windows.hit(limit.item, limit.name, self._key(limit, subject), cost=-1)
        except (RedisError, OSError) as error:
            raise LimiterUnavailable from error

    def _key(self, limit: Limit, subject: str) -> str:
        return self._keys.index(subject, f"limit:{limit.name}").hex()
