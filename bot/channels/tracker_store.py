"""The store of conversations: Redis, the last turns only, and nothing of a turn that failed.

The backend holds what matters of an enrolment. Rasa needs the last few turns, the slots and the
active form; keeping no more keeps every turn as fast as the first, and forgets what was said.
"""

from __future__ import annotations

from rasa.core.tracker_store import RedisTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_TWO_STAGE_FALLBACK_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.turns import TurnFailed, turn_has_failed

__all__ = ["RecentTurnsStore", "recent"]

KEPT_TURNS = 5
"""The two-stage fallback looks three messages back."""


class RecentTurnsStore(RedisTrackerStore):  # type: ignore[misc]
    """Rasa's Redis store, which saves the recent turns of a conversation in place of all."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save a conversation for as long as ``record_exp`` tells (seconds).

        Raises:
            TurnFailed: an action failed in this turn; what was stored before stays.
        """
        if turn_has_failed():
            raise TurnFailed("action_failed")
        kept = recent(tracker, self.domain)
        self.red.set(
            self.key_prefix + tracker.sender_id,
            self.serialise_tracker(kept),
            ex=self.record_exp,
        )


def recent(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return the conversation cut to its last turns, its slots and active form as they were.

    It is never cut inside the two-stage fallback, which goes back to the message it began with.
    """
    events = list(tracker.events)
    starts = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    for cut in reversed(starts[: max(0, len(starts) - KEPT_TURNS + 1)]):
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[:cut], slots=domain.slots
        )
        if before.active_loop_name != ACTION_TWO_STAGE_FALLBACK_NAME:
            kept = _state(before, events[cut].timestamp) + events[cut:]
            return DialogueStateTracker.from_events(tracker.sender_id, kept, slots=domain.slots)
    return tracker


def _state(tracker: DialogueStateTracker, timestamp: float) -> list[Event]:
    """Return the events that lead a new conversation to where ``tracker`` listens."""
    state: list[Event] = [
        SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None
    ]
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name))
    state.append(ActionExecuted(ACTION_LISTEN_NAME))
    for event in state:
        event.timestamp = timestamp
    return state
