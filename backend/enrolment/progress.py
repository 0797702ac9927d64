"""Which field is asked next: pure rules over what is known so far."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from backend.enrolment.fields import (
    CONSENTS,
    IDENTITY,
    KIND_OF,
    PROOF,
    ROADS,
    Field,
    Road,
    step_of,
    steps_of,
)
from backend.insured.matching import Cause
from backend.sealed.kinds import Kind


class Status(StrEnum):
    """Where an enrolment stands."""

    OPEN = "open"
    CREATED = "created"
    ALREADY_ENROLLED = "already_enrolled"
    INELIGIBLE = "ineligible"
    LOCKED = "locked"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CODE_SENT = "code_sent"
    CODE_REQUESTED = "code_requested"
    LINK_REQUESTED = "link_requested"


class LockCause(StrEnum):
    """What was done too often."""

    IDENTITY = "identity"
    PROOF = "proof"
    CODES = "codes"
    """Codes were asked for, for this NIR or from this address."""


NO_SERIAL = "no_serial"
"""The cause of a provisional code asked for by a person who cannot read the card's number."""

TURNING = (Cause.VITALE_INACTIVE, Cause.NO_BANK_DETAILS)
"""The causes for which a provisional code is offered; the others end the enrolment."""


def turn(
    ineligible: Cause | None, *, proof_tries_left: int, cause: str | None
) -> tuple[Road, str | None]:
    """Return the road, with its cause, of a person whose identity is established.

    Args:
        ineligible: why card and IBAN cannot do; one of ``TURNING``.
        cause: that of the road so far, None in an enrolment.
    """
    if ineligible is not None:
        return Road.PROVISIONAL_CODE, ineligible
    if proof_tries_left <= 0:
        return Road.PROVISIONAL_CODE, LockCause.PROOF
    if cause == NO_SERIAL:
        return Road.PROVISIONAL_CODE, NO_SERIAL
    return Road.ENROLMENT, None


def end_without_code(cause: str | None) -> Status | None:
    """Return how a person who wants no provisional code ends; None: the enrolment goes on."""
    if cause == NO_SERIAL:
        return None
    return Status.LOCKED if cause == LockCause.PROOF else Status.INELIGIBLE


@dataclass(frozen=True)
class Progress:
    """What is known of an enrolment, without any value.

    Attributes:
        road: where it leads.
        given: the fields that have an accepted value, or were skipped.
        skipped: the optional fields among them that were left out.
        identity_mismatch: the four identity values are given and match nobody.
    """

    road: Road = Road.ENROLMENT
    given: frozenset[Field] = frozenset()
    skipped: frozenset[Field] = frozenset()
    identity_mismatch: bool = False

    def holds(self, field: Field) -> bool:
        """Whether ``field`` has a value."""
        return field in self.given and field not in self.skipped


def is_asked(field: Field, progress: Progress) -> bool:
    """Whether ``field`` is asked of this person."""
    if field not in ROADS[progress.road]:
        return False
    match field:
        case Field.IDENTITY_REVIEW:
            return progress.identity_mismatch
        case Field.CONSENT_PHONE:
            return progress.holds(Field.MOBILE) or progress.holds(Field.LANDLINE)
        case Field.CONSENT_SMS:
            return progress.holds(Field.MOBILE)
        case _:
            return True


def awaited(progress: Progress) -> Field:
    """Return the field to ask now; the last one of the road when nothing is missing."""
    road = ROADS[progress.road]
    return next(
        (
            field
            for field in road
            if is_asked(field, progress)
            and (field is Field.IDENTITY_REVIEW or field not in progress.given)
        ),
        road[-1],
    )


def awaited_consents(progress: Progress) -> tuple[Field, ...]:
    """Return every consent that is still to be given, once one of them is awaited."""
    if awaited(progress) not in CONSENTS:
        return ()
    return tuple(
        field for field in CONSENTS if is_asked(field, progress) and field not in progress.given
    )


def may_take(field: Field, progress: Progress) -> bool:
    """Whether a value of ``field`` is taken now: in the current step, or corrected later.

    The proof and the channels are those of the person whom the identity names: without one they
    are not taken.
    """
    if not is_asked(field, progress):
        return False
    unsettled = progress.identity_mismatch or not identity_complete(progress.given)
    if unsettled and field in (*PROOF, Field.CODE_CHANNEL):
        return False
    steps = steps_of(progress.road)
    return field in progress.given or steps.index(step_of(field)) <= steps.index(
        step_of(awaited(progress))
    )


def fields_for(kind: Kind, progress: Progress) -> tuple[Field, ...]:
    """Return the fields that a volunteered value of ``kind`` may be meant for, the likeliest first.

    The awaited field alone; else those of the current step, then the given ones (a correction)
    from the last one back, then the others. The repeated e-mail is only meant where it is awaited:
    anywhere else an address is a new one.
    """
    fields = [field for field in ROADS[progress.road] if KIND_OF.get(field) is kind]
    now = awaited(progress)
    if now in fields:
        return (now,)
    fields = [field for field in fields if field is not Field.EMAIL_CONFIRMATION]
    missing = [field for field in fields if field not in progress.given]
    here = [field for field in missing if step_of(field) is step_of(now)]
    given = [field for field in fields if field in progress.given]
    return tuple(dict.fromkeys(here + given[::-1] + missing))


def identity_complete(given: Collection[Field]) -> bool:
    """Whether the four identity values are there, ready to be checked together."""
    return all(field in given for field in IDENTITY)


def freed_by_correction(field: Field) -> tuple[Field, ...]:
    """Return the fields that must be given again when ``field`` is corrected."""
    if field in (Field.EMAIL, Field.EMAIL_CONFIRMATION):
        return (Field.EMAIL, Field.EMAIL_CONFIRMATION)
    if field in PROOF:
        return PROOF
    if field in IDENTITY:
        return (field, Field.CODE_CHANNEL)
    return (field,)
