"""Correction of mistyped words."""

import pytest

from bot.nlu.spelling import Speller


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("conpte", "compte"),
        ("chifre", "chiffre"),
        ("numeor", "numéro"),
        ("carrte", "carte"),
        ("adersse", "adresse"),
    ],
)
def test_one_slip_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.word(typed) == meant


@pytest.mark.parametrize("word", ["compte", "[nir]", "[code_postal]", "franceconnect", "oki", "?"])
def test_what_is_no_slip_stays(speller: Speller, word: str) -> None:
    assert speller.word(word) == word


def test_a_text_keeps_its_placeholders(speller: Speller) -> None:
    assert speller.text("Mon NUMEOR c'est [nir] ?") == "mon numéro c est [nir] ?"
