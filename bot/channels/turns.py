"""Makes Rasa's failures visible: by itself it logs them, goes on and saves what is left.

Two of its habits would lose a conversation in silence: when the tracker store does not answer it
goes on in memory (``FailSafeTrackerStore``), and when an action cannot be run it goes on without
its events. An action that could only apologise has failed too (``fail_turn``).

Exceptions:

    TurnFailed: an action could not be run in this turn, or no model is loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore

__all__ = ["TurnFailed", "be_strict", "fail_turn", "turn_has_failed", "watch_turn"]

PROCESSOR_LOG = "rasa.core.processor"
ACTION_FAILED = "Encountered an exception while running action"


class TurnFailed(Exception):
    """A turn did not come to its end; ``reason`` says why in one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Watch(logging.Handler):
    """Hears the processor say that an action failed: it tells nobody else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.failed: ContextVar[bool] = ContextVar("failed", default=False)

    def emit(self, record: logging.LogRecord) -> None:
        """Note the failure for the turn that is running."""
        if str(record.msg).startswith(ACTION_FAILED):
            self.failed.set(True)


_watch = _Watch()


@contextmanager
def watch_turn() -> Iterator[None]:
    """Watch one turn.

    Raises:
        TurnFailed: an action could not be run.
    """
    log = logging.getLogger(PROCESSOR_LOG)
    if _watch not in log.handlers:
        log.addHandler(_watch)
    token = _watch.failed.set(False)
    try:
        yield
        if _watch.failed.get():
            raise TurnFailed("action_failed")
    finally:
        _watch.failed.reset(token)


def fail_turn() -> None:
    """Note that the turn that is running has failed: nothing of it will be saved."""
    _watch.failed.set(True)


def turn_has_failed() -> bool:
    """Return whether an action has failed in the turn that is running."""
    return _watch.failed.get()


def be_strict(agent: Agent) -> None:
    """Let the tracker store's errors be raised; harmless when done already."""
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = agent.tracker_store._tracker_store
    if agent.processor is not None:
        agent.processor.tracker_store = agent.tracker_store
