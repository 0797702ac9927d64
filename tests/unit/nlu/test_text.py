"""How messages are folded and cut into words."""

from bot.nlu.text import fold, words


def test_case_accents_and_punctuation_are_folded() -> None:
    assert fold("  Où est le N° de SÉRIE ?! ") == "ou est le n de serie"


def test_a_placeholder_is_one_word() -> None:
    assert words("C'est [code_postal].") == ["c", "est", "[code_postal]"]


def test_words_keep_their_accents_and_the_question_mark() -> None:
    assert words("Reçu ?") == ["reçu", "?"]


def test_an_accent_typed_apart_is_joined_to_its_letter() -> None:
    assert words("rec\u0327u") == ["reçu"]
