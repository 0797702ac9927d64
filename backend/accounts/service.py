"""Opens accounts and confirms their e-mail address, inside the caller's transaction.

Errors::

    AccountRefused
        AccountExists   an account has this NIR
        EmailTaken      an account has this e-mail address
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.confirmation import (
    ACTIVE_FOR,
    REMEMBERED_FOR,
    LinkState,
    confirmation_token,
    link_state,
)
from backend.accounts.models import Account, EmailConfirmation
from backend.accounts.owner import (
    Owner,
    email_index,
    nir_index,
    open_owner,
    seal_address,
    seal_owner,
)
from backend.accounts.states import AccountState, Origin
from backend.clock import Clock
from backend.keys import Keyring, hash_token

WARNING_EVERY = timedelta(hours=24)


class AccountRefused(Exception):
    """The account cannot be opened."""


class AccountExists(AccountRefused):
    """An account has this NIR already."""


class EmailTaken(AccountRefused):
    """An account has this e-mail address already."""


class Outbox(Protocol):
    """Puts mails in the queue; they leave if, and only if, the transaction is committed."""

    async def send_confirmation(self, confirmation_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that bears a confirmation link."""
        ...

    async def send_account_exists(self, account_id: UUID, *, session: AsyncSession) -> None:
        """Queue the mail that tells an owner of a new attempt."""
        ...


@dataclass(frozen=True, kw_only=True, repr=False)
class NewAccount:
    """What a finished enrolment gives; never printed.

    Args:
        nir13: 13 characters, upper case, without key or spaces.
        code_hash: the personal code as ``CodeHasher.hash`` returned it.
        mobile, landline: E.164 numbers.
    """

    nir13: str
    last_name: str
    first_names: str = ""
    birth_date: date
    code_hash: str
    email: str
    mobile: str | None = None
    landline: str | None = None
    consent_email: bool = False
    consent_phone: bool = False
    consent_sms: bool = False
    origin: Origin = Origin.CARD_AND_IBAN


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


class Accounts:
    """All accounts. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox) -> None:
        self._keys = keys
        self._clock = clock
        self._outbox = outbox

    async def exists(self, nir13: str, *, session: AsyncSession) -> bool:
        """Return whether an account has this NIR."""
        query = select(exists().where(Account.nir_index == nir_index(self._keys, nir13)))
        return bool(await session.scalar(query))

    async def email_taken(self, email: str, *, session: AsyncSession) -> bool:
        """Return whether an account has this address, whatever its case."""
        query = select(exists().where(Account.email_index == email_index(self._keys, email)))
        return bool(await session.scalar(query))

    async def create_pending(self, *, session: AsyncSession, new: NewAccount) -> UUID:
        """Open an account that waits for its confirmation, queue the mail, return the account's id.

        Raises:
            AccountExists: an account has this NIR (said first when the address is taken too).
            EmailTaken: an account has this address.
        """
        account_id = uuid4()
        inserted = await session.scalar(
            insert(Account)
            .values(
                id=account_id,
                nir_index=nir_index(self._keys, new.nir13),
                email_index=email_index(self._keys, new.email),
                sealed=seal_owner(self._keys, account_id, _owner(new)),
                code_hash=new.code_hash,
                state=AccountState.PENDING.value,
                origin=new.origin.value,
                consent_email=new.consent_email,
                consent_phone=new.consent_phone,
                consent_sms=new.consent_sms,
                created_at=self._clock.now(),
            )
            .on_conflict_do_nothing()
            .returning(Account.id)
        )
        if inserted is None:
            if await self.exists(new.nir13, session=session):
                raise AccountExists
            raise EmailTaken
        await self._send_link(account_id, new.email, session=session)
        return account_id

    async def warn_owner(self, nir13: str, *, session: AsyncSession) -> None:
        """Queue a mail telling the owner of a new attempt, at most once in 24 hours."""
        now = self._clock.now()
        account_id = await session.scalar(
            update(Account)
            .where(
                Account.nir_index == nir_index(self._keys, nir13),
                Account.state != AccountState.CLOSED.value,
                or_(Account.warned_at.is_(None), Account.warned_at <= now - WARNING_EVERY),
            )
            .values(warned_at=now)
            .returning(Account.id)
        )
        if account_id is not None:
            await self._outbox.send_account_exists(account_id, session=session)

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

    async def _send_link(self, account_id: UUID, email: str, *, session: AsyncSession) -> None:
        confirmation_id = uuid4()
        session.add(
            EmailConfirmation(
                id=confirmation_id,
                account_id=account_id,
                token_hash=hash_token(confirmation_token(self._keys, confirmation_id)),
                email_sealed=seal_address(self._keys, confirmation_id, email),
                created_at=self._clock.now(),
            )
        )
        await session.flush()
        await self._outbox.send_confirmation(confirmation_id, session=session)


def _owner(new: NewAccount) -> Owner:
    return Owner(
        nir13=new.nir13,
        last_name=new.last_name,
        first_names=new.first_names,
        birth_date=new.birth_date,
        email=new.email,
        mobile=new.mobile,
        landline=new.landline,
    )
