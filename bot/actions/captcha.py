"""What is said to a person who writes in the chat while the characters of a picture are awaited."""

from __future__ import annotations

from bot.nlu.text import fold

__all__ = ["captcha_remark"]

_TYPED = ("inform", "affirm", "deny", "skip", "nlu_fallback", "out_of_scope")
"""What characters that are typed in the chat are taken for."""
_TROUBLE = frozenset(
    """audio aveugle caractere caracteres case ecoute ecouter efface effaces entendre entends flou
    floue floues image images illisible illisibles lettres lire malvoyant malvoyante
    voir vois""".split()  # noqa: SIM905
)
_ANSWERED = ("ask_progress", "ask_why_field", "cancel", "goodbye", "talk_to_human")
"""What is answered as everywhere, whatever its words."""


def captcha_remark(text: str, intent: str | None) -> str | None:
    """Return the response to a typed ``text``, None if it is for the rules to answer."""
    if intent in _ANSWERED:
        return None
    if _TROUBLE.intersection(fold(text).split()):
        return "utter_captcha_hard_to_read"
    return "utter_captcha_in_its_card" if intent in _TYPED else None
