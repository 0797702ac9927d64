"""The enrolment on real PostgreSQL and Redis: what is accepted, refused, kept and forgotten."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.db import Database
from backend.enrolment.ending import expire
from backend.enrolment.fields import IDENTITY, PROOF, ROADS, Field, Road
from backend.enrolment.models import Enrolment, EnrolmentValue, Refusal
from backend.enrolment.progress import TURNING, LockCause, Status
from backend.enrolment.records import NoEnrolment
from backend.enrolment.view import IDENTITY_TRIES, PROOF_TRIES
from backend.insured.generator import TOTO, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.keys import Keyring
from backend.reasons import Reason
from backend.sealed.kinds import Kind
from backend.sealed.models import SealedValue
from backend.sealed.vault import Vault
from tests.integration.enrolment.conftest import Enrol
from tests.support.clock import FakeClock


async def count(database: Database, table: type) -> int:
    """Return how many rows ``table`` has."""
    async with database.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def mails(database: Database) -> int:
    """Return how many mails are queued."""
    async with database.begin() as session:
        jobs = await session.connection()
        return (await jobs.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs")).scalar_one()


@pytest.mark.parametrize("person", [VENTURI, TOTO], ids=["venturi", "toto"])
async def test_the_people_of_the_guides_get_an_account_and_a_mail(
    enrol: Enrol, database: Database, person: object
) -> None:
    enrollee = enrol(person)
    assert (await enrollee.up_to(Field.RECAP)).awaited is Field.RECAP
    answered = await enrollee.choose(Field.RECAP, "yes")
    assert answered.accepted
    assert answered.view.status is Status.CREATED
    assert await count(database, Account) == 1
    assert await mails(database) == 1


async def test_nothing_that_was_given_outlives_the_enrolment(
    enrol: Enrol, database: Database
) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.RECAP)
    assert await count(database, EnrolmentValue) > 0
    await enrollee.choose(Field.RECAP, "yes")
    assert await count(database, EnrolmentValue) == 0
    assert await count(database, SealedValue) == 0
    async with database.begin() as session:
        enrolment = await session.scalar(select(Enrolment))
    assert enrolment is not None
    assert enrolment.code_hash is enrolment.person_id is enrolment.proved_person_id is None


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause not in TURNING])
async def test_who_is_not_eligible_yet_is_told_after_the_identity(
    enrol: Enrol, cause: Cause
) -> None:
    view = await enrol(demonstration_case(cause)).up_to(Field.IBAN_END)
    assert (view.status, view.cause) == (Status.INELIGIBLE, cause)


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        (Field.LAST_NAME, "1234", Reason.NAME_INVALID),
        (Field.NIR, "1 62 12 2B 010", Reason.NIR_LENGTH),
        (Field.NIR, "1 62 12 2B 010 001 99", Reason.NIR_KEY),
        (Field.NIR, "7 62 12 63 010 001", Reason.NIR_PROVISIONAL),
        (Field.BIRTH_DATE, "31/02/1962", Reason.DATE_IMPOSSIBLE),
        (Field.BIRTH_DATE, "18/12/1963", Reason.NIR_BIRTH_DATE_MISMATCH),
        (Field.POSTCODE, "6300", Reason.POSTCODE_LENGTH),
        (Field.IBAN_END, "0G02", Reason.IBAN_LENGTH),
        (Field.VITALE_SERIAL, "0467132", Reason.VITALE_LENGTH),
        (Field.EMAIL, "jeanne chez exemple", Reason.EMAIL_UNREADABLE),
        (Field.EMAIL_CONFIRMATION, "autre@exemple.fr", Reason.EMAIL_MISMATCH),
        (Field.MOBILE, "01 99 00 12 34", Reason.PHONE_NOT_MOBILE),
        (Field.LANDLINE, "06 39 98 01 23", Reason.PHONE_NOT_LANDLINE),
    ],
)
async def test_a_refused_value_leaves_the_field_awaited_and_the_rest_kept(
    enrol: Enrol, database: Database, field: Field, typed: str, reason: Reason
) -> None:
    enrollee = enrol()
    before = await enrollee.up_to(field)
    assert before.awaited is field
    answered = await enrollee.type(field, typed)
    assert answered.reason is reason
    assert (answered.view.awaited, answered.view.given) == (field, before.given)
    async with database.begin() as session:
        noted = (await session.execute(select(Refusal.field, Refusal.reason))).one()
    assert noted == (field, reason)


async def test_an_unknown_identity_keeps_the_four_values_and_asks_which_is_wrong(
    enrol: Enrol,
) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.POSTCODE)
    answered = await enrollee.type(Field.POSTCODE, "75001")
    assert answered.reason is Reason.IDENTITY_NOT_FOUND
    assert answered.view.awaited is Field.IDENTITY_REVIEW
    assert set(IDENTITY) <= set(answered.view.given)
    answered = await enrollee.type(Field.POSTCODE, VENTURI.postcode)
    assert answered.accepted
    assert answered.view.awaited is Field.IBAN_END


async def test_wrong_identities_are_limited(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.POSTCODE)
    for number in range(IDENTITY_TRIES):
        answered = await enrollee.type(Field.POSTCODE, f"7500{number + 1}")
    assert (answered.view.status, answered.view.cause) == (Status.LOCKED, LockCause.IDENTITY)


async def test_starting_over_does_not_give_new_tries(enrol: Enrol, database: Database) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.POSTCODE)
    for number in range(IDENTITY_TRIES - 1):
        await enrollee.type(Field.POSTCODE, f"7500{number + 1}")
    async with database.begin() as session:
        await enrollee.enrolments.restart(enrollee.conversation_id, session=session)
    await enrollee.up_to(Field.POSTCODE)
    answered = await enrollee.type(Field.POSTCODE, "75009")
    assert answered.view.status is Status.LOCKED


async def test_one_nir_is_limited_over_all_conversations(enrol: Enrol) -> None:
    statuses = []
    for number in range(12):
        enrollee = enrol()
        await enrollee.up_to(Field.POSTCODE)
        answered = await enrollee.type(Field.POSTCODE, f"750{number + 1:02}")
        statuses.append(answered.view.status)
    assert statuses == [Status.OPEN] * 10 + [Status.LOCKED] * 2


async def test_wrong_proofs_are_limited_and_do_not_tell_which_half_is_wrong(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.IBAN_END)
    for tries in range(1, PROOF_TRIES + 1):
        await enrollee.type(Field.IBAN_END, "0G02443")
        answered = await enrollee.type(Field.VITALE_SERIAL, f"0000000000{tries}")
        if tries < PROOF_TRIES:
            assert answered.reason is Reason.PROOF_MISMATCH
            assert answered.view.awaited is Field.IBAN_END
            assert answered.view.attempts_left == PROOF_TRIES - tries
    assert answered.view.awaited is Field.CODE_CHANNEL


async def test_one_nir_has_six_wrong_proofs_over_all_conversations(enrol: Enrol) -> None:
    wrong = 0
    for _ in range(3):
        enrollee = enrol()
        view = await enrollee.up_to(Field.IBAN_END)
        while view.road is Road.ENROLMENT:
            await enrollee.type(Field.IBAN_END, "0G02443")
            view = (await enrollee.type(Field.VITALE_SERIAL, "00000000001")).view
            wrong += 1
    assert wrong == 3 + 3 + 1, "the seventh is not even compared"
    enrollee = enrol()
    await enrollee.up_to(Field.VITALE_SERIAL)
    answered = await enrollee.type(Field.VITALE_SERIAL, enrollee.answers[Field.VITALE_SERIAL])
    assert answered.view.awaited is Field.CODE_CHANNEL


async def test_refusing_the_terms_ends_and_keeps_nothing(enrol: Enrol, database: Database) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.TERMS)
    answered = await enrollee.choose(Field.TERMS, "no")
    assert answered.view.status is Status.REFUSED
    assert await count(database, EnrolmentValue) == 0


async def test_an_account_that_exists_is_told_only_after_the_proof(
    enrol: Enrol, database: Database
) -> None:
    first = enrol()
    await first.up_to(Field.RECAP)
    await first.choose(Field.RECAP, "yes")
    second = enrol(email="autre@exemple.fr")
    view = await second.up_to(Field.VITALE_SERIAL)
    assert view.status is Status.OPEN
    answered = await second.type(Field.VITALE_SERIAL, second.answers[Field.VITALE_SERIAL])
    assert answered.view.status is Status.ALREADY_ENROLLED
    assert await mails(database) == 2, "the owner is told"


async def test_an_address_of_another_account_is_refused(enrol: Enrol) -> None:
    first = enrol()
    await first.up_to(Field.RECAP)
    await first.choose(Field.RECAP, "yes")
    second = enrol(TOTO)
    await second.up_to(Field.EMAIL)
    answered = await second.type(Field.EMAIL, "JEANNE@exemple.fr")
    assert answered.reason is Reason.EMAIL_ALREADY_USED


async def test_nobody_tries_addresses_without_end(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.EMAIL)
    for number in range(20):
        assert (await enrollee.type(Field.EMAIL, f"jeanne{number}@exemple.fr")).accepted
    answered = await enrollee.type(Field.EMAIL, "jeanne20@exemple.fr")
    assert answered.reason is Reason.TOO_MANY_ATTEMPTS


@pytest.mark.parametrize(
    "field",
    [
        field
        for field in ROADS[Road.ENROLMENT]
        if field not in (Field.IDENTITY_REVIEW, Field.RECAP, Field.EMAIL_CONFIRMATION)
    ],
)
async def test_every_field_can_be_corrected_from_the_recap(enrol: Enrol, field: Field) -> None:
    enrollee = enrol()
    before = await enrollee.up_to(Field.RECAP)
    answered = await enrollee.correct(field)
    assert answered.accepted
    assert answered.view.awaited is (Field.IBAN_END if field in PROOF else field)
    assert await enrollee.up_to(Field.RECAP) == before.__class__(
        **{**before.__dict__, "version": (await enrollee.view()).version}
    )


async def test_another_person_s_nir_asks_the_proof_and_the_code_again(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.RECAP)
    enrollee.answers |= {
        Field.LAST_NAME: TOTO.birth_name,
        Field.BIRTH_DATE: f"{TOTO.birth_date:%d/%m/%Y}",
        Field.POSTCODE: TOTO.postcode,
    }
    for field in (Field.LAST_NAME, Field.BIRTH_DATE, Field.POSTCODE):
        await enrollee.correct(field)
    await enrollee.type(Field.NIR, TOTO.nir13)
    for field in (Field.LAST_NAME, Field.BIRTH_DATE, Field.POSTCODE):
        answered = await enrollee.type(field, enrollee.answers[field])
    assert answered.accepted
    assert answered.view.awaited is Field.IBAN_END
    assert Field.PERSONAL_CODE not in answered.view.given


async def test_the_married_name_keeps_the_proof(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.RECAP)
    answered = await enrollee.type(Field.LAST_NAME, "venturi")
    assert answered.view.awaited is Field.RECAP


async def test_the_same_as_before_is_an_answer(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.CONSENT_PHONE)
    answered = await enrollee.choose(Field.CONSENT_PHONE, "same")
    assert answered.accepted
    assert Field.CONSENT_PHONE in answered.view.given


@pytest.mark.parametrize("field", [Field.EMAIL_CONFIRMATION, Field.MOBILE])
async def test_the_same_as_before_answers_nothing_else(enrol: Enrol, field: Field) -> None:
    enrollee = enrol()
    await enrollee.up_to(field)
    assert (await enrollee.choose(field, "same")).reason is Reason.CHOICE_UNCLEAR


async def test_a_value_of_a_later_step_waits(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.start()
    assert (await enrollee.type(Field.EMAIL, "a@exemple.fr")).reason is Reason.FIELD_NOT_YET


async def test_values_of_the_same_step_are_taken_in_any_order(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.start()
    for field in (Field.POSTCODE, Field.BIRTH_DATE, Field.NIR):
        assert (await enrollee.type(field, enrollee.answers[field])).accepted
    assert (await enrollee.view()).awaited is Field.LAST_NAME


async def test_a_reference_works_for_its_own_kind_and_conversation_only(
    enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    mine, other = enrol(), enrol()
    await mine.start()
    await other.start()
    vault = Vault(keys, clock)
    async with database.begin() as session:
        [of_other] = await vault.put(
            other.conversation_id, [(Kind.NOM, "VENTURI")], session=session
        )
        [of_kind] = await vault.put(mine.conversation_id, [(Kind.NIR, "VENTURI")], session=session)
        for reference in (of_other.reference, of_kind.reference, "unknown"):
            answered = await mine.enrolments.answer(
                mine.conversation_id,
                field=Field.LAST_NAME,
                reference=reference,
                session=session,
            )
            assert answered.reason is Reason.VALUE_GONE


async def test_sixteen_creations_for_one_nir_make_one_account(
    enrol: Enrol, database: Database
) -> None:
    people = [enrol(email=f"p{number}@exemple.fr") for number in range(16)]
    for person in people:
        await person.up_to(Field.RECAP)
    answers = await asyncio.gather(*(person.choose(Field.RECAP, "yes") for person in people))
    statuses = sorted(answered.view.status or "" for answered in answers)
    assert statuses == [Status.ALREADY_ENROLLED] * 15 + [Status.CREATED]
    assert await count(database, Account) == 1


async def test_sixteen_creations_for_one_address_make_one_account(
    enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    venturi, toto = enrol(), enrol(TOTO)
    await venturi.up_to(Field.RECAP)
    await toto.up_to(Field.RECAP)
    answers = await asyncio.gather(
        *([venturi.choose(Field.RECAP, "yes"), toto.choose(Field.RECAP, "yes")])
    )
    assert sorted(answered.accepted for answered in answers) == [False, True]
    assert {answered.reason for answered in answers} == {None, Reason.EMAIL_ALREADY_USED}
    assert await count(database, Account) == 1


async def test_a_double_click_creates_one_account(enrol: Enrol, database: Database) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.RECAP)
    outcomes = await asyncio.gather(
        *(enrollee.choose(Field.RECAP, "yes") for _ in range(16)), return_exceptions=True
    )
    assert sum(isinstance(outcome, NoEnrolment) for outcome in outcomes) == 15
    assert await count(database, Account) == 1
    assert await mails(database) == 1


async def test_sixteen_starts_open_one_enrolment(enrol: Enrol, database: Database) -> None:
    enrollee = enrol()
    await asyncio.gather(*(enrollee.start() for _ in range(16)), return_exceptions=True)
    assert await count(database, Enrolment) == 1


async def test_what_is_left_for_72_hours_is_forgotten(
    enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.TERMS)
    vault = Vault(keys, clock)
    clock.advance(timedelta(hours=72, seconds=-1))
    async with database.begin() as session:
        assert await expire(clock=clock, vault=vault, session=session) == 0
    clock.advance(timedelta(seconds=1))
    async with database.begin() as session:
        assert await expire(clock=clock, vault=vault, session=session) == 1
    assert (await enrollee.view()).status is None
    assert await count(database, EnrolmentValue) == 0
    assert await count(database, SealedValue) == 0
