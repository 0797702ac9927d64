"""Makes captchas, shows them, and takes one try at each."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.captcha.characters import Solved, draw_characters, same_characters
from backend.captcha.models import Captcha
from backend.captcha.picture import draw_picture
from backend.captcha.sound import say
from backend.clock import Clock
from backend.keys import Keyring
from backend.limits import Limit

VALID_FOR = timedelta(minutes=5)
"""Guide on the provisional code; the very last instant counts."""

CAPTCHAS_PER_ADDRESS = Limit("captcha-address", "60/hour")
"""Hit by who makes a captcha, with the caller's address."""

_PURPOSE = "captcha"


class Captchas:
    """All captchas. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def make(self, *, session: AsyncSession) -> UUID:
        """Draw a new captcha and return its id."""
        captcha_id = uuid4()
        characters = draw_characters()
        session.add(
            Captcha(
                id=captcha_id,
                characters_sealed=self._keys.seal(characters, _PURPOSE, str(captcha_id)),
                picture=await asyncio.to_thread(draw_picture, characters),
                created_at=self._clock.now(),
            )
        )
        await session.flush()
        return captcha_id

    async def is_live(self, captcha_id: UUID, *, session: AsyncSession) -> bool:
        """Return whether the captcha can still be tried."""
        return await self._open(captcha_id, session=session) is not None

    async def picture(self, captcha_id: UUID, *, session: AsyncSession) -> bytes | None:
        """Return the PNG; None when it is unknown, too old, or tried already."""
        captcha = await self._open(captcha_id, session=session)
        return captcha.picture if captcha else None

    async def sound(self, captcha_id: UUID, *, session: AsyncSession) -> bytes | None:
        """Return the WAV, the same one each time; None as for the picture."""
        captcha = await self._open(captcha_id, session=session)
        if captcha is None:
            return None
        seed = self._keys.token(str(captcha_id), "captcha_sound")
        return await asyncio.to_thread(say, self._characters(captcha), seed)

    async def solve(self, captcha_id: UUID, typed: str, *, session: AsyncSession) -> Solved:
        """Spend the captcha's only try, then compare.

        The try counts once the transaction is committed: commit it whatever the answer is, and act
        on the answer afterwards.
        """
        now = self._clock.now()
        captcha = await session.scalar(
            update(Captcha)
            .where(
                Captcha.id == captcha_id,
                Captcha.tried_at.is_(None),
                Captcha.created_at >= now - VALID_FOR,
            )
            .values(tried_at=now)
            .returning(Captcha)
        )
        if captcha is None:
            return Solved.EXPIRED
        same = same_characters(self._characters(captcha), typed)
        return Solved.RIGHT if same else Solved.WRONG

    async def discard(self, captcha_id: UUID, *, session: AsyncSession) -> None:
        """Delete a captcha that nobody will try."""
        await session.execute(delete(Captcha).where(Captcha.id == captcha_id))

    async def forget(self, *, session: AsyncSession) -> int:
        """Delete what can no longer be tried; return how many captchas that were."""
        deleted = await session.scalars(
            delete(Captcha)
            .where(
                or_(
                    Captcha.created_at < self._clock.now() - VALID_FOR,
                    Captcha.tried_at.is_not(None),
                )
            )
            .returning(Captcha.id)
        )
        return len(deleted.all())

    async def _open(self, captcha_id: UUID, *, session: AsyncSession) -> Captcha | None:
        return await session.scalar(
            select(Captcha).where(
                Captcha.id == captcha_id,
                Captcha.tried_at.is_(None),
                Captcha.created_at >= self._clock.now() - VALID_FOR,
            )
        )

    def _characters(self, captcha: Captcha) -> str:
        return self._keys.unseal(captcha.characters_sealed, _PURPOSE, str(captcha.id))
