"""One message's way through the gateway: read, sealed, stored, passed on, answered, shown.

Errors::

    ConversationMissing     no such conversation, or it was erased (of ``backend.chat.models``)
    MessageMissing          no such message of the assistant in this conversation
    ConversationBusy        the message before this one is still under way
    ButtonUnknown           the button was not offered in this conversation
    CaptchaRefused          the characters are wrong, or the captcha is too old
    DialogueUnavailable     no answer; the message is kept and can be sent again with the same id
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self
from uuid import UUID, uuid4

from redis.asyncio import Redis
from redis.exceptions import LockNotOwnedError
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.captcha.characters import Solved
from backend.captcha.service import Captchas
from backend.chat.field_texts import consents_said
from backend.chat.models import Conversation, ConversationMissing, Message
from backend.chat.names import name_indexes, names_in
from backend.chat.page_buttons import PAGE_BUTTONS, is_safe
from backend.chat.rasa import Dialogue, DialogueUnavailable, Turn
from backend.chat.ratings import Rating, is_answer
from backend.chat.reading import Reading, read, settle
from backend.chat.shapes import clean
from backend.chat.vocabulary import Vocabulary
from backend.clock import Clock
from backend.db import Database
from backend.enrolment.fields import KIND_OF, Field
from backend.enrolment.progress import Status
from backend.enrolment.records import NoEnrolment
from backend.enrolment.service import Enrolments
from backend.enrolment.view import View
from backend.keys import Keyring
from backend.limits import Limit, Limiter
from backend.sealed.kinds import Kind
from backend.sealed.vault import Reference, Vault

MESSAGES_PER_CONVERSATION = Limit("messages-conversation", "40/minute")
CONVERSATIONS_PER_ADDRESS = Limit("conversations-address", "60/hour")
GREETED_AGAIN_AFTER = timedelta(hours=1)
TURN_SECONDS = 15
WAIT_FOR_TURN_SECONDS = 5


class ConversationBusy(Exception):
    """The message before this one is still under way."""


class MessageMissing(Exception):
    """No such message of the assistant in this conversation."""


class ButtonUnknown(Exception):
    """The button was not offered in this conversation."""


class CaptchaRefused(Exception):
    """The characters are wrong, or the captcha can no longer be tried."""

    def __init__(self, outcome: Solved) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


@dataclass(frozen=True)
class Said:
    """What a person sends.

    Attributes:
        id: made by the browser, the same when the message is sent again.
        text: what was typed, or the title of the button that was pressed.
        payload: of the button that was pressed.
        field: when it was typed in that field's card: it is that field's value, whatever it is.
        from_gateway: the gateway itself speaks, so that the payload needs no button.
    """

    id: UUID
    text: str
    payload: str | None = None
    field: Field | None = None
    from_gateway: bool = False

    @classmethod
    def code_chosen(cls, message_id: UUID) -> Self:
        """Return what stands in the transcript for a personal code given in the secure form."""
        return cls(message_id, "Code personnel choisi", payload="/inform", from_gateway=True)

    @classmethod
    def consents_given(cls, message_id: UUID, choices: Mapping[Field, bool]) -> Self:
        """Return what stands in the transcript for consents given or refused in their card."""
        return cls(message_id, consents_said(choices), payload="/inform", from_gateway=True)

    @classmethod
    def captcha_solved(cls, message_id: UUID) -> Self:
        """Return what stands in the transcript for the characters of a captcha."""
        return cls(message_id, "Caractères recopiés", payload="/inform", from_gateway=True)


@dataclass(frozen=True)
class CaptchaTry:
    """The characters of a captcha, as a person typed them.

    Attributes:
        message_id: made by the browser, the same when it is sent again.
        browser: the secret of the browser in which a code will work.
        address: the network address that asks.
    """

    message_id: UUID
    captcha_id: UUID
    characters: str
    browser: str
    address: str


class Conversations:
    """All conversations of the gateway."""

    def __init__(
        self,
        *,
        database: Database,
        keys: Keyring,
        clock: Clock,
        vault: Vault,
        enrolments: Enrolments,
        captchas: Captchas,
        dialogue: Dialogue,
        vocabulary: Vocabulary,
        limiter: Limiter,
        redis: Redis,
        sealing: bool,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._vault = vault
        self._enrolments = enrolments
        self._captchas = captchas
        self._dialogue = dialogue
        self._vocabulary = vocabulary
        self._limiter = limiter
        self._redis = redis
        self._sealing = sealing

    async def open(self, address: str) -> UUID:
        """Open a conversation: the assistant greets. Return its id.

        Raises:
            TooManyAttempts, DialogueUnavailable.
        """
        await self._limiter.hit(CONVERSATIONS_PER_ADDRESS, address)
        conversation_id = uuid4()
        turn = await self._dialogue.turn(
            conversation_id, "/session_start", message_id=str(uuid4()), sealed=[], awaited=None
        )
        async with self._database.begin() as session:
            now = self._clock.now()
            session.add(
                Conversation(
                    id=conversation_id,
                    address_index=self._keys.index(address, "address").hex(),
                    name_indexes=[],
                    opened_at=now,
                    last_message_at=now,
                )
            )
            await session.flush()
            self._add_replies(conversation_id, turn, reply_to=None, session=session)
        return conversation_id

    async def come_back(self, conversation_id: UUID) -> None:
        """Greet again a person who left for long, and offer to go on.

        Raises:
            ConversationMissing, ConversationBusy, DialogueUnavailable.
        """
        async with self._database.begin() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is None:
                raise ConversationMissing
            away = self._clock.now() - conversation.last_message_at
        if away < GREETED_AGAIN_AFTER:
            return
        async with self._one_at_a_time(conversation_id):
            async with self._database.begin() as session:
                if not await self.exists(conversation_id, session=session):
                    raise ConversationMissing
            turn = await self._dialogue.turn(
                conversation_id, "/session_start", message_id=str(uuid4()), sealed=[], awaited=None
            )
            async with self._database.begin() as session:
                self._add_replies(conversation_id, turn, reply_to=None, session=session)
                await self._note_message(conversation_id, session=session)
        await self._announce(conversation_id)

    async def say(self, conversation_id: UUID, said: Said) -> list[Message]:
        """Take a person's message; return it with its replies.

        Raises:
            ConversationMissing, ConversationBusy, ButtonUnknown, TooManyAttempts,
            DialogueUnavailable.
        """
        await self._limiter.hit(MESSAGES_PER_CONVERSATION, str(conversation_id))
        async with self._one_at_a_time(conversation_id):
            async with self._database.begin() as session:
                message = await self._known(conversation_id, said.id, session=session)
                view = await self._enrolments.view(conversation_id, session=session)
            if message is None:
                message = await self._receive(conversation_id, said, view)
            if message.status != "answered":
                await self._answer(message, view)
        async with self._database.begin() as session:
            return await self._exchange(conversation_id, said.id, session=session)

    async def give_consents(
        self, conversation_id: UUID, message_id: UUID, choices: Mapping[Field, bool]
    ) -> list[Message]:
        """Take every awaited consent; return what stands for them, with replies.

        They are kept in the transaction that stores the message: sent again after a cut, the
        message changes nothing.

        Raises:
            ConversationMissing, ConversationBusy, NoEnrolment, ConsentsChanged, TooManyAttempts,
            DialogueUnavailable.
        """
        await self._limiter.hit(MESSAGES_PER_CONVERSATION, str(conversation_id))
        said = Said.consents_given(message_id, choices)
        async with self._one_at_a_time(conversation_id):
            async with self._database.begin() as session:
                message = await self._known(conversation_id, said.id, session=session)
                asked = await self._enrolments.view(conversation_id, session=session)
                view = asked
                if message is None:
                    view = await self._enrolments.give_consents(
                        conversation_id, choices, session=session
                    )
                    message = self._add_message(
                        conversation_id,
                        said,
                        Reading.plain(said.text),
                        replace(view, awaited=asked.awaited),
                        session=session,
                    )
                    await self._note_message(conversation_id, session=session)
            if message.status != "answered":
                await self._answer(message, view)
        async with self._database.begin() as session:
            return await self._exchange(conversation_id, said.id, session=session)

    async def solve_captcha(self, conversation_id: UUID, attempt: CaptchaTry) -> list[Message]:
        """Take the characters of the awaited captcha; return what stands for them, with replies.

        What the captcha was asked for is done in the transaction that stores the message: sent
        again after a cut, the message needs no other captcha.

        Raises:
            ConversationMissing, ConversationBusy, NoEnrolment, CaptchaRefused,
            LimiterUnavailable, DialogueUnavailable.
        """
        said = Said.captcha_solved(attempt.message_id)
        async with self._one_at_a_time(conversation_id):
            outcome = Solved.RIGHT
            async with self._database.begin() as session:
                message = await self._known(conversation_id, said.id, session=session)
                if message is None:
                    outcome = await self._try(conversation_id, attempt, session=session)
                view = await self._enrolments.view(conversation_id, session=session)
                if message is None and outcome is Solved.RIGHT:
                    asked = replace(view, awaited=Field.CAPTCHA)
                    message = self._add_message(
                        conversation_id, said, Reading.plain(said.text), asked, session=session
                    )
                    await self._note_message(conversation_id, session=session)
            if message is None:
                raise CaptchaRefused(outcome)
            if message.status != "answered":
                await self._answer(message, view)
        async with self._database.begin() as session:
            return await self._exchange(conversation_id, said.id, session=session)

    async def _try(
        self, conversation_id: UUID, attempt: CaptchaTry, *, session: AsyncSession
    ) -> Solved:
        """Spend the captcha's only try; where it is right, do what it was asked for."""
        view = await self._enrolments.view(conversation_id, session=session)
        if view.awaited is not Field.CAPTCHA:
            raise NoEnrolment
        outcome = await self._captchas.solve(
            attempt.captcha_id, attempt.characters, session=session
        )
        if outcome is Solved.RIGHT:
            await self._enrolments.captcha_solved(
                conversation_id, browser=attempt.browser, address=attempt.address, session=session
            )
        return outcome

    async def messages(
        self, conversation_id: UUID, *, after: int = 0, session: AsyncSession
    ) -> list[Message]:
        """Return the transcript from after ``after`` on."""
        rows = await session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.seq > after)
            .order_by(Message.seq)
        )
        return list(rows)

    async def rate(
        self, conversation_id: UUID, seq: int, rating: Rating | None, *, session: AsyncSession
    ) -> Message:
        """Keep what the person thinks of a message of the assistant (None: nothing); return it.

        Raises:
            MessageMissing: it is of another conversation, or not the assistant's.
        """
        message: Message | None = await session.scalar(
            update(Message)
            .where(
                Message.conversation_id == conversation_id,
                Message.seq == seq,
                Message.author == "bot",
            )
            .values(rating=rating)
            .returning(Message)
        )
        if message is None:
            raise MessageMissing
        return message

    async def erase(self, conversation_id: UUID) -> None:
        """Erase the conversation and all that was given in it; nothing happens the second time.

        What the dialogue engine remembers goes last: were Redis to fail, the call made again
        finishes the work.

        Raises:
            ConversationBusy.
        """
        async with self._one_at_a_time(conversation_id):
            await self._wait_for_dialogue(conversation_id)
            async with self._database.begin() as session:
                conversation = await session.get(
                    Conversation, conversation_id, with_for_update=True
                )
                await self._enrolments.erase(conversation_id, session=session)
                await self._vault.forget(conversation_id, session=session)
                if conversation is not None:
                    if conversation.captcha_id is not None:
                        await self._captchas.discard(conversation.captcha_id, session=session)
                    await session.delete(conversation)
            await self._forget_tracker(conversation_id)
        await self._announce(conversation_id)

    async def exists(self, conversation_id: UUID, *, session: AsyncSession) -> bool:
        """Whether the conversation is there."""
        return await session.get(Conversation, conversation_id) is not None

    async def _known(
        self, conversation_id: UUID, client_id: UUID, *, session: AsyncSession
    ) -> Message | None:
        if not await self.exists(conversation_id, session=session):
            raise ConversationMissing
        return await session.scalar(
            select(Message).where(
                Message.conversation_id == conversation_id, Message.client_id == client_id
            )
        )

    async def _receive(self, conversation_id: UUID, said: Said, view: View) -> Message:
        """Read the message, seal what must be, and store it; nothing else ever sees it raw."""
        async with self._database.begin() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            indexes = list(conversation.name_indexes)
            title = await self._title_of(conversation_id, said, session=session)
        reading = Reading.plain(title) if title else await self._read(said, view, indexes)
        async with self._database.begin() as session:
            references = await self._vault.put(conversation_id, reading.values, session=session)
            names = [raw for kind, raw in reading.values if kind is Kind.NOM]
            if names:
                conversation = await session.get_one(Conversation, conversation_id)
                conversation.name_indexes = sorted({*indexes, *name_indexes(names, self._keys)})
            message = self._add_message(
                conversation_id, said, reading, view, references, session=session
            )
            await self._note_message(conversation_id, session=session)
        return message

    def _add_message(
        self,
        conversation_id: UUID,
        said: Said,
        reading: Reading,
        view: View,
        references: Sequence[Reference] = (),
        *,
        session: AsyncSession,
    ) -> Message:
        message = Message(
            conversation_id=conversation_id,
            author="person",
            text=reading.text,
            at=self._clock.now(),
            client_id=said.id,
            status="pending",
            sent=said.payload or reading.text,
            sealed=[{"kind": ref.kind, "reference": ref.reference} for ref in references],
            enrolment_version=view.version,
            awaited=view.awaited,
            ranking=[],
            buttons=[],
        )
        session.add(message)
        return message

    async def _read(self, said: Said, view: View, indexes: list[str]) -> Reading:
        text = clean(said.text)
        if said.field in KIND_OF:
            return Reading.value(KIND_OF[said.field], text)
        reading = read(
            text,
            awaited=view.awaited,
            known_names=names_in(text, indexes, self._keys),
            vocabulary=self._vocabulary,
        )
        if reading.doubt is not None:
            parsed = await self._dialogue.parse(reading.doubt)
            reading = settle(reading, parsed.intent, parsed.confidence)
        return reading if self._sealing else replace(reading, text=text)

    async def _answer(self, message: Message, view: View) -> None:
        """Have a stored message answered, and store the replies."""
        conversation_id = message.conversation_id
        sent, sealed = message.sent or "", message.sealed
        if view.version != message.enrolment_version:
            # It had its effect, and only the answer was lost: ask again what is awaited now.
            sent, sealed = "/resume_enrolment", []
        try:
            turn = await self._dialogue.turn(
                conversation_id,
                sent,
                message_id=str(message.client_id),
                sealed=sealed,
                awaited=view.awaited,
            )
        except DialogueUnavailable:
            async with self._database.begin() as session:
                (await self._stored(message, session=session)).status = "failed"
            raise
        async with self._database.begin() as session:
            stored = await self._stored(message, session=session)
            stored.status = "answered"
            stored.intent, stored.confidence = turn.intent, turn.confidence
            stored.ranking, stored.model = turn.ranking, turn.model
            answered = is_answer(turn.intent, sent, turn.replies[0])
            self._add_replies(
                conversation_id, turn, reply_to=message.seq, answered=answered, session=session
            )
            after = await self._enrolments.view(conversation_id, session=session)
        if message.awaited is not None and after.status is not Status.OPEN:
            await self._forget_tracker(conversation_id)
        await self._announce(conversation_id)

    async def _stored(self, message: Message, *, session: AsyncSession) -> Message:
        """Return the row of a message, unless its conversation was erased meanwhile."""
        stored = await session.get(Message, message.seq)
        if stored is None:
            await self._forget_tracker(message.conversation_id)
            raise ConversationMissing
        return stored

    async def _title_of(
        self, conversation_id: UUID, said: Said, *, session: AsyncSession
    ) -> str | None:
        """Return the title of the button that was pressed, if one was.

        Only payloads of the page's own buttons and of those that the assistant offered are taken,
        with their own titles.
        """
        if said.payload is None or said.from_gateway:
            return said.text if said.from_gateway else None
        if said.payload in PAGE_BUTTONS:
            return PAGE_BUTTONS[said.payload]
        offered = await session.scalar(
            select(Message.buttons)
            .where(
                Message.conversation_id == conversation_id,
                Message.buttons.contains([{"payload": said.payload}]),
            )
            .order_by(Message.seq.desc())
            .limit(1)
        )
        for button in offered or []:
            if button.get("payload") == said.payload:
                return str(button["title"])
        raise ButtonUnknown

    def _add_replies(
        self,
        conversation_id: UUID,
        turn: Turn,
        *,
        reply_to: int | None,
        answered: bool = False,
        session: AsyncSession,
    ) -> None:
        """Store the replies; the first one answers a question if ``answered``."""
        session.add_all(
            Message(
                conversation_id=conversation_id,
                author="bot",
                text=reply.get("text") or "",
                at=self._clock.now(),
                sealed=[],
                ranking=[],
                reply_to=reply_to,
                buttons=[button for button in reply.get("buttons") or [] if is_safe(button)],
                card=reply.get("card"),
                model=turn.model,
                is_answer=answered and index == 0,
            )
            for index, reply in enumerate(turn.replies)
        )

    async def _note_message(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        conversation = await session.get_one(Conversation, conversation_id)
        conversation.last_message_at = self._clock.now()
        await self._enrolments.touch(conversation_id, session=session)

    async def _exchange(
        self, conversation_id: UUID, client_id: UUID, *, session: AsyncSession
    ) -> list[Message]:
        message = await self._known(conversation_id, client_id, session=session)
        assert message is not None
        replies = await session.scalars(
            select(Message).where(Message.reply_to == message.seq).order_by(Message.seq)
        )
        return [message, *replies]

    @asynccontextmanager
    async def _one_at_a_time(self, conversation_id: UUID) -> AsyncIterator[None]:
        """Let the messages of a conversation pass one after the other, over all processes."""
        lock = self._redis.lock(f"turn:{conversation_id}", timeout=TURN_SECONDS)
        if not await lock.acquire(blocking_timeout=WAIT_FOR_TURN_SECONDS):
            raise ConversationBusy
        try:
            yield
        finally:
            with suppress(LockNotOwnedError):
                await lock.release()

    async def _wait_for_dialogue(self, conversation_id: UUID) -> None:
        """Wait, not for ever, until the dialogue engine has ended a turn that we gave up.

        It holds a lock of its own meanwhile, ``lock:<sender>``, and writes its tracker after.
        """
        deadline = asyncio.get_running_loop().time() + WAIT_FOR_TURN_SECONDS
        while await self._redis.exists(f"lock:{conversation_id}"):
            if asyncio.get_running_loop().time() > deadline:
                # Left behind by an engine that was killed: nothing else ever deletes it.
                await self._redis.delete(f"lock:{conversation_id}")
                return
            await asyncio.sleep(0.1)

    async def _forget_tracker(self, conversation_id: UUID) -> None:
        """Delete what the dialogue engine remembers: its key in Redis is ``tracker:<sender>``."""
        await self._redis.delete(f"tracker:{conversation_id}")

    async def _announce(self, conversation_id: UUID) -> None:
        """Tell the listeners of this conversation that there is something new."""
        await self._redis.publish(f"chat:{conversation_id}", "new")


async def address_of(conversation_id: UUID, session: AsyncSession) -> str:
    """Return the keyed hash of the address that a conversation was opened from."""
    conversation = await session.get(Conversation, conversation_id)
    return conversation.address_index if conversation else str(conversation_id)
