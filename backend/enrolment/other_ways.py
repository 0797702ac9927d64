"""The ways that open no account: a provisional code, a forgotten code, the link once more.

What is sent goes where the registry or the account says; the person is told nothing of what is
there beyond what they have established.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.links import Links
from backend.accounts.provisional import channels, masked_destination
from backend.accounts.provisional_codes import ChannelUnavailable, ProvisionalCodes, TooManyCodes
from backend.accounts.states import Channel
from backend.enrolment.answers import Choice, check_channel
from backend.enrolment.fields import PROOF, Field, Road
from backend.enrolment.models import Enrolment
from backend.enrolment.progress import (
    NO_SERIAL,
    TURNING,
    LockCause,
    Status,
    end_without_code,
    turn,
)
from backend.enrolment.records import Records
from backend.enrolment.view import PROOF_TRIES
from backend.insured.matching import ineligibility
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.limits import TooManyAttempts


class OtherWays:
    """Leads on who cannot, or need not, open an account with card and IBAN."""

    def __init__(
        self, records: Records, registry: Registry, codes: ProvisionalCodes, links: Links
    ) -> None:
        self._records = records
        self._registry = registry
        self._codes = codes
        self._links = links

    async def after_identity(
        self, enrolment: Enrolment, person: InsuredPerson, *, session: AsyncSession
    ) -> None:
        """Choose the road of a person whose identity has just been established."""
        if enrolment.road == Road.RESEND_LINK:
            await self._links.resend_for(person.nir13, session=session)
            await self._records.end(enrolment, Status.LINK_REQUESTED, session=session)
            return
        ineligible = ineligibility(person)
        if ineligible is not None and ineligible not in TURNING:
            await self._records.end(enrolment, Status.INELIGIBLE, ineligible, session=session)
            return
        enrolment.road, enrolment.cause = turn(
            ineligible,
            proof_tries_left=PROOF_TRIES - enrolment.proof_tries,
            cause=enrolment.cause,
        )
        if enrolment.proved_person_id not in (None, enrolment.person_id):
            others = (*PROOF, Field.PERSONAL_CODE)
            await self._records.drop(enrolment, others, session=session)

    def without_proof(self, enrolment: Enrolment) -> None:
        """Go on with a provisional code after too many wrong proofs."""
        enrolment.road, enrolment.cause = Road.PROVISIONAL_CODE, LockCause.PROOF

    def without_serial(self, enrolment: Enrolment) -> None:
        """Go on with a provisional code for a person who cannot read the card's number."""
        enrolment.road, enrolment.cause = Road.PROVISIONAL_CODE, NO_SERIAL

    async def destinations(
        self, enrolment: Enrolment, *, session: AsyncSession
    ) -> dict[Channel, str]:
        """Return, masked, where a code can be sent to the person whose identity is established."""
        if enrolment.person_id is None:
            return {}
        person = await self._registry.get(enrolment.person_id, session=session)
        return {channel: masked_destination(channel, person) for channel in channels(person)}

    async def choose_channel(
        self, enrolment: Enrolment, choice: str, *, session: AsyncSession
    ) -> None:
        """Take the channel by which the code is to come, or the wish to have none.

        Raises:
            ValueRefused: ``CHANNEL_UNAVAILABLE``.
        """
        check_channel(choice, await self.destinations(enrolment, session=session))
        if choice != Choice.NO:
            await self._records.store(enrolment, Field.CODE_CHANNEL, choice, session=session)
            return
        status = end_without_code(enrolment.cause)
        if status is None:
            enrolment.road, enrolment.cause = Road.ENROLMENT, None
        else:
            await self._records.end(enrolment, status, enrolment.cause, session=session)

    async def send_code(
        self,
        enrolment: Enrolment,
        values: Mapping[Field, str],
        *,
        browser: str,
        address: str,
        session: AsyncSession,
    ) -> None:
        """Have the code sent, once the captcha is solved, and end.

        Raises:
            LimiterUnavailable: codes cannot be counted, so none is sent.
        """
        status = Status.CODE_REQUESTED
        cause: str | None = None
        nir13 = values[Field.NIR]
        try:
            birth_date = date.fromisoformat(values[Field.BIRTH_DATE])
            await self._codes.allow(nir13, birth_date, address)
            if enrolment.road == Road.FORGOTTEN_CODE:
                await self._codes.ask(
                    nir13=nir13, birth_date=birth_date, browser=browser, session=session
                )
            else:
                channel = Channel(values[Field.CODE_CHANNEL])
                await self._codes.issue(
                    nir13=nir13, channel=channel, browser=browser, session=session
                )
                status, cause = Status.CODE_SENT, channel.value
        except (TooManyCodes, TooManyAttempts):
            status, cause = Status.LOCKED, LockCause.CODES.value
        except ChannelUnavailable:
            # The registry has changed since the channel was chosen: it is asked again.
            await self._records.drop(enrolment, (Field.CODE_CHANNEL,), session=session)
            return
        await self._records.end(enrolment, status, cause, session=session)
