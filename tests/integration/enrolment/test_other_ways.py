"""A provisional code, a forgotten code and the link once more, on real PostgreSQL and Redis."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from backend.accounts.models import EmailConfirmation, ProvisionalCode
from backend.accounts.provisional_codes import CODES_PER_ADDRESS
from backend.accounts.states import Channel
from backend.db import Database
from backend.enrolment.ending import KEPT_AFTER_LAST_MESSAGE, expire
from backend.enrolment.fields import IDENTITY, PROOF, Field, Road
from backend.enrolment.models import Enrolment, EnrolmentValue
from backend.enrolment.progress import NO_SERIAL, TURNING, LockCause, Status
from backend.enrolment.records import NoEnrolment
from backend.enrolment.view import IDENTITY_TRIES, PROOF_TRIES, View
from backend.insured import matching
from backend.insured.generator import TOTO, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import LimiterUnavailable, TooManyAttempts
from backend.reasons import Reason
from backend.sealed.models import SealedValue
from backend.sealed.vault import Vault
from tests.integration.enrolment.conftest import Enrol
from tests.support.clock import FakeClock
from tests.support.enrolling import Enrollee

CHANNELS = tuple(Channel)
KNOWN_BY_ALL = replace(
    VENTURI, email="paul@courrier.example", mobile="+33639980123", address="1 rue de l'Essai"
)
UNKNOWN = replace(VENTURI, nir13="1621238010001")
OTHER_DAY = replace(VENTURI, birth_date=VENTURI.birth_date - timedelta(days=1))


@pytest.fixture
async def registry(enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock) -> Registry:
    """The registry, in which VENTURI can be reached by every channel."""
    registry = Registry(keys, clock)
    async with database.begin() as session:
        await registry.add([KNOWN_BY_ALL], session=session)
    return registry


async def count(database: Database, table: type) -> int:
    """Return how many rows ``table`` has."""
    async with database.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def codes(database: Database) -> list[ProvisionalCode]:
    """Return the codes that were made."""
    async with database.begin() as session:
        return list(await session.scalars(select(ProvisionalCode)))


async def fail_the_proof(enrollee: Enrollee) -> View:
    """Give wrong proofs until no other is asked for."""
    view = await enrollee.up_to(Field.IBAN_END)
    while view.awaited is Field.IBAN_END:
        await enrollee.type(Field.IBAN_END, "0G02443")
        view = (await enrollee.type(Field.VITALE_SERIAL, "00000000001")).view
    return view


async def reach(enrol: Enrol, cause: str) -> tuple[Enrollee, View]:
    """Bring somebody to the choice of the channel, for ``cause``."""
    if cause in list(Cause):
        enrollee = enrol(demonstration_case(Cause(cause)))
        return enrollee, await enrollee.up_to(Field.CODE_CHANNEL)
    enrollee = enrol()
    if cause == LockCause.PROOF:
        return enrollee, await fail_the_proof(enrollee)
    await enrollee.up_to(Field.VITALE_SERIAL)
    return enrollee, (await enrollee.ask_for_a_code()).view


CAUSES = (*TURNING, LockCause.PROOF, NO_SERIAL)


@pytest.mark.parametrize("cause", CAUSES)
async def test_each_cause_leads_to_the_choice_of_a_channel(enrol: Enrol, cause: str) -> None:
    _, view = await reach(enrol, cause)
    assert (view.status, view.cause) == (Status.OPEN, cause)
    assert (view.road, view.awaited) == (Road.PROVISIONAL_CODE, Field.CODE_CHANNEL)
    assert (view.step_number, view.steps) == (2, 3)
    assert Channel.POST in view.channels


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_code_leaves_by_the_channel_that_was_chosen(
    enrol: Enrol, registry: Registry, database: Database, channel: Channel
) -> None:
    enrollee, view = await reach(enrol, NO_SERIAL)
    assert view.channels == CHANNELS
    chosen = (await enrollee.choose(Field.CODE_CHANNEL, channel)).view
    assert (chosen.awaited, chosen.channels) == (Field.CAPTCHA, ())
    ended = await enrollee.solve()
    assert (ended.status, ended.cause) == (Status.CODE_SENT, channel)
    [code] = await codes(database)
    assert code.channel == channel
    assert (code.browser_hash is None) == (channel is Channel.POST)
    assert await count(database, EnrolmentValue) == await count(database, SealedValue) == 0


async def test_a_channel_that_is_not_on_file_is_refused(
    enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock
) -> None:
    async with database.begin() as session:
        no_mobile = replace(KNOWN_BY_ALL, mobile=None)
        await Registry(keys, clock).add([no_mobile], session=session)
    enrollee, view = await reach(enrol, NO_SERIAL)
    assert view.channels == (Channel.EMAIL, Channel.POST)
    answered = await enrollee.choose(Field.CODE_CHANNEL, "sms")
    assert answered.reason is Reason.CHANNEL_UNAVAILABLE
    assert answered.view.awaited is Field.CODE_CHANNEL


async def test_a_channel_that_goes_from_the_registry_is_chosen_again(
    enrol: Enrol, registry: Registry, database: Database
) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    await enrollee.choose(Field.CODE_CHANNEL, "sms")
    async with database.begin() as session:
        await registry.add([replace(KNOWN_BY_ALL, mobile=None)], session=session)
    view = await enrollee.solve()
    assert (view.awaited, view.channels) == (Field.CODE_CHANNEL, (Channel.EMAIL, Channel.POST))
    assert await codes(database) == []


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (Cause.VITALE_INACTIVE, Status.INELIGIBLE),
        (Cause.NO_BANK_DETAILS, Status.INELIGIBLE),
        (LockCause.PROOF, Status.LOCKED),
    ],
)
async def test_who_wants_no_code_ends_with_the_cause(
    enrol: Enrol, database: Database, cause: str, status: Status
) -> None:
    enrollee, _ = await reach(enrol, cause)
    view = (await enrollee.choose(Field.CODE_CHANNEL, "no")).view
    assert (view.status, view.cause) == (status, cause)
    assert await count(database, EnrolmentValue) == 0


async def test_who_finds_the_number_goes_back_to_the_enrolment(enrol: Enrol) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    view = (await enrollee.choose(Field.CODE_CHANNEL, "no")).view
    assert (view.road, view.cause) == (Road.ENROLMENT, None)
    assert (view.awaited, Field.IBAN_END in view.given) == (Field.VITALE_SERIAL, True)
    assert (await enrollee.up_to(Field.TERMS)).awaited is Field.TERMS


async def test_a_code_is_not_offered_before_the_identity_is_established(enrol: Enrol) -> None:
    enrollee = enrol()
    await enrollee.up_to(Field.POSTCODE)
    answered = await enrollee.ask_for_a_code()
    assert answered.reason is Reason.FIELD_NOT_YET
    assert answered.view.road is Road.ENROLMENT


async def test_asking_twice_for_a_code_changes_nothing(enrol: Enrol) -> None:
    enrollee, view = await reach(enrol, NO_SERIAL)
    again = await enrollee.ask_for_a_code()
    assert again.accepted
    assert replace(again.view, version=view.version) == view


async def test_no_proof_is_taken_while_a_channel_is_awaited(enrol: Enrol) -> None:
    enrollee, _ = await reach(enrol, LockCause.PROOF)
    for field in PROOF:
        assert (await enrollee.type(field, enrollee.answers[field])).reason is Reason.FIELD_NOT_HERE


async def test_starting_over_or_correcting_does_not_give_new_proofs(enrol: Enrol) -> None:
    enrollee, _ = await reach(enrol, LockCause.PROOF)
    await enrollee.correct(Field.POSTCODE)
    view = (await enrollee.type(Field.POSTCODE, enrollee.answers[Field.POSTCODE])).view
    assert (view.awaited, view.cause) == (Field.CODE_CHANNEL, LockCause.PROOF)
    await enrollee.restart()
    view = await enrollee.up_to(Field.CODE_CHANNEL)
    assert (view.awaited, view.cause) == (Field.CODE_CHANNEL, LockCause.PROOF)


async def test_another_identity_has_its_own_road(enrol: Enrol, registry: Registry) -> None:
    enrollee, _ = await reach(enrol, Cause.NO_BANK_DETAILS)
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    enrollee.answers = enrol().answers
    for field in IDENTITY:
        await enrollee.correct(field)
    view = await enrollee.up_to(Field.IBAN_END)
    assert (view.road, view.cause, view.awaited) == (Road.ENROLMENT, None, Field.IBAN_END)
    assert Field.CODE_CHANNEL not in view.given


async def test_a_channel_does_not_outlive_the_identity(enrol: Enrol) -> None:
    enrollee, _ = await reach(enrol, Cause.NO_BANK_DETAILS)
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    view = (await enrollee.type(Field.POSTCODE, enrollee.answers[Field.POSTCODE])).view
    assert view.awaited is Field.CODE_CHANNEL
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    view = (await enrollee.type(Field.POSTCODE, "75001")).view
    assert view.awaited is Field.IDENTITY_REVIEW
    assert Field.CODE_CHANNEL not in view.given


async def test_another_channel_can_be_chosen(
    enrol: Enrol, registry: Registry, database: Database
) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    await enrollee.choose(Field.CODE_CHANNEL, "sms")
    assert (await enrollee.correct(Field.CODE_CHANNEL)).view.awaited is Field.CODE_CHANNEL
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    assert (await enrollee.choose(Field.CODE_CHANNEL, "email")).accepted
    assert (await enrollee.solve()).cause == Channel.EMAIL


async def test_no_captcha_is_taken_where_none_is_awaited(enrol: Enrol, database: Database) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    with pytest.raises(NoEnrolment):
        await enrollee.solve()
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    await enrollee.solve()
    with pytest.raises(NoEnrolment):
        await enrollee.solve()
    assert len(await codes(database)) == 1


async def test_the_captcha_is_no_answer_of_the_chat(enrol: Enrol) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    answered = await enrollee.choose(Field.CAPTCHA, "yes")
    assert answered.reason is Reason.CHOICE_UNCLEAR
    assert answered.view.awaited is Field.CAPTCHA


async def test_three_codes_leave_in_a_day_and_no_fourth(enrol: Enrol, database: Database) -> None:
    statuses = []
    for _ in range(4):
        enrollee, _ = await reach(enrol, NO_SERIAL)
        await enrollee.choose(Field.CODE_CHANNEL, "post")
        view = await enrollee.solve()
        statuses.append((view.status, view.cause))
    sent = (Status.CODE_SENT, Channel.POST)
    assert statuses == [sent, sent, sent, (Status.LOCKED, LockCause.CODES)]
    assert len(await codes(database)) == 3


@pytest.mark.parametrize("person", [VENTURI, UNKNOWN], ids=["account", "nobody"])
async def test_forgotten_codes_are_limited_alike_for_everybody(
    enrol: Enrol, person: InsuredPerson
) -> None:
    await with_account(enrol)
    statuses = []
    for _ in range(4):
        enrollee = enrol(person, road=Road.FORGOTTEN_CODE)
        await enrollee.up_to(Field.CAPTCHA)
        statuses.append((await enrollee.solve()).status)
    assert statuses == [Status.CODE_REQUESTED] * 3 + [Status.LOCKED]


async def test_without_redis_no_code_leaves_and_nothing_ends(
    enrol: Enrol, database: Database
) -> None:
    enrollee, _ = await reach(enrol, NO_SERIAL)
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    with (
        patch("backend.limits.Limiter.hit", side_effect=LimiterUnavailable),
        pytest.raises(LimiterUnavailable),
    ):
        await enrollee.solve()
    assert (await enrollee.view()).awaited is Field.CAPTCHA
    assert await codes(database) == []


async def test_codes_are_limited_for_an_address(enrol: Enrol) -> None:
    full = [CODES_PER_ADDRESS]

    async def hit(_: object, limit: object, __: str) -> None:
        if limit in full:
            raise TooManyAttempts

    enrollee = enrol(road=Road.FORGOTTEN_CODE)
    await enrollee.up_to(Field.CAPTCHA)
    with patch("backend.limits.Limiter.hit", hit):
        view = await enrollee.solve()
    assert (view.status, view.cause) == (Status.LOCKED, LockCause.CODES)


async def test_a_forgotten_code_asks_for_three_things(enrol: Enrol) -> None:
    enrollee = enrol(road=Road.FORGOTTEN_CODE)
    view = await enrollee.start()
    assert (view.awaited, view.step_number, view.steps) == (Field.NIR, 1, 2)
    view = (await enrollee.type(Field.NIR, enrollee.answers[Field.NIR])).view
    assert view.awaited is Field.BIRTH_DATE
    refused = await enrollee.type(Field.BIRTH_DATE, "18/12/1963")
    assert refused.reason is Reason.NIR_BIRTH_DATE_MISMATCH
    view = (await enrollee.type(Field.BIRTH_DATE, enrollee.answers[Field.BIRTH_DATE])).view
    assert (view.awaited, view.step_number) == (Field.CAPTCHA, 2)


async def test_the_name_has_no_place_on_the_road_of_a_forgotten_code(enrol: Enrol) -> None:
    enrollee = enrol(road=Road.FORGOTTEN_CODE)
    await enrollee.start()
    assert (await enrollee.type(Field.LAST_NAME, "Venturi")).reason is Reason.FIELD_NOT_HERE
    assert (await enrollee.correct(Field.LAST_NAME)).reason is Reason.FIELD_NOT_HERE


async def with_account(enrol: Enrol) -> None:
    """Give VENTURI an account."""
    first = enrol(email="paul@exemple.fr")
    await first.up_to(Field.RECAP)
    await first.choose(Field.RECAP, "yes")


@pytest.fixture
def digests() -> Iterator[list[str]]:
    """Every hash computed for a comparison with the registry."""
    computed: list[str] = []
    digest = matching._digest

    def counting(value: str) -> bytes:
        computed.append(value)
        return digest(value)

    with patch.object(matching, "_digest", counting):
        yield computed


async def walked(enrollee: Enrollee, until: Field, digests: list[str]) -> tuple[list[View], int]:
    """Return every view from the first to that of the end, and how many hashes were computed."""
    before = len(digests)
    views = [await enrollee.start()]
    while views[-1].awaited not in (until, None):
        field = views[-1].awaited
        assert field is not None
        if field is Field.IDENTITY_REVIEW:
            break
        views.append((await enrollee.type(field, enrollee.answers[field])).view)
    if views[-1].awaited is Field.CAPTCHA:
        views.append(await enrollee.solve())
    return views, len(digests) - before


async def test_a_forgotten_code_is_asked_for_alike_in_every_world(
    enrol: Enrol, database: Database, digests: list[str]
) -> None:
    await with_account(enrol)
    worlds = {
        "with account": VENTURI,
        "without account": TOTO,
        "unknown": UNKNOWN,
        "other birth date": OTHER_DAY,
    }
    seen = {}
    for world, person in worlds.items():
        enrollee = enrol(person, road=Road.FORGOTTEN_CODE)
        seen[world] = await walked(enrollee, Field.CAPTCHA, digests)
    assert len(await codes(database)) == 1
    assert seen["with account"][0][-1].status is Status.CODE_REQUESTED
    assert all(walk == seen["unknown"] for walk in seen.values())


async def test_the_link_leaves_again_if_and_only_if_there_is_one(
    enrol: Enrol, database: Database, clock: FakeClock, digests: list[str]
) -> None:
    await with_account(enrol)
    clock.advance(timedelta(hours=1))
    assert await count(database, EmailConfirmation) == 1
    owner = await walked(enrol(road=Road.RESEND_LINK), Field.CAPTCHA, digests)
    assert await count(database, EmailConfirmation) == 2
    other = await walked(enrol(TOTO, road=Road.RESEND_LINK), Field.CAPTCHA, digests)
    assert await count(database, EmailConfirmation) == 2
    assert owner[0][-1].status is Status.LINK_REQUESTED
    assert owner == other


async def test_a_wrong_identity_learns_nothing_by_asking_for_the_link(
    enrol: Enrol, database: Database, digests: list[str]
) -> None:
    await with_account(enrol)
    wrong = [
        UNKNOWN,
        OTHER_DAY,
        replace(VENTURI, postcode="75001"),
        replace(TOTO, postcode="75001"),
    ]
    walks = [
        await walked(enrol(one, road=Road.RESEND_LINK), Field.CAPTCHA, digests) for one in wrong
    ]
    assert walks[0][0][-1].awaited is Field.IDENTITY_REVIEW
    assert all(walk == walks[0] for walk in walks)
    assert await count(database, EmailConfirmation) == 1


@pytest.mark.parametrize("road", [Road.ENROLMENT, Road.RESEND_LINK])
async def test_wrong_identities_are_limited_on_both_roads_alike(enrol: Enrol, road: Road) -> None:
    enrollee = enrol(road=road)
    await enrollee.up_to(Field.POSTCODE)
    left = []
    for number in range(IDENTITY_TRIES):
        answered = await enrollee.type(Field.POSTCODE, f"7500{number + 1}")
        left.append((answered.reason, answered.view.attempts_left))
    assert left[0] == (Reason.IDENTITY_NOT_FOUND, IDENTITY_TRIES - 1)
    assert (answered.view.status, answered.view.cause) == (Status.LOCKED, LockCause.IDENTITY)


async def test_who_is_not_eligible_can_have_the_link_again(enrol: Enrol) -> None:
    enrollee = enrol(demonstration_case(Cause.REGIME_TRANSFER), road=Road.RESEND_LINK)
    assert (await enrollee.up_to(Field.IDENTITY_REVIEW)).status is Status.LINK_REQUESTED


@pytest.mark.parametrize("road", [Road.FORGOTTEN_CODE, Road.RESEND_LINK])
async def test_an_open_road_is_returned_as_it_is(enrol: Enrol, road: Road) -> None:
    enrollee = enrol(road=road)
    started = await enrollee.start()
    enrollee.road = Road.ENROLMENT
    assert await enrollee.start() == started


@pytest.mark.parametrize("road", [Road.FORGOTTEN_CODE, Road.RESEND_LINK])
async def test_every_road_can_be_begun_again_and_given_up(
    enrol: Enrol, database: Database, road: Road
) -> None:
    enrollee = enrol(road=road)
    first = await enrollee.start()
    await enrollee.type(Field.NIR, enrollee.answers[Field.NIR])
    again = await enrollee.restart()
    assert (again.road, again.awaited, again.given) == (road, first.awaited, ())
    await enrollee.type(Field.NIR, enrollee.answers[Field.NIR])
    assert (await enrollee.cancel()).status is None
    assert await count(database, EnrolmentValue) == await count(database, SealedValue) == 0


@pytest.mark.parametrize("road", [Road.FORGOTTEN_CODE, Road.RESEND_LINK])
async def test_every_road_is_forgotten_after_72_hours(
    enrol: Enrol, database: Database, keys: Keyring, clock: FakeClock, road: Road
) -> None:
    enrollee = enrol(road=road)
    await enrollee.start()
    await enrollee.type(Field.NIR, enrollee.answers[Field.NIR])
    clock.advance(KEPT_AFTER_LAST_MESSAGE - timedelta(seconds=1))
    vault = Vault(keys, clock)
    async with database.begin() as session:
        assert await expire(clock=clock, vault=vault, session=session) == 0
    clock.advance(timedelta(seconds=1))
    async with database.begin() as session:
        assert await expire(clock=clock, vault=vault, session=session) == 1
    assert await count(database, EnrolmentValue) == 0
    assert (await enrollee.view()).status is None


async def test_what_an_enrolment_became_is_kept_without_who_it_was(
    enrol: Enrol, database: Database
) -> None:
    enrollee, _ = await reach(enrol, LockCause.PROOF)
    await enrollee.choose(Field.CODE_CHANNEL, "post")
    await enrollee.solve()
    async with database.begin() as session:
        [kept] = await session.scalars(select(Enrolment))
    assert (kept.road, kept.status, kept.cause) == (
        Road.PROVISIONAL_CODE,
        Status.CODE_SENT,
        Channel.POST,
    )
    assert kept.proof_tries == PROOF_TRIES
    assert kept.person_id is None
