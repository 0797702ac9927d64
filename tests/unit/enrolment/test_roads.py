"""The four roads of the chat: what each asks, in which order, and where it turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.states import Channel
from backend.enrolment.answers import Choice, check_channel, read_choice
from backend.enrolment.fields import IDENTITY, PROOF, ROADS, STEPS, Field, Road, Step, steps_of
from backend.enrolment.progress import (
    NO_SERIAL,
    TURNING,
    LockCause,
    Progress,
    Status,
    awaited,
    end_without_code,
    fields_for,
    freed_by_correction,
    is_asked,
    may_take,
    turn,
)
from backend.insured.matching import Cause
from backend.reasons import Reason, ValueRefused
from backend.sealed.kinds import Kind

STEPS_OF_ROADS = {
    Road.ENROLMENT: list(STEPS)[:6],
    Road.PROVISIONAL_CODE: [Step.IDENTITY, Step.CODE_CHANNEL, Step.CAPTCHA],
    Road.FORGOTTEN_CODE: [Step.IDENTITY, Step.CAPTCHA],
    Road.RESEND_LINK: [Step.IDENTITY],
}
progresses = st.builds(
    Progress,
    road=st.sampled_from(Road),
    given=st.frozensets(st.sampled_from(Field)).map(lambda fields: fields - {Field.RECAP}),
    skipped=st.frozensets(st.sampled_from([Field.MOBILE, Field.LANDLINE])),
    identity_mismatch=st.booleans(),
)


def walk(road: Road, skipped: frozenset[Field]) -> list[Field]:
    """Return the fields asked of a person who answers each as it comes."""
    asked: list[Field] = []
    for _ in Field:
        progress = Progress(road=road, given=frozenset(asked), skipped=skipped & frozenset(asked))
        field = awaited(progress)
        if field in asked or not is_asked(field, progress):
            break
        asked.append(field)
    return asked


@pytest.mark.parametrize("road", Road)
def test_each_road_has_its_steps(road: Road) -> None:
    assert list(steps_of(road)) == STEPS_OF_ROADS[road]


@given(st.sampled_from(Road), st.frozensets(st.sampled_from([Field.MOBILE, Field.LANDLINE])))
def test_each_road_asks_each_of_its_fields_once_in_order(
    road: Road, skipped: frozenset[Field]
) -> None:
    everything = Progress(road=road, given=frozenset(Field), skipped=skipped)
    assert walk(road, skipped) == [f for f in ROADS[road] if is_asked(f, everything)]


@given(progresses)
def test_each_road_asks_a_field_of_its_own_and_takes_it(progress: Progress) -> None:
    field = awaited(progress)
    assert field in ROADS[progress.road]
    if is_asked(field, progress):
        assert may_take(field, progress)


@given(progresses, st.sampled_from(Field))
def test_no_road_takes_a_field_of_another(progress: Progress, field: Field) -> None:
    if field not in ROADS[progress.road]:
        assert not may_take(field, progress)


@given(progresses, st.sampled_from(Kind))
def test_a_volunteered_value_is_for_a_field_of_the_road(progress: Progress, kind: Kind) -> None:
    assert set(fields_for(kind, progress)) <= set(ROADS[progress.road])


@given(progresses)
def test_no_channel_is_taken_while_the_identity_is_not_settled(progress: Progress) -> None:
    if progress.identity_mismatch or not progress.given.issuperset(IDENTITY):
        assert not may_take(Field.CODE_CHANNEL, progress)
        assert not any(may_take(field, progress) for field in PROOF)


@pytest.mark.parametrize("field", IDENTITY)
def test_a_channel_is_chosen_again_when_the_identity_is_corrected(field: Field) -> None:
    assert Field.CODE_CHANNEL in freed_by_correction(field)


@pytest.mark.parametrize(
    ("ineligible", "tries", "cause", "expected"),
    [
        (None, 3, None, (Road.ENROLMENT, None)),
        (None, 1, None, (Road.ENROLMENT, None)),
        (None, 0, None, (Road.PROVISIONAL_CODE, LockCause.PROOF)),
        (None, 0, LockCause.PROOF, (Road.PROVISIONAL_CODE, LockCause.PROOF)),
        (None, 3, NO_SERIAL, (Road.PROVISIONAL_CODE, NO_SERIAL)),
        (None, 0, NO_SERIAL, (Road.PROVISIONAL_CODE, LockCause.PROOF)),
        (None, 3, Cause.VITALE_INACTIVE, (Road.ENROLMENT, None)),
        *[(cause, 3, None, (Road.PROVISIONAL_CODE, cause)) for cause in TURNING],
        *[(cause, 0, NO_SERIAL, (Road.PROVISIONAL_CODE, cause)) for cause in TURNING],
    ],
)
def test_the_road_after_the_identity(
    ineligible: Cause | None, tries: int, cause: str | None, expected: tuple[Road, str | None]
) -> None:
    assert turn(ineligible, proof_tries_left=tries, cause=cause) == expected


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (Cause.VITALE_INACTIVE, Status.INELIGIBLE),
        (Cause.NO_BANK_DETAILS, Status.INELIGIBLE),
        (LockCause.PROOF, Status.LOCKED),
        (NO_SERIAL, None),
    ],
)
def test_the_end_of_who_wants_no_code(cause: str, status: Status | None) -> None:
    assert end_without_code(cause) is status


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_on_file_is_taken_and_another_is_not(channel: Channel) -> None:
    chosen = read_choice(Field.CODE_CHANNEL, channel, given={})
    check_channel(chosen, [channel])
    others = [other for other in Channel if other is not channel]
    with pytest.raises(ValueRefused) as refused:
        check_channel(chosen, others)
    assert refused.value.reason is Reason.CHANNEL_UNAVAILABLE


def test_no_channel_at_all_can_be_wanted() -> None:
    check_channel(read_choice(Field.CODE_CHANNEL, Choice.NO, given={}), [])


def test_a_captcha_is_no_choice() -> None:
    with pytest.raises(ValueRefused):
        read_choice(Field.CAPTCHA, "yes", given={})
