"""The road after a provisional code or FranceConnect: terms, new code, contact details.

Each step is taken once, in its order; the last one opens the account, or opens it again, and ends
the session: the mail's link is what remains to be done (guide on the provisional code).
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.codes import CodeHasher
from backend.accounts.contact import EMAIL, Contact, Faults, read_contact
from backend.accounts.service import AccountExists, Accounts, EmailTaken, NewAccount
from backend.accounts.sessions import Sessions, SignedIn
from backend.accounts.states import Scope
from backend.db import Database
from backend.identifiers.nir import parse_nir
from backend.identifiers.personal_code import check_personal_code
from backend.reasons import Reason


class Step(StrEnum):
    """What a person on this road does next, in this order."""

    TERMS = "terms"
    CODE = "code"
    CONTACT = "contact"


@dataclass(frozen=True, repr=False)
class Finished:
    """What became of the last step.

    Args:
        faults: why it is not taken; none: it is.
        draft: what was accepted, by field.
    """

    faults: Faults
    draft: dict[str, str]


class OutOfStep(Exception):
    """Another step is due, or the session is over."""


def due_step(signed_in: SignedIn) -> Step | None:
    """Return the step that is due; None for a session that is not on this road."""
    if signed_in.scope is not Scope.RENEWAL:
        return None
    if signed_in.terms_accepted_at is None:
        return Step.TERMS
    if signed_in.code_hash is None:
        return Step.CODE
    return Step.CONTACT


class Renewals:
    """Takes the steps of the road."""

    def __init__(
        self, *, database: Database, accounts: Accounts, sessions: Sessions, hasher: CodeHasher
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._sessions = sessions
        self._hasher = hasher

    async def accept_terms(self, signed_in: SignedIn, *, session: AsyncSession) -> None:
        """Keep that the terms are accepted.

        Raises:
            OutOfStep: they are accepted already.
        """
        _check_due(signed_in, Step.TERMS)
        if not await self._sessions.note(signed_in, terms_accepted=True, session=session):
            raise OutOfStep

    async def refuse_terms(self, signed_in: SignedIn, *, session: AsyncSession) -> None:
        """End the session; nothing of it is kept.

        Raises:
            OutOfStep: the terms are accepted already.
        """
        _check_due(signed_in, Step.TERMS)
        await self._sessions.end(signed_in.id, session=session)

    async def choose_code(self, signed_in: SignedIn, code: str, confirmation: str) -> list[Reason]:
        """Keep the personal code as a hash, computed outside any transaction.

        Returns:
            Every rule that the code breaks; none: it is kept.

        Raises:
            OutOfStep: the terms come first, or a code was chosen already.
        """
        _check_due(signed_in, Step.CODE)
        person = signed_in.person
        faults = check_personal_code(
            code, confirmation, nir=parse_nir(person.nir13), birth_date=person.birth_date
        )
        if faults:
            return faults
        code_hash = await self._hasher.hash(code)
        async with self._database.begin() as session:
            if not await self._sessions.note(signed_in, code_hash=code_hash, session=session):
                raise OutOfStep
        return []

    async def finish(
        self, signed_in: SignedIn, typed: dict[str, str], *, session: AsyncSession
    ) -> Finished:
        """Open the account, or open it again, and end every session of it, this one too.

        Ending this session is what happens once: who comes second finds it gone.

        Args:
            typed: by the names of ``backend.accounts.contact``.

        What is accepted of a step that is refused is kept in the session's draft.

        Raises:
            OutOfStep: the terms or the code come first, or this step was taken already.
        """
        _check_due(signed_in, Step.CONTACT)
        values, faults = read_contact(typed, signed_in.person.draft)
        if not faults:
            try:
                async with session.begin_nested():
                    await self._open(signed_in, Contact.of(values), session=session)
            except EmailTaken:
                del values[EMAIL]
                faults = {EMAIL: Reason.EMAIL_ALREADY_USED}
        if faults:
            await self._sessions.note(signed_in, draft=values, session=session)
        return Finished(faults, values)

    async def _open(self, signed_in: SignedIn, contact: Contact, *, session: AsyncSession) -> None:
        assert signed_in.code_hash is not None
        person = signed_in.person
        new = NewAccount(
            nir13=person.nir13,
            last_name=person.last_name,
            first_names=person.first_names,
            birth_date=person.birth_date,
            code_hash=signed_in.code_hash,
            email=contact.email,
            mobile=contact.mobile,
            landline=contact.landline,
            consent_email=contact.consent_email,
            consent_phone=contact.consent_phone,
            consent_sms=contact.consent_sms,
            origin=signed_in.origin,
        )
        account_id = await self._accounts.hold(person.nir13, session=session)
        if not await self._sessions.end(signed_in.id, session=session):
            raise OutOfStep
        if account_id is None:
            try:
                await self._accounts.create_pending(new=new, session=session)
            except AccountExists:
                # Opened meanwhile, by the chat or in another browser.
                account_id = await self._accounts.hold(person.nir13, session=session)
        if account_id is not None:
            await self._accounts.renew(account_id, new=new, session=session)
            await self._sessions.end_all(account_id, session=session)


def _check_due(signed_in: SignedIn, step: Step) -> None:
    if due_step(signed_in) is not step:
        raise OutOfStep
