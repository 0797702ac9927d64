"""The start of a session: a greeting when the chat is opened, a recovery when Rasa forgot."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend
from bot.actions.base import SafeAction, mirror
from bot.actions.fields import FORM
from bot.actions.information import greet
from bot.actions.turn import Turn

LISTEN = ActionExecuted("action_listen")


class ActionSessionStart(SafeAction):
    """Greets when the person opens the chat.

    Rasa also runs it by itself before the first message of a conversation that it does not know.
    It then says nothing, and brings the form back if an enrolment is open, so that the message is
    read as the answer that it is.
    """

    def name(self) -> str:
        """Return the action's name, which Rasa knows."""
        return "action_session_start"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Greet, or bring the form back."""
        if turn.opens_session:
            await greet(dispatcher, turn, backend)
            return [SessionStarted(), LISTEN]
        view = await backend.enrolment(turn.conversation)
        if not view.is_open:
            return [SessionStarted(), LISTEN]
        loop = [ActiveLoop(FORM), SlotSet("requested_slot", view.awaited)]
        told = SlotSet("step_told", view.step_name)
        return [SessionStarted(), *mirror(turn, view), *loop, told, LISTEN]

    def apologise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Start the session all the same; apologise only to a person who opens the chat."""
        if Turn(tracker).opens_session:
            super().apologise(dispatcher, tracker)
        return [SessionStarted(), LISTEN]
