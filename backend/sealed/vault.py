"""Puts identifiers under seal and opens them again, for their own conversation and kind only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.clock import Clock
from backend.keys import Keyring, SealBroken
from backend.sealed.kinds import Kind
from backend.sealed.models import SealedValue


class ReferenceUnknown(Exception):
    """No such sealed value in this conversation and of this kind (forgotten, or never there)."""


@dataclass(frozen=True)
class Reference:
    """The name of a sealed value: safe to pass to the dialogue engine."""

    kind: Kind
    reference: str


class Vault:
    """The sealed values of all conversations."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def put(
        self, conversation_id: UUID, values: Sequence[tuple[Kind, str]], *, session: AsyncSession
    ) -> list[Reference]:
        """Seal ``values`` (kind and raw text) and return their references in the same order."""
        references = [Reference(kind, secrets.token_urlsafe(16)) for kind, _ in values]
        session.add_all(
            SealedValue(
                reference=ref.reference,
                conversation_id=conversation_id,
                kind=ref.kind.value,
                sealed=self._keys.seal(raw, "sealed_value", str(conversation_id), ref.kind.value),
                created_at=self._clock.now(),
            )
            for ref, (_, raw) in zip(references, values, strict=True)
        )
        await session.flush()
        return references

    async def open(
        self, conversation_id: UUID, kind: Kind, reference: str, *, session: AsyncSession
    ) -> str:
        """Return the raw text.

        Raises:
            ReferenceUnknown: forgotten, or of another conversation or kind.
        """
        row = await session.get(SealedValue, reference)
        if row is None:
            raise ReferenceUnknown
        try:
            return self._keys.unseal(row.sealed, "sealed_value", str(conversation_id), kind.value)
        except SealBroken as error:
            raise ReferenceUnknown from error

    async def open_all(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> dict[str, tuple[Kind, str]]:
        """Return reference -> (kind, raw text) for all values of the conversation."""
        rows = await session.scalars(
            select(SealedValue).where(SealedValue.conversation_id == conversation_id)
        )
        return {
            row.reference: (
                Kind(row.kind),
                self._keys.unseal(row.sealed, "sealed_value", str(conversation_id), row.kind),
            )
            for row in rows
        }

    async def forget(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Delete every sealed value of the conversation."""
        await session.execute(
            delete(SealedValue).where(SealedValue.conversation_id == conversation_id)
        )

    async def forget_older(self, than: timedelta, *, session: AsyncSession) -> int:
        """Delete the values sealed longer ago than ``than``; return how many."""
        deleted = await session.execute(
            delete(SealedValue)
            .where(SealedValue.created_at <= self._clock.now() - than)
            .returning(SealedValue.reference)
        )
        return len(deleted.all())
