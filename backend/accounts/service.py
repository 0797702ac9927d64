"""Opens accounts, inside the caller's transaction.

Errors::

    AccountRefused
        AccountExists   an account has this NIR
        EmailTaken      an account has this e-mail address
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.kept_codes import replace_codes
from backend.accounts.links import Links
from backend.accounts.models import Account, ProvisionalCode
from backend.accounts.notices import Notices
from backend.accounts.outbox import Outbox
from backend.accounts.owner import Owner, email_index, nir_index, open_owner, seal_owner
from backend.accounts.states import AccountState, NoticeKind, Origin
from backend.clock import Clock
from backend.identifiers.email import fold_email
from backend.keys import Keyring


class AccountRefused(Exception):
    """The account cannot be opened."""


class AccountExists(AccountRefused):
    """An account has this NIR already."""


class EmailTaken(AccountRefused):
    """An account has this e-mail address already."""


class AccountGone(AccountRefused):
    """The account was closed."""


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


@dataclass(frozen=True, kw_only=True, repr=False)
class Details:
    """What the owner of an account sees of it; never printed.

    Args:
        consents: by column: ``consent_email``, ``consent_phone``, ``consent_sms``.
        confirmed_at: when the address was last confirmed; None while it never was.
    """

    id: UUID
    state: AccountState
    origin: Origin
    owner: Owner
    consents: dict[str, bool]
    confirmed_at: datetime | None


class Accounts:
    """All accounts. Every method works in the session's transaction and leaves it open."""

    def __init__(self, keys: Keyring, clock: Clock, outbox: Outbox, links: Links) -> None:
        self._keys = keys
        self._clock = clock
        self._links = links
        self._notices = Notices(keys, clock, outbox)

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
                created_at=self._clock.now(),
                **self._pending(account_id, new),
            )
            .on_conflict_do_nothing()
            .returning(Account.id)
        )
        if inserted is None:
            if await self.exists(new.nir13, session=session):
                raise AccountExists
            raise EmailTaken
        await replace_codes(self._keys, new.nir13, self._clock.now(), session=session)
        await self._links.send(account_id, new.email, session=session)
        return account_id

    async def hold(self, nir13: str, *, session: AsyncSession) -> UUID | None:
        """Return the account that has this NIR, its row held until the end, or None."""
        return await session.scalar(
            select(Account.id)
            .where(Account.nir_index == nir_index(self._keys, nir13))
            .with_for_update()
        )

    async def details(self, account_id: UUID, *, session: AsyncSession) -> Details | None:
        """Return what the owner sees; None for an account that is closed."""
        account = await session.get(Account, account_id)
        if account is None:
            return None
        return Details(
            id=account.id,
            state=AccountState(account.state),
            origin=Origin(account.origin),
            owner=open_owner(self._keys, account.id, account.sealed),
            consents={
                "consent_email": account.consent_email,
                "consent_phone": account.consent_phone,
                "consent_sms": account.consent_sms,
            },
            confirmed_at=account.confirmed_at,
        )

    async def renew(self, account_id: UUID, *, new: NewAccount, session: AsyncSession) -> None:
        """Open an account again: another code and contact details, to be confirmed by a new link.

        The former address is told, and the links to it confirm nothing any more.

        Raises:
            AccountGone: it was closed.
            EmailTaken: another account has this address.
        """
        former = (await self._held(account_id, session=session)).email
        statement = (
            update(Account)
            .where(Account.id == account_id)
            .values(confirmed_at=None, **self._pending(account_id, new))
        )
        try:
            async with session.begin_nested():
                await session.execute(statement)
        except IntegrityError:
            raise EmailTaken from None
        await replace_codes(self._keys, new.nir13, self._clock.now(), session=session)
        await self._links.send(account_id, new.email, session=session)
        if former is None:
            return
        await self._notices.tell(NoticeKind.CODE_CHANGED, former, session=session)
        if fold_email(former) != fold_email(new.email):
            await self._notices.tell(NoticeKind.ADDRESS_CHANGED_OLD, former, session=session)

    async def code_hash(self, account_id: UUID, *, session: AsyncSession) -> str | None:
        """Return the hash of the personal code; None for an account that is closed."""
        return await session.scalar(select(Account.code_hash).where(Account.id == account_id))

    async def change_code(
        self, account_id: UUID, *, checked: str, code_hash: str, session: AsyncSession
    ) -> bool:
        """Replace the personal code and tell the owner; a provisional one on its way is void.

        Args:
            checked: the hash that the present code was found to match.

        Returns:
            False when the code is another one by now, or the account is closed.
        """
        account = await session.scalar(
            update(Account)
            .where(Account.id == account_id, Account.code_hash == checked)
            .values(code_hash=code_hash)
            .returning(Account)
        )
        if account is None:
            return False
        nir13 = open_owner(self._keys, account.id, account.sealed).nir13
        await replace_codes(self._keys, nir13, self._clock.now(), session=session)
        await self._tell(account, NoticeKind.CODE_CHANGED, session=session)
        return True

    async def change_phones(
        self,
        account_id: UUID,
        *,
        mobile: str | None,
        landline: str | None,
        session: AsyncSession,
    ) -> None:
        """Keep other phone numbers, in E.164; None for none.

        Raises:
            AccountGone: it was closed.
        """
        owner = await self._held(account_id, session=session)
        changed = replace(owner, mobile=mobile, landline=landline)
        await session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(sealed=seal_owner(self._keys, account_id, changed))
        )

    async def change_consents(
        self,
        account_id: UUID,
        *,
        consent_email: bool,
        consent_phone: bool,
        consent_sms: bool,
        session: AsyncSession,
    ) -> None:
        """Keep other consents."""
        await session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(
                consent_email=consent_email, consent_phone=consent_phone, consent_sms=consent_sms
            )
        )

    async def close(self, account_id: UUID, *, checked: str, session: AsyncSession) -> bool:
        """Delete the account, its links, its sessions and its codes, and tell the owner.

        Args:
            checked: the hash that the present code was found to match.

        Returns:
            False when the code is another one by now, or the account is closed already.
        """
        account = await session.scalar(
            delete(Account)
            .where(Account.id == account_id, Account.code_hash == checked)
            .returning(Account)
        )
        if account is None:
            return False
        await session.execute(
            delete(ProvisionalCode).where(ProvisionalCode.nir_index == account.nir_index)
        )
        await self._tell(account, NoticeKind.ACCOUNT_CLOSED, session=session)
        return True

    def _pending(self, account_id: UUID, new: NewAccount) -> dict[str, object]:
        """Return the columns of an account that waits for its confirmation."""
        return {
            "email_index": email_index(self._keys, new.email),
            "sealed": seal_owner(self._keys, account_id, _owner(new)),
            "code_hash": new.code_hash,
            "state": AccountState.PENDING.value,
            "origin": new.origin.value,
            "consent_email": new.consent_email,
            "consent_phone": new.consent_phone,
            "consent_sms": new.consent_sms,
        }

    async def _tell(self, account: Account, kind: NoticeKind, *, session: AsyncSession) -> None:
        email = open_owner(self._keys, account.id, account.sealed).email
        if email is not None:
            await self._notices.tell(kind, email, session=session)

    async def _held(self, account_id: UUID, *, session: AsyncSession) -> Owner:
        """Return the owner and keep others from changing the account until the end."""
        sealed = await session.scalar(
            select(Account.sealed).where(Account.id == account_id).with_for_update()
        )
        if sealed is None:
            raise AccountGone
        return open_owner(self._keys, account_id, sealed)

    async def warn_owner(self, nir13: str, *, session: AsyncSession) -> None:
        """Queue a mail telling the owner of a new attempt, at most once in 24 hours."""
        await self._notices.warn(nir13, session=session)


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
