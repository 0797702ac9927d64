"""The links that confirm an e-mail address: sent, sent again, looked at, used.

A link confirms the address that it was sent to, and no other. Links to one address all work, each
for its own 7 days, until one of them succeeds; as soon as a link leaves to another address they
are replaced: their own address is forgotten and they confirm nothing any more.

Whatever changes an account or its links holds the account's row first, so that many callers at
once are served one after the other and never wait for each other in a circle.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Row, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import (
    ACTIVE_FOR,
    OPENING_KINDS,
    LinkState,
    Resend,
    Standing,
    confirmation_token,
    link_state,
    resend_refusal,
    standing,
    too_often,
)
from backend.accounts.kept_codes import replace_codes
from backend.accounts.models import Account, EmailConfirmation
from backend.accounts.notices import Notices
from backend.accounts.outbox import Outbox
from backend.accounts.owner import (
    Owner,
    email_index,
    nir_index,
    open_address,
    open_owner,
    seal_address,
    seal_owner,
)
from backend.accounts.states import AccountState, LinkKind, NoticeKind, Origin
from backend.clock import Clock
from backend.keys import Keyring, hash_token


@dataclass(frozen=True)
class ConfirmationResult:
    """What a confirmation link is good for.

    Args:
        state: the link's state; after a successful ``confirm``, ``ALREADY_CONFIRMED``.
        confirmed_now: whether this very call confirmed the address.
        account_id, origin, kind, standing: None when the link is unknown.
        newer: whether a more recent link was sent to the account.
    """

    state: LinkState
    confirmed_now: bool = False
    account_id: UUID | None = None
    origin: Origin | None = None
    kind: LinkKind | None = None
    standing: Standing | None = None
    newer: bool = False

    @property
    def other_address(self) -> bool:
        """Whether another address may be given after sign-in (guides: by the account's origin)."""
        return self.origin not in (None, Origin.CARD_AND_IBAN)


@dataclass(frozen=True, repr=False)
class _Held:
    """An account whose row is held until the end of the transaction; never printed."""

    id: UUID
    state: AccountState
    origin: Origin
    owner: Owner


class Links:
    """All links. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox) -> None:
        self._keys = keys
        self._clock = clock
        self._outbox = outbox
        self._notices = Notices(keys, clock, outbox)

    async def send(
        self,
        account_id: UUID,
        email: str,
        *,
        session: AsyncSession,
        kind: LinkKind = LinkKind.OPENING,
    ) -> None:
        """Make a link to ``email`` and queue its mail; links to other addresses are replaced.

        The caller holds the account's row, or has just made it.
        """
        await self._replace_others(account_id, email, kind, session=session)
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

    async def standing(self, account_id: UUID, *, session: AsyncSession) -> Standing | None:
        """Return what the account waits for; None when it is closed."""
        row = (
            await session.execute(
                select(Account.state, Account.origin).where(Account.id == account_id)
            )
        ).one_or_none()
        if row is None:
            return None
        newest = max(await self._sent_at(account_id, OPENING_KINDS, session=session), default=None)
        return standing(AccountState(row.state), Origin(row.origin), newest, self._clock.now())

    async def asked_address(self, account_id: UUID, *, session: AsyncSession) -> str | None:
        """Return the new address that waits for its confirmation, or None."""
        row = (
            await session.execute(
                select(EmailConfirmation.id, EmailConfirmation.email_sealed)
                .join(Account, Account.id == EmailConfirmation.account_id)
                .where(
                    EmailConfirmation.account_id == account_id,
                    EmailConfirmation.kind == LinkKind.NEW_ADDRESS.value,
                    EmailConfirmation.used_at.is_(None),
                    EmailConfirmation.email_sealed.is_not(None),
                    EmailConfirmation.created_at >= self._clock.now() - ACTIVE_FOR,
                    Account.state == AccountState.ACTIVE.value,
                )
                .order_by(EmailConfirmation.created_at.desc())
                .limit(1)
            )
        ).one_or_none()
        if row is None or row.email_sealed is None:
            return None
        return open_address(self._keys, row.id, row.email_sealed)

    async def look(self, token: str, *, session: AsyncSession) -> ConfirmationResult:
        """Say what a link is good for, and change nothing."""
        row = await self._find(token, session=session)
        if row is None:
            return ConfirmationResult(LinkState.UNKNOWN)
        now = self._clock.now()
        kind = LinkKind(row.kind)
        account_state, origin = AccountState(row.state), Origin(row.origin)
        opening = await self._sent_at(row.account_id, OPENING_KINDS, session=session)
        alike = opening
        if kind is LinkKind.NEW_ADDRESS:
            alike = await self._sent_at(row.account_id, (kind.value,), session=session)
        return ConfirmationResult(
            link_state(
                kind,
                created_at=row.created_at,
                used_at=row.used_at,
                replaced=row.email_sealed is None,
                account_state=account_state,
                now=now,
            ),
            account_id=row.account_id,
            origin=origin,
            kind=kind,
            standing=standing(account_state, origin, max(opening, default=None), now),
            newer=any(at > row.created_at for at in alike),
        )

    async def confirm(self, token: str, *, session: AsyncSession) -> ConfirmationResult:
        """Confirm the address if the link still works; doing so twice does no harm."""
        found = await self._find(token, session=session)
        held = await self._hold(found.account_id, session=session) if found else None
        if found is None or held is None:
            return ConfirmationResult(LinkState.UNKNOWN)
        confirmed = False
        if found.kind == LinkKind.NEW_ADDRESS:
            try:
                async with session.begin_nested():
                    confirmed = await self._replace_address(held, token, session=session)
            except IntegrityError:
                looked = await self.look(token, session=session)
                return replace(looked, state=LinkState.TAKEN)
        elif await self._use(token, AccountState.PENDING, session=session) is not None:
            confirmed = await self._activate(held.id, session=session)
        return replace(await self.look(token, session=session), confirmed_now=confirmed)

    async def resend(
        self, account_id: UUID, *, session: AsyncSession, email: str | None = None
    ) -> Resend:
        """Send another link to a pending account: to its address, or to ``email`` instead of it."""
        held = await self._hold(account_id, session=session)
        if held is None:
            return Resend.NOT_WAITING
        now = self._clock.now()
        sent = await self._sent_at(account_id, OPENING_KINDS, session=session)
        resent = await self._sent_at(account_id, (LinkKind.RESENT.value,), session=session)
        present = held.owner.email
        other = email is not None and not self._same(email, present)
        refusal = resend_refusal(
            standing(held.state, held.origin, max(sent, default=None), now),
            held.origin,
            address=email is not None,
            other=other,
            sent=too_often(sent, resent, now),
        )
        if refusal is not None:
            return refusal
        address = email or present
        if address is None:
            return Resend.ADDRESS_NEEDED
        if other:
            try:
                async with session.begin_nested():
                    await self._keep_address(held, address, session=session)
            except IntegrityError:
                return Resend.EMAIL_TAKEN
        await self.send(account_id, address, kind=LinkKind.RESENT, session=session)
        return Resend.SENT

    async def resend_from(self, token: str, *, session: AsyncSession) -> Resend:
        """Send another link to the address of this one, which must still be the account's.

        Another address is offered after sign-in only: who holds a link may be a stranger who got
        a mistyped address.
        """
        looked = await self.look(token, session=session)
        if (
            looked.account_id is None
            or looked.kind is LinkKind.NEW_ADDRESS
            or looked.state not in (LinkState.ACTIVE, LinkState.INACTIVE)
        ):
            return Resend.NOT_WAITING
        return await self.resend(looked.account_id, session=session)

    async def resend_for(self, nir13: str, *, session: AsyncSession) -> None:
        """Send another link to whom it may concern, and say nothing of whether there is anybody.

        The owner of an active account is told instead, at most once in 24 hours.
        """
        row = (
            await session.execute(
                select(Account.id, Account.state).where(
                    Account.nir_index == nir_index(self._keys, nir13)
                )
            )
        ).one_or_none()
        if row is not None and row.state == AccountState.PENDING:
            await self.resend(row.id, session=session)
        else:
            await self._notices.warn(nir13, session=session)

    async def ask_new_address(
        self, account_id: UUID, email: str, *, session: AsyncSession
    ) -> Resend:
        """Send a link to the address that shall replace that of an active account.

        The present address stays until the link is used. An address asked for before is given up.
        """
        held = await self._hold(account_id, session=session)
        if held is None or held.state is not AccountState.ACTIVE:
            return Resend.NOT_WAITING
        if self._same(email, held.owner.email):
            return Resend.SAME_ADDRESS
        asked = await self._sent_at(account_id, (LinkKind.NEW_ADDRESS.value,), session=session)
        refusal = too_often(asked, asked, self._clock.now())
        if refusal is not None:
            return refusal
        if await session.scalar(
            select(exists().where(Account.email_index == email_index(self._keys, email)))
        ):
            return Resend.EMAIL_TAKEN
        await self.send(account_id, email, kind=LinkKind.NEW_ADDRESS, session=session)
        return Resend.SENT

    async def _find(
        self, token: str, *, session: AsyncSession
    ) -> Row[UUID, str, datetime, datetime | None, bytes | None, str, str] | None:
        found = await session.execute(
            select(
                EmailConfirmation.account_id,
                EmailConfirmation.kind,
                EmailConfirmation.created_at,
                EmailConfirmation.used_at,
                EmailConfirmation.email_sealed,
                Account.state,
                Account.origin,
            )
            .join(Account, Account.id == EmailConfirmation.account_id)
            .where(EmailConfirmation.token_hash == hash_token(token))
        )
        return found.one_or_none()

    async def _hold(self, account_id: UUID, *, session: AsyncSession) -> _Held | None:
        """Hold the account's row; None when it is closed."""
        row = (
            await session.execute(
                select(Account.state, Account.origin, Account.sealed)
                .where(Account.id == account_id)
                .with_for_update()
            )
        ).one_or_none()
        if row is None:
            return None
        owner = open_owner(self._keys, account_id, row.sealed)
        return _Held(account_id, AccountState(row.state), Origin(row.origin), owner)

    async def _use(
        self, token: str, account_state: AccountState, *, session: AsyncSession
    ) -> Row[UUID, bytes | None] | None:
        """Use up a link that still works; None when it does not."""
        now = self._clock.now()
        used = await session.execute(
            update(EmailConfirmation)
            .where(
                EmailConfirmation.token_hash == hash_token(token),
                EmailConfirmation.used_at.is_(None),
                EmailConfirmation.email_sealed.is_not(None),
                EmailConfirmation.created_at >= now - ACTIVE_FOR,
                exists().where(
                    Account.id == EmailConfirmation.account_id,
                    Account.state == account_state.value,
                ),
            )
            .values(used_at=now)
            .returning(EmailConfirmation.id, EmailConfirmation.email_sealed)
        )
        return used.one_or_none()

    async def _activate(self, account_id: UUID, *, session: AsyncSession) -> bool:
        activated = await session.scalar(
            update(Account)
            .where(Account.id == account_id, Account.state == AccountState.PENDING.value)
            .values(state=AccountState.ACTIVE.value, confirmed_at=self._clock.now())
            .returning(Account.id)
        )
        return activated is not None

    async def _replace_address(self, held: _Held, token: str, *, session: AsyncSession) -> bool:
        """Give the account the address of this link, and tell both addresses.

        Raises:
            IntegrityError: another account has the address.
        """
        link = await self._use(token, AccountState.ACTIVE, session=session)
        if link is None or link.email_sealed is None:
            return False
        address = open_address(self._keys, link.id, link.email_sealed)
        await self._keep_address(held, address, session=session)
        await session.execute(
            update(Account).where(Account.id == held.id).values(confirmed_at=self._clock.now())
        )
        await session.execute(
            update(EmailConfirmation)
            .where(
                EmailConfirmation.account_id == held.id,
                EmailConfirmation.kind == LinkKind.NEW_ADDRESS.value,
                EmailConfirmation.email_sealed.is_not(None),
                EmailConfirmation.used_at.is_(None),
            )
            .values(used_at=self._clock.now())
        )
        if held.owner.email is not None:
            await self._notices.tell(
                NoticeKind.ADDRESS_CHANGED_OLD, held.owner.email, session=session
            )
        await self._notices.tell(NoticeKind.ADDRESS_CHANGED_NEW, address, session=session)
        return True

    async def _keep_address(self, held: _Held, email: str, *, session: AsyncSession) -> None:
        """Give the account this address; a code on its way to the former one is void.

        Raises:
            IntegrityError: another account has the address.
        """
        await replace_codes(self._keys, held.owner.nir13, self._clock.now(), session=session)
        owner = replace(held.owner, email=email)
        await session.execute(
            update(Account)
            .where(Account.id == held.id)
            .values(
                sealed=seal_owner(self._keys, held.id, owner),
                email_index=email_index(self._keys, email),
            )
        )

    async def _replace_others(
        self, account_id: UUID, email: str, kind: LinkKind, *, session: AsyncSession
    ) -> None:
        """Forget the addresses of unused links that a new link to ``email`` replaces."""
        kinds = (kind,) if kind is LinkKind.NEW_ADDRESS else tuple(LinkKind)
        unused = await session.execute(
            select(EmailConfirmation.id, EmailConfirmation.email_sealed).where(
                EmailConfirmation.account_id == account_id,
                EmailConfirmation.kind.in_(kinds),
                EmailConfirmation.used_at.is_(None),
                EmailConfirmation.email_sealed.is_not(None),
            )
        )
        replaced = [
            row.id
            for row in unused
            if row.email_sealed is not None
            and not self._same(open_address(self._keys, row.id, row.email_sealed), email)
        ]
        if replaced:
            await session.execute(
                update(EmailConfirmation)
                .where(EmailConfirmation.id.in_(replaced))
                .values(email_sealed=None)
            )

    async def _sent_at(
        self, account_id: UUID, kinds: tuple[str, ...], *, session: AsyncSession
    ) -> list[datetime]:
        """Return when each link of these kinds was made."""
        found = await session.scalars(
            select(EmailConfirmation.created_at).where(
                EmailConfirmation.account_id == account_id, EmailConfirmation.kind.in_(kinds)
            )
        )
        return list(found)

    def _same(self, email: str, other: str | None) -> bool:
        return other is not None and email_index(self._keys, email) == email_index(
            self._keys, other
        )
