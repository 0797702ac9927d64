"""Signs people in with their NIR and a code, personal or provisional.

Whatever is wrong, the answer is the same and costs the same: one hash for a personal code, whoever
it is, computed outside any transaction.

Errors::

    SignInRefused           the NIR and the code do not open anything
    backend.limits.TooManyAttempts, LimiterUnavailable
    backend.reasons.ValueRefused    what was given for a NIR does not have its form
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.codes import CodeHasher
from backend.accounts.models import Account
from backend.accounts.owner import nir_index, open_owner
from backend.accounts.provisional import channels_of, read_digits
from backend.accounts.provisional_codes import ProvisionalCodes
from backend.accounts.sessions import Person, Sessions
from backend.accounts.states import Channel, Origin, Scope
from backend.db import Database
from backend.identifiers.nir import parse_nir
from backend.keys import Keyring
from backend.limits import Limit, Limiter

SIGN_INS_PER_NIR = Limit("sign-in-nir", "20/15minutes")
SIGN_INS_PER_NIR_HERE = Limit("sign-in-nir-here", "5/15minutes")
"""For a NIR and an address: a stranger who knows the NIR does not, alone, keep its owner out."""
POSTED_CODES_HERE = Limit("posted-code-here", "5/15minutes")
"""With codes by post, which work anywhere: for a NIR and an address, whatever the browser."""
SIGN_INS_PER_BROWSER = Limit("sign-in-browser", "5/15minutes")
"""With codes of 4 digits, for a NIR and a browser: a code that was asked for gets its owner in
although strangers have used up the tries of the NIR. The code's own three tries hold all the same.
"""
SIGN_INS_PER_ADDRESS = Limit("sign-in-address", "50/15minutes")


class SignInRefused(Exception):
    """The NIR and the code do not open anything; which of the two is wrong is not told."""


@dataclass(frozen=True)
class Opened:
    """A session that was opened: its token for the browser, and what it opens."""

    token: str
    scope: Scope


class SignIn:
    """Checks a NIR with a code and opens a session. It makes its own transactions."""

    def __init__(
        self,
        *,
        database: Database,
        keys: Keyring,
        limiter: Limiter,
        hasher: CodeHasher,
        sessions: Sessions,
        provisional_codes: ProvisionalCodes,
    ) -> None:
        self._database = database
        self._keys = keys
        self._limiter = limiter
        self._hasher = hasher
        self._sessions = sessions
        self._provisional_codes = provisional_codes

    async def attempt(
        self, nir_text: str, code: str, *, address: str, browser: str | None
    ) -> Opened:
        """Sign in; the try is counted before anything is compared.

        Args:
            nir_text: 13 characters, or 15 with the key, however they are written.
            code: a personal code, or a provisional one of 4 or 8 digits.
            address: the network address that asks.
            browser: the secret of the browser, for a code that only works where it was asked for.

        Raises:
            ValueRefused: the NIR does not have its form.
            TooManyAttempts: for this NIR, or for this address.
            SignInRefused: in all other cases, without a difference between them.
        """
        await self._limiter.hit(SIGN_INS_PER_ADDRESS, address)
        nir13 = parse_nir(nir_text).number
        here = f"{nir13} {address}"
        digits = read_digits(code)
        counted: list[tuple[Limit, str]]
        if digits is None:
            counted = [(SIGN_INS_PER_NIR_HERE, here), (SIGN_INS_PER_NIR, nir13)]
        elif Channel.POST in channels_of(digits):
            counted = [(POSTED_CODES_HERE, here)]
        else:
            counted = [(SIGN_INS_PER_BROWSER, f"{nir13} {browser or ''}")]
        for limit, subject in counted:
            await self._limiter.hit(limit, subject)
        if digits is None:
            opened = await self._with_personal_code(nir13, code)
        else:
            opened = await self._with_provisional_code(nir13, code, browser)
        # An address is given back its own try only: a person who signs in again and again with
        # their own code must not get endless tries at those of others.
        await self._limiter.give_back(SIGN_INS_PER_ADDRESS, address)
        for limit, subject in counted:
            await self._limiter.forgive(limit, subject)
        return opened

    async def _with_personal_code(self, nir13: str, code: str) -> Opened:
        async with self._database.begin() as session:
            account = await session.scalar(
                select(Account).where(Account.nir_index == nir_index(self._keys, nir13))
            )
        code_hash = account.code_hash if account else None
        if not await self._hasher.verify(code_hash, code) or account is None or code_hash is None:
            raise SignInRefused
        newer = None
        if self._hasher.needs_rehash(code_hash):
            newer = await self._hasher.hash(code)
        async with self._database.begin() as session:
            # The code may have been changed, or the account closed, while the hash was computed.
            if not await self._keep(account.id, code_hash, newer or code_hash, session=session):
                raise SignInRefused
            owner = open_owner(self._keys, account.id, account.sealed)
            token = await self._sessions.open(
                scope=Scope.ACCOUNT,
                origin=Origin(account.origin),
                account_id=account.id,
                person=Person(
                    nir13=owner.nir13,
                    last_name=owner.last_name,
                    first_names=owner.first_names,
                    birth_date=owner.birth_date,
                ),
                session=session,
            )
        return Opened(token, Scope.ACCOUNT)

    async def _with_provisional_code(self, nir13: str, code: str, browser: str | None) -> Opened:
        redeemed = await self._provisional_codes.redeem(
            nir13=nir13, code=code, browser=browser, database=self._database
        )
        if redeemed is None:
            raise SignInRefused
        async with self._database.begin() as session:
            account_id = await session.scalar(
                select(Account.id)
                .where(Account.nir_index == nir_index(self._keys, nir13))
                .with_for_update(read=True, key_share=True)
            )
            token = await self._sessions.open(
                scope=Scope.RENEWAL,
                origin=Origin.PROVISIONAL_CODE,
                account_id=account_id,
                person=Person(
                    nir13=nir13,
                    last_name=redeemed.last_name,
                    first_names=redeemed.first_names,
                    birth_date=redeemed.birth_date,
                ),
                session=session,
            )
        return Opened(token, Scope.RENEWAL)

    async def _keep(
        self, account_id: UUID, code_hash: str, newer: str, *, session: AsyncSession
    ) -> bool:
        """Hold the account's row if its code is still the one that was checked."""
        kept = await session.scalar(
            update(Account)
            .where(Account.id == account_id, Account.code_hash == code_hash)
            .values(code_hash=newer)
            .returning(Account.id)
        )
        return kept is not None
