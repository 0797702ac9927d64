"""Every reason for refusing a personal code has one French sentence."""

from backend.accounts.sentences import SENTENCES
from backend.reasons import Reason


def test_each_reason_of_the_code_has_its_sentence() -> None:
    assert set(SENTENCES) == {reason for reason in Reason if reason.value.startswith("code_")}


def test_sentences_end_and_differ() -> None:
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
    assert len(set(SENTENCES.values())) == len(SENTENCES)
