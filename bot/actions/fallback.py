"""What is said when a message is not understood: likely meanings first, then a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend
from bot.actions.base import SafeAction, say
from bot.actions.fields import FORM
from bot.actions.turn import Turn
from bot.actions.words import titles

OFFERED = 3
NOT_OFFERED = (
    "affirm",
    "bot_challenge",
    "deny",
    "goodbye",
    "greet",
    "inform",
    "nlu_fallback",
    "out_of_scope",
    "skip",
    "thank",
)
"""What nobody would choose from a list of demands: answers, courtesies, no meaning at all."""


class ActionDefaultAskAffirmation(SafeAction):
    """Offers the likeliest meanings as buttons with French titles."""

    def name(self) -> str:
        """Return the action's name, which Rasa's two-stage fallback knows."""
        return "action_default_ask_affirmation"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, _backend: Backend
    ) -> list[EventType]:
        """Ask what was meant."""
        none = {"title": titles("buttons")["none_of_these"], "payload": "/out_of_scope"}
        buttons = [*meanings(turn.ranking, titles("intents")), none]
        say(dispatcher, "utter_ask_affirmation", buttons=buttons)
        return []


class ActionDefaultFallback(SafeAction):
    """Gives the phone number and the way to a person, then lets the enrolment go on."""

    def name(self) -> str:
        """Return the action's name, which Rasa knows."""
        return "action_default_fallback"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Say so, and bring the form back if an enrolment is open."""
        say(dispatcher, "utter_not_understood")
        view = await backend.enrolment(turn.conversation)
        if view.is_open:
            return [ActiveLoop(FORM), SlotSet("requested_slot", view.awaited)]
        return [FollowupAction("action_listen")]


def meanings(ranking: Sequence[str], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a button for each of the likeliest intents that have a title."""
    likely = [intent for intent in ranking if intent in names and intent not in NOT_OFFERED]
    return [{"title": names[intent], "payload": f"/{intent}"} for intent in likely[:OFFERED]]
