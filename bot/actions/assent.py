"""Whether a yes or a no is clear enough for what cannot be undone: the terms, the recap."""

from __future__ import annotations

import re

from bot.actions.turn import Turn
from bot.nlu.text import fold

__all__ = ["clear_yes", "refuses_the_terms", "terms_choice"]

SURE = 0.8
"""The least confidence of a typed yes that is clear.

Measured on tests/nlu/messages.yml: each yes that is understood has more (0.86 or above), the only
other message that is taken for a yes has less (0.75).
"""
_RESERVED = frozenset(("attend", "attends", "attendez", "mais", "mouais", "sauf"))
"""The words that take something back from a yes, however it begins."""
_ACT = re.compile(r"\b(pas )?(accept|refus)\w*( pas\b)?")
_CHOICES = {"affirm": "yes", "deny": "no"}


def clear_yes(turn: Turn, awaited: str | None) -> bool:
    """Return whether the message is a button's yes to ``awaited``, or a typed one without doubt.

    A typed yes that names another field is none: "c'est bon sauf le portable".
    """
    if turn.intent != "affirm" or turn.field not in (None, awaited):
        return False
    reserved = _RESERVED.intersection(fold(turn.text).split())
    return turn.pressed or (turn.confidence >= SURE and not reserved)


def terms_choice(turn: Turn, *, refusing: bool) -> str | None:
    """Return the answer to the terms: "yes", "no", or None while it is not clear.

    ``refusing``: the last question was whether to refuse for good, so that "oui" refuses and
    "non" does not accept. Typed words refuse only then.
    """
    if turn.pressed:
        return _CHOICES.get(turn.intent or "")
    act = _act_named(turn.text)
    yes = clear_yes(turn, "terms")
    if not refusing:
        return "yes" if yes and act != "no" else None
    if act == "no" and turn.intent in _CHOICES:
        return "no"
    if act == "yes":
        return "yes" if yes else None
    return "no" if yes else None


def refuses_the_terms(turn: Turn) -> bool:
    """Return whether typed words seem to refuse the terms; it is then asked whether they do."""
    if turn.field not in (None, "terms"):
        return False
    return turn.intent == "deny" or (turn.intent == "affirm" and _act_named(turn.text) == "no")


def _act_named(text: str) -> str | None:
    """Return what "j'accepte", "je refuse", "je n'accepte pas" choose by themselves."""
    found = _ACT.search(fold(text))
    if found is None:
        return None
    denied = bool(found[1] or found[3])
    return "yes" if (found[2] == "accept") is not denied else "no"
