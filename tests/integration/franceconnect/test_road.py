"""Through FranceConnect into an account, or onto the road of a new one; and back out."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, update

from backend.accounts.models import Account
from backend.accounts.states import AccountState, Origin, Scope
from backend.insured.generator import OVERSEAS, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson
from backend.logs import QUIET
from tests.support.accounts import VENTURI as ACCOUNT_OF_VENTURI
from tests.support.accounts import dump, open_account
from tests.support.franceconnect import Reply
from tests.support.travelling import PUBLIC_URL, START, Site, Traveller, parameter
from tests.support.visitor import reasons, title

NOT_FOUND = "Nous n’avons pas pu retrouver votre dossier"
SECOND = timedelta(seconds=1)
CODE = "Robert*123_A"
EMAIL = "ines.delmas@exemple.fr"


async def open_for(site: Site, state: AccountState) -> UUID:
    """Give VENTURI an account in this state."""
    account_id = await open_account(site.services.accounts, site.database)
    async with site.database.begin() as session:
        await session.execute(update(Account).values(state=state.value))
    return account_id


async def test_the_page_explains_and_has_one_button(traveller: Traveller) -> None:
    page = await traveller.open("/franceconnect")
    assert title(page) == "S’identifier avec FranceConnect"
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert f'action="{START}"' in page.text
    assert "Set-Cookie" not in page.headers


async def test_what_is_asked_of_the_provider(site: Site, traveller: Traveller) -> None:
    await traveller.travel()
    assert site.provider.complaints == []


async def test_no_cookie_of_one_person_goes_with_anothers_calls(
    site: Site, traveller: Traveller
) -> None:
    for _ in range(2):
        await traveller.travel()
    assert "cookie" not in site.provider.complaints


@pytest.mark.parametrize("state", AccountState)
async def test_an_account_is_entered(site: Site, traveller: Traveller, state: AccountState) -> None:
    account_id = await open_for(site, state)
    answer = await traveller.travel()
    assert (answer.status_code, answer.headers["location"]) == (303, "/mon-compte")
    signed_in = await site.session_of(traveller)
    assert signed_in is not None
    assert signed_in.scope is Scope.ACCOUNT
    assert signed_in.origin is Origin.FRANCECONNECT
    assert signed_in.account_id == account_id
    assert signed_in.person.nir13 == ACCOUNT_OF_VENTURI.nir13


@pytest.mark.parametrize(
    "person",
    [
        VENTURI,
        OVERSEAS,
        demonstration_case(Cause.NO_BANK_DETAILS),
        demonstration_case(Cause.VITALE_INACTIVE),
    ],
    ids=["whole", "overseas", "no_bank_details", "vitale_inactive"],
)
async def test_a_person_without_account_goes_on_to_the_terms(
    site: Site, traveller: Traveller, person: InsuredPerson
) -> None:
    site.proves(person)
    answer = await traveller.travel()
    assert (answer.status_code, answer.headers["location"]) == (303, "/mon-compte/conditions")
    signed_in = await site.session_of(traveller)
    assert signed_in is not None
    assert (signed_in.scope, signed_in.origin) == (Scope.RENEWAL, Origin.FRANCECONNECT)
    assert signed_in.account_id is None
    assert signed_in.person.nir13 == person.nir13
    assert signed_in.person.last_name == person.birth_name
    assert signed_in.person.birth_date == person.birth_date
    assert signed_in.person.id_token is not None


async def test_an_account_is_opened_without_card_and_bank_details(
    site: Site, traveller: Traveller
) -> None:
    site.proves(demonstration_case(Cause.NO_BANK_DETAILS))
    await traveller.open((await traveller.travel()).headers["location"])
    await traveller.submit("/mon-compte/conditions", accepted="oui")
    await traveller.submit("/mon-compte/nouveau-code", code=CODE, confirmation=CODE)
    await traveller.submit("/mon-compte/coordonnees", email=EMAIL, email_confirmation=EMAIL)
    async with site.database.begin() as session:
        account = (await session.scalars(select(Account))).one()
    assert (account.state, account.origin) == ("pending", "franceconnect")
    assert await site.sessions() == 0
    answer = await traveller.travel()
    assert answer.headers["location"] == "/mon-compte"
    assert title(await traveller.open("/mon-compte")) == "Confirmez votre adresse e-mail"


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (Cause.PROVISIONAL_NIR, "numéro de sécurité sociale est provisoire"),
        (Cause.REGIME_TRANSFER, "arrive d’un autre organisme"),
    ],
)
async def test_who_cannot_have_an_account_yet_is_told_what_to_do(
    site: Site, traveller: Traveller, cause: Cause, says: str
) -> None:
    site.proves(demonstration_case(cause))
    page = await traveller.travel()
    assert (page.status_code, title(page)) == (200, "Votre compte ne peut pas encore être ouvert")
    assert reasons(page) == {cause.value}
    assert says in page.text
    assert 'href="tel:3646"' in page.text
    assert "France Services" in page.text
    assert await site.sessions() == 0


async def test_nobody_and_several_get_the_same_page(site: Site, traveller: Traveller) -> None:
    site.proves(VENTURI, birthdate="1962-12-19")
    nobody = await traveller.travel()
    twin = replace(VENTURI, nir13="162122B010002")
    async with site.database.begin() as session:
        await site.services.registry.add([twin], session=session)
    site.proves(VENTURI)
    several = await traveller.travel()
    assert title(nobody) == NOT_FOUND
    assert (nobody.status_code, nobody.text) == (several.status_code, several.text)
    assert await site.sessions() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"gender": "female"},
        {"family_name": "VENTURA"},
        {"given_name": "Jean Paul"},
        {"birthplace": "2B011"},
        {"birthcountry": "99352", "birthplace": ""},
    ],
)
async def test_every_detail_counts(
    site: Site, traveller: Traveller, change: dict[str, str]
) -> None:
    site.proves(VENTURI, **change)
    assert title(await traveller.travel()) == NOT_FOUND


async def test_an_incomplete_identity_is_not_found(site: Site, traveller: Traveller) -> None:
    site.proves(VENTURI, birthdate="1962-00-00")
    page = await traveller.travel()
    assert title(page) == NOT_FOUND
    assert reasons(page) == {"identity_incomplete"}


async def test_an_earlier_session_of_the_browser_is_ended(site: Site, traveller: Traveller) -> None:
    await traveller.travel()
    first = traveller.http.cookies.get("session")
    await traveller.travel()
    assert traveller.http.cookies.get("session") != first
    assert await site.sessions() == 1


async def test_giving_up_is_a_calm_page(site: Site, traveller: Traveller) -> None:
    site.provider.denies = "access_denied"
    page = await traveller.travel()
    assert page.status_code == 200
    assert title(page) == "Vous n’avez pas continué avec FranceConnect"
    assert "notice-warning" not in page.text
    assert "VENTURI" not in page.text
    assert await site.sessions() == 0


async def test_another_error_says_to_try_later(site: Site, traveller: Traveller) -> None:
    site.provider.denies = "server_error"
    page = await traveller.travel()
    assert (page.status_code, reasons(page)) == (503, {"provider_error"})


async def test_a_passage_lasts_ten_minutes(site: Site, traveller: Traveller) -> None:
    back = await traveller.consent(await traveller.leave())
    site.clock.advance(timedelta(minutes=10))
    assert (await traveller.arrive(back)).status_code == 303


async def test_a_second_more_is_too_late(site: Site, traveller: Traveller) -> None:
    back = await traveller.consent(await traveller.leave())
    site.clock.advance(timedelta(minutes=10) + SECOND)
    page = await traveller.arrive(back)
    assert (page.status_code, reasons(page)) == (400, {"state_expired"})
    assert await site.sessions() == 0


async def test_a_state_works_once(site: Site, traveller: Traveller) -> None:
    back = await traveller.consent(await traveller.leave())
    assert (await traveller.arrive(back)).status_code == 303
    page = await traveller.arrive(back)
    assert (page.status_code, reasons(page)) == (400, {"state_unknown"})
    assert site.provider.calls["token"] == 1
    assert await site.sessions() == 1


async def test_a_state_given_up_is_used_up(site: Site, traveller: Traveller) -> None:
    site.provider.denies = "access_denied"
    back = await traveller.consent(await traveller.leave())
    await traveller.arrive(back)
    assert reasons(await traveller.arrive(back)) == {"state_unknown"}


async def test_the_state_of_another_browser_is_refused(site: Site, traveller: Traveller) -> None:
    back = await traveller.consent(await traveller.leave())
    async with Traveller(site.url) as other:
        await other.leave()
        page = await other.arrive(back)
    assert (page.status_code, reasons(page)) == (400, {"state_other_browser"})
    assert site.provider.calls.get("token") is None
    assert await site.sessions() == 0


async def test_two_tabs_of_one_browser_both_come_back(site: Site, traveller: Traveller) -> None:
    backs = [await traveller.consent(await traveller.leave()) for _ in range(2)]
    assert [(await traveller.arrive(back)).status_code for back in backs] == [303, 303]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "state_missing"),
        ("?state=&code=x", "state_missing"),
        ("?state=a&state=b&code=x", "state_missing"),
        ("?state=jamais-donné&code=x", "state_unknown"),
        (f"?state={'x' * 5000}&code=x", "state_missing"),
        ("?error=access_denied", "state_missing"),
    ],
)
async def test_a_return_that_nobody_began(
    site: Site, traveller: Traveller, query: str, reason: str
) -> None:
    page = await traveller.arrive(f"/franceconnect/retour{query}")
    assert (page.status_code, reasons(page)) == (400, {reason})


async def test_a_return_without_code(traveller: Traveller) -> None:
    state = parameter(await traveller.leave(), "state")
    page = await traveller.arrive(f"/franceconnect/retour?state={state}")
    assert reasons(page) == {"code_missing"}


async def test_a_return_that_names_another_issuer(traveller: Traveller) -> None:
    back = await traveller.consent(await traveller.leave())
    page = await traveller.arrive(f"{back.partition('&iss=')[0]}&iss=https://ailleurs.exemple")
    assert (page.status_code, reasons(page)) == (502, {"issuer_wrong"})


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://ailleurs.exemple"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
async def test_the_button_works_on_our_page_only(
    site: Site, traveller: Traveller, headers: dict[str, str]
) -> None:
    answer = await traveller.http.post(START, data={"x": "y"}, headers=headers)
    assert answer.status_code == 403
    assert site.provider.calls == {}


async def test_too_many_passages_from_one_address(site: Site, traveller: Traveller) -> None:
    for _ in range(50):
        await traveller.leave()
    assert (await traveller.send(START)).status_code == 429


async def test_without_redis_nobody_goes_through(
    site: Site, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = await traveller.consent(await traveller.leave())
    monkeypatch.setattr(Redis, "getdel", _down)
    assert (await traveller.arrive(back)).status_code == 503
    monkeypatch.setattr(Redis, "set", _down)
    assert (await traveller.send(START)).status_code == 503
    assert await site.sessions() == 0


async def _down(*_: object, **__: object) -> None:
    raise ConnectionError


async def test_signing_out_leads_through_the_provider(site: Site, traveller: Traveller) -> None:
    await traveller.travel()
    signed_in = await site.session_of(traveller)
    assert signed_in is not None
    await traveller.open("/mon-compte/conditions")
    answer = await traveller.send("/mon-compte/deconnexion")
    assert await site.sessions() == 0
    back = await traveller.http.get(answer.headers["location"])
    assert site.provider.ended["id_token_hint"] == signed_in.person.id_token
    assert back.headers["location"].startswith(f"{PUBLIC_URL}/franceconnect/au-revoir?state=")
    page = await traveller.open("/franceconnect/au-revoir?state=x")
    assert title(page) == "Vous êtes déconnecté"


async def test_signing_out_works_without_the_provider(site: Site, traveller: Traveller) -> None:
    await traveller.travel()
    await traveller.open("/mon-compte/conditions")
    site.provider.replies["discovery"] = Reply(500)
    site.clock.advance(timedelta(minutes=10))
    answer = await traveller.send("/mon-compte/deconnexion")
    assert answer.headers["location"] == "/connexion?etat=deconnecte"
    assert await site.sessions() == 0


async def test_forms_may_lead_to_the_provider_and_nowhere_else(
    site: Site, traveller: Traveller
) -> None:
    page = await traveller.open("/franceconnect")
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert f"form-action 'self' {site.provider.origin}" in policy


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged at DEBUG, but for the loggers that ``backend.logs`` keeps quiet."""
    quiet = [logging.getLogger(name) for name in QUIET]
    levels = [logger.level for logger in quiet]
    for logger in quiet:
        logger.setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for logger, level in zip(quiet, levels, strict=True):
        logger.setLevel(level)


