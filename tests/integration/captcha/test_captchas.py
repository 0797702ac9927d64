"""Captchas on a real PostgreSQL: five minutes, one try, shown as picture and sound."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from backend.captcha import routes
from backend.captcha.characters import ALPHABET, LENGTH, Solved
from backend.captcha.models import Captcha
from backend.captcha.service import Captchas
from backend.db import Database
from backend.keys import Keyring
from backend.web.pages import environment
from tests.support.accounts import dump
from tests.support.clock import FakeClock
from tests.support.pages import served

CALLERS = 32
SECOND = timedelta(seconds=1)
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def captchas(keys: Keyring, clock: FakeClock) -> Captchas:
    return Captchas(keys, clock)


@pytest.fixture
async def client(database: Database, captchas: Captchas) -> AsyncIterator[httpx.AsyncClient]:
    async with served(routes.blueprint, database=database, captchas=captchas) as client:
        yield client


@pytest.fixture
async def captcha(captchas: Captchas, database: Database) -> UUID:
    async with database.begin() as session:
        return await captchas.make(session=session)


async def characters_of(captcha: UUID, database: Database, keys: Keyring) -> str:
    async with database.begin() as session:
        row = await session.get(Captcha, captcha)
    assert row is not None
    return keys.unseal(row.characters_sealed, "captcha", str(captcha))


async def solve(captchas: Captchas, database: Database, captcha: UUID, typed: str) -> Solved:
    async with database.begin() as session:
        return await captchas.solve(captcha, typed, session=session)


async def forget(captchas: Captchas, database: Database) -> int:
    async with database.begin() as session:
        return await captchas.forget(session=session)


async def test_the_characters_copied_are_right(
    captchas: Captchas, database: Database, keys: Keyring, captcha: UUID
) -> None:
    characters = await characters_of(captcha, database, keys)
    assert len(characters) == LENGTH
    assert set(characters) <= set(ALPHABET)
    assert await solve(captchas, database, captcha, characters.lower()) is Solved.RIGHT


async def test_a_wrong_try_is_the_only_one(
    captchas: Captchas, database: Database, keys: Keyring, captcha: UUID
) -> None:
    characters = await characters_of(captcha, database, keys)
    assert await solve(captchas, database, captcha, "00000") is Solved.WRONG
    assert await solve(captchas, database, captcha, characters) is Solved.EXPIRED


async def test_a_right_try_is_the_only_one(
    captchas: Captchas, database: Database, keys: Keyring, captcha: UUID
) -> None:
    characters = await characters_of(captcha, database, keys)
    await solve(captchas, database, captcha, characters)
    assert await solve(captchas, database, captcha, characters) is Solved.EXPIRED


async def test_an_unknown_captcha_is_as_an_expired_one(
    captchas: Captchas, database: Database
) -> None:
    assert await solve(captchas, database, uuid4(), "AFHJM") is Solved.EXPIRED


@pytest.mark.parametrize(
    ("age", "outcome"),
    [(FIVE_MINUTES, Solved.RIGHT), (FIVE_MINUTES + SECOND, Solved.EXPIRED)],
)
async def test_it_lives_five_minutes_to_the_second(
    captchas: Captchas,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    captcha: UUID,
    age: timedelta,
    outcome: Solved,
) -> None:
    clock.advance(age)
    characters = await characters_of(captcha, database, keys)
    assert await solve(captchas, database, captcha, characters) is outcome


async def test_however_many_try_at_once_one_is_right(
    captchas: Captchas, database: Database, keys: Keyring, captcha: UUID
) -> None:
    characters = await characters_of(captcha, database, keys)
    outcomes = await asyncio.gather(
        *(solve(captchas, database, captcha, characters) for _ in range(CALLERS))
    )
    assert outcomes.count(Solved.RIGHT) == 1
    assert outcomes.count(Solved.EXPIRED) == CALLERS - 1


async def test_however_many_guess_at_once_one_is_compared(
    captchas: Captchas, database: Database, keys: Keyring, captcha: UUID
) -> None:
    outcomes = await asyncio.gather(
        *(solve(captchas, database, captcha, f"{n:05}") for n in range(CALLERS))
    )
    assert outcomes.count(Solved.WRONG) == 1


@pytest.mark.parametrize(
    ("age", "tried", "forgotten"),
    [(FIVE_MINUTES, False, 0), (FIVE_MINUTES + SECOND, False, 1), (SECOND, True, 1)],
)
async def test_what_can_no_longer_be_tried_is_deleted(
    captchas: Captchas,
    database: Database,
    clock: FakeClock,
    captcha: UUID,
    age: timedelta,
    tried: bool,
    forgotten: int,
) -> None:
    clock.advance(age)
    if tried:
        await solve(captchas, database, captcha, "")
    assert await forget(captchas, database) == forgotten
    async with database.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Captcha)) == 1 - forgotten


async def test_the_database_does_not_hold_the_characters(
    database: Database, keys: Keyring, captcha: UUID, postgres_url: str
) -> None:
    characters = await characters_of(captcha, database, keys)
    content = dump(postgres_url)
    assert str(captcha).encode() in content
    assert characters.encode() not in content
    assert characters.encode().hex().encode() not in content


async def test_the_picture_is_drawn_once(client: httpx.AsyncClient, captcha: UUID) -> None:
    first = await client.get(f"/captcha/{captcha}/image")
    again = await client.get(f"/captcha/{captcha}/image")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/png")
    assert first.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(first.content)).size == (280, 90)
    assert again.content == first.content


async def test_the_sound_is_the_same_each_time(client: httpx.AsyncClient, captcha: UUID) -> None:
    first = await client.get(f"/captcha/{captcha}/son")
    again = await client.get(f"/captcha/{captcha}/son")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "audio/wav")
    assert first.headers["Cache-Control"] == "no-store"
    with wave.open(io.BytesIO(first.content)) as sound:
        assert sound.getnframes() > 5 * sound.getframerate()
    assert again.content == first.content


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        ("bytes=0-1", 206, 0, 2),
        ("bytes=44-", 206, 44, None),
        ("bytes=10-99999999", 206, 10, None),
        ("bytes=99999999-", 200, 0, None),
        ("bytes=9-3", 200, 0, None),
        ("bytes=-5", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("seconds=0-1", 200, 0, None),
        ("bytes=", 200, 0, None),
        ("bytes=٣-٤", 200, 0, None),
    ],
)
async def test_a_part_of_the_sound_can_be_asked_for(
    client: httpx.AsyncClient, captcha: UUID, asked: str, status: int, begin: int, end: int | None
) -> None:
    whole = (await client.get(f"/captcha/{captcha}/son")).content
    part = await client.get(f"/captcha/{captcha}/son", headers={"Range": asked.encode()})
    assert (part.status_code, part.content) == (status, whole[begin:end])
    if status == 206:
        last = begin + len(part.content) - 1
        assert part.headers["Content-Range"] == f"bytes {begin}-{last}/{len(whole)}"


@pytest.mark.parametrize("what", ["image", "son"])
async def test_a_captcha_that_cannot_be_tried_is_not_found(
    client: httpx.AsyncClient,
    captchas: Captchas,
    database: Database,
    clock: FakeClock,
    captcha: UUID,
    what: str,
) -> None:
    clock.advance(FIVE_MINUTES)
    assert (await client.get(f"/captcha/{captcha}/{what}")).status_code == 200
    assert (await client.get(f"/captcha/{uuid4()}/{what}")).status_code == 404
    assert (await client.get(f"/captcha/abc/{what}")).status_code == 404
    await solve(captchas, database, captcha, "")
    assert (await client.get(f"/captcha/{captcha}/{what}")).status_code == 404


@pytest.mark.parametrize("what", ["image", "son"])
async def test_an_old_captcha_is_not_found(
    client: httpx.AsyncClient, clock: FakeClock, captcha: UUID, what: str
) -> None:
    clock.advance(FIVE_MINUTES + SECOND)
    assert (await client.get(f"/captcha/{captcha}/{what}")).status_code == 404


def test_the_fields_of_a_form_need_no_script() -> None:
    captcha = uuid4()
    page = environment().from_string(
        '{% from "captcha/captcha.html" import captcha_fields %}{{ captcha_fields(id) }}'
    )
    fields = page.render(id=captcha)
    for part in (
        f'<img src="/captcha/{captcha}/image" alt="Image de {LENGTH} caractères',
        f'<audio controls preload="none" src="/captcha/{captcha}/son"',
        f'<input type="hidden" name="captcha" value="{captcha}">',
        'name="characters"',
        'name="renew"',
        "formnovalidate",
    ):
        assert part in fields
    assert "<script" not in fields
