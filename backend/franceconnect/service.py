"""Signs people in with FranceConnect: who comes back is looked for in the registry.

Whoever has an account enters it. Anybody else may open one without card and bank details, unless
their NIR is provisional or their file is being transferred.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.accounts.owner import nir_index, open_owner
from backend.accounts.sessions import Person, Sessions
from backend.accounts.states import Origin, Scope
from backend.db import Database
from backend.franceconnect.attempts import Attempts
from backend.franceconnect.client import FranceConnect, Proven
from backend.franceconnect.refusals import Refusal, Refused
from backend.insured.matching import Cause, ineligibility
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limit, Limiter

PASSAGES_PER_ADDRESS = Limit("franceconnect-address", "50/15minutes")
BLOCKING = (Cause.PROVISIONAL_NIR, Cause.REGIME_TRANSFER)
"""What a proof of identity does not settle; a card or bank details that are missing, it does."""


class Ineligible(Exception):
    """The person is known, has no account, and cannot have one yet."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


@dataclass(frozen=True)
class Entered:
    """A session that was opened: its token for the browser, and what it opens."""

    token: str
    scope: Scope


class FranceConnectSignIn:
    """The way to FranceConnect and back. It makes its own transactions."""

    def __init__(
        self,
        *,
        client: FranceConnect,
        attempts: Attempts,
        database: Database,
        keys: Keyring,
        limiter: Limiter,
        registry: Registry,
        sessions: Sessions,
    ) -> None:
        self._client = client
        self._attempts = attempts
        self._database = database
        self._keys = keys
        self._limiter = limiter
        self._registry = registry
        self._sessions = sessions

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def leave(self, *, address: str, browser: str) -> str:
        """Return where this browser goes to sign in.

        Raises:
            TooManyAttempts: from this address.
            Refused: PROVIDER_UNAVAILABLE, PROVIDER_UNREADABLE.
        """
        await self._limiter.hit(PASSAGES_PER_ADDRESS, address)
        return await self._client.authorization_url(await self._attempts.begin(browser))

    async def come_back(
        self,
        *,
        state: str | None,
        code: str | None,
        error: str | None,
        issuer: str | None,
        browser: str,
        old_session: str | None,
    ) -> Entered:
        """Open a session for whoever came back; that of ``old_session`` is ended.

        Args:
            state, code, error, issuer: as in the address of the return; None if not there.
            browser: the secret of the browser that came back.
            old_session: the token of the session that this browser holds.

        Raises:
            Refused: the return, what the provider says, or the identity.
            Ineligible: the person cannot have an account yet.
        """
        if not state:
            raise Refused(Refusal.STATE_MISSING)
        attempt = await self._attempts.take(state, browser)
        self._client.check_issuer(issuer)
        if error is not None:
            denied = error == "access_denied"
            raise Refused(Refusal.ACCESS_DENIED if denied else Refusal.PROVIDER_ERROR)
        if not code:
            raise Refused(Refusal.CODE_MISSING)
        proven = await self._client.prove(attempt, code)
        async with self._database.begin() as session:
            person = await self._registry.find_by_pivot(proven.identity, session=session)
            if person is None:
                raise Refused(Refusal.NO_MATCH)
            entered = await self._enter(person, proven, session=session)
            old = await self._sessions.find(old_session, session=session)
            if old is not None:
                await self._sessions.end(old.id, session=session)
        return entered

    async def logout_url(self, id_token: str) -> str | None:
        """Return where the browser goes to sign out of FranceConnect too; None if it is down."""
        return await self._client.logout_url(id_token)

    async def _enter(
        self, person: InsuredPerson, proven: Proven, *, session: AsyncSession
    ) -> Entered:
        account = await session.scalar(
            select(Account)
            .where(Account.nir_index == nir_index(self._keys, person.nir13))
            .with_for_update(read=True, key_share=True)
        )
        if account is None:
            cause = ineligibility(person)
            if cause in BLOCKING:
                raise Ineligible(cause)
            scope = Scope.RENEWAL
            last_name, first_names = person.birth_name, person.first_name
        else:
            scope = Scope.ACCOUNT
            owner = open_owner(self._keys, account.id, account.sealed)
            last_name, first_names = owner.last_name, owner.first_names
        token = await self._sessions.open(
            scope=scope,
            origin=Origin.FRANCECONNECT,
            account_id=account.id if account else None,
            person=Person(
                nir13=person.nir13,
                last_name=last_name,
                first_names=first_names,
                birth_date=person.birth_date,
                id_token=proven.id_token,
            ),
            session=session,
        )
        return Entered(token, scope)
