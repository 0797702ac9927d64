"""The page of a forgotten code: the captcha first, then one answer for everybody."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.accounts.kept_codes import code_digits
from backend.accounts.models import ProvisionalCode
from tests.support.clock import FakeClock
from tests.support.house import NIR, House
from tests.support.visitor import CAPTCHA, Visitor, masked, reasons

PAGE = "/code-oublie"
BORN = "18/12/1962"
NOBODY = "1621275123456"


async def ask(house: House, visitor: Visitor, **given: str) -> tuple[int, str, str]:
    """Fill in the form with the right characters; return status, place and page."""
    await visitor.open(PAGE)
    captcha = visitor.found(CAPTCHA)
    form = {
        "nir": NIR,
        "birth_date": BORN,
        "captcha": captcha,
        "characters": await house.characters(captcha),
    }
    answer = await visitor.send(PAGE, **form | given)
    return answer.status_code, answer.headers.get("location", ""), masked(answer)


async def codes(house: House) -> int:
    """Return how many codes were made."""
    async with house.services.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(ProvisionalCode)) or 0


async def test_a_code_leaves_and_opens_the_road(house: House, visitor: Visitor) -> None:
    await house.account()
    status, place, _ = await ask(house, visitor)
    assert (status, place) == (303, "/connexion?etat=code_demande")
    page = await visitor.open(place)
    assert "30 minutes" in page.text
    async with house.services.database.begin() as session:
        row = (await session.scalars(select(ProvisionalCode))).one()
    await visitor.sign_in(NIR, code_digits(house.services.keys, row))
    assert visitor.path == "/mon-compte/conditions"


async def test_the_answer_is_the_same_for_everybody(house: House) -> None:
    await house.account()
    found = {}
    for name, given in {
        "owner": {},
        "nobody": {"nir": NOBODY},
        "another birth date": {"birth_date": "17/12/1962"},
    }.items():
        async with house.visitor() as visitor:
            answer = await ask(house, visitor, **given)
            page = await visitor.open(answer[1])
            cookies = sorted(cookie.name for cookie in visitor.http.cookies.jar)
            found[name] = (answer, masked(page), cookies)
    assert found["owner"] == found["nobody"] == found["another birth date"]
    assert await codes(house) == 1


async def test_the_fourth_demand_is_refused_alike(house: House) -> None:
    await house.account()
    found = []
    for nir in (NIR, NOBODY):
        async with house.visitor() as visitor:
            for _ in range(3):
                assert (await ask(house, visitor, nir=nir))[0] == 303
            found.append(await ask(house, visitor, nir=nir))
    assert found[0] == found[1]
    assert found[0][0] == 429
    assert 'data-reason="codes_locked"' in found[0][2]


async def test_the_cookie_of_the_browser_is_for_us_alone(house: House, visitor: Visitor) -> None:
    await visitor.open(PAGE)
    assert not visitor.http.cookies
    captcha = visitor.found(CAPTCHA)
    form = {"captcha": captcha, "characters": await house.characters(captcha)}
    answer = await visitor.send(PAGE, nir=NIR, birth_date=BORN, **form)
    cookie = set(answer.headers["set-cookie"].lower().split("; "))
    assert {"httponly", "samesite=lax", "path=/", "max-age=3600"} <= cookie


async def test_wrong_characters_bring_new_ones_and_send_nothing(
    house: House, visitor: Visitor
) -> None:
    await house.account()
    await visitor.open(PAGE)
    before = visitor.found(CAPTCHA)
    page = await visitor.send(PAGE, nir=NIR, birth_date=BORN, captcha=before, characters="zzzzz")
    assert (page.status_code, reasons(page)) == (422, {"captcha_wrong"})
    assert visitor.found(CAPTCHA) not in ("", before)
    assert 'aria-invalid="true"' in page.text
    assert await codes(house) == 0


async def test_the_same_characters_serve_once(house: House, visitor: Visitor) -> None:
    await house.account()
    await visitor.open(PAGE)
    captcha = visitor.found(CAPTCHA)
    form = {
        "nir": NIR,
        "birth_date": BORN,
        "captcha": captcha,
        "characters": await house.characters(captcha),
    }
    answers = await asyncio.gather(*(visitor.http.post(PAGE, data=form) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 7
    assert await codes(house) == 1


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(minutes=5), 303), (timedelta(minutes=5, seconds=1), 422)],
)
async def test_the_characters_serve_five_minutes(
    house: House, visitor: Visitor, clock: FakeClock, later: timedelta, status: int
) -> None:
    await visitor.open(PAGE)
    captcha = visitor.found(CAPTCHA)
    form = {"captcha": captcha, "characters": await house.characters(captcha)}
    clock.advance(later)
    answer = await visitor.send(PAGE, nir=NIR, birth_date=BORN, **form)
    assert answer.status_code == status
    assert reasons(answer) == (set() if status == 303 else {"captcha_expired"})


@pytest.mark.parametrize("captcha", ["", "x", "00000000-0000-0000-0000-000000000000"])
async def test_characters_that_we_did_not_draw_are_refused(visitor: Visitor, captcha: str) -> None:
    page = await visitor.send(PAGE, nir=NIR, birth_date=BORN, captcha=captcha, characters="abcde")
    assert reasons(page) == {"captcha_expired"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"nir": "12"}, {"nir_length"}),
        ({"birth_date": "31/02/1962"}, {"date_impossible"}),
        ({"birth_date": "18/12/1963"}, {"nir_birth_date_mismatch"}),
        ({"nir": "", "birth_date": ""}, {"nir_unreadable", "date_unreadable"}),
    ],
)
async def test_a_field_that_is_refused_says_why_and_spends_no_characters(
    house: House, visitor: Visitor, given: dict[str, str], expected: set[str]
) -> None:
    await visitor.open(PAGE)
    captcha = visitor.found(CAPTCHA)
    form = {
        "nir": NIR,
        "birth_date": BORN,
        "captcha": captcha,
        "characters": await house.characters(captcha),
    }
    page = await visitor.send(PAGE, **form | given)
    assert (page.status_code, reasons(page)) == (422, expected)
    assert NIR not in page.text
    assert (await visitor.send(PAGE, **form)).status_code == 303


async def test_new_characters_without_javascript(visitor: Visitor) -> None:
    await visitor.open(PAGE)
    before = visitor.found(CAPTCHA)
    page = await visitor.send(PAGE, nir=NIR, renew="1")
    assert page.status_code == 200
    assert visitor.found(CAPTCHA) not in ("", before)


async def test_new_characters_with_javascript(house: House, visitor: Visitor) -> None:
    answer = await visitor.http.post("/code-oublie/caracteres")
    captcha = answer.json()["captcha"]
    assert len(await house.characters(captcha)) == 5
    elsewhere = {"Origin": "https://ailleurs.exemple"}
    refused = await visitor.http.post("/code-oublie/caracteres", headers=elsewhere)
    assert refused.status_code == 403


async def test_the_enter_key_asks_for_the_code(visitor: Visitor) -> None:
    page = (await visitor.open(PAGE)).text
    assert page.index('<button type="submit" hidden>') < page.index('name="renew"')
