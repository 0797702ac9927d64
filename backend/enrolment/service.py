"""The enrolment itself: what is given, checked, corrected, and the account created at the end.

Each method works in the caller's transaction and locks the enrolment's row first, so that two tabs
or a double click are answered one after the other.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.service import AccountExists, Accounts, EmailTaken, NewAccount
from backend.accounts.states import Origin
from backend.clock import Clock
from backend.enrolment.answers import Choice, read_choice, read_value
from backend.enrolment.ending import end
from backend.enrolment.fields import (
    IDENTITY,
    KIND_OF,
    PROOF,
    STEPS,
    Field,
    Step,
    step_of,
)
from backend.enrolment.models import Enrolment, EnrolmentValue, Refusal
from backend.enrolment.progress import (
    LockCause,
    Progress,
    Status,
    awaited,
    fields_for,
    freed_by_correction,
    identity_complete,
    may_take,
)
from backend.identifiers.iban import iban_hint
from backend.identifiers.nir import parse_nir
from backend.identifiers.personal_code import check_personal_code
from backend.insured.matching import identity_matches, ineligibility, proof_matches
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limit, Limiter, TooManyAttempts
from backend.reasons import Reason, ValueRefused
from backend.sealed.kinds import Kind
from backend.sealed.vault import ReferenceUnknown, Vault

IDENTITY_TRIES = 5
PROOF_TRIES = 3
TRIES_PER_NIR = Limit("identity-nir", "10/day")
PROOFS_PER_NIR = Limit("proof-nir", "6/day")
TRIES_PER_ADDRESS = Limit("identity-address", "60/hour")

AddressOf = Callable[[UUID, AsyncSession], Awaitable[str]]


class NoEnrolment(Exception):
    """No enrolment is under way in this conversation."""


@dataclass(frozen=True)
class View:
    """Where an enrolment stands, without any value: safe for the dialogue engine."""

    status: Status | None
    cause: str | None = None
    awaited: Field | None = None
    given: tuple[Field, ...] = ()
    step: Step | None = None
    attempts_left: int | None = None
    version: int = 0


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


class Enrolments:
    """The enrolments of all conversations.

    Args:
        address_of: tells the network address (or a stand-in for it) of a conversation, for limits.
    """

    def __init__(
        self,
        *,
        keys: Keyring,
        clock: Clock,
        vault: Vault,
        registry: Registry,
        accounts: Accounts,
        limiter: Limiter,
        address_of: AddressOf,
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._vault = vault
        self._registry = registry
        self._accounts = accounts
        self._limiter = limiter
        self._address_of = address_of

    async def view(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """Return where the conversation's latest enrolment stands."""
        enrolment = await session.scalar(
            select(Enrolment)
            .where(Enrolment.conversation_id == conversation_id)
            .order_by(Enrolment.started_at.desc(), Enrolment.status != Status.OPEN)
            .limit(1)
        )
        return await self._view(enrolment, session=session)

    async def start(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """Open an enrolment, or return the one that is open."""
        enrolment = await self._open(conversation_id, session=session)
        if enrolment is None:
            now = self._clock.now()
            enrolment = Enrolment(
                id=uuid4(),
                conversation_id=conversation_id,
                status=Status.OPEN,
                started_at=now,
                touched_at=now,
                identity_mismatch=False,
                identity_tries=0,
                proof_tries=0,
                version=0,
            )
            session.add(enrolment)
            await session.flush()
        return await self._view(enrolment, session=session)

    async def restart(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """Forget what was given and begin again; wrong attempts stay counted."""
        old = await self._open(conversation_id, session=session)
        if old is not None:
            await self._end(old, Status.CANCELLED, session=session)
        await self.start(conversation_id, session=session)
        if old is not None:
            new = await self._locked(conversation_id, session=session)
            new.identity_tries, new.proof_tries = old.identity_tries, old.proof_tries
        return await self.view(conversation_id, session=session)

    async def cancel(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """End the enrolment and delete everything that was given."""
        enrolment = await self._open(conversation_id, session=session)
        if enrolment is not None:
            await self._end(enrolment, Status.CANCELLED, session=session)
        return await self.view(conversation_id, session=session)

    async def answer(
        self,
        conversation_id: UUID,
        *,
        session: AsyncSession,
        field: Field | None = None,
        kind: Kind | None = None,
        reference: str | None = None,
        choice: str | None = None,
    ) -> Answered:
        """Take a sealed value (by ``field`` or by ``kind``) or a choice for ``field``.

        Raises:
            NoEnrolment: none is open.
            LimiterUnavailable: attempts cannot be counted, so none is made.
        """
        enrolment = await self._locked(conversation_id, session=session)
        values = await self._values(enrolment, session=session)
        progress = _progress(enrolment, values)
        if field is None and kind is not None:
            fields = fields_for(kind, progress)
            field = await self._fitting(conversation_id, fields, reference, values, session=session)
        try:
            if field is None:
                raise ValueRefused(Reason.FIELD_NOT_HERE)
            if not may_take(field, progress):
                raise ValueRefused(Reason.FIELD_NOT_YET)
            if choice is not None:
                value = read_choice(field, choice, given=values)
            else:
                raw = await self._raw(conversation_id, field, reference, session=session)
                value = read_value(field, raw, given=values, today=self._clock.now().date())
            await self._take(enrolment, field, value, values, session=session)
        except ValueRefused as refused:
            if field is not None:
                self._note_refusal(enrolment, field, refused.reason, session=session)
            reason: Reason | None = refused.reason
        else:
            reason = None
        self._touch(enrolment)
        return Answered(field, reason, await self._view(enrolment, session=session))

    async def correct(
        self, conversation_id: UUID, field: Field, *, session: AsyncSession
    ) -> Answered:
        """Ask ``field`` again; whatever else was given is kept.

        Raises:
            NoEnrolment: none is open.
        """
        enrolment = await self._locked(conversation_id, session=session)
        progress = _progress(enrolment, await self._values(enrolment, session=session))
        reason = None
        if field in progress.given:
            await self._drop(enrolment, freed_by_correction(field), session=session)
        elif field is not awaited(progress):
            reason = Reason.FIELD_NOT_YET
        self._touch(enrolment)
        return Answered(field, reason, await self._view(enrolment, session=session))

    async def code_faults(
        self, conversation_id: UUID, code: str, confirmation: str, *, session: AsyncSession
    ) -> list[Reason]:
        """Return every rule that a personal code breaks; an empty list means that it is accepted.

        Raises:
            NoEnrolment: no enrolment is open, or it does not await a personal code.
        """
        enrolment = await self._locked(conversation_id, session=session)
        values = await self._values(enrolment, session=session)
        if not may_take(Field.PERSONAL_CODE, _progress(enrolment, values)):
            raise NoEnrolment
        faults = check_personal_code(
            code,
            confirmation,
            nir=parse_nir(values[Field.NIR]),
            birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
        )
        for reason in faults:
            self._note_refusal(enrolment, Field.PERSONAL_CODE, reason, session=session)
        return faults

    async def keep_code(
        self, conversation_id: UUID, code_hash: str, *, session: AsyncSession
    ) -> View:
        """Keep the argon2id hash of an accepted personal code.

        Raises:
            NoEnrolment: no enrolment is open, or it does not await a personal code.
        """
        enrolment = await self._locked(conversation_id, session=session)
        values = await self._values(enrolment, session=session)
        if not may_take(Field.PERSONAL_CODE, _progress(enrolment, values)):
            raise NoEnrolment
        enrolment.code_hash = code_hash
        self._touch(enrolment)
        return await self._view(enrolment, session=session)

    async def given_values(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> dict[Field, str]:
        """Return the canonical values given so far, to be shown masked to their owner."""
        enrolment = await self._open(conversation_id, session=session)
        return await self._values(enrolment, session=session) if enrolment else {}

    async def iban_hint(self, conversation_id: UUID, *, session: AsyncSession) -> str | None:
        """Return the partly masked IBAN on file, once the identity is established."""
        enrolment = await self._open(conversation_id, session=session)
        if enrolment is None or enrolment.person_id is None:
            return None
        person = await self._registry.get(enrolment.person_id, session=session)
        return iban_hint(person.iban) if person.iban else None

    async def person_asked(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Record that a person was asked for, on the enrolment under way if there is one."""
        enrolment = await self._open(conversation_id, session=session)
        if enrolment is not None:
            enrolment.person_asked_at = self._clock.now()

    async def touch(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Count 72 hours again from now."""
        await session.execute(
            update(Enrolment)
            .where(Enrolment.conversation_id == conversation_id, Enrolment.status == Status.OPEN)
            .values(touched_at=self._clock.now())
        )

    async def _take(
        self,
        enrolment: Enrolment,
        field: Field,
        value: str,
        values: dict[Field, str],
        *,
        session: AsyncSession,
    ) -> None:
        """Accept a readable value and do what follows from it."""
        if field is Field.RECAP:
            await self._create_account(enrolment, values, session=session)
            return
        if field is Field.TERMS and value == Choice.NO:
            await self._end(enrolment, Status.REFUSED, session=session)
            return
        if field is Field.EMAIL:
            if await self._accounts.email_taken(value, session=session):
                raise ValueRefused(Reason.EMAIL_ALREADY_USED)
            await self._drop(enrolment, (Field.EMAIL_CONFIRMATION,), session=session)
        await self._store(enrolment, field, value, session=session)
        values[field] = value
        if field in IDENTITY:
            await self._drop(enrolment, (), session=session, identity=True)
            if identity_complete(values):
                await self._check_identity(enrolment, values, session=session)
        elif field in PROOF and all(part in values for part in PROOF):
            await self._check_proof(enrolment, values, session=session)

    async def _check_identity(
        self, enrolment: Enrolment, values: dict[Field, str], *, session: AsyncSession
    ) -> None:
        """Compare the four values with the registry, all together."""
        nir = values[Field.NIR]
        address = await self._address_of(enrolment.conversation_id, session)
        try:
            await self._limiter.hit(TRIES_PER_ADDRESS, address)
            await self._limiter.hit(TRIES_PER_NIR, nir)
        except TooManyAttempts:
            await self._end(enrolment, Status.LOCKED, LockCause.IDENTITY, session=session)
            return
        person = await self._registry.find(nir, session=session)
        matches = identity_matches(
            person,
            last_name=values[Field.LAST_NAME],
            birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
            postcode=values[Field.POSTCODE],
        )
        if not matches or person is None:
            enrolment.identity_tries += 1
            if enrolment.identity_tries >= IDENTITY_TRIES:
                await self._end(enrolment, Status.LOCKED, LockCause.IDENTITY, session=session)
                return
            enrolment.identity_mismatch = True
            raise ValueRefused(Reason.IDENTITY_NOT_FOUND)
        await self._limiter.forgive(TRIES_PER_NIR, nir)
        cause = ineligibility(person)
        if cause is not None:
            await self._end(enrolment, Status.INELIGIBLE, cause, session=session)
            return
        enrolment.person_id = self._registry.person_id(nir)
        if enrolment.proved_person_id not in (None, enrolment.person_id):
            await self._drop(enrolment, (*PROOF, Field.PERSONAL_CODE), session=session)

    async def _check_proof(
        self, enrolment: Enrolment, values: dict[Field, str], *, session: AsyncSession
    ) -> None:
        """Compare the two values of the proof with the registry, both together."""
        assert enrolment.person_id is not None
        try:
            await self._limiter.hit(PROOFS_PER_NIR, values[Field.NIR])
        except TooManyAttempts:
            await self._end(enrolment, Status.LOCKED, LockCause.PROOF, session=session)
            return
        person = await self._registry.get(enrolment.person_id, session=session)
        enrolment.proof_tries += 1
        if not proof_matches(
            person,
            iban_end=values[Field.IBAN_END],
            vitale_serial=values[Field.VITALE_SERIAL],
        ):
            if enrolment.proof_tries >= PROOF_TRIES:
                await self._end(enrolment, Status.LOCKED, LockCause.PROOF, session=session)
                return
            await self._drop(enrolment, PROOF, session=session)
            raise ValueRefused(Reason.PROOF_MISMATCH)
        await self._limiter.forgive(PROOFS_PER_NIR, values[Field.NIR])
        enrolment.proof_tries = 0
        enrolment.proved_person_id = enrolment.person_id
        if await self._accounts.exists(values[Field.NIR], session=session):
            await self._say_already_enrolled(enrolment, values, session=session)

    async def _create_account(
        self, enrolment: Enrolment, values: dict[Field, str], *, session: AsyncSession
    ) -> None:
        """Create the pending account, its link and its mail, all in the caller's transaction."""
        assert enrolment.code_hash is not None
        assert enrolment.proved_person_id == enrolment.person_id is not None
        try:
            await self._accounts.create_pending(
                session=session,
                new=NewAccount(
                    nir13=values[Field.NIR],
                    last_name=values[Field.LAST_NAME],
                    birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
                    email=values[Field.EMAIL],
                    mobile=_phone(values[Field.MOBILE]),
                    landline=_phone(values[Field.LANDLINE]),
                    code_hash=enrolment.code_hash,
                    consent_email=values[Field.CONSENT_EMAIL] == Choice.YES,
                    consent_phone=values.get(Field.CONSENT_PHONE) == Choice.YES,
                    consent_sms=values.get(Field.CONSENT_SMS) == Choice.YES,
                    origin=Origin.CARD_AND_IBAN,
                ),
            )
        except AccountExists:
            await self._say_already_enrolled(enrolment, values, session=session)
        except EmailTaken:
            await self._drop(enrolment, freed_by_correction(Field.EMAIL), session=session)
            raise ValueRefused(Reason.EMAIL_ALREADY_USED) from None
        else:
            await self._end(enrolment, Status.CREATED, session=session)

    async def _say_already_enrolled(
        self, enrolment: Enrolment, values: dict[Field, str], *, session: AsyncSession
    ) -> None:
        await self._accounts.warn_owner(values[Field.NIR], session=session)
        await self._end(enrolment, Status.ALREADY_ENROLLED, session=session)

    async def _end(
        self,
        enrolment: Enrolment,
        status: Status,
        cause: str | None = None,
        *,
        session: AsyncSession,
    ) -> None:
        await end(enrolment, status, cause, clock=self._clock, vault=self._vault, session=session)

    async def _drop(
        self,
        enrolment: Enrolment,
        fields: tuple[Field, ...],
        *,
        session: AsyncSession,
        identity: bool = False,
    ) -> None:
        """Forget ``fields``, and the verdict on the identity if it depends on them."""
        await session.execute(
            delete(EnrolmentValue).where(
                EnrolmentValue.enrolment_id == enrolment.id, EnrolmentValue.field.in_(fields)
            )
        )
        if Field.PERSONAL_CODE in fields:
            enrolment.code_hash = None
        if any(field in PROOF for field in fields):
            enrolment.proved_person_id = None
        if identity or any(field in IDENTITY for field in fields):
            enrolment.identity_mismatch = False
            enrolment.person_id = None

    async def _raw(
        self, conversation_id: UUID, field: Field, reference: str | None, *, session: AsyncSession
    ) -> str:
        kind = KIND_OF.get(field)
        if kind is None or reference is None:
            raise ValueRefused(Reason.CHOICE_UNCLEAR)
        try:
            return await self._vault.open(conversation_id, kind, reference, session=session)
        except ReferenceUnknown:
            raise ValueRefused(Reason.VALUE_GONE) from None

    async def _fitting(
        self,
        conversation_id: UUID,
        fields: tuple[Field, ...],
        reference: str | None,
        values: dict[Field, str],
        *,
        session: AsyncSession,
    ) -> Field | None:
        """Return the first of ``fields`` that can hold the value, else the first."""
        for field in fields:
            with suppress(ValueRefused):
                raw = await self._raw(conversation_id, field, reference, session=session)
                read_value(field, raw, given=values, today=self._clock.now().date())
                return field
        return next(iter(fields), None)

    async def _store(
        self, enrolment: Enrolment, field: Field, value: str, *, session: AsyncSession
    ) -> None:
        await session.merge(
            EnrolmentValue(
                enrolment_id=enrolment.id,
                field=field.value,
                sealed=self._keys.seal(value, *_context(enrolment, field.value)),
            )
        )
        await session.flush()

    async def _values(self, enrolment: Enrolment, *, session: AsyncSession) -> dict[Field, str]:
        rows = await session.scalars(
            select(EnrolmentValue).where(EnrolmentValue.enrolment_id == enrolment.id)
        )
        return {
            Field(row.field): self._keys.unseal(row.sealed, *_context(enrolment, row.field))
            for row in rows
        }

    async def _open(self, conversation_id: UUID, *, session: AsyncSession) -> Enrolment | None:
        """Return the open enrolment, its row locked until the end of the transaction."""
        return await session.scalar(
            select(Enrolment)
            .where(Enrolment.conversation_id == conversation_id, Enrolment.status == Status.OPEN)
            .with_for_update()
        )

    async def _locked(self, conversation_id: UUID, *, session: AsyncSession) -> Enrolment:
        enrolment = await self._open(conversation_id, session=session)
        if enrolment is None:
            raise NoEnrolment
        return enrolment

    async def _view(self, enrolment: Enrolment | None, *, session: AsyncSession) -> View:
        if enrolment is None or enrolment.status in (Status.CANCELLED, Status.EXPIRED):
            return View(status=None)
        status = Status(enrolment.status)
        if status is not Status.OPEN:
            return View(status=status, cause=enrolment.cause, version=enrolment.version)
        progress = _progress(enrolment, await self._values(enrolment, session=session))
        field = awaited(progress)
        tries = {
            Field.IDENTITY_REVIEW: IDENTITY_TRIES - enrolment.identity_tries,
            Field.IBAN_END: PROOF_TRIES - enrolment.proof_tries,
            Field.VITALE_SERIAL: PROOF_TRIES - enrolment.proof_tries,
        }
        return View(
            status=status,
            awaited=field,
            given=tuple(one for one in Field if one in progress.given),
            step=step_of(field),
            attempts_left=tries.get(field),
            version=enrolment.version,
        )

    def _touch(self, enrolment: Enrolment) -> None:
        enrolment.touched_at = self._clock.now()
        enrolment.version += 1

    def _note_refusal(
        self, enrolment: Enrolment, field: Field, reason: Reason, *, session: AsyncSession
    ) -> None:
        session.add(
            Refusal(
                enrolment_id=enrolment.id,
                field=field.value,
                reason=reason.value,
                at=self._clock.now(),
            )
        )


def step_number(step: Step) -> int:
    """Return the place of ``step`` among the six, from 1."""
    return list(STEPS).index(step) + 1


def _progress(enrolment: Enrolment, values: dict[Field, str]) -> Progress:
    given = frozenset(values) | ({Field.PERSONAL_CODE} if enrolment.code_hash else frozenset())
    return Progress(
        given=given,
        skipped=frozenset(field for field, value in values.items() if value == Choice.SKIP),
        identity_mismatch=enrolment.identity_mismatch,
    )


def _context(enrolment: Enrolment, field: str) -> tuple[str, str, str]:
    return ("enrolment_value", str(enrolment.id), field)


def _phone(value: str) -> str | None:
    return None if value == Choice.SKIP else value
