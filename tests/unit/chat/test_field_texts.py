"""What stands around each field: every example is one that is accepted, every sentence plain."""

import re
from datetime import date

import pytest

from backend.chat.field_texts import FIELD_TEXTS, consents_card, consents_said, field_card
from backend.enrolment.answers import read_value
from backend.enrolment.fields import CONSENTS, KIND_OF, Field

TODAY = date(2026, 3, 2)
TYPED = [field for field in Field if field in KIND_OF]
WITHOUT_A_BUTTON = {Field.BIRTH_DATE, Field.EMAIL_CONFIRMATION}
STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_]")


@pytest.mark.parametrize("field", TYPED)
def test_each_example_is_a_value_that_is_accepted(field: Field) -> None:
    given = {Field.EMAIL: FIELD_TEXTS[Field.EMAIL].example}
    for example in FIELD_TEXTS[field].example.split(" ou "):
        assert read_value(field, example, given=given, today=TODAY)


def test_the_nir_s_example_is_grouped_as_on_the_card() -> None:
    assert [len(part) for part in FIELD_TEXTS[Field.NIR].example.split()] == [1, 2, 2, 2, 3, 3]


@pytest.mark.parametrize("field", Field)
def test_the_words_are_set_as_in_french(field: Field) -> None:
    text = FIELD_TEXTS[field]
    title = text.missing["title"] if text.missing else ""
    for words in (text.label, text.example, text.help, text.question, title):
        assert not STRAIGHT_APOSTROPHE.search(words)


@pytest.mark.parametrize("field", TYPED)
def test_a_card_says_what_to_press_when_one_does_not_have_it(field: Field) -> None:
    card = field_card(field)
    assert card is not None
    assert (card["missing"] is None) == (field in WITHOUT_A_BUTTON)


def test_the_card_of_the_consents_asks_one_question_each() -> None:
    card = consents_card(CONSENTS)
    assert [line["field"] for line in card["lines"]] == list(CONSENTS)
    labels = {line["label"] for line in card["lines"]}
    assert len(labels) == len(CONSENTS)
    assert all(label.endswith(" ?") for label in labels)


def test_what_was_chosen_is_said_in_the_order_of_the_questions() -> None:
    said = consents_said({Field.CONSENT_PHONE: False, Field.CONSENT_EMAIL: True})
    assert said == "Informations promotionnelles : par e-mail oui, par téléphone non"
