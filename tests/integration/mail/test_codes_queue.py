"""Provisional codes leave through the real queue and worker, whatever the gateway does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from backend.accounts.states import Channel
from backend.db import Database
from backend.keys import Keyring
from backend.letters.spool import list_letters
from backend.mail.folder import list_mails
from backend.mail.jobs import JobOutbox
from backend.settings import Settings
from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.codes import Codes, make_codes
from tests.support.processes import wait_until
from tests.support.sms import SmsServer, sms_server
from tests.support.worker import working


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    with sms_server() as server:
        yield server


@pytest.fixture
def here(postgres_url: str, gateway: SmsServer, tmp_path: Path) -> Settings:
    """The settings of a worker whose mails and letters stay in the test's folder."""
    return settings(
        database_url=postgres_url,
        sms_url=gateway.url,
        mailbox_dir=tmp_path / "mails",
        letters_dir=tmp_path / "letters",
    )


@pytest.fixture
def keys(here: Settings) -> Keyring:
    """The keys of the worker."""
    return Keyring(here.secret_key.get_secret_value())


@pytest.fixture
async def codes(
    database: Database, redis_url: str, keys: Keyring, clock: FakeClock
) -> AsyncIterator[Codes]:
    async with Redis.from_url(redis_url) as redis:
        yield await make_codes(database, redis, keys, clock, JobOutbox())


async def until(ready: Callable[[], bool], what: str) -> None:
    await asyncio.to_thread(wait_until, ready, what=what)


async def test_a_code_leaves_by_each_channel(
    codes: Codes, here: Settings, gateway: SmsServer
) -> None:
    async with working(here, codes.clock):
        await codes.issue(Channel.EMAIL)
        await until(lambda: len(list_mails(here.mailbox_dir)) == 1, "the mail")
        await codes.issue(Channel.SMS)
        await until(lambda: len(gateway.requests) == 1, "the SMS")
        await codes.issue(Channel.POST)
        await until(lambda: len(list_letters(here.letters_dir)) == 1, "the letter")


@pytest.mark.parametrize("behaviour", [500, 401, "cut"])
async def test_an_sms_that_failed_leaves_later_with_the_same_digits(
    codes: Codes, here: Settings, gateway: SmsServer, behaviour: int | str
) -> None:
    gateway.behaviour = behaviour
    async with working(here, codes.clock):
        await codes.issue(Channel.SMS)
        await until(lambda: len(gateway.requests) >= 2, "two attempts")
        gateway.behaviour = 202
        tried = len(gateway.requests)
        await until(lambda: len(gateway.requests) > tried, "the successful attempt")
    assert len({body["text"] for _, body in gateway.requests}) == 1


async def test_a_code_of_a_transaction_rolled_back_never_leaves(
    codes: Codes, here: Settings, gateway: SmsServer
) -> None:
    async with working(here, codes.clock):
        with pytest.raises(RuntimeError):
            async with codes.database.begin() as session:
                await codes.service.issue(
                    nir13="162122B010001", channel=Channel.SMS, browser="b", session=session
                )
                raise RuntimeError
        await codes.issue(Channel.SMS)
        await until(lambda: len(gateway.requests) == 1, "the other SMS")
    (row,) = await codes.rows()
    assert gateway.requests[0][1]["reference"] == str(row.id)
