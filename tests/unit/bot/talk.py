"""Runs one custom action on a made-up tracker, against the stand-in for the backend."""

from __future__ import annotations

from typing import Any

from fake_backend import FakeBackend
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import base
from bot.actions.backend import Backend

CONVERSATION = "6f1f2b1e-8f0e-4a0f-9a53-0a6f0d6a8c11"
FORM = "enrolment_form"


def user(
    intent: str,
    text: str = "",
    sealed: list[tuple[str, str]] | None = None,
    entities: dict[str, str] | None = None,
    ranking: list[str] | None = None,
    confidence: float = 1.0,
) -> dict[str, Any]:
    """Return a message of the person as Rasa passes it on."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": name, "confidence": 0.1} for name in ranking or [intent]],
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
        "metadata": {
            "sealed": [{"kind": kind, "reference": ref} for kind, ref in sealed or []],
            "message": "1",
        },
    }


def bot(response: str) -> dict[str, Any]:
    """Return the event of a sentence that was said."""
    return {"event": "bot", "metadata": {"utter_action": response}}


def tracker_of(
    message: dict[str, Any],
    *,
    asked: str | None = None,
    before: list[dict[str, Any]] | None = None,
    since: list[dict[str, Any]] | None = None,
    slots: dict[str, Any] | None = None,
) -> Tracker:
    """Return a tracker; ``asked`` is the field that the active form has asked for."""
    events = [*(before or []), {"event": "user", **message}, *(since or [])]
    return Tracker(
        CONVERSATION,
        {"requested_slot": asked, **(slots or {})},
        message,
        events,
        False,
        None,
        {"name": FORM} if asked else {},
        "action_listen",
    )


class Talk:
    """An action's surroundings.

    Attributes:
        backend: the stand-in for the backend.
        said: the responses said by the last action.
        messages: the same, with their values.
    """

    def __init__(self, monkeypatch: Any) -> None:
        self.backend = FakeBackend()
        self.said: list[str] = []
        self.messages: list[dict[str, Any]] = []
        client = Backend("http://backend", "secret", self.backend.transport())
        monkeypatch.setattr(base, "get_backend", lambda: client)

    async def run(self, action: base.SafeAction, tracker: Tracker) -> list[dict[str, Any]]:
        """Run ``action`` and return its events."""
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, tracker, {})
        self.messages = dispatcher.messages
        self.said = [message["response"] for message in dispatcher.messages]
        return events


def slot_of(events: list[dict[str, Any]], name: str) -> Any:
    """Return the last value that the events give to a slot."""
    return [e["value"] for e in events if e["event"] == "slot" and e["name"] == name][-1]


def has(events: list[dict[str, Any]], kind: str, name: str | None) -> bool:
    """Return whether there is an event of this kind and name."""
    return any(e["event"] == kind and e.get("name") == name for e in events)
