"""The end of an enrolment, whatever ends it: every value given in it is forgotten."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.clock import Clock
from backend.enrolment.models import Enrolment, EnrolmentValue
from backend.enrolment.progress import Status
from backend.sealed.vault import Vault

KEPT_AFTER_LAST_MESSAGE = timedelta(hours=72)


async def end(
    enrolment: Enrolment,
    status: Status,
    cause: str | None = None,
    *,
    clock: Clock,
    vault: Vault,
    session: AsyncSession,
) -> None:
    """Close ``enrolment`` and forget every value given in its conversation."""
    enrolment.status = status
    enrolment.cause = cause
    enrolment.ended_at = clock.now()
    enrolment.code_hash = enrolment.person_id = enrolment.proved_person_id = None
    enrolment.identity_mismatch = False
    await session.execute(delete(EnrolmentValue).where(EnrolmentValue.enrolment_id == enrolment.id))
    await vault.forget(enrolment.conversation_id, session=session)
    await session.flush()


async def expire(*, clock: Clock, vault: Vault, session: AsyncSession) -> int:
    """End the enrolments left for 72 hours, forget what was sealed then; return how many ended."""
    limit = clock.now() - KEPT_AFTER_LAST_MESSAGE
    left = list(
        await session.scalars(
            select(Enrolment)
            .where(Enrolment.status == Status.OPEN, Enrolment.touched_at <= limit)
            .with_for_update(skip_locked=True)
        )
    )
    for enrolment in left:
        await end(enrolment, Status.EXPIRED, clock=clock, vault=vault, session=session)
    return len(left)
