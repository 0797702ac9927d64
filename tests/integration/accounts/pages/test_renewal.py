"""The road after a provisional code: each step once, in its order, one account, one link."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from backend.accounts.models import Account, AccountSession
from backend.accounts.owner import open_owner
from backend.accounts.renewal import OutOfStep
from backend.accounts.states import Channel, Origin
from tests.support.clock import FakeClock
from tests.support.house import CODE, EMAIL, NIR, OTHER_CODE, House
from tests.support.visitor import Visitor, reasons, title

TERMS = "/mon-compte/conditions"
NEW_CODE = "/mon-compte/nouveau-code"
CONTACT = "/mon-compte/coordonnees"
NEW_EMAIL = "jeanne@exemple.org"
GIVEN = {"email": NEW_EMAIL, "email_confirmation": NEW_EMAIL}


async def arrive(house: House, visitor: Visitor, channel: Channel = Channel.EMAIL) -> None:
    """Sign in with a provisional code."""
    await house.registry()
    await visitor.sign_in(NIR, await house.provisional_code(visitor, channel))
    assert visitor.path == TERMS


async def up_to_contact(house: House, visitor: Visitor) -> None:
    """Sign in with a provisional code, accept the terms and choose a code."""
    await arrive(house, visitor)
    await visitor.submit(TERMS, accepted="oui")
    await visitor.submit(NEW_CODE, code=OTHER_CODE, confirmation=OTHER_CODE)
    assert visitor.path == CONTACT


async def whole_road(house: House, visitor: Visitor, **given: str) -> None:
    """Take every step."""
    await up_to_contact(house, visitor)
    page = await visitor.submit(CONTACT, **GIVEN | given)
    assert "Il reste une étape" in page.text


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.POST])
async def test_a_first_code_opens_an_account(
    house: House, visitor: Visitor, channel: Channel
) -> None:
    await arrive(house, visitor, channel)
    assert "Étape 1 sur 3" in (await visitor.open(TERMS)).text
    page = await visitor.submit(TERMS, accepted="oui")
    assert "Étape 2 sur 3" in page.text
    page = await visitor.submit(NEW_CODE, code=OTHER_CODE, confirmation=OTHER_CODE)
    assert "Étape 3 sur 3" in page.text
    await visitor.submit(CONTACT, **GIVEN, mobile="06 39 98 01 23", consent_sms="oui")
    account = await house.only_account()
    owner = open_owner(house.services.keys, account.id, account.sealed)
    assert (account.state, account.origin) == ("pending", "provisional_code")
    assert (owner.email, owner.mobile, owner.landline) == (NEW_EMAIL, "+33639980123", None)
    assert (account.consent_email, account.consent_phone, account.consent_sms) == (
        False,
        False,
        True,
    )
    assert len(await house.links()) == 1
    assert await house.sessions() == 0
    assert "session" not in visitor.http.cookies


async def test_the_new_code_opens_the_account_once_confirmed(
    house: House, visitor: Visitor
) -> None:
    await whole_road(house, visitor)
    page = await visitor.sign_in(NIR, OTHER_CODE)
    assert title(page) == "Confirmez votre adresse e-mail"
    (link,) = await house.links()
    await house.confirm(link)
    assert title(await visitor.open("/mon-compte")) == "Mon compte"


async def test_an_active_account_waits_again_for_its_link(house: House, visitor: Visitor) -> None:
    account_id = await house.account()
    before = (await house.links())[0]
    async with house.visitor() as elsewhere:
        await elsewhere.sign_in(NIR, CODE)
        await whole_road(house, visitor)
        await elsewhere.open("/mon-compte")
        assert elsewhere.path == "/connexion"
    account = await house.only_account()
    assert (account.id, account.state) == (account_id, "pending")
    assert account.origin == "provisional_code"
    assert await house.notices() == ["address_changed_old", "code_changed"]
    await house.confirm(before)
    assert (await house.only_account()).state == "pending"
    assert (await visitor.send("/connexion", nir=NIR, code=CODE)).status_code == 422
    await house.confirm((await house.links())[-1])
    assert (await house.only_account()).state == "active"
    await visitor.sign_in(NIR, OTHER_CODE)
    assert visitor.path == "/mon-compte"


async def test_the_same_address_is_told_of_the_code_only(house: House, visitor: Visitor) -> None:
    await house.account()
    await whole_road(house, visitor, email=EMAIL.upper(), email_confirmation=EMAIL)
    assert await house.notices() == ["code_changed"]
    assert len(await house.links()) == 2


async def test_the_origin_of_the_session_becomes_that_of_the_account(
    house: House, visitor: Visitor
) -> None:
    await up_to_contact(house, visitor)
    async with house.services.database.begin() as session:
        await session.execute(text("UPDATE account_session SET origin = 'franceconnect'"))
    await visitor.submit(CONTACT, **GIVEN)
    assert (await house.only_account()).origin == Origin.FRANCECONNECT


async def test_refusing_keeps_nothing(house: House, visitor: Visitor) -> None:
    await arrive(house, visitor)
    page = await visitor.submit(TERMS, accepted="non")
    assert "rien n’a été gardé" in page.text
    assert await house.sessions() == 0
    await visitor.open(TERMS)
    assert visitor.path == "/connexion"


async def test_no_answer_to_the_terms_is_asked_again(house: House, visitor: Visitor) -> None:
    await arrive(house, visitor)
    page = await visitor.send(TERMS)
    assert (page.status_code, reasons(page)) == (422, {"choice_missing"})


@pytest.mark.parametrize("path", [NEW_CODE, CONTACT, "/mon-compte", "/mon-compte/code"])
async def test_a_step_cannot_be_skipped(house: House, visitor: Visitor, path: str) -> None:
    await arrive(house, visitor)
    await visitor.open(path)
    assert visitor.path == TERMS


async def test_a_form_cannot_skip_a_step_either(house: House, visitor: Visitor) -> None:
    await arrive(house, visitor)
    form = {"code": OTHER_CODE, "confirmation": OTHER_CODE}
    assert (await visitor.send(NEW_CODE, **form)).headers["location"] == TERMS
    assert (await visitor.send(CONTACT, **GIVEN)).headers["location"] == TERMS
    await visitor.submit(TERMS, accepted="oui")
    assert (await visitor.send(CONTACT, **GIVEN)).headers["location"] == NEW_CODE
    assert await accounts(house) == 0


async def test_a_step_cannot_be_taken_again(house: House, visitor: Visitor) -> None:
    await up_to_contact(house, visitor)
    form = {"code": CODE, "confirmation": CODE}
    assert (await visitor.send(TERMS, accepted="non")).headers["location"] == CONTACT
    assert (await visitor.send(NEW_CODE, **form)).headers["location"] == CONTACT
    await visitor.submit(CONTACT, **GIVEN)
    code_hash = (await house.only_account()).code_hash
    assert await house.services.code_hasher.verify(code_hash, OTHER_CODE)


async def test_thirty_two_codes_at_once_keep_one(house: House, visitor: Visitor) -> None:
    await arrive(house, visitor)
    await visitor.submit(TERMS, accepted="oui")
    async with house.services.database.begin() as session:
        signed_in = await house.services.sessions.find(
            visitor.http.cookies["session"], session=session
        )
    assert signed_in is not None
    outcomes = await asyncio.gather(
        *(
            house.services.renewals.choose_code(signed_in, OTHER_CODE, OTHER_CODE)
            for _ in range(32)
        ),
        return_exceptions=True,
    )
    assert outcomes.count([]) == 1
    assert [type(outcome) for outcome in outcomes if outcome != []] == [OutOfStep] * 31


async def test_thirty_two_last_steps_at_once_make_one_account_and_one_link(
    house: House, visitor: Visitor
) -> None:
    await up_to_contact(house, visitor)
    answers = await asyncio.gather(*(visitor.send(CONTACT, **GIVEN) for _ in range(32)))
    places = [answer.headers.get("location") for answer in answers]
    assert places.count("/connexion?etat=coordonnees") == 1
    assert {answer.status_code for answer in answers} <= {303, 503}
    assert await accounts(house) == len(await house.links()) == 1


async def test_thirty_two_renewals_at_once_send_one_link(house: House, visitor: Visitor) -> None:
    await house.account()
    await up_to_contact(house, visitor)
    answers = await asyncio.gather(*(visitor.send(CONTACT, **GIVEN) for _ in range(32)))
    places = [answer.headers.get("location") for answer in answers]
    assert places.count("/connexion?etat=coordonnees") == 1
    assert await accounts(house) == 1
    assert len(await house.links()) == 2
    assert await house.notices() == ["address_changed_old", "code_changed"]


async def test_another_code_asked_for_on_the_way_dies_at_the_end(
    house: House, visitor: Visitor
) -> None:
    await house.account()
    await up_to_contact(house, visitor)
    async with house.visitor() as other:
        digits = await house.provisional_code(other)
        await visitor.submit(CONTACT, **GIVEN)
        assert (await other.send("/connexion", nir=NIR, code=digits)).status_code == 422


async def test_an_account_opened_meanwhile_is_renewed(house: House, visitor: Visitor) -> None:
    await up_to_contact(house, visitor)
    account_id = await house.account()
    await visitor.submit(CONTACT, **GIVEN)
    account = await house.only_account()
    assert (account.id, account.state) == (account_id, "pending")


async def test_an_account_closed_meanwhile_ends_the_road(house: House, visitor: Visitor) -> None:
    await house.account()
    await up_to_contact(house, visitor)
    async with house.visitor() as owner:
        await owner.sign_in(NIR, CODE)
        await owner.open("/mon-compte/fermeture")
        await owner.submit("/mon-compte/fermeture", present=CODE)
    answer = await visitor.send(CONTACT, **GIVEN)
    assert answer.headers["location"] == "/connexion?etat=terminee"
    assert await accounts(house) == 0


@pytest.mark.parametrize(
    ("code", "confirmation", "expected"),
    [
        ("abc", "abc", {"code_too_short", "code_upper_case_missing", "code_common"}),
        ("Robert*18121962", "Robert*18121962", {"code_contains_birth_date"}),
        ("Robert162122B", "Robert162122B", {"code_contains_nir"}),
        (OTHER_CODE, CODE, {"code_confirmation_mismatch"}),
    ],
)
async def test_a_code_that_breaks_a_rule_says_which(
    house: House, visitor: Visitor, code: str, confirmation: str, expected: set[str]
) -> None:
    await arrive(house, visitor)
    await visitor.submit(TERMS, accepted="oui")
    before = house.services.code_hasher.calls
    page = await visitor.send(NEW_CODE, code=code, confirmation=confirmation)
    assert page.status_code == 422
    assert expected <= reasons(page)
    assert house.services.code_hasher.calls == before
    assert code not in page.text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"email": "", "email_confirmation": ""}, "email_unreadable"),
        ({"email": "x@y", "email_confirmation": "x@y"}, "email_invalid"),
        ({"email_confirmation": "autre@exemple.fr"}, "email_mismatch"),
        ({"mobile": "12"}, "phone_unreadable"),
        ({"mobile": "01 99 00 12 34"}, "phone_not_mobile"),
        ({"landline": "06 39 98 01 23"}, "phone_not_landline"),
        ({"mobile": "+1 212 555 0123"}, "phone_foreign"),
    ],
)
async def test_contact_details_that_are_refused_say_why(
    house: House, visitor: Visitor, given: dict[str, str], expected: str
) -> None:
    await up_to_contact(house, visitor)
    page = await visitor.send(CONTACT, **GIVEN | given)
    assert (page.status_code, reasons(page)) == (422, {expected})
    assert await accounts(house) == 0


async def test_of_two_phone_numbers_it_is_said_which_is_refused(
    house: House, visitor: Visitor
) -> None:
    await up_to_contact(house, visitor)
    page = await visitor.send(CONTACT, **GIVEN, mobile="12", landline="12")
    assert "Téléphone portable. Ce numéro" in page.text
    assert "Téléphone fixe. Ce numéro" in page.text


async def test_what_was_accepted_is_kept_masked_and_need_not_be_typed_again(
    house: House, visitor: Visitor
) -> None:
    await up_to_contact(house, visitor)
    page = await visitor.send(CONTACT, **GIVEN, mobile="12", consent_email="oui")
    assert "Déjà donné\u00a0: j•••@e•••.org" in page.text
    assert NEW_EMAIL not in page.text
    assert 'value="oui" checked> <label for="consent_email">' in page.text
    assert 'name="mobile"' in page.text
    assert (await visitor.open(CONTACT)).text.count("Déjà donné") == 2
    page = await visitor.submit(CONTACT, mobile="06 39 98 01 23", consent_email="oui")
    assert "Il reste une étape" in page.text
    account = await house.only_account()
    owner = open_owner(house.services.keys, account.id, account.sealed)
    assert (owner.email, owner.mobile) == (NEW_EMAIL, "+33639980123")


async def test_an_address_of_another_account_is_refused_and_the_road_goes_on(
    house: House, visitor: Visitor
) -> None:
    await house.account(nir13="2281231815001", email=NEW_EMAIL)
    await up_to_contact(house, visitor)
    page = await visitor.send(CONTACT, **GIVEN, mobile="06 39 98 01 23")
    assert reasons(page) == {"email_already_used"}
    assert "Déjà donné\u00a0: 06" in page.text
    other = "autre@exemple.fr"
    page = await visitor.submit(CONTACT, email=other, email_confirmation=other)
    assert "Il reste une étape" in page.text


async def test_a_renewal_cannot_take_the_address_of_another(house: House, visitor: Visitor) -> None:
    await house.account(nir13="2281231815001", email=NEW_EMAIL)
    await house.account()
    await up_to_contact(house, visitor)
    page = await visitor.send(CONTACT, **GIVEN)
    assert reasons(page) == {"email_already_used"}
    assert await house.notices() == []


async def test_addresses_cannot_be_tried_for_ever(house: House, visitor: Visitor) -> None:
    await house.account(nir13="2281231815001", email=NEW_EMAIL)
    await up_to_contact(house, visitor)
    for _ in range(20):
        assert reasons(await visitor.send(CONTACT, **GIVEN)) == {"email_already_used"}
    assert reasons(await visitor.send(CONTACT, **GIVEN)) == {"contact_locked"}


@pytest.mark.parametrize("path", [TERMS, NEW_CODE, CONTACT])
async def test_without_a_session_every_step_leads_to_sign_in(visitor: Visitor, path: str) -> None:
    await visitor.open(path)
    assert visitor.path == "/connexion"
    assert (await visitor.send(path)).headers["location"] == "/connexion"


async def test_a_form_without_its_token_is_refused(house: House, visitor: Visitor) -> None:
    await arrive(house, visitor)
    for token in ("", "x" * 43):
        answer = await visitor.http.post(TERMS, data={"accepted": "oui", "jeton": token})
        assert answer.status_code == 403
    await visitor.open(NEW_CODE)
    assert visitor.path == TERMS


async def test_the_road_is_over_after_thirty_minutes_of_silence(
    house: House, visitor: Visitor, clock: FakeClock
) -> None:
    await up_to_contact(house, visitor)
    clock.advance(timedelta(minutes=30, seconds=1))
    answer = await visitor.send(CONTACT, **GIVEN)
    assert answer.headers["location"] == "/connexion?etat=terminee"
    assert await accounts(house) == 0


async def test_a_code_signs_in_once(house: House, visitor: Visitor) -> None:
    await house.registry()
    digits = await house.provisional_code(visitor)
    answers = await asyncio.gather(
        *(visitor.http.post("/connexion", data={"nir": NIR, "code": digits}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422, 422]
    assert await house.sessions() == 1


async def test_the_chosen_code_is_kept_only_as_a_hash(house: House, visitor: Visitor) -> None:
    await up_to_contact(house, visitor)
    async with house.services.database.begin() as session:
        row = (await session.scalars(select(AccountSession))).one()
    assert row.code_hash is not None
    assert row.code_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert NIR.encode() not in row.sealed


async def accounts(house: House) -> int:
    """Return how many accounts there are."""
    async with house.services.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(Account)) or 0
