"""The person is asked whether an answer helped, and of nothing else."""

from typing import Any

import pytest

from backend.chat.ratings import is_answer

ANSWER = {"text": "Oui, c'est gratuit."}


@pytest.mark.parametrize(
    ("intent", "sent", "reply", "expected"),
    [
        ("ask_requirements", "que faut-il ?", ANSWER, True),
        ("ask_why_field", "/ask_why_field", ANSWER, True),
        ("out_of_scope", "quel temps fait-il ?", ANSWER, True),
        ("talk_to_human", "/talk_to_human", ANSWER, True),
        ("inform", "[nir]", ANSWER, False),
        ("greet", "bonjour", ANSWER, False),
        ("nlu_fallback", "xyz", ANSWER, False),
        (None, "xyz", ANSWER, False),
        ("ask_forgotten_code", '/ask_forgotten_code{"confirmed": "yes"}', ANSWER, False),
        ("ask_iban", "mon IBAN ?", {"text": "Votre IBAN ?", "card": {"type": "field"}}, False),
        ("ask_iban", "mon IBAN ?", {"text": ""}, False),
        ("ask_where_nir", '/ask_where_nir{"field": "nir"}', ANSWER, True),
    ],
)
def test_only_answers_are_rated(
    intent: str | None, sent: str, reply: dict[str, Any], expected: bool
) -> None:
    assert is_answer(intent, sent, reply) is expected
