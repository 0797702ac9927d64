"""A provisional code leaves by its channel, again with the same digits, and not once it is over."""

import io
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from redis.asyncio import Redis

from backend.accounts.states import Channel
from backend.db import Database
from backend.keys import Keyring
from backend.letters.letter import grouped
from backend.letters.spool import SpoolFailed, list_letters, read_letter
from backend.mail.codes import CodeSender
from backend.mail.delivery import FolderDelivery
from backend.mail.folder import list_mails
from backend.mail.messages import Messages
from backend.settings import Settings
from backend.sms.gateway import SmsFailed, list_sms, make_sms
from tests.support.accounts import EMAIL, settings
from tests.support.clock import FakeClock
from tests.support.codes import Codes, make_codes
from tests.support.sms import SmsServer, sms_server


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Settings whose mails, SMS and letters stay in the test's folder."""
    return settings(
        mailbox_dir=tmp_path / "mails", sms_dir=tmp_path / "sms", letters_dir=tmp_path / "letters"
    )


@pytest.fixture
async def codes(
    database: Database, redis_url: str, keys: Keyring, clock: FakeClock
) -> AsyncIterator[Codes]:
    async with Redis.from_url(redis_url) as redis:
        yield await make_codes(database, redis, keys, clock)


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    with sms_server() as server:
        yield server


def sender(codes: Codes, here: Settings) -> CodeSender:
    return CodeSender(
        settings=here,
        database=codes.database,
        keys=codes.keys,
        clock=codes.clock,
        messages=Messages(here),
        delivery=FolderDelivery(here.mailbox_dir),
        sms=make_sms(here),
    )


def left(here: Settings) -> tuple[int, int, int]:
    """Return how many mails, SMS and letters there are."""
    return (
        len(list_mails(here.mailbox_dir)),
        len(list_sms(here.sms_dir)),
        len(list_letters(here.letters_dir)),
    )


async def test_a_forgotten_code_s_digits_are_mailed(codes: Codes, here: Settings) -> None:
    await codes.ask()
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    (mail,) = list_mails(here.mailbox_dir)
    assert mail.to == EMAIL
    assert await codes.digits() in mail.text
    assert left(here) == (1, 0, 0)


async def test_digits_leave_by_sms(codes: Codes, here: Settings) -> None:
    await codes.issue(Channel.SMS)
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    (sms,) = list_sms(here.sms_dir)
    assert sms.to == "+33639980001"
    assert await codes.digits() in sms.text
    assert left(here) == (0, 1, 0)


async def test_digits_leave_by_letter(codes: Codes, here: Settings) -> None:
    await codes.issue(Channel.POST)
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    (letter,) = list_letters(here.letters_dir)
    (page,) = PdfReader(io.BytesIO(read_letter(here.letters_dir, letter.key))).pages
    text = page.extract_text()
    assert grouped(await codes.digits()) in text
    assert "Paul VENTURI\n12 avenue de la Gare\n63000 CLERMONT-FERRAND" in text
    assert letter.key == codes.outbox.codes[-1]
    assert left(here) == (0, 0, 1)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.POST])
async def test_sending_again_leaves_one(codes: Codes, here: Settings, channel: Channel) -> None:
    await codes.issue(channel)
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    before = [path.read_bytes() for path in here.letters_dir.glob("*")]
    codes.clock.advance(timedelta(minutes=29))
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    assert sum(left(here)) == 1
    assert [path.read_bytes() for path in here.letters_dir.glob("*")] == before


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_code_that_is_over_does_not_leave(
    codes: Codes, here: Settings, channel: Channel
) -> None:
    await codes.issue(channel)
    replaced = codes.outbox.codes[-1]
    await codes.issue(channel)
    assert await codes.redeem(await codes.digits())
    used = codes.outbox.codes[-1]
    await codes.issue(channel)
    codes.clock.advance(timedelta(days=15, seconds=1))
    for code in (replaced, used, codes.outbox.codes[-1]):
        await sender(codes, here).send_code(code)
    assert left(here) == (0, 0, 0)


async def test_a_code_that_was_forgotten_does_not_leave(codes: Codes, here: Settings) -> None:
    await codes.issue(Channel.SMS)
    codes.clock.advance(timedelta(days=17))
    async with codes.database.begin() as session:
        await codes.kept.forget(session=session)
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    assert left(here) == (0, 0, 0)


async def test_what_could_not_leave_leaves_at_the_next_attempt_with_the_same_digits(
    codes: Codes, here: Settings, gateway: SmsServer
) -> None:
    there = here.model_copy(update={"sms_url": gateway.url})
    await codes.issue(Channel.SMS)
    gateway.behaviour = 500
    with pytest.raises(SmsFailed):
        await sender(codes, there).send_code(codes.outbox.codes[-1])
    gateway.behaviour = 200
    await sender(codes, there).send_code(codes.outbox.codes[-1])
    (first, failed), (second, taken) = gateway.requests
    assert failed == taken
    assert first["Idempotency-Key"] == second["Idempotency-Key"] == str(codes.outbox.codes[-1])
    assert await codes.digits() in taken["text"]


async def test_a_full_folder_of_letters_is_tried_again(codes: Codes, here: Settings) -> None:
    await codes.issue(Channel.POST)
    here.letters_dir.touch()
    with pytest.raises(SpoolFailed):
        await sender(codes, here).send_code(codes.outbox.codes[-1])
    here.letters_dir.unlink()
    await sender(codes, here).send_code(codes.outbox.codes[-1])
    assert left(here) == (0, 0, 1)


@pytest.mark.parametrize("channel", list(Channel))
async def test_nothing_personal_is_logged(
    codes: Codes, here: Settings, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await codes.issue(channel)
    for _ in range(2):
        await sender(codes, here).send_code(codes.outbox.codes[-1])
        said = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
        for secret in ("courrier.example", "639980001", "avenue de la Gare", "VENTURI"):
            assert secret not in said
        await codes.redeem(await codes.digits())
