"""Limits on a real Redis: exact under concurrency, closed when Redis is away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from backend.keys import Keyring
from backend.limits import Limit, Limiter, LimiterUnavailable, TooManyAttempts

FIVE = Limit("test", "5/hour")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of an empty Redis."""
    async with Redis.from_url(redis_url) as client:
        yield client


async def test_thirty_two_callers_at_once_get_five_tries(redis: Redis, keys: Keyring) -> None:
    limiter = Limiter(redis, keys)
    outcomes = await asyncio.gather(
        *(limiter.hit(FIVE, "somebody") for _ in range(32)), return_exceptions=True
    )
    assert [type(one) for one in outcomes].count(TooManyAttempts) == 27
    assert outcomes.count(None) == 5


async def test_each_subject_has_its_own_count(redis: Redis, keys: Keyring) -> None:
    limiter = Limiter(redis, keys)
    for subject in ("one", "two"):
        for _ in range(5):
            await limiter.hit(FIVE, subject)


async def test_a_success_forgives_the_tries(redis: Redis, keys: Keyring) -> None:
    limiter = Limiter(redis, keys)
    for _ in range(5):
        await limiter.hit(FIVE, "somebody")
    await limiter.forgive(FIVE, "somebody")
    await limiter.hit(FIVE, "somebody")


async def test_redis_holds_no_subject(redis: Redis, keys: Keyring) -> None:
    await Limiter(redis, keys).hit(FIVE, "162122B010001")
    names = b" ".join(await redis.keys("*"))
    assert names
    assert b"162122B010001" not in names


async def test_without_redis_nothing_is_allowed(keys: Keyring) -> None:
    async with Redis.from_url("redis://127.0.0.1:1") as nowhere:
        with pytest.raises(LimiterUnavailable):
            await Limiter(nowhere, keys).hit(FIVE, "somebody")
