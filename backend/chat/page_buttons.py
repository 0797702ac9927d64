"""The buttons: those of the chat page itself, always offered, and those of the answers."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from backend.chat.field_texts import FIELD_TEXTS
from backend.enrolment.fields import Field

_SHOWN_ALONE = (Field.IDENTITY_REVIEW, Field.RECAP, Field.CAPTCHA)

PAGE_BUTTONS = MappingProxyType(
    {
        "/talk_to_human": "Parler à une personne",
        "/ask_why_field": "Pourquoi cette question ?",
    }
    | {
        f'/correct_field{{"field": "{field.value}"}}': f"Modifier : {text.label}"
        for field, text in FIELD_TEXTS.items()
        if field not in _SHOWN_ALONE
    }
    | {
        text.missing["payload"]: text.missing["title"]
        for text in FIELD_TEXTS.values()
        if text.missing is not None
    }
)
"""Each payload that the page sends of its own, with the words that stand in the transcript."""


FRANCECONNECT = "/franceconnect"


def is_open(button: Mapping[str, str], *, franceconnect: bool) -> bool:
    """Whether what a button leads to is open: FranceConnect is where the site connected it."""
    return franceconnect or button.get("href") != FRANCECONNECT


def is_safe(button: Mapping[str, str]) -> bool:
    """Whether a button of an answer may be shown: one that is a link leads to our own pages."""
    href = button.get("href")
    return href is None or re.fullmatch(r"(?:/[a-z0-9-]+)+|/", href) is not None
