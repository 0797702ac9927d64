"""The rows of an enrolment: found, locked, filled, emptied and ended, in the caller's transaction.

Whoever changes an enrolment locks its row first, so that two tabs or a double click are answered
one after the other.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.clock import Clock
from backend.enrolment.ending import end
from backend.enrolment.fields import IDENTITY, PROOF, Field, Road
from backend.enrolment.models import Enrolment, EnrolmentValue, Refusal
from backend.enrolment.progress import Status
from backend.keys import Keyring
from backend.reasons import Reason
from backend.sealed.vault import Vault


class NoEnrolment(Exception):
    """No enrolment is under way in this conversation, or it does not await this."""


class ConsentsChanged(Exception):
    """These are not the consents that are awaited now."""


class Records:
    """The enrolments of all conversations, and what was given in each."""

    def __init__(self, keys: Keyring, clock: Clock, vault: Vault) -> None:
        self._keys = keys
        self._clock = clock
        self._vault = vault

    @property
    def today(self) -> date:
        """The present day."""
        return self._clock.now().date()

    async def add(self, conversation_id: UUID, road: Road, *, session: AsyncSession) -> Enrolment:
        """Open an enrolment on ``road``."""
        now = self._clock.now()
        enrolment = Enrolment(
            id=uuid4(),
            conversation_id=conversation_id,
            road=road,
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
        return enrolment

    async def latest(self, conversation_id: UUID, *, session: AsyncSession) -> Enrolment | None:
        """Return the conversation's open enrolment, else its last one."""
        return await session.scalar(
            select(Enrolment)
            .where(Enrolment.conversation_id == conversation_id)
            .order_by(Enrolment.started_at.desc(), Enrolment.status != Status.OPEN)
            .limit(1)
        )

    async def find(self, conversation_id: UUID, *, session: AsyncSession) -> Enrolment | None:
        """Return the open enrolment, its row locked until the end of the transaction."""
        return await session.scalar(
            select(Enrolment)
            .where(Enrolment.conversation_id == conversation_id, Enrolment.status == Status.OPEN)
            .with_for_update()
        )

    async def get(self, conversation_id: UUID, *, session: AsyncSession) -> Enrolment:
        """Return the open enrolment, its row locked until the end of the transaction.

        Raises:
            NoEnrolment: none is open.
        """
        enrolment = await self.find(conversation_id, session=session)
        if enrolment is None:
            raise NoEnrolment
        return enrolment

    async def values(self, enrolment: Enrolment, *, session: AsyncSession) -> dict[Field, str]:
        """Return the canonical values accepted so far."""
        rows = await session.scalars(
            select(EnrolmentValue).where(EnrolmentValue.enrolment_id == enrolment.id)
        )
        return {
            Field(row.field): self._keys.unseal(row.sealed, *_context(enrolment, row.field))
            for row in rows
        }

    async def store(
        self, enrolment: Enrolment, field: Field, value: str, *, session: AsyncSession
    ) -> None:
        """Keep the canonical ``value`` of ``field``."""
        await session.merge(
            EnrolmentValue(
                enrolment_id=enrolment.id,
                field=field.value,
                sealed=self._keys.seal(value, *_context(enrolment, field.value)),
            )
        )
        await session.flush()

    async def drop(
        self, enrolment: Enrolment, fields: tuple[Field, ...], *, session: AsyncSession
    ) -> None:
        """Forget ``fields``, and the verdicts that depend on them."""
        await session.execute(
            delete(EnrolmentValue).where(
                EnrolmentValue.enrolment_id == enrolment.id, EnrolmentValue.field.in_(fields)
            )
        )
        if Field.PERSONAL_CODE in fields:
            enrolment.code_hash = None
        if any(field in PROOF for field in fields):
            enrolment.proved_person_id = None
        if any(field in IDENTITY for field in fields):
            unsettle(enrolment)

    async def end(
        self,
        enrolment: Enrolment,
        status: Status,
        cause: str | None = None,
        *,
        session: AsyncSession,
    ) -> None:
        """Close ``enrolment`` and forget everything given in it."""
        await end(enrolment, status, cause, clock=self._clock, vault=self._vault, session=session)

    async def cut_loose(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Have the conversation's enrolments, all of them ended, name it no longer."""
        await session.execute(
            update(Enrolment)
            .where(Enrolment.conversation_id == conversation_id)
            .values(conversation_id=uuid4())
        )

    async def count_silence_again(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Count 72 hours again from now."""
        await session.execute(
            update(Enrolment)
            .where(Enrolment.conversation_id == conversation_id, Enrolment.status == Status.OPEN)
            .values(touched_at=self._clock.now())
        )

    def note_person_asked(self, enrolment: Enrolment) -> None:
        """Record that a person was asked for."""
        enrolment.person_asked_at = self._clock.now()

    def note_change(self, enrolment: Enrolment) -> None:
        """Record that something happened to ``enrolment``."""
        enrolment.touched_at = self._clock.now()
        enrolment.version += 1

    def note_refusal(
        self, enrolment: Enrolment, field: Field, reason: Reason, *, session: AsyncSession
    ) -> None:
        """Record a refused value, without the value."""
        session.add(
            Refusal(
                enrolment_id=enrolment.id,
                field=field.value,
                reason=reason.value,
                at=self._clock.now(),
            )
        )


def unsettle(enrolment: Enrolment) -> None:
    """Forget whom the identity values match."""
    enrolment.identity_mismatch = False
    enrolment.person_id = None


def _context(enrolment: Enrolment, field: str) -> tuple[str, str, str]:
    return ("enrolment_value", str(enrolment.id), field)
