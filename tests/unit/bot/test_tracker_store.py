"""The store of conversations: what is kept of them."""

import json
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels import tracker_store
from bot.channels.tracker_store import KEPT_TURNS, RecentTurnsStore, recent
from bot.channels.turns import TurnFailed

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots:
  nir: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  requested_slot: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {enrolment_form: {required_slots: [nir]}}
"""
)


def turn(number: int, *events: Event) -> list[Event]:
    """Return the events of one turn."""
    said = [BotUttered(f"reply {number}"), ActionExecuted("action_listen")]
    return [UserUttered(f"message {number}", {"name": "inform"}), *events, *said]


def tracker(*turns: list[Event]) -> DialogueStateTracker:
    events = [ActionExecuted("action_listen"), *[event for one in turns for event in one]]
    return DialogueStateTracker.from_events("abc", events, slots=DOMAIN.slots)


def texts(kept: DialogueStateTracker) -> list[str]:
    return [event.text for event in kept.events if isinstance(event, UserUttered)]


def test_only_the_last_turns_are_kept() -> None:
    kept = recent(tracker(*[turn(number) for number in range(20)]), DOMAIN)
    assert texts(kept) == [f"message {number}" for number in range(20 - KEPT_TURNS, 20)]


def test_the_slots_and_the_form_are_as_they_were() -> None:
    start = turn(0, SlotSet("nir", "given"), ActiveLoop("enrolment_form"))
    kept = recent(tracker(start, *[turn(number) for number in range(1, 20)]), DOMAIN)
    assert kept.get_slot("nir") == "given"
    assert kept.active_loop_name == "enrolment_form"
    assert kept.latest_action_name == "action_listen"


def test_a_short_conversation_is_kept_whole() -> None:
    whole = tracker(turn(0), turn(1))
    assert recent(whole, DOMAIN) is whole


def test_it_is_not_cut_inside_the_fallback() -> None:
    fallback = turn(5, ActiveLoop("action_two_stage_fallback"))
    long = tracker(*[turn(n) for n in range(5)], fallback, *[turn(n) for n in range(6, 12)])
    assert texts(recent(long, DOMAIN))[0] == "message 5"


class Redis:
    """Keeps what is set."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def set(self, key: str, value: str, ex: int) -> None:
        self.values[key] = (value, ex)


@pytest.fixture
def store() -> RecentTurnsStore:
    store = RecentTurnsStore(DOMAIN, host="127.0.0.1", port="6390", record_exp=259200)
    store.red = Redis()
    return store


async def test_it_is_saved_with_its_expiry(store: RecentTurnsStore) -> None:
    await store.save(tracker(*[turn(number) for number in range(20)]))
    value, expiry = store.red.values["tracker:abc"]
    assert expiry == 259200
    assert "message 0" not in json.dumps(value)


async def test_a_turn_that_failed_is_not_saved(
    store: RecentTurnsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker_store, "turn_has_failed", lambda: True)
    with pytest.raises(TurnFailed):
        await store.save(tracker(turn(0)))
    assert store.red.values == {}
