"""What the person just said, read from Rasa's tracker."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.actions.fields import FIELDS, FORM, KIND_OF

MASKED = "(message masqué)"
"""What the gateway passes on in place of a text that must not be kept: a personal code."""


class Turn:
    """One message of the person and what happened since.

    Args:
        tracker: Rasa's tracker, as an action receives it.
    """

    def __init__(self, tracker: Tracker) -> None:
        message = tracker.latest_message or {}
        self._events: list[dict[str, Any]] = tracker.events or []
        self._message: dict[str, Any] = message
        self._slots: dict[str, Any] = tracker.slots
        self.conversation = str(tracker.sender_id)
        intent = message.get("intent") or {}
        self.intent: str | None = intent.get("name")
        self.confidence = float(intent.get("confidence") or 0)
        self.asked: str | None = self.slot("requested_slot")
        self.step_told: str | None = self.slot("step_told")
        self.in_form = (tracker.active_loop or {}).get("name") == FORM

    def slot(self, name: str) -> str | None:
        """Return the value of a slot."""
        value: str | None = self._slots.get(name)
        return value

    @property
    def text(self) -> str:
        """What was typed, placeholders in it, or the payload of the button that was pressed."""
        return str(self._message.get("text") or "")

    @property
    def sealed(self) -> list[tuple[str, str]]:
        """The kind and the reference of each sealed value of the message."""
        metadata = self._message.get("metadata") or {}
        return [(value["kind"], value["reference"]) for value in metadata.get("sealed") or []]

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed: what a person types never begins so."""
        return self.text.startswith("/")

    @property
    def wordless(self) -> bool:
        """Whether nothing was said that can be read: an emoji, dots."""
        return bool(self.text) and not any(sign.isalnum() or sign == "?" for sign in self.text)

    @property
    def masked(self) -> bool:
        """Whether the gateway hid the message."""
        return self.text == MASKED

    @property
    def field(self) -> str | None:
        """The field that the message names, by a button or in words."""
        return next((name for name in self.entities("field") if name in FIELDS), None)

    @property
    def ranking(self) -> list[str]:
        """The intents that the message may have, the likeliest first."""
        return [one["name"] for one in self._message.get("intent_ranking") or []]

    @property
    def heard(self) -> bool:
        """Whether the validator has already taken this message."""
        return any(
            event["event"] == "slot" and event.get("name") == "heard" for event in self._since()
        )

    @property
    def activating(self) -> bool:
        """Whether the form starts in this very turn."""
        return any(
            event["event"] == "active_loop" and event.get("name") == FORM for event in self._since()
        )

    @property
    def opens_session(self) -> bool:
        """Whether the person opens the chat, rather than Rasa starting a session by itself."""
        kinds = (e["event"] for e in reversed(self._events) if e["event"] in ("user", "action"))
        return next(kinds, None) == "user" and self.intent == "session_start"

    @property
    def question_before(self) -> str | None:
        """The name of the response that was said last before this message."""
        past = self._events[: len(self._events) - len(self._since())]
        said = [event for event in past if event["event"] == "bot"]
        return _response(said[-1]) if said else None

    @property
    def said_before(self) -> list[str]:
        """The responses that were said between the person's last message and the one before."""
        past = self._events[: len(self._events) - len(self._since())]
        starts = [i for i, event in enumerate(past) if event["event"] == "user"]
        names = [_response(e) for e in past[starts[-1] if starts else 0 :] if e["event"] == "bot"]
        return [name for name in names if name]

    def entities(self, name: str) -> list[str]:
        """Return the values of the entity ``name`` in the message."""
        return [
            str(found["value"])
            for found in self._message.get("entities") or []
            if found.get("entity") == name
        ]

    def said(self, response: str) -> bool:
        """Return whether ``response`` was said since the message."""
        return any(
            event["event"] == "bot"
            and (event.get("metadata") or {}).get("utter_action") == response
            for event in self._since()
        )

    def fits(self, kind: str, field: str | None) -> bool:
        """Return whether a value of ``kind`` may be the value of ``field``."""
        return field is not None and KIND_OF.get(field) == kind

    def _since(self) -> list[dict[str, Any]]:
        """Return the events from the person's last message on."""
        starts = [i for i, event in enumerate(self._events) if event["event"] == "user"]
        return self._events[starts[-1] :] if starts else self._events


def _response(event: dict[str, Any]) -> str | None:
    """Return the name of the response that the assistant said."""
    name: str | None = (event.get("metadata") or {}).get("utter_action")
    return name
