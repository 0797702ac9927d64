"""The sessions of people who signed in: kept by the server, ended after a silence.

The browser holds a random token; the table holds its hash. What a session knows of the person is
sealed for that session alone.
"""

import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import AccountSession
from backend.accounts.states import Origin, Scope
from backend.clock import Clock
from backend.keys import Keyring, hash_token

SILENT_FOR = timedelta(minutes=30)
"""A session without a request for longer is over; each request begins the time again."""
LONGEST = timedelta(hours=8)


@dataclass(frozen=True, repr=False)
class Person:
    """Who signed in; never printed.

    Args:
        nir13: 13 characters, upper case, without key or spaces.
        draft: the contact details typed so far and not yet kept in the account, by field.
        id_token: what FranceConnect wants back at sign-out.
    """

    nir13: str
    last_name: str
    first_names: str
    birth_date: date
    draft: dict[str, str] = field(default_factory=dict)
    id_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """An open session.

    Args:
        account_id: None while there is no account yet.
        code_hash: the personal code chosen on the road of a renewal.
    """

    id: UUID
    scope: Scope
    origin: Origin
    account_id: UUID | None
    person: Person
    terms_accepted_at: datetime | None
    code_hash: str | None


class Sessions:
    """All sessions. Every method works in the caller's transaction."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def open(
        self,
        *,
        scope: Scope,
        origin: Origin,
        account_id: UUID | None,
        person: Person,
        session: AsyncSession,
    ) -> str:
        """Open a session and return its token: 256 bits, URL-safe."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        session_id = uuid4()
        session.add(
            AccountSession(
                id=session_id,
                token_hash=hash_token(token),
                scope=scope.value,
                origin=origin.value,
                account_id=account_id,
                sealed=self._seal(session_id, person),
                created_at=now,
                seen_at=now,
            )
        )
        await session.flush()
        return token

    async def find(self, token: str | None, *, session: AsyncSession) -> SignedIn | None:
        """Return the open session of ``token`` and count its silence again from now."""
        if not token:
            return None
        now = self._clock.now()
        row = await session.scalar(
            update(AccountSession)
            .where(
                AccountSession.token_hash == hash_token(token),
                AccountSession.seen_at >= now - SILENT_FOR,
                AccountSession.created_at >= now - LONGEST,
            )
            .values(seen_at=now)
            .returning(AccountSession)
        )
        if row is None:
            return None
        return SignedIn(
            id=row.id,
            scope=Scope(row.scope),
            origin=Origin(row.origin),
            account_id=row.account_id,
            person=self._open(row.id, row.sealed),
            terms_accepted_at=row.terms_accepted_at,
            code_hash=row.code_hash,
        )

    async def note(
        self,
        signed_in: SignedIn,
        *,
        session: AsyncSession,
        terms_accepted: bool = False,
        code_hash: str | None = None,
        draft: dict[str, str] | None = None,
    ) -> bool:
        """Keep a step of the road: the terms, the chosen code, or what was typed.

        Returns:
            False when the session is over, or the terms or the code were kept before.
        """
        values: dict[str, object] = {}
        still = [AccountSession.id == signed_in.id]
        if terms_accepted:
            values["terms_accepted_at"] = self._clock.now()
            still.append(AccountSession.terms_accepted_at.is_(None))
        if code_hash is not None:
            values["code_hash"] = code_hash
            still.append(AccountSession.code_hash.is_(None))
        if draft is not None:
            values["sealed"] = self._seal(signed_in.id, replace(signed_in.person, draft=draft))
        noted = await session.scalar(
            update(AccountSession).where(*still).values(**values).returning(AccountSession.id)
        )
        return noted is not None

    async def end(self, session_id: UUID, *, session: AsyncSession) -> bool:
        """End one session; return whether it was still there."""
        ended = await session.scalar(
            delete(AccountSession)
            .where(AccountSession.id == session_id)
            .returning(AccountSession.id)
        )
        return ended is not None

    async def end_all(
        self, account_id: UUID, *, session: AsyncSession, but: UUID | None = None
    ) -> None:
        """End every session of an account, except ``but``."""
        await session.execute(
            delete(AccountSession).where(
                AccountSession.account_id == account_id, AccountSession.id.is_distinct_from(but)
            )
        )

    async def forget(self, *, session: AsyncSession) -> int:
        """Delete the sessions that are over; return how many that were."""
        now = self._clock.now()
        deleted = await session.scalars(
            delete(AccountSession)
            .where(
                (AccountSession.seen_at < now - SILENT_FOR)
                | (AccountSession.created_at < now - LONGEST)
            )
            .returning(AccountSession.id)
        )
        return len(deleted.all())

    def _seal(self, session_id: UUID, person: Person) -> bytes:
        document = asdict(person) | {"birth_date": person.birth_date.isoformat()}
        return self._keys.seal(
            json.dumps(document, ensure_ascii=False), "account_session", str(session_id)
        )

    def _open(self, session_id: UUID, sealed: bytes) -> Person:
        document = json.loads(self._keys.unseal(sealed, "account_session", str(session_id)))
        return Person(**document | {"birth_date": date.fromisoformat(document["birth_date"])})
