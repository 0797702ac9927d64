"""The buttons of the chat page itself: always offered, unlike those of the assistant's answers."""

from types import MappingProxyType

from backend.chat.field_texts import FIELD_TEXTS
from backend.enrolment.fields import Field

_SHOWN_ALONE = (Field.IDENTITY_REVIEW, Field.RECAP)

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
)
"""Each payload that the page sends of its own, with the words that stand in the transcript."""
