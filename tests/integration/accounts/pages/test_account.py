"""The account page: what a pending account waits for, what an active one can change."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account, EmailConfirmation, Notice, ProvisionalCode
from backend.accounts.owner import open_owner
from backend.accounts.states import Origin
from tests.support.clock import FakeClock
from tests.support.house import CODE, EMAIL, NIR, OTHER_CODE, House
from tests.support.visitor import Visitor, reasons, title

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
LINK = "/mon-compte/lien"
ELSEWHERE = "/mon-compte/autre-adresse"
NEW_EMAIL = "jeanne@exemple.org"
GIVEN = {"email": NEW_EMAIL, "email_confirmation": NEW_EMAIL}
CHANGED = {**GIVEN, "present": CODE}
CARD, CODED, CONNECTED = Origin.CARD_AND_IBAN, Origin.PROVISIONAL_CODE, Origin.FRANCECONNECT


@pytest.fixture
async def owner(house: House, visitor: Visitor) -> Visitor:
    """VENTURI, signed in to an active account."""
    await house.registry()
    await house.account()
    await visitor.sign_in(NIR, CODE)
    return visitor


@pytest.mark.parametrize(
    ("origin", "age", "says", "same", "other"),
    [
        (CARD, 7 * DAY, "Confirmez votre adresse e-mail", True, False),
        (CARD, 7 * DAY + SECOND, "Le lien n’est plus actif", True, False),
        (CARD, 21 * DAY, "Le lien n’est plus actif", True, False),
        (CARD, 21 * DAY + SECOND, "Le lien n’est plus valable", False, False),
        (CODED, 7 * DAY, "Confirmez votre adresse e-mail", True, False),
        (CODED, 7 * DAY + SECOND, "Le lien n’est plus actif", True, True),
        (CODED, 21 * DAY, "Le lien n’est plus actif", True, True),
        (CODED, 21 * DAY + SECOND, "Le lien n’est plus valable", False, True),
        (CONNECTED, 7 * DAY + SECOND, "Le lien n’est plus actif", True, True),
        (CONNECTED, 21 * DAY + SECOND, "Le lien n’est plus valable", False, True),
    ],
)
async def test_a_pending_account_says_what_it_waits_for(
    house: House,
    visitor: Visitor,
    clock: FakeClock,
    origin: Origin,
    age: timedelta,
    says: str,
    same: bool,
    other: bool,
) -> None:
    await house.account(active=False, origin=origin)
    clock.advance(age)
    page = await visitor.sign_in(NIR, CODE)
    assert title(page) == says
    assert (f'action="{LINK}"' in page.text) == same
    assert (f'action="{ELSEWHERE}"' in page.text) == other
    assert ("mailto:" in page.text) == (not same and not other)


@pytest.mark.parametrize("origin", list(Origin))
async def test_an_expired_link_is_sent_again_to_the_same_address(
    house: House, visitor: Visitor, clock: FakeClock, origin: Origin
) -> None:
    await house.account(active=False, origin=origin)
    clock.advance(8 * DAY)
    await visitor.sign_in(NIR, CODE)
    page = await visitor.submit(LINK)
    assert "Un nouveau lien vient de partir à v•••@e•••.fr" in page.text
    assert title(page) == "Confirmez votre adresse e-mail"
    await house.confirm((await house.links())[-1])
    assert title(await visitor.open("/mon-compte")) == "Mon compte"


@pytest.mark.parametrize("age", [8 * DAY, 22 * DAY])
async def test_a_link_leaves_to_another_address_after_a_provisional_code(
    house: House, visitor: Visitor, clock: FakeClock, age: timedelta
) -> None:
    await house.account(active=False, origin=CODED)
    clock.advance(age)
    await house.purge()
    await visitor.sign_in(NIR, CODE)
    page = await visitor.submit(ELSEWHERE, **GIVEN)
    assert "Un nouveau lien vient de partir à j•••@e•••.org" in page.text
    await house.confirm((await house.links())[-1])
    account = await house.only_account()
    assert account.state == "active"
    assert open_owner(house.services.keys, account.id, account.sealed).email == NEW_EMAIL


@pytest.mark.parametrize(("origin", "age"), [(CARD, 8 * DAY), (CARD, 22 * DAY), (CODED, DAY)])
async def test_no_link_leaves_to_another_address_where_the_guides_do_not_say_so(
    house: House, visitor: Visitor, clock: FakeClock, origin: Origin, age: timedelta
) -> None:
    await house.account(active=False, origin=origin)
    clock.advance(age)
    await visitor.sign_in(NIR, CODE)
    answer = await visitor.send(ELSEWHERE, **GIVEN)
    assert answer.headers["location"] == "/mon-compte"
    assert len(await house.links()) == 1


async def test_links_are_not_sent_without_end(
    house: House, visitor: Visitor, clock: FakeClock
) -> None:
    await house.account(active=False)
    await visitor.sign_in(NIR, CODE)
    assert reasons(await visitor.send(LINK)) == {"resend_too_soon"}
    for _ in range(3):
        clock.advance(timedelta(minutes=2))
        assert (await visitor.send(LINK)).status_code == 303
    clock.advance(timedelta(minutes=2))
    assert reasons(await visitor.send(LINK)) == {"resend_too_many"}
    assert len(await house.links()) == 4


@pytest.mark.parametrize("path", [LINK, ELSEWHERE])
async def test_a_page_with_a_refused_form_can_be_opened_again(
    house: House, visitor: Visitor, path: str
) -> None:
    await house.account(active=False)
    await visitor.sign_in(NIR, CODE)
    assert (await visitor.open(path)).status_code == 200
    assert visitor.path == "/mon-compte"


async def test_another_address_must_be_free_and_given_twice(
    house: House, visitor: Visitor, clock: FakeClock
) -> None:
    await house.account(nir13="2281231815001", email=NEW_EMAIL)
    await house.account(active=False, origin=CODED)
    clock.advance(8 * DAY)
    await visitor.sign_in(NIR, CODE)
    mismatch = await visitor.send(ELSEWHERE, email=NEW_EMAIL, email_confirmation=EMAIL)
    assert reasons(mismatch) == {"email_mismatch"}
    assert reasons(await visitor.send(ELSEWHERE, **GIVEN)) == {"email_already_used"}


@pytest.mark.parametrize("page", ["code", "adresse", "telephones", "consentements", "fermeture"])
async def test_a_pending_account_changes_nothing(house: House, visitor: Visitor, page: str) -> None:
    await house.account(active=False)
    await visitor.sign_in(NIR, CODE)
    await visitor.open(f"/mon-compte/{page}")
    assert visitor.path == "/mon-compte"
    answer = await visitor.send(f"/mon-compte/{page}", present=CODE)
    assert answer.headers["location"] == "/mon-compte"
    assert (await house.only_account()).state == "pending"


async def test_an_active_account_shows_masked_values_only(owner: Visitor) -> None:
    page = await owner.open("/mon-compte")
    for shown in ("1 62 •• •• ••• •••", "v•••@e•••.fr", "06 •• •• •• 23", "Aucun", "02/03/2026"):
        assert shown in page.text
    for hidden in (NIR, "162 12", EMAIL, "639980123", "VENTURI", "Jeanne"):
        assert hidden not in page.text


async def test_the_code_is_changed(house: House, owner: Visitor) -> None:
    async with house.visitor() as elsewhere:
        await elsewhere.sign_in(NIR, CODE)
        await owner.open("/mon-compte/code")
        page = await owner.submit(
            "/mon-compte/code", present=CODE, code=OTHER_CODE, confirmation=OTHER_CODE
        )
        assert "Votre code personnel est changé" in page.text
        await elsewhere.open("/mon-compte")
        assert elsewhere.path == "/connexion"
        assert (await elsewhere.send("/connexion", nir=NIR, code=CODE)).status_code == 422
        await elsewhere.sign_in(NIR, OTHER_CODE)
        assert elsewhere.path == "/mon-compte"
    assert await house.notices() == ["code_changed"]


@pytest.mark.parametrize(
    ("present", "code", "confirmation", "expected"),
    [
        (OTHER_CODE, OTHER_CODE, OTHER_CODE, "present_code_wrong"),
        ("", OTHER_CODE, OTHER_CODE, "present_code_wrong"),
        (CODE, "court", "court", "code_too_short"),
        (CODE, OTHER_CODE, CODE, "code_confirmation_mismatch"),
    ],
)
async def test_a_code_is_not_changed_without_the_present_one_or_against_the_rules(
    house: House, owner: Visitor, present: str, code: str, confirmation: str, expected: str
) -> None:
    page = await owner.send(
        "/mon-compte/code", present=present, code=code, confirmation=confirmation
    )
    assert page.status_code == 422
    assert expected in reasons(page)
    assert (await owner.open("/mon-compte")).status_code == 200
    assert await house.services.code_hasher.verify((await house.only_account()).code_hash, CODE)
    assert await house.notices() == []


async def test_the_present_code_cannot_be_guessed_for_ever(house: House, owner: Visitor) -> None:
    for _ in range(5):
        page = await owner.send("/mon-compte/fermeture", present=OTHER_CODE)
        assert reasons(page) == {"present_code_wrong"}
    page = await owner.send("/mon-compte/fermeture", present=CODE)
    assert reasons(page) == {"present_code_locked"}
    assert (await house.only_account()).state == "active"


async def test_two_changes_of_the_code_at_once_are_one_change(house: House, owner: Visitor) -> None:
    form = {"present": CODE, "code": OTHER_CODE, "confirmation": OTHER_CODE}
    answers = await asyncio.gather(*(owner.send("/mon-compte/code", **form) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert await house.notices() == ["code_changed"]


async def test_a_new_address_replaces_the_old_one_once_confirmed(
    house: House, owner: Visitor
) -> None:
    await owner.open("/mon-compte/adresse")
    page = await owner.submit("/mon-compte/adresse", **CHANGED)
    assert "Un e-mail vient de partir à la nouvelle adresse" in page.text
    assert "v•••@e•••.fr" in page.text
    assert "j•••@e•••.org" in page.text
    await house.confirm((await house.links())[-1])
    page = await owner.open("/mon-compte")
    assert "j•••@e•••.org" in page.text
    assert "v•••@e•••.fr" not in page.text
    assert await house.notices() == ["address_changed_new", "address_changed_old"]


async def live_codes(house: House) -> int:
    """Return how many codes are neither used nor replaced."""
    live = ProvisionalCode.used_at.is_(None) & ProvisionalCode.replaced_at.is_(None)
    async with house.services.database.begin() as session:
        counted = select(func.count()).select_from(ProvisionalCode).where(live)
        return await session.scalar(counted) or 0


async def test_a_code_on_its_way_dies_with_the_address_that_it_was_sent_to(
    house: House, owner: Visitor
) -> None:
    async with house.services.database.begin() as session:
        account = await house.only_account()
        new = "jeanne@exemple.org"
        await house.services.links.ask_new_address(account.id, new, session=session)
    async with house.visitor() as other:
        digits = await house.provisional_code(other)
        (link,) = [link for link in await house.links() if link.kind == "new_address"]
        await house.confirm(link)
        assert await live_codes(house) == 0
        assert (await other.send("/connexion", nir=NIR, code=digits)).status_code == 422


async def test_a_code_on_its_way_dies_when_the_personal_code_is_changed(
    house: House, owner: Visitor
) -> None:
    async with house.visitor() as other:
        digits = await house.provisional_code(other)
        await owner.open("/mon-compte/code")
        await owner.submit(
            "/mon-compte/code", present=CODE, code=OTHER_CODE, confirmation=OTHER_CODE
        )
        assert await live_codes(house) == 0
        assert (await other.send("/connexion", nir=NIR, code=digits)).status_code == 422


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"email": EMAIL, "email_confirmation": EMAIL}, "same_address"),
        ({"email_confirmation": EMAIL}, "email_mismatch"),
        ({"email": "rien"}, "email_unreadable"),
        ({"present": OTHER_CODE}, "present_code_wrong"),
        ({"present": ""}, "present_code_wrong"),
    ],
)
async def test_an_address_that_is_refused_says_why(
    house: House, owner: Visitor, given: dict[str, str], expected: str
) -> None:
    page = await owner.send("/mon-compte/adresse", **CHANGED | given)
    assert (page.status_code, reasons(page)) == (422, {expected})
    assert len(await house.links()) == 1


async def test_the_address_of_another_account_is_refused(house: House, owner: Visitor) -> None:
    await house.account(nir13="2281231815001", email=NEW_EMAIL)
    page = await owner.send("/mon-compte/adresse", **CHANGED)
    assert reasons(page) == {"email_already_used"}
    page = await owner.send("/mon-compte/adresse", **CHANGED | {"present": OTHER_CODE})
    assert reasons(page) == {"present_code_wrong"}


@pytest.mark.parametrize(
    ("given", "mobile", "landline"),
    [
        ({}, "+33639980123", None),
        ({"mobile": "06 39 98 04 56"}, "+33639980456", None),
        ({"landline": "01 99 00 12 34"}, "+33639980123", "+33199001234"),
        ({"no_mobile": "oui"}, None, None),
    ],
)
async def test_the_phones_are_changed(
    house: House, owner: Visitor, given: dict[str, str], mobile: str | None, landline: str | None
) -> None:
    page = await owner.submit("/mon-compte/telephones", **given)
    assert "Vos numéros de téléphone sont enregistrés" in page.text
    account = await house.only_account()
    kept = open_owner(house.services.keys, account.id, account.sealed)
    assert (kept.mobile, kept.landline) == (mobile, landline)
    assert kept.email == EMAIL


async def test_a_phone_that_is_refused_changes_nothing(house: House, owner: Visitor) -> None:
    page = await owner.send("/mon-compte/telephones", mobile="12", no_landline="oui")
    assert (page.status_code, reasons(page)) == (422, {"phone_unreadable"})
    assert 'aria-describedby="mobile-hint mobile-error" aria-invalid="true"' in page.text


async def test_the_consents_are_those_that_are_ticked(house: House, owner: Visitor) -> None:
    for ticked in ({"consent_email": "oui", "consent_sms": "oui"}, {"consent_phone": "oui"}, {}):
        await owner.submit("/mon-compte/consentements", **ticked)
        account = await house.only_account()
        kept = (account.consent_email, account.consent_phone, account.consent_sms)
        names = ("consent_email", "consent_phone", "consent_sms")
        assert kept == tuple(name in ticked for name in names)
        page = await owner.open("/mon-compte/consentements")
        assert page.text.count(" checked") == len(ticked)


async def test_closing_deletes_the_account_and_all_that_hangs_on_it(
    house: House, owner: Visitor
) -> None:
    await house.registry()
    await house.provisional_code(owner)
    await owner.open("/mon-compte/fermeture")
    page = await owner.submit("/mon-compte/fermeture", present=CODE)
    assert "Votre compte est fermé" in page.text
    assert "session" not in owner.http.cookies
    async with house.services.database.begin() as session:
        for table in (Account, EmailConfirmation, ProvisionalCode):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        notices = (await session.scalars(select(Notice.kind))).all()
    assert notices == ["account_closed"]
    assert await house.sessions() == 0


async def test_the_same_person_can_enrol_again_at_once(house: House, owner: Visitor) -> None:
    await owner.send("/mon-compte/fermeture", present=CODE)
    await house.account(OTHER_CODE)
    await owner.sign_in(NIR, OTHER_CODE)
    assert owner.path == "/mon-compte"


async def test_closing_wants_the_code(house: House, owner: Visitor) -> None:
    page = await owner.send("/mon-compte/fermeture", present=OTHER_CODE)
    assert (page.status_code, reasons(page)) == (422, {"present_code_wrong"})
    assert (await house.only_account()).state == "active"


PATHS = ("code", "adresse", "telephones", "consentements", "fermeture", "deconnexion")


@pytest.mark.parametrize("path", PATHS)
async def test_every_form_wants_its_token(house: House, owner: Visitor, path: str) -> None:
    form = {"present": CODE, "jeton": "x" * 43} | GIVEN
    answer = await owner.http.post(f"/mon-compte/{path}", data=form)
    assert answer.status_code == 403
    assert await house.sessions() == 1


@pytest.mark.parametrize("path", PATHS)
async def test_no_form_of_another_site_is_taken(house: House, owner: Visitor, path: str) -> None:
    await owner.open("/mon-compte")
    owner.http.headers["Origin"] = "https://ailleurs.exemple"
    assert (await owner.send(f"/mon-compte/{path}", present=CODE, **GIVEN)).status_code == 403
    assert await house.sessions() == 1


async def test_the_token_of_another_session_is_refused(house: House, owner: Visitor) -> None:
    async with house.visitor() as other:
        await other.sign_in(NIR, CODE)
        other.http.cookies = owner.http.cookies
        answer = await other.send("/mon-compte/consentements", consent_sms="oui")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["", "/code", "/adresse", "/telephones", "/fermeture"])
async def test_nobody_signed_in_is_led_to_sign_in(visitor: Visitor, path: str) -> None:
    page = await visitor.open(f"/mon-compte{path}")
    assert (visitor.path, title(page)) == ("/connexion", "Me connecter à mon compte")
    assert "plus connecté" not in page.text


async def test_somebody_signed_in_is_led_from_sign_in_to_the_account(owner: Visitor) -> None:
    await owner.open("/connexion")
    assert owner.path == "/mon-compte"


async def test_the_pages_are_published(visitor: Visitor) -> None:
    paths = (await visitor.http.get("/openapi.json")).json()["paths"]
    for path in ("/connexion", "/code-oublie", "/mon-compte", "/mon-compte/coordonnees"):
        assert path in {known.rstrip("/") for known in paths}
