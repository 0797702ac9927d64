"""What every action shares: the backend at hand, and an apology instead of an exception.

An exception would make the action server log the whole request and leave the person without an
answer.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend, View, get_backend
from bot.actions.fields import FIELDS, FORM, NOT_CORRECTED
from bot.actions.turn import Turn
from bot.actions.words import titles

logger = logging.getLogger(__name__)

UNAVAILABLE = "utter_service_unavailable"


class SafeAction(Action, ABC):  # type: ignore[misc]
    """An action that never raises: whatever goes wrong is told to the person."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        """Run ``act``; if it fails, run ``apologise`` and log only the kind of failure."""
        try:
            return await self.act(dispatcher, Turn(tracker), get_backend())
        except Exception as error:
            logger.warning("%s failed: %s", self.name(), type(error).__name__)
            dispatcher.messages.clear()
            return self.apologise(dispatcher, tracker)

    @abstractmethod
    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Do it, and return Rasa's events."""

    def apologise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say once a turn that the service does not answer, and leave the form."""
        if not Turn(tracker).said(UNAVAILABLE):
            say(dispatcher, UNAVAILABLE)
        return leave_form()


def say(dispatcher: CollectingDispatcher, response: str, **values: Any) -> None:
    """Say a response of the domain."""
    dispatcher.utter_message(response=response, **values)


def mirror(turn: Turn, view: View) -> list[EventType]:
    """Return the events that make the slots reflect the enrolment: "given" or nothing."""
    wanted = {field: "given" if field in view.given else None for field in FIELDS}
    return [SlotSet(field, value) for field, value in wanted.items() if turn.slot(field) != value]


def go_on(turn: Turn, view: View) -> list[EventType]:
    """Return the events that make the form ask the awaited field, if there is one."""
    return [*mirror(turn, view), *([FollowupAction(FORM)] if view.is_open else [])]


def forget() -> list[EventType]:
    """Return the events that forget what was told and wished of an enrolment that has ended."""
    return [SlotSet(slot, None) for slot in ("step_told", "code_offered", "code_wanted")]


def leave_form() -> list[EventType]:
    """Return the events that leave the form; the enrolment itself is not touched."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def outcome_of(view: View) -> str:
    """Return the response that tells how an enrolment ended."""
    if view.status == "none":
        return "utter_nothing_under_way"
    return "_".join(filter(None, ("utter_outcome", view.status, view.cause)))


def field_buttons(view: View) -> list[dict[str, str]]:
    """Return a button for each given field that can be corrected."""
    return [
        {
            "title": titles("field_buttons")[field],
            "payload": f'/correct_field{{"field": "{field}"}}',
        }
        for field in view.given
        if field not in NOT_CORRECTED
    ]
