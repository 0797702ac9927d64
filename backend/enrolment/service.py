"""What the chat can do with an enrolment: start, answer, correct, cancel, and what follows.

Each method works in the caller's transaction and locks the enrolment's row first, so that two tabs
or a double click are answered one after the other.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.links import Links
from backend.accounts.provisional_codes import ProvisionalCodes
from backend.accounts.service import Accounts
from backend.accounts.states import Channel
from backend.clock import Clock
from backend.enrolment.answers import Choice, read_choice, read_value
from backend.enrolment.checks import AddressOf, Checks
from backend.enrolment.fields import IDENTITY, KIND_OF, PROOF, ROADS, Field, Road
from backend.enrolment.models import Enrolment
from backend.enrolment.opening import Opening
from backend.enrolment.other_ways import OtherWays
from backend.enrolment.progress import (
    Status,
    awaited,
    awaited_consents,
    fields_for,
    freed_by_correction,
    identity_complete,
    may_take,
)
from backend.enrolment.records import ConsentsChanged, NoEnrolment, Records, unsettle
from backend.enrolment.view import Answered, View, progress_of, view_of, view_of_end
from backend.identifiers.iban import iban_hint
from backend.identifiers.nir import parse_nir
from backend.identifiers.personal_code import check_personal_code
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limiter
from backend.reasons import Reason, ValueRefused
from backend.sealed.kinds import Kind
from backend.sealed.vault import ReferenceUnknown, Vault


class Enrolments:
    """The enrolments of all conversations.

    Args:
        address_of: tells the network address (or a stand-in for it) of a conversation, for limits.
    """

    def __init__(
        self,
        *,
        keys: Keyring,
        clock: Clock,
        vault: Vault,
        registry: Registry,
        accounts: Accounts,
        links: Links,
        codes: ProvisionalCodes,
        limiter: Limiter,
        address_of: AddressOf,
    ) -> None:
        self._vault = vault
        self._registry = registry
        self._records = Records(keys, clock, vault)
        self._checks = Checks(self._records, registry, limiter, address_of)
        self._opening = Opening(self._records, accounts, limiter)
        self._ways = OtherWays(self._records, registry, codes, links)

    async def view(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """Return where the conversation's latest enrolment stands."""
        enrolment = await self._records.latest(conversation_id, session=session)
        return await self._view(enrolment, session=session)

    async def start(
        self, conversation_id: UUID, *, road: Road = Road.ENROLMENT, session: AsyncSession
    ) -> View:
        """Open an enrolment on ``road``, or return the one that is open, whatever its road."""
        enrolment = await self._records.find(conversation_id, session=session)
        if enrolment is None:
            enrolment = await self._records.add(conversation_id, road, session=session)
        return await self._view(enrolment, session=session)

    async def restart(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """Forget what was given and begin the same road again; wrong attempts stay counted."""
        old = await self._records.find(conversation_id, session=session)
        road = Road.ENROLMENT
        if old is not None:
            road = Road(old.road)
            await self._records.end(old, Status.CANCELLED, session=session)
        if road is Road.PROVISIONAL_CODE:
            road = Road.ENROLMENT
        new = await self._records.add(conversation_id, road, session=session)
        if old is not None:
            new.identity_tries, new.proof_tries = old.identity_tries, old.proof_tries
        return await self._view(new, session=session)

    async def cancel(self, conversation_id: UUID, *, session: AsyncSession) -> View:
        """End the enrolment and delete everything that was given."""
        enrolment = await self._records.find(conversation_id, session=session)
        if enrolment is not None:
            await self._records.end(enrolment, Status.CANCELLED, session=session)
        return await self.view(conversation_id, session=session)

    async def erase(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Cancel the enrolment under way; what is kept for statistics leads to nobody any more."""
        await self.cancel(conversation_id, session=session)
        await self._records.cut_loose(conversation_id, session=session)

    async def answer(
        self,
        conversation_id: UUID,
        *,
        session: AsyncSession,
        field: Field | None = None,
        kind: Kind | None = None,
        reference: str | None = None,
        choice: str | None = None,
    ) -> Answered:
        """Take a sealed value (by ``field`` or by ``kind``) or a choice for ``field``.

        Raises:
            NoEnrolment: none is open.
            LimiterUnavailable: attempts cannot be counted, so none is made.
        """
        enrolment = await self._records.get(conversation_id, session=session)
        values = await self._records.values(enrolment, session=session)
        progress = progress_of(enrolment, values)
        if field is None and kind is not None:
            fields = fields_for(kind, progress)
            field = await self._fitting(conversation_id, fields, reference, values, session=session)
        reason = None
        try:
            if field is None:
                raise ValueRefused(Reason.FIELD_NOT_HERE)
            if field not in ROADS[progress.road]:
                raise ValueRefused(Reason.FIELD_NOT_HERE)
            if not may_take(field, progress):
                raise ValueRefused(Reason.FIELD_NOT_YET)
            if choice is not None:
                value = read_choice(field, choice, given=values)
            else:
                raw = await self._raw(conversation_id, field, reference, session=session)
                value = read_value(field, raw, given=values, today=self._records.today)
            await self._take(enrolment, field, value, values, session=session)
        except ValueRefused as refused:
            reason = refused.reason
            if field is not None:
                self._records.note_refusal(enrolment, field, reason, session=session)
        return await self._answered(enrolment, field, reason, session=session)

    async def give_consents(
        self, conversation_id: UUID, choices: Mapping[Field, bool], *, session: AsyncSession
    ) -> View:
        """Take every awaited consent at once: whether each is given.

        Raises:
            NoEnrolment: none is open.
            ConsentsChanged: ``choices`` are not exactly those that are awaited.
        """
        enrolment = await self._records.get(conversation_id, session=session)
        values = await self._records.values(enrolment, session=session)
        asked = awaited_consents(progress_of(enrolment, values))
        if not asked or set(asked) != set(choices):
            raise ConsentsChanged
        for field, given in choices.items():
            choice = Choice.YES if given else Choice.NO
            await self._records.store(enrolment, field, choice, session=session)
        self._records.note_change(enrolment)
        return await self._view(enrolment, session=session)

    async def correct(
        self, conversation_id: UUID, field: Field, *, session: AsyncSession
    ) -> Answered:
        """Ask ``field`` again; whatever else was given is kept.

        Raises:
            NoEnrolment: none is open.
        """
        enrolment = await self._records.get(conversation_id, session=session)
        progress = progress_of(enrolment, await self._records.values(enrolment, session=session))
        reason = None
        if field not in ROADS[progress.road]:
            reason = Reason.FIELD_NOT_HERE
        elif field in progress.given:
            await self._records.drop(enrolment, freed_by_correction(field), session=session)
        elif field is not awaited(progress):
            reason = Reason.FIELD_NOT_YET
        return await self._answered(enrolment, field, reason, session=session)

    async def to_provisional_code(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> Answered:
        """Go on with a provisional code: the person cannot read the number of their card.

        Refused with ``FIELD_NOT_YET`` before the identity is established.

        Raises:
            NoEnrolment: none is open.
        """
        enrolment = await self._records.get(conversation_id, session=session)
        reason = None
        if enrolment.person_id is None:
            reason = Reason.FIELD_NOT_YET
        elif enrolment.road == Road.ENROLMENT:
            self._ways.without_serial(enrolment)
        return await self._answered(enrolment, Field.CODE_CHANNEL, reason, session=session)

    async def captcha_solved(
        self, conversation_id: UUID, *, browser: str, address: str, session: AsyncSession
    ) -> View:
        """Do what the captcha was asked for, and end.

        Args:
            browser: the secret of the browser in which the code will work.
            address: the network address that asks, for limits.

        Raises:
            NoEnrolment: no captcha is awaited.
            LimiterUnavailable: codes cannot be counted, so none is sent.
        """
        enrolment = await self._records.get(conversation_id, session=session)
        values = await self._records.values(enrolment, session=session)
        if awaited(progress_of(enrolment, values)) is not Field.CAPTCHA:
            raise NoEnrolment
        await self._ways.send_code(
            enrolment, values, browser=browser, address=address, session=session
        )
        self._records.note_change(enrolment)
        return await self._view(enrolment, session=session)

    async def code_faults(
        self, conversation_id: UUID, code: str, confirmation: str, *, session: AsyncSession
    ) -> list[Reason]:
        """Return every rule that a personal code breaks; an empty list means that it is accepted.

        Raises:
            NoEnrolment: no enrolment is open, or it does not await a personal code.
        """
        enrolment, values = await self._awaiting_code(conversation_id, session=session)
        faults = check_personal_code(
            code,
            confirmation,
            nir=parse_nir(values[Field.NIR]),
            birth_date=date.fromisoformat(values[Field.BIRTH_DATE]),
        )
        for reason in faults:
            self._records.note_refusal(enrolment, Field.PERSONAL_CODE, reason, session=session)
        return faults

    async def keep_code(
        self, conversation_id: UUID, code_hash: str, *, session: AsyncSession
    ) -> View:
        """Keep the argon2id hash of an accepted personal code.

        Raises:
            NoEnrolment: no enrolment is open, or it does not await a personal code.
        """
        enrolment, _ = await self._awaiting_code(conversation_id, session=session)
        enrolment.code_hash = code_hash
        self._records.note_change(enrolment)
        return await self._view(enrolment, session=session)

    async def given_values(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> dict[Field, str]:
        """Return the canonical values given so far, to be shown masked to their owner."""
        enrolment = await self._records.find(conversation_id, session=session)
        return await self._records.values(enrolment, session=session) if enrolment else {}

    async def iban_hint(self, conversation_id: UUID, *, session: AsyncSession) -> str | None:
        """Return the partly masked IBAN on file, once the identity is established."""
        enrolment = await self._records.find(conversation_id, session=session)
        if enrolment is None or enrolment.person_id is None:
            return None
        person = await self._registry.get(enrolment.person_id, session=session)
        return iban_hint(person.iban) if person.iban else None

    async def destinations(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> dict[Channel, str]:
        """Return, masked and in French, where a provisional code can be sent."""
        enrolment = await self._records.find(conversation_id, session=session)
        return await self._ways.destinations(enrolment, session=session) if enrolment else {}

    async def person_asked(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Record that a person was asked for, on the enrolment under way if there is one."""
        enrolment = await self._records.find(conversation_id, session=session)
        if enrolment is not None:
            self._records.note_person_asked(enrolment)

    async def touch(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        """Count 72 hours again from now."""
        await self._records.count_silence_again(conversation_id, session=session)

    async def _take(
        self,
        enrolment: Enrolment,
        field: Field,
        value: str,
        values: dict[Field, str],
        *,
        session: AsyncSession,
    ) -> None:
        """Accept a readable value and do what follows from it."""
        if field is Field.RECAP:
            await self._opening.create(enrolment, values, session=session)
            return
        if field is Field.TERMS and value == Choice.NO:
            await self._records.end(enrolment, Status.REFUSED, session=session)
            return
        if field is Field.CODE_CHANNEL:
            await self._ways.choose_channel(enrolment, value, session=session)
            return
        if field is Field.EMAIL:
            await self._opening.check_email(value, nir13=values[Field.NIR], session=session)
            await self._records.drop(enrolment, (Field.EMAIL_CONFIRMATION,), session=session)
        await self._records.store(enrolment, field, value, session=session)
        values[field] = value
        if field in IDENTITY:
            await self._identity_given(enrolment, values, session=session)
        elif field in PROOF and all(part in values for part in PROOF):
            if await self._checks.proof(enrolment, values, session=session):
                await self._opening.end_if_enrolled(enrolment, values, session=session)
            else:
                self._ways.without_proof(enrolment)

    async def _identity_given(
        self, enrolment: Enrolment, values: dict[Field, str], *, session: AsyncSession
    ) -> None:
        """Check the identity once it is whole; what hung on the one before is forgotten."""
        unsettle(enrolment)
        await self._records.drop(enrolment, (Field.CODE_CHANNEL,), session=session)
        if not identity_complete(values):
            return
        person = await self._checks.identity(enrolment, values, session=session)
        if person is not None:
            await self._ways.after_identity(enrolment, person, session=session)

    async def _awaiting_code(
        self, conversation_id: UUID, *, session: AsyncSession
    ) -> tuple[Enrolment, dict[Field, str]]:
        enrolment = await self._records.get(conversation_id, session=session)
        values = await self._records.values(enrolment, session=session)
        if not may_take(Field.PERSONAL_CODE, progress_of(enrolment, values)):
            raise NoEnrolment
        return enrolment, values

    async def _raw(
        self, conversation_id: UUID, field: Field, reference: str | None, *, session: AsyncSession
    ) -> str:
        kind = KIND_OF.get(field)
        if kind is None or reference is None:
            raise ValueRefused(Reason.CHOICE_UNCLEAR)
        try:
            return await self._vault.open(conversation_id, kind, reference, session=session)
        except ReferenceUnknown:
            raise ValueRefused(Reason.VALUE_GONE) from None

    async def _fitting(
        self,
        conversation_id: UUID,
        fields: tuple[Field, ...],
        reference: str | None,
        values: dict[Field, str],
        *,
        session: AsyncSession,
    ) -> Field | None:
        """Return the first of ``fields`` that can hold the value, else the first."""
        for field in fields:
            with suppress(ValueRefused):
                raw = await self._raw(conversation_id, field, reference, session=session)
                read_value(field, raw, given=values, today=self._records.today)
                return field
        return next(iter(fields), None)

    async def _answered(
        self,
        enrolment: Enrolment,
        field: Field | None,
        reason: Reason | None,
        *,
        session: AsyncSession,
    ) -> Answered:
        self._records.note_change(enrolment)
        return Answered(field, reason, await self._view(enrolment, session=session))

    async def _view(self, enrolment: Enrolment | None, *, session: AsyncSession) -> View:
        if enrolment is None or enrolment.status != Status.OPEN:
            return view_of_end(enrolment)
        progress = progress_of(enrolment, await self._records.values(enrolment, session=session))
        on_file: dict[Channel, str] = {}
        if awaited(progress) is Field.CODE_CHANNEL:
            on_file = await self._ways.destinations(enrolment, session=session)
        return view_of(enrolment, progress, on_file)
