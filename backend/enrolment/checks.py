"""Compares with the registry what a person gives: the identity, then the proof; all tries counted.

Whoever is there and whatever is wrong, the same work is done and the same is said.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrolment.fields import PROOF, Field
from backend.enrolment.models import Enrolment
from backend.enrolment.progress import LockCause, Status
from backend.enrolment.records import Records
from backend.enrolment.view import IDENTITY_TRIES, PROOF_TRIES
from backend.insured.matching import identity_matches, proof_matches
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.limits import Limit, Limiter, TooManyAttempts
from backend.reasons import Reason, ValueRefused

TRIES_PER_NIR = Limit("identity-nir", "10/day")
PROOFS_PER_NIR = Limit("proof-nir", "6/day")
TRIES_PER_ADDRESS = Limit("identity-address", "60/hour")

AddressOf = Callable[[UUID, AsyncSession], Awaitable[str]]


class Checks:
    """The two comparisons.

    Args:
        address_of: tells the network address (or a stand-in for it) of a conversation, for limits.
    """

    def __init__(
        self, records: Records, registry: Registry, limiter: Limiter, address_of: AddressOf
    ) -> None:
        self._records = records
        self._registry = registry
        self._limiter = limiter
        self._address_of = address_of

    async def identity(
        self, enrolment: Enrolment, values: Mapping[Field, str], *, session: AsyncSession
    ) -> InsuredPerson | None:
        """Compare the four values with the registry, all together.

        Return who it is, or None when there were too many tries: the enrolment is then locked.

        Raises:
            ValueRefused: ``IDENTITY_NOT_FOUND``.
            LimiterUnavailable: tries cannot be counted.
        """
        nir = values[Field.NIR]
        address = await self._address_of(enrolment.conversation_id, session)
        try:
            await self._limiter.hit(TRIES_PER_ADDRESS, address)
            await self._limiter.hit(TRIES_PER_NIR, nir)
        except TooManyAttempts:
            await self._lock(enrolment, session=session)
            return None
        person = await self._registry.find(nir, session=session)
        matches = identity_matches(
            person,
            last_name=values[Field.LAST_NAME],
            birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
            postcode=values[Field.POSTCODE],
        )
        if not matches or person is None:
            enrolment.identity_tries += 1
            if enrolment.identity_tries >= IDENTITY_TRIES:
                await self._lock(enrolment, session=session)
                return None
            enrolment.identity_mismatch = True
            raise ValueRefused(Reason.IDENTITY_NOT_FOUND)
        await self._limiter.forgive(TRIES_PER_NIR, nir)
        enrolment.person_id = self._registry.person_id(nir)
        return person

    async def proof(
        self, enrolment: Enrolment, values: Mapping[Field, str], *, session: AsyncSession
    ) -> bool:
        """Compare the two values of the proof with the registry, both together.

        Return whether they agree; False after too many tries: no other one is to be made.

        Raises:
            ValueRefused: ``PROOF_MISMATCH``, another try may be made.
            LimiterUnavailable: tries cannot be counted.
        """
        assert enrolment.person_id is not None
        try:
            await self._limiter.hit(PROOFS_PER_NIR, values[Field.NIR])
        except TooManyAttempts:
            await self._records.drop(enrolment, PROOF, session=session)
            return False
        person = await self._registry.get(enrolment.person_id, session=session)
        enrolment.proof_tries += 1
        if not proof_matches(
            person,
            iban_end=values[Field.IBAN_END],
            vitale_serial=values[Field.VITALE_SERIAL],
        ):
            await self._records.drop(enrolment, PROOF, session=session)
            if enrolment.proof_tries >= PROOF_TRIES:
                return False
            raise ValueRefused(Reason.PROOF_MISMATCH)
        await self._limiter.forgive(PROOFS_PER_NIR, values[Field.NIR])
        enrolment.proof_tries = 0
        enrolment.proved_person_id = enrolment.person_id
        return True

    async def _lock(self, enrolment: Enrolment, *, session: AsyncSession) -> None:
        await self._records.end(enrolment, Status.LOCKED, LockCause.IDENTITY, session=session)
