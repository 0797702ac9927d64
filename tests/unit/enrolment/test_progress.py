"""The order in which fields are asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.enrolment.fields import (
    CONSENTS,
    IDENTITY,
    KIND_OF,
    ROADS,
    STEPS,
    Field,
    Road,
    Step,
    step_of,
    steps_of,
)
from backend.enrolment.progress import (
    Progress,
    awaited,
    awaited_consents,
    fields_for,
    freed_by_correction,
    is_asked,
    may_take,
)
from backend.sealed.kinds import Kind

ENROLMENT = ROADS[Road.ENROLMENT]
ASKED_OF_ALL = [f for f in ENROLMENT if f not in (Field.IDENTITY_REVIEW, Field.RECAP)]
progresses = st.builds(
    Progress,
    given=st.frozensets(st.sampled_from(ASKED_OF_ALL)),
    skipped=st.frozensets(st.sampled_from([Field.MOBILE, Field.LANDLINE])),
    identity_mismatch=st.booleans(),
)


def given_up_to(last: Field) -> frozenset[Field]:
    """Return every field asked before ``last``."""
    fields = [field for field in ENROLMENT if field is not Field.IDENTITY_REVIEW]
    return frozenset(fields[: fields.index(last)])


def test_every_field_belongs_to_one_step() -> None:
    assert sorted(f for fields in STEPS.values() for f in fields) == sorted(Field)


def test_begins_with_the_name() -> None:
    assert awaited(Progress()) is Field.LAST_NAME


def test_ends_with_the_recap() -> None:
    assert awaited(Progress(given=frozenset(ASKED_OF_ALL))) is Field.RECAP


@pytest.mark.parametrize("field", ASKED_OF_ALL)
def test_asks_each_field_after_the_ones_before_it(field: Field) -> None:
    assert awaited(Progress(given=given_up_to(field))) is field


def test_asks_what_to_correct_when_the_identity_matches_nobody() -> None:
    progress = Progress(given=frozenset(IDENTITY), identity_mismatch=True)
    assert awaited(progress) is Field.IDENTITY_REVIEW


def test_does_not_ask_for_sms_without_a_mobile() -> None:
    progress = Progress(given=given_up_to(Field.CONSENT_PHONE), skipped=frozenset({Field.MOBILE}))
    assert awaited(progress) is Field.CONSENT_PHONE
    assert not is_asked(Field.CONSENT_SMS, progress)


def test_does_not_ask_for_calls_without_a_telephone() -> None:
    progress = Progress(
        given=given_up_to(Field.CONSENT_PHONE),
        skipped=frozenset({Field.MOBILE, Field.LANDLINE}),
    )
    assert awaited(progress) is Field.RECAP


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        (set(), CONSENTS),
        ({Field.MOBILE}, CONSENTS[:2]),
        ({Field.LANDLINE}, CONSENTS),
        ({Field.MOBILE, Field.LANDLINE}, CONSENTS[:1]),
    ],
)
def test_the_consents_await_their_turn_together(
    skipped: set[Field], expected: tuple[Field, ...]
) -> None:
    progress = Progress(given=given_up_to(Field.CONSENT_EMAIL), skipped=frozenset(skipped))
    assert awaited_consents(progress) == expected


@given(progresses)
def test_no_consent_is_awaited_out_of_turn(progress: Progress) -> None:
    expected = awaited(progress) in CONSENTS
    assert bool(awaited_consents(progress)) is expected
    assert not progress.given.intersection(awaited_consents(progress))


@given(progresses)
def test_never_asks_again_what_is_given(progress: Progress) -> None:
    field = awaited(progress)
    assert field not in progress.given or field is Field.IDENTITY_REVIEW


@given(progresses)
def test_takes_what_it_asks(progress: Progress) -> None:
    assert may_take(awaited(progress), progress)


@given(progresses)
def test_takes_nothing_of_a_later_step(progress: Progress) -> None:
    steps = steps_of(Road.ENROLMENT)
    now = steps.index(step_of(awaited(progress)))
    later = [f for step in steps[now + 1 :] for f in STEPS[step] if f not in progress.given]
    assert not any(may_take(field, progress) for field in later)


@given(progresses, st.sampled_from([kind for kind in Kind if kind in KIND_OF.values()]))
def test_finds_a_field_of_the_right_kind(progress: Progress, kind: Kind) -> None:
    fields = fields_for(kind, progress)
    assert fields
    assert {KIND_OF[field] for field in fields} == {kind}


def test_unknown_digits_have_no_field() -> None:
    assert fields_for(Kind.CHIFFRES, Progress()) == ()


def test_a_volunteered_value_is_for_the_awaited_field_first() -> None:
    progress = Progress(given=given_up_to(Field.EMAIL_CONFIRMATION))
    assert fields_for(Kind.EMAIL, progress) == (Field.EMAIL_CONFIRMATION,)


def test_a_volunteered_value_corrects_the_last_one_given() -> None:
    progress = Progress(given=given_up_to(Field.TERMS))
    assert fields_for(Kind.CODE_POSTAL, progress) == (Field.POSTCODE,)


def test_a_volunteered_address_replaces_the_one_given() -> None:
    progress = Progress(given=given_up_to(Field.RECAP))
    assert fields_for(Kind.EMAIL, progress) == (Field.EMAIL,)


def test_a_volunteered_telephone_may_be_either() -> None:
    progress = Progress(given=given_up_to(Field.RECAP))
    assert fields_for(Kind.TELEPHONE, progress) == (Field.LANDLINE, Field.MOBILE)


def test_correcting_the_address_asks_it_twice_again() -> None:
    assert freed_by_correction(Field.EMAIL) == (Field.EMAIL, Field.EMAIL_CONFIRMATION)


def test_correcting_one_half_of_the_proof_asks_both() -> None:
    assert freed_by_correction(Field.VITALE_SERIAL) == STEPS[Step.PROOF]
