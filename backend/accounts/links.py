"""The links that confirm an e-mail address, inside the caller's transaction."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import (
    ACTIVE_FOR,
    REMEMBERED_FOR,
    LinkState,
    confirmation_token,
    link_state,
)
from backend.accounts.models import Account, EmailConfirmation
from backend.accounts.outbox import Outbox
from backend.accounts.owner import open_owner, seal_address, seal_owner
from backend.accounts.states import AccountState, LinkKind, Origin
from backend.clock import Clock
from backend.keys import Keyring, hash_token


@dataclass(frozen=True)
class ConfirmationResult:
    """What a confirmation link is good for.

    Args:
        state: the link's state; after a successful ``confirm``, ``ALREADY_CONFIRMED``.
        confirmed_now: whether this very call made the account active.
        account_id, origin: None when the link is unknown.
    """

    state: LinkState
    confirmed_now: bool = False
    account_id: UUID | None = None
    origin: Origin | None = None


class Links:
    """All links. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox) -> None:
        self._keys = keys
        self._clock = clock
        self._outbox = outbox

    async def look(self, token: str, *, session: AsyncSession) -> ConfirmationResult:
        """Say what a link is good for, and change nothing."""
        row = (
            await session.execute(
                select(
                    EmailConfirmation.created_at,
                    EmailConfirmation.used_at,
                    Account.id,
                    Account.state,
                    Account.origin,
                )
                .join(Account, Account.id == EmailConfirmation.account_id)
                .where(EmailConfirmation.token_hash == hash_token(token))
            )
        ).one_or_none()
        if row is None:
            return ConfirmationResult(LinkState.UNKNOWN)
        state = link_state(row.created_at, row.used_at, AccountState(row.state), self._clock.now())
        return ConfirmationResult(state, account_id=row.id, origin=Origin(row.origin))

    async def confirm(self, token: str, *, session: AsyncSession) -> ConfirmationResult:
        """Make the account active if the link still works; doing so twice does no harm."""
        now = self._clock.now()
        account_id = await session.scalar(
            update(EmailConfirmation)
            .where(
                EmailConfirmation.token_hash == hash_token(token),
                EmailConfirmation.used_at.is_(None),
                EmailConfirmation.created_at >= now - ACTIVE_FOR,
                exists().where(
                    Account.id == EmailConfirmation.account_id,
                    Account.state == AccountState.PENDING.value,
                ),
            )
            .values(used_at=now)
            .returning(EmailConfirmation.account_id)
        )
        if account_id is None:
            return await self.look(token, session=session)
        activated = await session.scalar(
            update(Account)
            .where(Account.id == account_id, Account.state == AccountState.PENDING.value)
            .values(state=AccountState.ACTIVE.value, confirmed_at=now)
            .returning(Account.id)
        )
        return replace(await self.look(token, session=session), confirmed_now=activated is not None)

    async def forget_addresses(self, *, session: AsyncSession) -> int:
        """Forget the addresses of links older than 21 days; return how many links that were.

        An account opened with a provisional code and never confirmed forgets its address too:
        another one is asked for at the next sign-in (guide on the provisional code).
        """
        limit = self._clock.now() - REMEMBERED_FOR
        forgotten = await session.scalars(
            update(EmailConfirmation)
            .where(
                EmailConfirmation.created_at < limit, EmailConfirmation.email_sealed.is_not(None)
            )
            .values(email_sealed=None)
            .returning(EmailConfirmation.account_id)
        )
        account_ids = forgotten.all()
        still_reachable = exists().where(
            EmailConfirmation.account_id == Account.id, EmailConfirmation.created_at >= limit
        )
        accounts = await session.scalars(
            select(Account)
            .where(
                Account.id.in_(account_ids),
                Account.state == AccountState.PENDING.value,
                Account.origin == Origin.PROVISIONAL_CODE.value,
                ~still_reachable,
            )
            .with_for_update()
        )
        for account in accounts:
            owner = replace(open_owner(self._keys, account.id, account.sealed), email=None)
            account.sealed = seal_owner(self._keys, account.id, owner)
            account.email_index = None
        return len(account_ids)

    async def send(
        self,
        account_id: UUID,
        email: str,
        *,
        session: AsyncSession,
        kind: LinkKind = LinkKind.OPENING,
    ) -> None:
        """Make a link to ``email`` and queue its mail."""
        confirmation_id = uuid4()
        session.add(
            EmailConfirmation(
                id=confirmation_id,
                kind=kind.value,
                account_id=account_id,
                token_hash=hash_token(confirmation_token(self._keys, confirmation_id)),
                email_sealed=seal_address(self._keys, confirmation_id, email),
                created_at=self._clock.now(),
            )
        )
        await session.flush()
        await self._outbox.send_confirmation(confirmation_id, session=session)
