"""The end of an enrolment that succeeds: the account is created, or turns out to be there."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.contact import ADDRESSES_PER_PERSON
from backend.accounts.service import AccountExists, Accounts, EmailTaken, NewAccount
from backend.accounts.states import Origin
from backend.enrolment.answers import Choice
from backend.enrolment.fields import Field
from backend.enrolment.models import Enrolment
from backend.enrolment.progress import Status, freed_by_correction
from backend.enrolment.records import Records
from backend.limits import Limiter, TooManyAttempts
from backend.reasons import Reason, ValueRefused


class Opening:
    """Opens the accounts of finished enrolments."""

    def __init__(self, records: Records, accounts: Accounts, limiter: Limiter) -> None:
        self._limiter = limiter
        self._records = records
        self._accounts = accounts

    async def check_email(self, email: str, *, nir13: str, session: AsyncSession) -> None:
        """Refuse the address of another account.

        Raises:
            ValueRefused: ``EMAIL_ALREADY_USED``; ``TOO_MANY_ATTEMPTS``, addresses are tried out.
            LimiterUnavailable: they cannot be counted.
        """
        try:
            await self._limiter.hit(ADDRESSES_PER_PERSON, nir13)
        except TooManyAttempts:
            raise ValueRefused(Reason.TOO_MANY_ATTEMPTS) from None
        if await self._accounts.email_taken(email, session=session):
            raise ValueRefused(Reason.EMAIL_ALREADY_USED)

    async def end_if_enrolled(
        self, enrolment: Enrolment, values: Mapping[Field, str], *, session: AsyncSession
    ) -> None:
        """End an enrolment of a proven person who has an account already."""
        if await self._accounts.exists(values[Field.NIR], session=session):
            await self._already_enrolled(enrolment, values, session=session)

    async def create(
        self, enrolment: Enrolment, values: Mapping[Field, str], *, session: AsyncSession
    ) -> None:
        """Create the pending account, its link and its mail, all in the caller's transaction.

        Raises:
            ValueRefused: ``EMAIL_ALREADY_USED``; another address is to be given.
        """
        assert enrolment.code_hash is not None
        assert enrolment.proved_person_id == enrolment.person_id is not None
        try:
            await self._accounts.create_pending(
                session=session,
                new=NewAccount(
                    nir13=values[Field.NIR],
                    last_name=values[Field.LAST_NAME],
                    birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
                    email=values[Field.EMAIL],
                    mobile=_phone(values[Field.MOBILE]),
                    landline=_phone(values[Field.LANDLINE]),
                    code_hash=enrolment.code_hash,
                    consent_email=values[Field.CONSENT_EMAIL] == Choice.YES,
                    consent_phone=values.get(Field.CONSENT_PHONE) == Choice.YES,
                    consent_sms=values.get(Field.CONSENT_SMS) == Choice.YES,
                    origin=Origin.CARD_AND_IBAN,
                ),
            )
        except AccountExists:
            await self._already_enrolled(enrolment, values, session=session)
        except EmailTaken:
            freed = freed_by_correction(Field.EMAIL)
            await self._records.drop(enrolment, freed, session=session)
            raise ValueRefused(Reason.EMAIL_ALREADY_USED) from None
        else:
            await self._records.end(enrolment, Status.CREATED, session=session)

    async def _already_enrolled(
        self, enrolment: Enrolment, values: Mapping[Field, str], *, session: AsyncSession
    ) -> None:
        await self._accounts.warn_owner(values[Field.NIR], session=session)
        await self._records.end(enrolment, Status.ALREADY_ENROLLED, session=session)


def _phone(value: str) -> str | None:
    return None if value == Choice.SKIP else value
