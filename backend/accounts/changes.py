"""Changes of an account that need the present personal code: code, e-mail address, closing.

The code is checked, and the new one hashed, outside any transaction; the change itself is guarded
by the hash that was checked.
"""

from uuid import UUID

from backend.accounts.codes import CodeHasher
from backend.accounts.confirmation import Resend
from backend.accounts.links import Links
from backend.accounts.service import Accounts
from backend.accounts.sessions import Person, Sessions
from backend.db import Database
from backend.identifiers.nir import parse_nir
from backend.identifiers.personal_code import check_personal_code
from backend.limits import Limit, Limiter
from backend.reasons import Reason

CODES_PER_ACCOUNT = Limit("present-code-account", "5/15minutes")


class CodeWrong(Exception):
    """The present personal code is not this one."""


class Changes:
    """Makes the changes; in transactions of its own."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: Accounts,
        links: Links,
        sessions: Sessions,
        hasher: CodeHasher,
        limiter: Limiter,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._links = links
        self._sessions = sessions
        self._hasher = hasher
        self._limiter = limiter

    async def change_code(
        self,
        account_id: UUID,
        person: Person,
        *,
        present: str,
        code: str,
        confirmation: str,
        but: UUID,
    ) -> list[Reason]:
        """Replace the personal code, end the account's sessions except ``but``, tell the owner.

        Returns:
            Every rule that the new code breaks; none: it is kept.

        Raises:
            CodeWrong: ``present`` is not the account's code, or it was changed meanwhile.
            TooManyAttempts: the present code was tried too often.
        """
        checked = await self._checked(account_id, present)
        faults = check_personal_code(
            code, confirmation, nir=parse_nir(person.nir13), birth_date=person.birth_date
        )
        if faults:
            return faults
        code_hash = await self._hasher.hash(code)
        async with self._database.begin() as session:
            changed = await self._accounts.change_code(
                account_id, checked=checked, code_hash=code_hash, session=session
            )
            if changed:
                await self._sessions.end_all(account_id, but=but, session=session)
        if not changed:
            raise CodeWrong
        return []

    async def ask_new_address(self, account_id: UUID, email: str, *, present: str) -> Resend:
        """Send a link to the address that shall replace the present one, which stays until then.

        Whoever holds the address can ask for a provisional code: an open page is not enough.

        Raises:
            CodeWrong: ``present`` is not the account's code, or it was changed meanwhile.
            TooManyAttempts: the present code was tried too often.
        """
        checked = await self._checked(account_id, present)
        async with self._database.begin() as session:
            if await self._accounts.code_hash(account_id, session=session) != checked:
                raise CodeWrong
            return await self._links.ask_new_address(account_id, email, session=session)

    async def close(self, account_id: UUID, *, present: str) -> None:
        """Delete the account and all that hangs on it, and tell the owner.

        Raises:
            CodeWrong: ``present`` is not the account's code, or it was changed meanwhile.
            TooManyAttempts: the present code was tried too often.
        """
        checked = await self._checked(account_id, present)
        async with self._database.begin() as session:
            closed = await self._accounts.close(account_id, checked=checked, session=session)
        if not closed:
            raise CodeWrong

    async def _checked(self, account_id: UUID, present: str) -> str:
        """Return the hash that ``present`` was found to match."""
        await self._limiter.hit(CODES_PER_ACCOUNT, str(account_id))
        async with self._database.begin() as session:
            code_hash = await self._accounts.code_hash(account_id, session=session)
        if not await self._hasher.verify(code_hash, present) or code_hash is None:
            raise CodeWrong
        await self._limiter.forgive(CODES_PER_ACCOUNT, str(account_id))
        return code_hash
