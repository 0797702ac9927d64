"""Which field is asked next: pure rules over what is known so far."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from backend.enrolment.fields import IDENTITY, KIND_OF, STEPS, Field, Step, step_of
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


class LockCause(StrEnum):
    """Which check was failed too often."""

    IDENTITY = "identity"
    PROOF = "proof"


@dataclass(frozen=True)
class Progress:
    """What is known of an enrolment, without any value.

    Attributes:
        given: the fields that have an accepted value, or were skipped.
        skipped: the optional fields among them that were left out.
        identity_mismatch: the four identity values are given and match nobody.
    """

    given: frozenset[Field] = frozenset()
    skipped: frozenset[Field] = frozenset()
    identity_mismatch: bool = False

    def holds(self, field: Field) -> bool:
        """Whether ``field`` has a value."""
        return field in self.given and field not in self.skipped


def is_asked(field: Field, progress: Progress) -> bool:
    """Whether ``field`` is part of this person's road."""
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
    """Return the field to ask now; the recap is the last one."""
    return next(
        (
            field
            for field in Field
            if is_asked(field, progress)
            and (field is Field.IDENTITY_REVIEW or field not in progress.given)
        ),
        Field.RECAP,
    )


def may_take(field: Field, progress: Progress) -> bool:
    """Whether a value of ``field`` is taken now: in the current step, or corrected later.

    The proof is compared with the person whom the identity names: without one it is not taken.
    """
    unsettled = progress.identity_mismatch or not identity_complete(progress.given)
    if step_of(field) is Step.PROOF and unsettled:
        return False
    steps = list(STEPS)
    return is_asked(field, progress) and (
        field in progress.given
        or steps.index(step_of(field)) <= steps.index(step_of(awaited(progress)))
    )


def fields_for(kind: Kind, progress: Progress) -> tuple[Field, ...]:
    """Return the fields that a volunteered value of ``kind`` may be meant for, the likeliest first.

    The awaited field alone; else those of the current step, then the given ones (a correction)
    from the last one back, then the others. The repeated e-mail is only meant where it is awaited:
    anywhere else an address is a new one.
    """
    fields = [field for field, its_kind in KIND_OF.items() if its_kind is kind]
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
    if step_of(field) is Step.PROOF:
        return STEPS[Step.PROOF]
    return (field,)
