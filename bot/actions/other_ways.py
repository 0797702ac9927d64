"""The other ways into an account: a forgotten code, a new link, a provisional code.

Each is explained when it is asked about, and begun when the button of that answer is pressed (the
entity ``confirmed``) or "oui" is said to it. While something else is under way it is explained with
the page that does it, so that one thing is finished before another begins.
"""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend, View
from bot.actions.base import SafeAction, go_on, say
from bot.actions.dialogue import code_after_all, start
from bot.actions.turn import Turn
from bot.actions.words import titles

SENT = ("code_sent", "code_requested")
"""The outcomes after which a question about a code is about the one that is on its way."""
WANTED = SlotSet("code_wanted", "yes")


class ActionForgottenCode(SafeAction):
    """Helps a person whose code is forgotten."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_forgotten_code"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Explain, or ask for what a new code needs."""
        return await _way(dispatcher, turn, backend, "forgotten_code")


class ActionResendLink(SafeAction):
    """Helps a person who needs the confirmation link again."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_resend_link"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Explain, or ask who it is for."""
        return await _way(dispatcher, turn, backend, "resend_link")


class ActionProvisionalCode(SafeAction):
    """Tells what a provisional code is, and has one sent."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_provisional_code"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Explain, or begin."""
        return await _provisional(dispatcher, turn, backend, "provisional_code")


class ActionNoSerial(SafeAction):
    """Helps a person who cannot read the number of the card."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_vitale_serial_unavailable"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Explain, or begin the road of the provisional code."""
        return await _provisional(dispatcher, turn, backend, "vitale_serial_unavailable")


class ActionAskChannel(SafeAction):
    """Asks by which channel the code is to come: a button for each that is on file."""

    def name(self) -> str:
        """Return the name by which the form asks for ``code_channel``."""
        return "action_ask_enrolment_form_code_channel"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Ask, with the buttons."""
        view = await backend.enrolment(turn.conversation)
        say(dispatcher, "utter_ask_enrolment_form_code_channel", buttons=channel_buttons(view))
        return []


def channel_buttons(view: View) -> list[dict[str, str]]:
    """Return a button for each channel on file, and one for none of them."""
    return [
        {
            "title": titles("channels")[channel],
            "payload": f'/inform{{"field": "code_channel", "choice": "{channel}"}}',
        }
        for channel in (*view.channels, "no")
    ]


async def _way(
    dispatcher: CollectingDispatcher, turn: Turn, backend: Backend, road: str
) -> list[EventType]:
    """Explain ``road``, or begin it when the button was pressed and nothing else is under way."""
    view = await backend.enrolment(turn.conversation)
    if _wanted(turn) and (not view.is_open or view.road == road):
        words = f"utter_started_{road}"
        return await start(dispatcher, turn, backend, road=road, words=words)
    return _explain(dispatcher, turn, view, road)


async def _provisional(
    dispatcher: CollectingDispatcher, turn: Turn, backend: Backend, topic: str
) -> list[EventType]:
    """Explain ``topic``, or have the enrolment go on with a provisional code.

    Before the identity is established the wish is noted: the form takes it up afterwards.
    """
    view = await backend.enrolment(turn.conversation)
    wanted = _wanted(turn) or code_after_all(turn, view)
    if not wanted and topic == "provisional_code" and view.status in SENT:
        say(dispatcher, f"utter_code_missing_{view.status}")
        return []
    if not wanted or (view.is_open and view.road != "enrolment"):
        return _explain(dispatcher, turn, view, topic, within="enrolment")
    if not view.is_open:
        words = "utter_started_provisional_code"
        return [WANTED, *await start(dispatcher, turn, backend, words=words)]
    answer = await backend.provisional_code(turn.conversation)
    if answer.reason == "field_not_yet":
        say(dispatcher, "utter_identity_before_code")
        return [WANTED, *go_on(turn, answer.view)]
    if answer.reason:
        say(dispatcher, f"utter_refused_{answer.reason}")
    return go_on(turn, answer.view)


def _wanted(turn: Turn) -> bool:
    """Return whether the person has asked for it, rather than about it."""
    return bool(turn.entities("confirmed")) or turn.intent == "affirm"


def _explain(
    dispatcher: CollectingDispatcher, turn: Turn, view: View, topic: str, within: str | None = None
) -> list[EventType]:
    """Say the answer with its button to begin, or with its page while something else is open."""
    begins = not view.is_open or view.road == within
    say(dispatcher, f"utter_answer_{topic}" if begins else f"utter_meanwhile_{topic}")
    return [] if turn.in_form else go_on(turn, view)