async def test_nothing_of_the_person_is_logged_or_left_in_clear(
    site: Site, traveller: Traveller, everything_logged: pytest.LogCaptureFixture
) -> None:
    address = await traveller.leave()
    back = await traveller.consent(address)
    await traveller.arrive(back)
    await traveller.arrive(back)
    signed_in = await site.session_of(traveller)
    site.proves(VENTURI, family_name="QUELQU'UN")
    await traveller.travel()
    site.provider.change["userinfo"] = {"sub": "autre"}
    await traveller.travel()
    told = "".join(str(vars(record)) for record in everything_logged.records)
    stored = dump(site.services.settings.database_url)
    async for key in site.services.redis.scan_iter("franceconnect:*"):
        stored += key + await site.services.redis.get(key)
    assert signed_in is not None
    assert signed_in.person.id_token is not None
    for canary in (
        "VENTURI",
        "Venturi",
        "QUELQU",
        "1962-12-18",
        "162122B",
        "autre",
        parameter(address, "state"),
        parameter(address, "nonce"),
        parameter(back, "code"),
        signed_in.person.id_token,
        signed_in.person.id_token.split(".")[1],
    ):
        assert canary not in told
        assert canary.encode() not in stored
    assert "no_match" in told
    assert "subject_wrong" in told
