"""Every reason that a form can give has one French sentence."""

import pytest

from backend.accounts.sentences import FORM_SENTENCES, SENTENCES, FormReason
from backend.reasons import Reason

ASKED_IN_FORMS = ("code_", "nir_", "date_", "email_", "phone_")


def test_each_reason_of_the_code_has_its_sentence() -> None:
    assert set(SENTENCES) == {reason for reason in Reason if reason.value.startswith("code_")}


def test_each_reason_of_a_form_has_its_sentence() -> None:
    fields = {reason for reason in Reason if reason.value.startswith(ASKED_IN_FORMS)}
    assert set(FORM_SENTENCES) == fields | set(FormReason)


@pytest.mark.parametrize("sentences", [SENTENCES, FORM_SENTENCES])
def test_sentences_end_and_differ(sentences: dict[Reason | FormReason, str]) -> None:
    assert all(sentence.endswith(".") for sentence in sentences.values())
    assert len(set(sentences.values())) == len(sentences)


def test_no_form_speaks_as_the_assistant_does() -> None:
    assert not [text for text in FORM_SENTENCES.values() if "Je " in text or " je " in text]
