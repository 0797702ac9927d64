"""Opens accounts, inside the caller's transaction.

Errors::

    AccountRefused
        AccountExists   an account has this NIR
        EmailTaken      an account has this e-mail address
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.links import Links
from backend.accounts.models import Account
from backend.accounts.notices import Notices
from backend.accounts.outbox import Outbox
from backend.accounts.owner import Owner, email_index, nir_index, seal_owner
from backend.accounts.states import AccountState, Origin
from backend.clock import Clock
from backend.keys import Keyring


class AccountRefused(Exception):
    """The account cannot be opened."""


class AccountExists(AccountRefused):
    """An account has this NIR already."""


class EmailTaken(AccountRefused):
    """An account has this e-mail address already."""


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
        await self._links.send(account_id, new.email, session=session)
        return account_id

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
