"""What the worker does to links by and by: their owners are reminded, their addresses forgotten.

``backend.accounts.links`` makes and uses them.
"""

from dataclasses import replace

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.accounts.confirmation import (
    ACTIVE_FOR,
    OPENING_KINDS,
    REMEMBERED_FOR,
    REMINDED_AFTER,
)
from backend.accounts.models import Account, EmailConfirmation
from backend.accounts.outbox import Outbox
from backend.accounts.owner import open_owner, seal_owner
from backend.accounts.states import AccountState, LinkKind, Origin
from backend.clock import Clock
from backend.keys import Keyring


class KeptLinks:
    """The rows of links. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox) -> None:
        self._keys = keys
        self._clock = clock
        self._outbox = outbox

    async def remind(self, *, session: AsyncSession) -> int:
        """Queue a reminder of each link that is 5 days old and still waited for; once a link.

        Returns:
            How many reminders that were.
        """
        now = self._clock.now()
        newer = aliased(EmailConfirmation)
        reminded = await session.scalars(
            update(EmailConfirmation)
            .where(
                EmailConfirmation.kind.in_(OPENING_KINDS),
                EmailConfirmation.used_at.is_(None),
                EmailConfirmation.reminded_at.is_(None),
                EmailConfirmation.email_sealed.is_not(None),
                EmailConfirmation.created_at <= now - REMINDED_AFTER,
                EmailConfirmation.created_at >= now - ACTIVE_FOR,
                exists().where(
                    Account.id == EmailConfirmation.account_id,
                    Account.state == AccountState.PENDING.value,
                ),
                ~exists().where(
                    newer.account_id == EmailConfirmation.account_id,
                    newer.kind.in_(OPENING_KINDS),
                    newer.created_at > EmailConfirmation.created_at,
                ),
            )
            .values(reminded_at=now)
            .returning(EmailConfirmation.id)
        )
        confirmation_ids = reminded.all()
        for confirmation_id in confirmation_ids:
            await self._outbox.send_reminder(confirmation_id, session=session)
        return len(confirmation_ids)

    async def forget_addresses(self, *, session: AsyncSession) -> int:
        """Forget the addresses of links older than 21 days; return how many links that were.

        The links to a new address forget it after their 7 days. A pending account opened with a
        provisional code or FranceConnect forgets its address too: another one is asked for at the
        next sign-in (guide on the provisional code). An account that is busy waits for the next
        purge.
        """
        now = self._clock.now()
        limit = now - REMEMBERED_FOR
        old = and_(
            EmailConfirmation.email_sealed.is_not(None),
            or_(
                EmailConfirmation.created_at < limit,
                and_(
                    EmailConfirmation.kind == LinkKind.NEW_ADDRESS.value,
                    EmailConfirmation.created_at < now - ACTIVE_FOR,
                ),
            ),
        )
        held = await session.scalars(
            select(Account.id)
            .where(exists().where(EmailConfirmation.account_id == Account.id, old))
            .with_for_update(skip_locked=True)
        )
        account_ids = held.all()
        forgotten = await session.scalars(
            update(EmailConfirmation)
            .where(EmailConfirmation.account_id.in_(account_ids), old)
            .values(email_sealed=None)
            .returning(EmailConfirmation.id)
        )
        still_reachable = exists().where(
            EmailConfirmation.account_id == Account.id,
            EmailConfirmation.kind.in_(OPENING_KINDS),
            EmailConfirmation.created_at >= limit,
        )
        accounts = await session.execute(
            select(Account.id, Account.sealed).where(
                Account.id.in_(account_ids),
                Account.state == AccountState.PENDING.value,
                Account.origin != Origin.CARD_AND_IBAN.value,
                ~still_reachable,
            )
        )
        for account_id, sealed in accounts.all():
            owner = replace(open_owner(self._keys, account_id, sealed), email=None)
            await session.execute(
                update(Account)
                .where(Account.id == account_id)
                .values(sealed=seal_owner(self._keys, account_id, owner), email_index=None)
            )
        return len(forgotten.all())
