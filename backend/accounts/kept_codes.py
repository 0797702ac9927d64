"""What is kept of provisional codes: their digits derived, their rows read for sending, forgotten.

The worker needs no more than this of them; ``backend.accounts.provisional_codes`` makes and tries
them.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from backend.accounts.models import ProvisionalCode
from backend.accounts.owner import nir_index
from backend.accounts.provisional import length, most_tries, valid_for
from backend.accounts.recipient import Recipient, open_recipient
from backend.accounts.states import Channel
from backend.clock import Clock
from backend.keys import Keyring

FORGOTTEN_AFTER = timedelta(days=16)
"""One day more than the longest life of a code."""

_FORGOTTEN = b""


class KeptCodes:
    """The rows of provisional codes. Every method works in the session's transaction."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def sendable(
        self, code_id: UUID, *, session: AsyncSession
    ) -> tuple[ProvisionalCode, Recipient] | None:
        """Return a code that can still be used, and to whom it goes; None: nothing to send."""
        row = await session.scalar(
            select(ProvisionalCode).where(ProvisionalCode.id == code_id, usable(self._clock.now()))
        )
        return (row, open_recipient(self._keys, row.id, row.sealed)) if row else None

    async def forget(self, *, session: AsyncSession) -> int:
        """Forget whose the codes were that are over, and delete old ones; return how many rows.

        A code that is over still counts among those of its 24 hours.
        """
        now = self._clock.now()
        deleted = await session.scalars(
            delete(ProvisionalCode)
            .where(ProvisionalCode.created_at < now - FORGOTTEN_AFTER)
            .returning(ProvisionalCode.id)
        )
        forgotten = await session.scalars(
            update(ProvisionalCode)
            .where(not_(usable(now)), ProvisionalCode.sealed != _FORGOTTEN)
            .values(sealed=_FORGOTTEN)
            .returning(ProvisionalCode.id)
        )
        return len(deleted.all()) + len(forgotten.all())


async def replace_codes(keys: Keyring, nir13: str, now: datetime, *, session: AsyncSession) -> None:
    """Have the codes of a person work no more: another one replaces them, or they are needless."""
    await session.execute(
        update(ProvisionalCode)
        .where(
            ProvisionalCode.nir_index == nir_index(keys, nir13),
            ProvisionalCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def code_digits(keys: Keyring, row: ProvisionalCode) -> str:
    """Return the digits of a code: 4 or 8, stored nowhere."""
    return keys.digits(str(row.id), "provisional_code", length(Channel(row.channel)))


def usable(now: datetime) -> ColumnElement[bool]:
    """A code that opens something at ``now``, in the right browser."""
    return and_(unspent(), or_(*(young_enough(channel, now) for channel in Channel)))


def unspent() -> ColumnElement[bool]:
    """A code with a try left, neither used nor replaced."""
    return and_(
        or_(*(_untried(channel) for channel in Channel)),
        ProvisionalCode.used_at.is_(None),
        ProvisionalCode.replaced_at.is_(None),
    )


def young_enough(channel: Channel, now: datetime) -> ColumnElement[bool]:
    """A code of ``channel`` that is not too old at ``now``."""
    return and_(
        ProvisionalCode.channel == channel.value,
        ProvisionalCode.created_at >= now - valid_for(channel),
    )


def _untried(channel: Channel) -> ColumnElement[bool]:
    return and_(
        ProvisionalCode.channel == channel.value, ProvisionalCode.tries < most_tries(channel)
    )
