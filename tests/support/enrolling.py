"""Drives the enrolment without a chat: what each field is answered, one call a field."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from redis.asyncio import Redis

from backend.accounts.links import Links
from backend.accounts.provisional_codes import ProvisionalCodes
from backend.accounts.service import Accounts
from backend.clock import Clock
from backend.db import Database
from backend.enrolment.fields import KIND_OF, Field, Road
from backend.enrolment.service import Enrolments
from backend.enrolment.view import Answered, View
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limiter
from backend.mail.jobs import JobOutbox
from backend.sealed.vault import Vault

BROWSER = "the secret of a browser"
CODE_HASH = "$argon2id$v=19$m=19456,t=2,p=1$a-hash"


def make_enrolments(keys: Keyring, clock: Clock, redis: Redis) -> Enrolments:
    """Wire the enrolment as the backend does."""

    async def one_address(*_: object) -> str:
        return "address"

    registry, limiter, outbox = Registry(keys, clock), Limiter(redis, keys), JobOutbox()
    links = Links(keys, clock, outbox)
    return Enrolments(
        keys=keys,
        clock=clock,
        vault=Vault(keys, clock),
        registry=registry,
        accounts=Accounts(keys, clock, outbox, links),
        links=links,
        codes=ProvisionalCodes(
            keys=keys, clock=clock, registry=registry, outbox=outbox, limiter=limiter
        ),
        limiter=limiter,
        address_of=one_address,
    )


def answers_of(person: InsuredPerson, email: str) -> dict[Field, str]:
    """Return what ``person`` types for each field that holds an identifier."""
    return {
        Field.LAST_NAME: person.birth_name,
        Field.NIR: person.nir13,
        Field.BIRTH_DATE: f"{person.birth_date:%d/%m/%Y}",
        Field.POSTCODE: person.postcode,
        Field.IBAN_END: (person.iban or "")[-7:],
        Field.VITALE_SERIAL: (person.vitale_serial or "")[-11:],
        Field.EMAIL: email,
        Field.EMAIL_CONFIRMATION: email,
        Field.MOBILE: "06 39 98 01 23",
        Field.LANDLINE: "01 99 00 12 34",
    }


@dataclass
class Enrollee:
    """A person under way, in a conversation of their own."""

    enrolments: Enrolments
    vault: Vault
    database: Database
    answers: dict[Field, str]
    conversation_id: UUID = field(default_factory=uuid4)
    road: Road = Road.ENROLMENT

    async def start(self) -> View:
        """Begin, or go on."""
        async with self.database.begin() as session:
            return await self.enrolments.start(
                self.conversation_id, road=self.road, session=session
            )

    async def restart(self) -> View:
        """Begin again."""
        async with self.database.begin() as session:
            return await self.enrolments.restart(self.conversation_id, session=session)

    async def cancel(self) -> View:
        """Give up."""
        async with self.database.begin() as session:
            return await self.enrolments.cancel(self.conversation_id, session=session)

    async def ask_for_a_code(self) -> Answered:
        """Say that the number of the card cannot be read."""
        async with self.database.begin() as session:
            return await self.enrolments.to_provisional_code(self.conversation_id, session=session)

    async def solve(self, address: str = "192.0.2.1") -> View:
        """Solve the captcha."""
        async with self.database.begin() as session:
            return await self.enrolments.captcha_solved(
                self.conversation_id, browser=BROWSER, address=address, session=session
            )

    async def view(self) -> View:
        """Where it stands."""
        async with self.database.begin() as session:
            return await self.enrolments.view(self.conversation_id, session=session)

    async def type(self, what: Field, text: str) -> Answered:
        """Give ``text`` for ``what``, sealed as the gateway does."""
        async with self.database.begin() as session:
            [reference] = await self.vault.put(
                self.conversation_id, [(KIND_OF[what], text)], session=session
            )
            return await self.enrolments.answer(
                self.conversation_id, field=what, reference=reference.reference, session=session
            )

    async def choose(self, what: Field, choice: str) -> Answered:
        """Give a choice for ``what``."""
        async with self.database.begin() as session:
            return await self.enrolments.answer(
                self.conversation_id, field=what, choice=choice, session=session
            )

    async def correct(self, what: Field) -> Answered:
        """Ask for ``what`` to be asked again."""
        async with self.database.begin() as session:
            return await self.enrolments.correct(self.conversation_id, what, session=session)

    async def keep_code(self) -> View:
        """Choose a personal code."""
        async with self.database.begin() as session:
            return await self.enrolments.keep_code(self.conversation_id, CODE_HASH, session=session)

    async def up_to(self, last: Field) -> View:
        """Answer everything that is asked before ``last``."""
        view = await self.start()
        while view.awaited is not last and view.awaited is not None:
            if view.awaited in self.answers:
                answered = await self.type(view.awaited, self.answers[view.awaited])
                assert answered.accepted, answered.reason
                view = answered.view
            elif view.awaited is Field.PERSONAL_CODE:
                view = await self.keep_code()
            else:
                choice = view.channels[0] if view.channels else "yes"
                answered = await self.choose(view.awaited, choice)
                assert answered.accepted, answered.reason
                view = answered.view
        return view
