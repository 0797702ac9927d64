"""What the owner of an account is told by mail; the address is kept sealed until it has left."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account, Notice
from backend.accounts.outbox import Outbox
from backend.accounts.owner import nir_index, open_owner
from backend.accounts.states import NoticeKind
from backend.clock import Clock
from backend.keys import Keyring

WARNING_EVERY = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)
"""A notice that could not be sent for longer is given up."""


class Notices:
    """All notices. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox) -> None:
        self._keys = keys
        self._clock = clock
        self._outbox = outbox

    async def tell(self, kind: NoticeKind, email: str, *, session: AsyncSession) -> None:
        """Queue the mail of ``kind`` to ``email``."""
        notice_id = uuid4()
        session.add(
            Notice(
                id=notice_id,
                kind=kind.value,
                email_sealed=seal_notice(self._keys, notice_id, email),
                created_at=self._clock.now(),
            )
        )
        await session.flush()
        await self._outbox.send_notice(notice_id, session=session)

    async def warn(self, nir13: str, *, session: AsyncSession) -> None:
        """Tell the owner that someone tried to open their account, at most once in 24 hours."""
        now = self._clock.now()
        account = await session.scalar(
            update(Account)
            .where(
                Account.nir_index == nir_index(self._keys, nir13),
                or_(Account.warned_at.is_(None), Account.warned_at <= now - WARNING_EVERY),
            )
            .values(warned_at=now)
            .returning(Account)
        )
        email = account and open_owner(self._keys, account.id, account.sealed).email
        if email:
            await self.tell(NoticeKind.ACCOUNT_EXISTS, email, session=session)

    async def forget(self, *, session: AsyncSession) -> int:
        """Delete the notices that are older than 7 days; return how many that were."""
        deleted = await session.scalars(
            delete(Notice)
            .where(Notice.created_at < self._clock.now() - KEPT_FOR)
            .returning(Notice.id)
        )
        return len(deleted.all())


def seal_notice(keys: Keyring, notice_id: UUID, email: str) -> bytes:
    """Seal the address to which a notice is sent."""
    return keys.seal(email, "notice", str(notice_id))


def open_notice(keys: Keyring, notice_id: UUID, sealed: bytes) -> str:
    """Open what ``seal_notice`` returned.

    Raises:
        SealBroken: altered, or of another notice.
    """
    return keys.unseal(sealed, "notice", str(notice_id))
