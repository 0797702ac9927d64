"""Which messages of the assistant are answers to a question, and what the person thinks of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

QUESTIONS = frozenset({"bot_challenge", "out_of_scope", "talk_to_human"})
"""Topics that are asked about, besides those whose name begins with ``ask_``."""


class Rating(StrEnum):
    """What a person thinks of an answer."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


def is_answer(intent: str | None, sent: str, first_reply: Mapping[str, Any]) -> bool:
    """Whether the first reply to a message answers a question.

    The answer comes first; what follows asks the awaited field again, or offers what to do next.

    Args:
        intent: what the message was understood as.
        sent: what the dialogue engine read; a wish that is confirmed acts, it asks nothing.
        first_reply: ``{"text", "buttons", "card"}``; what has a card asks for something.
    """
    asked = intent is not None and (intent.startswith("ask_") or intent in QUESTIONS)
    acts = sent.startswith("/") and '"confirmed"' in sent
    return asked and not acts and bool(first_reply.get("text")) and not first_reply.get("card")
