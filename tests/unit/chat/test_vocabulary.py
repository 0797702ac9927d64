"""The vocabulary is read from Rasa's training examples, whatever their annotations."""

from pathlib import Path

import pytest

from backend.chat.vocabulary import Vocabulary, is_common
from backend.settings import ROOT

EXAMPLES = """\
version: "3.1"
nlu:
- intent: correct_field
  examples: |
    - j'ai tapé [mon mail](field) de travers
    - remplacez [l'adresse]{"entity": "field", "value": "email"} par [email]
    - c'est [nom] et pas [nom]
- lookup: field
  examples: |
    - messagerie électronique
- regex: placeholder
  examples: |
    - zzzregexzzz
"""


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    (tmp_path / "examples.yml").write_text(EXAMPLES, encoding="utf-8")
    (tmp_path / "empty.yml").write_text("# nothing yet\n", encoding="utf-8")
    return Vocabulary.load(tmp_path)


@pytest.mark.parametrize("word", ["tapé", "TAPE", "électronique", "travers", "remplacez"])
def test_a_taught_word_is_known_without_case_or_accents(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.knows(word)


@pytest.mark.parametrize("word", ["c'est", "C’EST", "rendez-vous", "j'ai", "pourquoi", "qu'il"])
def test_a_word_is_known_when_its_parts_are(vocabulary: Vocabulary, word: str) -> None:
    known = Vocabulary(vocabulary.words | {"rendez"})

    assert known.knows(word)


@pytest.mark.parametrize("word", ["Venturi", "zzzregexzzz", "value", "entity", "Le-Goff"])
def test_other_words_are_not_known(vocabulary: Vocabulary, word: str) -> None:
    assert not vocabulary.knows(word)


@pytest.mark.parametrize("word", ["tapée", "tapés", "tapées", "électroniques", "travers"])
def test_a_feminine_or_a_plural_is_known_with_its_word(word: str) -> None:
    assert Vocabulary.of(["tapé électronique travers"]).knows(word)


@pytest.mark.parametrize("word", ["Robine", "Robins", "Rosees"])
def test_a_short_word_that_is_no_participle_makes_no_other_known(word: str) -> None:
    assert not Vocabulary.of(["tapé robin ros"]).knows(word)


def test_small_words_are_nobodys_name() -> None:
    assert is_common("c'est")
    assert not is_common("Petit")


def test_the_projects_own_examples_are_read() -> None:
    vocabulary = Vocabulary.load(ROOT / "bot" / "data" / "nlu")

    assert vocabulary.knows("recommencer")
    assert not any(map(vocabulary.knows, ["venturi", "toto", "dupont", "ventura"]))
