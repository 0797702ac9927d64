"""Sign-in: one answer whatever is wrong, a pause after five tries, sessions that end."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from backend.accounts.models import Account
from backend.accounts.sign_in import SignInRefused
from backend.accounts.states import Channel
from backend.limits import TooManyAttempts
from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.house import CODE, NIR, OTHER_CODE, House
from tests.support.server import whole_server
from tests.support.visitor import Visitor, masked, reasons, title

SECOND = timedelta(seconds=1)
TOTO = "2281231815001"
NOBODY = "1850775123456"


async def test_the_right_code_opens_the_account(house: House, visitor: Visitor) -> None:
    await house.account()
    page = await visitor.sign_in("1 62 12 2B 010 001", CODE)
    assert (visitor.path, title(page)) == ("/mon-compte", "Mon compte")


async def test_the_nir_with_its_key_opens_it_too(house: House, visitor: Visitor) -> None:
    await house.account()
    await visitor.sign_in("1 62 12 2B 010 001 03", CODE)
    assert visitor.path == "/mon-compte"


async def test_a_pending_account_is_told_what_it_waits_for(house: House, visitor: Visitor) -> None:
    await house.account(active=False)
    page = await visitor.sign_in(NIR, CODE)
    assert (visitor.path, title(page)) == ("/mon-compte", "Confirmez votre adresse e-mail")


async def wrong_answers(house: House) -> dict[str, tuple[int, str, int]]:
    """Return the status, the page and the hashes computed, for each way of being wrong."""
    found = {}
    tries = {
        "wrong code": (NIR, OTHER_CODE),
        "nobody": (NOBODY, CODE),
        "provisional, none asked": (NIR, "1234"),
        "provisional, nobody": (NOBODY, "1234"),
        "by post, none asked": (NIR, "12345678"),
    }
    for name, (nir, code) in tries.items():
        async with house.visitor() as visitor:
            before = house.services.code_hasher.calls
            page = await visitor.send("/connexion", nir=nir, code=code)
            calls = house.services.code_hasher.calls - before
            found[name] = (page.status_code, masked(page), calls)
    return found


async def test_the_answer_is_the_same_whatever_is_wrong(house: House) -> None:
    await house.account()
    found = await wrong_answers(house)
    assert {status for status, _, _ in found.values()} == {422}
    assert len({page for _, page, _ in found.values()}) == 1
    assert found["wrong code"][2] == found["nobody"][2] == 1
    assert found["provisional, none asked"][2] == found["provisional, nobody"][2]


async def test_a_closed_account_is_answered_as_nobody(house: House, visitor: Visitor) -> None:
    await house.account()
    await visitor.sign_in(NIR, CODE)
    await visitor.open("/mon-compte/fermeture")
    await visitor.submit("/mon-compte/fermeture", present=CODE)
    async with house.visitor() as other:
        closed = await other.send("/connexion", nir=NIR, code=CODE)
        nobody = await other.send("/connexion", nir=NOBODY, code=CODE)
    assert closed.status_code == nobody.status_code == 422
    assert masked(closed) == masked(nobody)


async def test_nothing_that_was_typed_is_repeated(house: House, visitor: Visitor) -> None:
    await house.account()
    page = await visitor.send("/connexion", nir="1 62 12 2B 010 001", code=OTHER_CODE)
    for typed in ("010 001", NIR, OTHER_CODE):
        assert typed not in page.text.replace("Exemple\u00a0: 1 62 12 2B 010 001", "")


@pytest.mark.parametrize(
    ("nir", "reason"),
    [
        ("", "nir_unreadable"),
        ("162", "nir_length"),
        ("1 62 12 2B 010 001 99", "nir_key"),
        ("762122B010001", "nir_provisional"),
    ],
)
async def test_a_number_that_is_no_nir_is_explained(
    house: House, visitor: Visitor, nir: str, reason: str
) -> None:
    page = await visitor.send("/connexion", nir=nir, code=CODE)
    assert (page.status_code, reasons(page)) == (422, {reason})


async def test_a_refused_form_has_its_summary_first_with_the_focus(
    house: House, visitor: Visitor
) -> None:
    page = await visitor.send("/connexion", nir=NIR, code="")
    assert (
        '<div class="notice notice-error faults" id="faults" tabindex="-1" autofocus>' in page.text
    )
    assert '<a href="#code">' in page.text
    assert 'aria-describedby="code-hint code-error" aria-invalid="true"' in page.text
    assert "<title>Erreur\u00a0: " in page.text


async def test_the_sixth_try_waits_even_with_the_right_code(house: House, visitor: Visitor) -> None:
    await house.account()
    for _ in range(5):
        assert (await visitor.send("/connexion", nir=NIR, code=OTHER_CODE)).status_code == 422
    before = house.services.code_hasher.calls
    page = await visitor.send("/connexion", nir=NIR, code=CODE)
    assert (page.status_code, reasons(page)) == (429, {"too_many_attempts"})
    assert 'href="/code-oublie"' in page.text
    assert house.services.code_hasher.calls == before
    assert "set-cookie" not in page.headers


async def test_thirty_two_tries_at_once_compare_five(house: House) -> None:
    await house.account()
    async with house.visitor() as visitor:
        before = house.services.code_hasher.calls
        pages = await asyncio.gather(
            *(visitor.http.post("/connexion", data={"nir": NIR, "code": "x"}) for _ in range(32))
        )
    assert sorted({page.status_code for page in pages}) == [422, 429]
    assert house.services.code_hasher.calls - before == 5


async def attempt(house: House, code: str, address: str, browser: str | None = None) -> bool:
    """Try to sign in from an address; return whether it worked."""
    try:
        await house.services.sign_in.attempt(NIR, code, address=address, browser=browser)
    except SignInRefused:
        return False
    return True


async def test_a_stranger_elsewhere_does_not_keep_the_owner_out(house: House) -> None:
    await house.account()
    for _ in range(5):
        assert not await attempt(house, OTHER_CODE, "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        await attempt(house, OTHER_CODE, "192.0.2.1")
    assert await attempt(house, CODE, "192.0.2.2")


async def test_a_nir_has_twenty_tries_from_everywhere(house: House) -> None:
    await house.account()
    for number in range(20):
        assert not await attempt(house, OTHER_CODE, f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        await attempt(house, CODE, "192.0.2.99")


async def test_a_letter_has_five_tries_from_one_address_whatever_the_browser(
    house: House, visitor: Visitor
) -> None:
    await house.registry()
    digits = await house.provisional_code(visitor, Channel.POST)
    for number in range(5):
        assert not await attempt(house, "00000000", "192.0.2.1", browser=str(number))
    with pytest.raises(TooManyAttempts):
        await attempt(house, digits, "192.0.2.1", browser="another")
    assert await attempt(house, digits, "192.0.2.2")


async def test_a_pause_of_one_is_not_a_pause_of_another(house: House, visitor: Visitor) -> None:
    await house.account()
    for _ in range(6):
        await visitor.send("/connexion", nir=NOBODY, code=OTHER_CODE)
    await visitor.sign_in(NIR, CODE)
    assert visitor.path == "/mon-compte"


async def test_a_success_forgives(house: House) -> None:
    await house.account()
    for _ in range(2):
        async with house.visitor() as visitor:
            for _ in range(4):
                await visitor.send("/connexion", nir=NIR, code=OTHER_CODE)
            await visitor.sign_in(NIR, CODE)
            assert visitor.path == "/mon-compte"


async def test_a_success_does_not_wipe_out_the_tries_of_an_address(
    house: House, visitor: Visitor
) -> None:
    await house.account()
    for number in range(49):
        await visitor.send("/connexion", nir=f"18507751{number:02}001", code="1234")
    await visitor.sign_in(NIR, CODE)
    assert visitor.path == "/mon-compte"
    async with house.visitor() as other:
        assert (await other.send("/connexion", nir=TOTO, code="1234")).status_code == 422
        assert (await other.send("/connexion", nir=TOTO, code="1234")).status_code == 429


async def test_a_provisional_code_gets_in_during_a_pause(house: House, visitor: Visitor) -> None:
    await house.registry()
    await house.account()
    for _ in range(6):
        await visitor.send("/connexion", nir=NIR, code=OTHER_CODE)
    await visitor.sign_in(NIR, await house.provisional_code(visitor))
    assert visitor.path == "/mon-compte/conditions"


async def test_a_code_of_four_digits_works_in_its_own_browser_only(
    house: House, visitor: Visitor
) -> None:
    await house.registry()
    digits = await house.provisional_code(visitor)
    async with house.visitor() as other:
        assert (await other.send("/connexion", nir=NIR, code=digits)).status_code == 422
    await visitor.sign_in(NIR, digits)
    assert visitor.path == "/mon-compte/conditions"


async def test_old_parameters_are_upgraded_at_sign_in(house: House, visitor: Visitor) -> None:
    await house.account()
    weak = PasswordHasher(1, 8 * 1024, 1).hash(CODE)
    async with house.services.database.begin() as session:
        await session.execute(update(Account).values(code_hash=weak))
    await visitor.sign_in(NIR, CODE)
    assert visitor.path == "/mon-compte"
    code_hash = (await house.only_account()).code_hash
    assert code_hash != weak
    assert not house.services.code_hasher.needs_rehash(code_hash)
    assert await house.services.code_hasher.verify(code_hash, CODE)


async def test_a_session_lasts_thirty_minutes_of_silence(
    house: House, visitor: Visitor, clock: FakeClock
) -> None:
    await house.account()
    await visitor.sign_in(NIR, CODE)
    for _ in range(2):
        clock.advance(timedelta(minutes=30))
        await visitor.open("/mon-compte")
        assert visitor.path == "/mon-compte"
    clock.advance(timedelta(minutes=30) + SECOND)
    page = await visitor.open("/mon-compte")
    assert visitor.path == "/connexion"
    assert "30 minutes sans activité" in page.text


async def test_a_session_lasts_eight_hours_at_most(
    house: House, visitor: Visitor, clock: FakeClock
) -> None:
    await house.account()
    await visitor.sign_in(NIR, CODE)
    for _ in range(16):
        clock.advance(timedelta(minutes=30))
        await visitor.open("/mon-compte")
    assert visitor.path == "/mon-compte"
    clock.advance(SECOND)
    await visitor.open("/mon-compte")
    assert visitor.path == "/connexion"


async def test_signing_out_ends_the_session(house: House, visitor: Visitor) -> None:
    await house.account()
    await visitor.sign_in(NIR, CODE)
    token = visitor.http.cookies["session"]
    page = await visitor.submit("/mon-compte/deconnexion")
    assert "Vous êtes déconnecté" in page.text
    assert "session" not in visitor.http.cookies
    assert await house.sessions() == 0
    visitor.http.cookies.set("session", token, domain="127.0.0.1", path="/")
    await visitor.open("/mon-compte")
    assert visitor.path == "/connexion"


async def test_signing_in_again_ends_the_session_before(house: House, visitor: Visitor) -> None:
    await house.account()
    for _ in range(2):
        await visitor.send("/connexion", nir=NIR, code=CODE)
    assert await house.sessions() == 1


@pytest.mark.parametrize(("proxies", "told_apart"), [(0, False), (1, True)])
async def test_an_address_told_by_a_proxy_counts_only_if_there_is_one(
    postgres_url: str,
    redis_url: str,
    clock: FakeClock,
    tmp_path: Path,
    proxies: int,
    told_apart: bool,
) -> None:
    chosen = settings(
        database_url=postgres_url, redis_url=redis_url, mailbox_dir=tmp_path, proxies=proxies
    )
    async with whole_server(chosen, clock) as (url, _), Visitor(url) as visitor:
        for _ in range(5):
            await visitor.send("/connexion", nir=NIR, code=OTHER_CODE)
        told = {"X-Forwarded-For": "198.51.100.9, 192.0.2.1"}
        form = {"nir": NIR, "code": OTHER_CODE}
        answer = await visitor.http.post("/connexion", data=form, headers=told)
        assert answer.status_code == (422 if told_apart else 429)
        for number in range(5):
            told["X-Forwarded-For"] = f"198.51.100.{number}, 192.0.2.1"
            answer = await visitor.http.post("/connexion", data=form, headers=told)
        assert answer.status_code == 429


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8080", "https://compte.exemple.fr"])
async def test_the_cookie_of_a_session_is_for_us_alone(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path, public_url: str
) -> None:
    chosen = settings(
        database_url=postgres_url,
        redis_url=redis_url,
        mailbox_dir=tmp_path,
        public_url=public_url,
    )
    async with whole_server(chosen, clock) as (url, app), Visitor(url) as visitor:
        await House(url, app.ctx.services, clock).account()
        answer = await visitor.send("/connexion", nir=NIR, code=CODE)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("session=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert ("secure" in cookie.split("; ")) == public_url.startswith("https")
    assert "max-age" not in cookie
    assert "expires" not in cookie


@pytest.mark.parametrize("path", ["/connexion", "/code-oublie"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.exemple"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    house: House, visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    await house.account()
    answer = await visitor.http.post(path, data={"nir": NIR, "code": CODE}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/mon-compte/deconnexion", "/mon-compte/lien"])
async def test_another_site_signs_nobody_out(house: House, path: str) -> None:
    """A form of another site comes without our cookie; the answer must not take it away."""
    async with house.visitor() as visitor:
        headers = {"Origin": "https://ailleurs.exemple", "Sec-Fetch-Site": "cross-site"}
        answer = await visitor.http.post(path, data={}, headers=headers)
    assert "set-cookie" not in answer.headers


async def test_our_own_page_may_sign_in(house: House, visitor: Visitor) -> None:
    await house.account()
    headers = {"Origin": house.url, "Sec-Fetch-Site": "same-origin"}
    answer = await visitor.http.post("/connexion", data={"nir": NIR, "code": CODE}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"nir=%FF&code=1", "application/x-www-form-urlencoded", 422),
        (b"\xff", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 400),
        (b"", "", 400),
        (b"nir=" + b"1" * 1001, "application/x-www-form-urlencoded", 413),
        (b"a=1&" * 41, "application/x-www-form-urlencoded", 400),
    ],
)
async def test_a_form_that_cannot_be_read_is_a_page(
    house: House, visitor: Visitor, content: bytes, content_type: str, status: int
) -> None:
    answer = await visitor.http.post(
        "/connexion", content=content, headers={"Content-Type": content_type}
    )
    assert answer.status_code == status
    assert "<h1>" in answer.text


async def test_the_page_is_kept_nowhere(house: House, visitor: Visitor) -> None:
    for page in (await visitor.open("/connexion"), await visitor.open("/code-oublie")):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"


async def test_a_notice_that_we_do_not_know_is_not_shown(visitor: Visitor) -> None:
    page = await visitor.open("/connexion?etat=%3Cscript%3E")
    assert "script%3E" not in page.text
    assert page.text == (await visitor.open("/connexion")).text


async def test_fifty_sign_ins_at_once_do_not_delay_the_others(
    house: House, visitor: Visitor
) -> None:
    await house.account()
    async with house.visitor() as other:
        await other.open("/health")
        signing_in = asyncio.gather(
            *(
                visitor.http.post(
                    "/connexion", data={"nir": f"18507751{number:02}001", "code": OTHER_CODE}
                )
                for number in range(50)
            )
        )
        waits = []
        while not signing_in.done():
            begun = time.monotonic()
            await other.http.get("/health")
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(0.02)
    assert {answer.status_code for answer in await signing_in} == {422}
    waits.sort()
    median, longest = waits[len(waits) // 2], waits[-1]
    assert len(waits) >= 3
    assert median < 0.5, waits
    assert longest < 3, waits
