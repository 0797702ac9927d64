"""What the person can ask about the enrolment under way, and the way to a person."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend
from bot.actions.base import SafeAction, go_on, outcome_of, say
from bot.actions.fields import STEPS_OF
from bot.actions.turn import Turn
from bot.actions.words import titles


class ActionGreet(SafeAction):
    """Answers a greeting."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_greet"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Greet shortly inside the form; else say what can be done."""
        if turn.in_form:
            say(dispatcher, "utter_hello")
        else:
            await greet(dispatcher, turn, backend)
        return []


class ActionTellProgress(SafeAction):
    """Says how far the person is and what remains."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_tell_progress"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Say the step and the steps after it, or how it ended."""
        view = await backend.enrolment(turn.conversation)
        if not view.is_open or view.step is None:
            say(dispatcher, outcome_of(view) if view.is_over else "utter_progress_none")
            return []
        names = [titles("steps")[step] for step in STEPS_OF[view.road]]
        values = {"step": view.step, "steps": view.steps, "title": names[view.step - 1]}
        if view.step == view.steps:
            say(dispatcher, "utter_progress_last", **values)
        else:
            say(dispatcher, "utter_progress", rest=", ".join(names[view.step :]), **values)
        return []


class ActionTellWhy(SafeAction):
    """Says why the awaited field is needed."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_tell_why"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Explain the field that is named, or else the awaited one."""
        field = turn.field or (await backend.enrolment(turn.conversation)).awaited
        say(dispatcher, f"utter_why_{field}" if field else "utter_why_anything")
        return []


class ActionPerson(SafeAction):
    """Records that a person is asked for, and says where people can be reached."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_talk_to_human"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Record the wish and tell the ways."""
        await backend.person(turn.conversation)
        say(dispatcher, "utter_person")
        return []


class ActionNextStep(SafeAction):
    """Offers what to do after an answer; inside the form, the form itself goes on."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_next_step"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Take the form up again if an enrolment is open, else offer to create the account."""
        if turn.in_form:
            return []
        view = await backend.enrolment(turn.conversation)
        if view.is_open:
            return go_on(turn, view)
        if not view.is_over:
            say(dispatcher, "utter_next_step")
        return []

    def apologise(self, _dispatcher: CollectingDispatcher, _tracker: Tracker) -> list[EventType]:
        """Say nothing: the question itself has just been answered."""
        return []


async def greet(dispatcher: CollectingDispatcher, turn: Turn, backend: Backend) -> None:
    """Welcome the person, or offer to resume an open enrolment."""
    view = await backend.enrolment(turn.conversation)
    if view.is_open and view.given:
        label = titles("fields")[view.awaited or ""]
        road = titles("roads")[view.road]
        values = {"road": road, "step": view.step, "steps": view.steps, "label": label}
        say(dispatcher, "utter_welcome_back", **values)
    else:
        say(dispatcher, "utter_welcome")
