"""One message's way through the gateway: read, sealed, stored, passed on, answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.captcha.characters import Solved
from backend.captcha.service import Captchas
from backend.chat.lasting import Lasting
from backend.chat.messages import Messages
from backend.chat.models import Conversation, ConversationMissing, Message
from backend.chat.names import name_indexes, names_in
from backend.chat.rasa import Dialogue, DialogueUnavailable, Turn
from backend.chat.ratings import is_answer
from backend.chat.reading import Reading, read, read_in_card, settle
from backend.chat.said import CaptchaTry, Said
from backend.chat.shapes import clean
from backend.chat.turns import Turns
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
from backend.sealed.vault import Vault

MESSAGES_PER_CONVERSATION = Limit("messages-conversation", "40/minute")
CONVERSATIONS_PER_ADDRESS = Limit("conversations-address", "60/hour")
GREETED_AGAIN_AFTER = timedelta(hours=1)


class CaptchaRefused(Exception):
    """The characters are wrong, or the captcha can no longer be tried."""

    def __init__(self, outcome: Solved) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


class Conversations:
    """All conversations of the gateway; in transactions of its own.

    What a person sends is answered, and what they erase is erased, also when they are gone.
    """

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
        messages: Messages,
        turns: Turns,
        vocabulary: Vocabulary,
        limiter: Limiter,
        sealing: bool,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._vault = vault
        self._enrolments = enrolments
        self._captchas = captchas
        self._dialogue = dialogue
        self._messages = messages
        self._turns = turns
        self._vocabulary = vocabulary
        self._limiter = limiter
        self._sealing = sealing
        self._lasting = Lasting()

    async def open(self, address: str) -> UUID:
        """Open a conversation: the assistant greets. Return its id.

        Raises:
            TooManyAttempts, DialogueUnavailable.
        """
        await self._limiter.hit(CONVERSATIONS_PER_ADDRESS, address)
        conversation_id = uuid4()
        turn = await self._greet(conversation_id)
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
            self._messages.add_replies(conversation_id, turn, session=session)
        return conversation_id

    async def come_back(self, conversation_id: UUID) -> None:
        """Greet again a person who left for long, and offer to go on.

        Raises:
            ConversationMissing, ConversationBusy, DialogueUnavailable.
        """
        if not await self._left_for_long(conversation_id):
            return
        async with self._turns.one_at_a_time(conversation_id):
            # Another tab may have been greeted, or the conversation erased, meanwhile.
            if not await self._left_for_long(conversation_id):
                return
            turn = await self._greet(conversation_id)
            async with self._database.begin() as session:
                self._messages.add_replies(conversation_id, turn, session=session)
                await self._note_message(conversation_id, session=session)
        await self._turns.announce(conversation_id)

    async def say(self, conversation_id: UUID, said: Said) -> list[Message]:
        """Take a person's message; return it with its replies.

        Raises:
            ConversationMissing, ConversationBusy, ButtonUnknown, TooManyAttempts,
            DialogueUnavailable: no answer; the message is kept, to be sent again with its id.
        """
        await self._limiter.hit(MESSAGES_PER_CONVERSATION, str(conversation_id))

        async def receive(view: View) -> tuple[Message, View]:
            return await self._receive(conversation_id, said, view), view

        return await self._exchange(conversation_id, said.id, receive)

    async def choose_code(
        self, conversation_id: UUID, message_id: UUID, code_hash: str
    ) -> list[Message]:
        """Keep the hash of an accepted personal code; return what stands for it, with replies.

        It is kept in the transaction that stores the message.

        Raises:
            ConversationMissing, ConversationBusy, NoEnrolment, TooManyAttempts,
            DialogueUnavailable.
        """
        await self._limiter.hit(MESSAGES_PER_CONVERSATION, str(conversation_id))
        said = Said.code_chosen(message_id)

        async def receive(_: View) -> tuple[Message, View]:
            async with self._database.begin() as session:
                view = await self._enrolments.keep_code(conversation_id, code_hash, session=session)
                message = await self._note(conversation_id, said, view, session=session)
            return message, view

        return await self._exchange(conversation_id, said.id, receive)

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

        async def receive(asked: View) -> tuple[Message, View]:
            async with self._database.begin() as session:
                view = await self._enrolments.give_consents(
                    conversation_id, choices, session=session
                )
                message = await self._note(
                    conversation_id, said, replace(view, awaited=asked.awaited), session=session
                )
            return message, view

        return await self._exchange(conversation_id, said.id, receive)

    async def solve_captcha(self, conversation_id: UUID, attempt: CaptchaTry) -> list[Message]:
        """Take the characters of the awaited captcha; return what stands for them, with replies.

        What the captcha was asked for is done in the transaction that stores the message: sent
        again after a cut, the message needs no other captcha.

        Raises:
            ConversationMissing, ConversationBusy, NoEnrolment, CaptchaRefused,
            LimiterUnavailable, DialogueUnavailable.
        """
        said = Said.captcha_solved(attempt.message_id)

        async def receive(asked: View) -> tuple[Message, View]:
            if asked.awaited is not Field.CAPTCHA:
                raise NoEnrolment
            async with self._database.begin() as session:
                outcome = await self._captchas.solve(
                    attempt.captcha_id, attempt.characters, session=session
                )
                if outcome is Solved.RIGHT:
                    await self._enrolments.captcha_solved(
                        conversation_id,
                        browser=attempt.browser,
                        address=attempt.address,
                        session=session,
                    )
                    view = await self._enrolments.view(conversation_id, session=session)
                    message = await self._note(
                        conversation_id,
                        said,
                        replace(view, awaited=Field.CAPTCHA),
                        session=session,
                    )
            if outcome is not Solved.RIGHT:
                raise CaptchaRefused(outcome)
            return message, view

        return await self._exchange(conversation_id, said.id, receive)

    async def erase(self, conversation_id: UUID) -> None:
        """Erase the conversation and all that was given in it; nothing happens the second time.

        What the dialogue engine remembers goes last: were Redis to fail, the call made again
        finishes the work.

        Raises:
            ConversationBusy.
        """
        await self._lasting.run(self._erase(conversation_id))

    async def close(self) -> None:
        """End what is under way."""
        await self._lasting.close()

    async def _erase(self, conversation_id: UUID) -> None:
        async with self._turns.one_at_a_time(conversation_id):
            await self._turns.wait_for_dialogue(conversation_id)
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
            await self._turns.forget(conversation_id)
        await self._turns.announce(conversation_id)

    async def _exchange(
        self,
        conversation_id: UUID,
        message_id: UUID,
        receive: Callable[[View], Awaitable[tuple[Message, View]]],
    ) -> list[Message]:
        """Have a message received and answered, each once; return it with its replies.

        Args:
            receive: stores the message, given what stands before it; returns what stands after.
        """
        return await self._lasting.run(self._take(conversation_id, message_id, receive))

    async def _take(
        self,
        conversation_id: UUID,
        message_id: UUID,
        receive: Callable[[View], Awaitable[tuple[Message, View]]],
    ) -> list[Message]:
        async with self._turns.one_at_a_time(conversation_id):
            async with self._database.begin() as session:
                message = await self._messages.known(conversation_id, message_id, session=session)
                view = await self._enrolments.view(conversation_id, session=session)
            if message is None:
                message, view = await receive(view)
            if message.status != "answered":
                await self._answer(message, view)
        async with self._database.begin() as session:
            stored = await self._stored(message, session=session)
            return [stored, *await self._messages.replies(stored, session=session)]

    async def _left_for_long(self, conversation_id: UUID) -> bool:
        async with self._database.begin() as session:
            conversation = await self._messages.require(conversation_id, session=session)
            return self._clock.now() - conversation.last_message_at >= GREETED_AGAIN_AFTER

    async def _greet(self, conversation_id: UUID) -> Turn:
        return await self._dialogue.turn(
            conversation_id, "/session_start", message_id=str(uuid4()), sealed=[], awaited=None
        )

    async def _receive(self, conversation_id: UUID, said: Said, view: View) -> Message:
        """Read the message, seal what must be, and store it; nothing else ever sees it raw."""
        async with self._database.begin() as session:
            conversation = await self._messages.require(conversation_id, session=session)
            indexes = list(conversation.name_indexes)
            title = None
            if said.payload is not None:
                title = await self._messages.title_of(
                    conversation_id, said.payload, session=session
                )
        reading = Reading.plain(title) if title else await self._read(said, view, indexes)
        async with self._database.begin() as session:
            references = await self._vault.put(conversation_id, reading.values, session=session)
            names = [raw for kind, raw in reading.values if kind is Kind.NOM]
            if names:
                conversation = await session.get_one(Conversation, conversation_id)
                conversation.name_indexes = sorted({*indexes, *name_indexes(names, self._keys)})
            message = self._messages.add(
                conversation_id, said, reading, view, references, session=session
            )
            await self._note_message(conversation_id, session=session)
        return message

    async def _note(
        self, conversation_id: UUID, said: Said, view: View, *, session: AsyncSession
    ) -> Message:
        """Store what stands for a card that was filled in."""
        message = self._messages.add(
            conversation_id, said, Reading.plain(said.text), view, session=session
        )
        await self._note_message(conversation_id, session=session)
        return message

    async def _read(self, said: Said, view: View, indexes: list[str]) -> Reading:
        text = clean(said.text)
        names = names_in(text, indexes, self._keys)
        if said.field in KIND_OF:
            return read_in_card(
                text, field=said.field, known_names=names, vocabulary=self._vocabulary
            )
        reading = read(text, awaited=view.awaited, known_names=names, vocabulary=self._vocabulary)
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
            self._messages.add_replies(
                conversation_id, turn, reply_to=message.seq, answered=answered, session=session
            )
            after = await self._enrolments.view(conversation_id, session=session)
        if message.awaited is not None and after.status is not Status.OPEN:
            await self._turns.forget(conversation_id)
        await self._turns.announce(conversation_id)

    async def _stored(self, message: Message, *, session: AsyncSession) -> Message:
        """Return the row of a message, unless its conversation was erased meanwhile."""
        stored = await session.get(Message, message.seq)
        if stored is None:
            await self._turns.forget(message.conversation_id)
            raise ConversationMissing
        return stored

    async def _note_message(self, conversation_id: UUID, *, session: AsyncSession) -> None:
        conversation = await session.get_one(Conversation, conversation_id)
        conversation.last_message_at = self._clock.now()
        await self._enrolments.touch(conversation_id, session=session)


async def address_of(conversation_id: UUID, session: AsyncSession) -> str:
    """Return the keyed hash of the address that a conversation was opened from."""
    conversation = await session.get(Conversation, conversation_id)
    return conversation.address_index if conversation else str(conversation_id)
