"""What the accounts ask the queue to send; the queue itself is ``backend.mail.jobs``."""

from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class Outbox(Protocol):
    """Puts messages in the queue; they leave if, and only if, the transaction is committed."""

    async def send_confirmation(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that bears a confirmation link (its kind says which mail)."""
        ...

    async def send_reminder(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that reminds of a link that was not used."""
        ...

    async def send_code(self, code_id: UUID, *, session: AsyncSession) -> None:
        """Queue a provisional code, by the channel that its row names."""
        ...

    async def send_notice(self, notice_id: UUID, *, session: AsyncSession) -> None:
        """Queue what an owner is told."""
        ...
