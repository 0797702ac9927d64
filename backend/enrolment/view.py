"""Where an enrolment stands, without any value: safe for the dialogue engine."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from backend.accounts.states import Channel
from backend.enrolment.answers import Choice
from backend.enrolment.fields import Field, Road, Step, step_of, steps_of
from backend.enrolment.models import Enrolment
from backend.enrolment.progress import Progress, Status, awaited, awaited_consents
from backend.reasons import Reason

IDENTITY_TRIES = 5
PROOF_TRIES = 3


@dataclass(frozen=True)
class View:
    """Where an enrolment stands.

    Attributes:
        status: None when nothing is under way.
        channels: those on file, while one of them is to be chosen.
        consents: those that are still to be given, once one of them is awaited.
        version: grows with each change.
    """

    status: Status | None
    road: Road | None = None
    cause: str | None = None
    awaited: Field | None = None
    given: tuple[Field, ...] = ()
    channels: tuple[Channel, ...] = ()
    consents: tuple[Field, ...] = ()
    attempts_left: int | None = None
    version: int = 0

    @property
    def step(self) -> Step | None:
        """The step of the awaited field."""
        return step_of(self.awaited) if self.awaited else None

    @property
    def step_number(self) -> int | None:
        """The place of the step on its road, from 1."""
        if self.road is None or self.step is None:
            return None
        return steps_of(self.road).index(self.step) + 1

    @property
    def steps(self) -> int:
        """How many steps the road has."""
        return len(steps_of(self.road or Road.ENROLMENT))


@dataclass(frozen=True)
class Answered:
    """What became of an answer: ``reason`` is set when something is to be said about it."""

    field: Field | None
    reason: Reason | None
    view: View

    @property
    def accepted(self) -> bool:
        """Whether the answer was taken."""
        return self.reason is None


def progress_of(enrolment: Enrolment, values: Mapping[Field, str]) -> Progress:
    """Return what the rules need to know of ``enrolment``."""
    code = {Field.PERSONAL_CODE} if enrolment.code_hash else set()
    return Progress(
        road=Road(enrolment.road),
        given=frozenset(values) | code,
        skipped=frozenset(field for field, value in values.items() if value == Choice.SKIP),
        identity_mismatch=enrolment.identity_mismatch,
    )


def view_of(enrolment: Enrolment, progress: Progress, on_file: Collection[Channel]) -> View:
    """Return where an open enrolment stands."""
    field = awaited(progress)
    tries = {
        Field.IDENTITY_REVIEW: IDENTITY_TRIES - enrolment.identity_tries,
        Field.IBAN_END: PROOF_TRIES - enrolment.proof_tries,
        Field.VITALE_SERIAL: PROOF_TRIES - enrolment.proof_tries,
    }
    return View(
        status=Status.OPEN,
        road=progress.road,
        cause=enrolment.cause,
        awaited=field,
        given=tuple(one for one in Field if one in progress.given),
        channels=tuple(on_file) if field is Field.CODE_CHANNEL else (),
        consents=awaited_consents(progress),
        attempts_left=tries.get(field),
        version=enrolment.version,
    )


def view_of_end(enrolment: Enrolment | None) -> View:
    """Return what is told of an enrolment that is over, or of none."""
    if enrolment is None or enrolment.status in (Status.CANCELLED, Status.EXPIRED):
        return View(status=None)
    return View(
        status=Status(enrolment.status),
        road=Road(enrolment.road),
        cause=enrolment.cause,
        version=enrolment.version,
    )
