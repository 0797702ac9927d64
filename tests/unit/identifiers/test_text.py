"""What is cleaned before anything is read."""

import pytest

from backend.identifiers.text import clean, digit_runs, read_number_words


def test_clean_removes_what_is_not_seen() -> None:
    assert clean("\u202e1\u200b62\u00a012\ufeff\t2B\u2011") == "162 12 2B-"


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("un soixante-deux douze", "1 62 12"),
        ("quatre-vingt-dix-neuf", "99"),
        ("quatre vingt douze", "92"),
        ("quatre-vingts", "80"),
        ("soixante et onze", "71"),
        ("vingt et un", "21"),
        ("huit cent quinze", "815"),
        ("septante nonante", "70 90"),
        ("double zéro trois", "0 0 3"),
        ("mille neuf cent soixante-deux", "1962"),
        ("douze mille neuf cent", "12 1900"),
        ("dix-neuf cent soixante", "1960"),
        ("deux mille cinq", "2005"),
        ("j'en ai un", "j'en ai un"),
        ("un 62", "1 62"),
    ],
)
def test_number_words_are_read(spoken: str, written: str) -> None:
    assert read_number_words(spoken) == written


def test_thousands_are_read_when_asked() -> None:
    assert read_number_words("trente et un mille quatre cent soixante-dix", thousands=True) == (
        "31470"
    )


def test_words_part_the_runs() -> None:
    assert digit_runs("le 12, rue 34.56") == [["12"], ["34", "56"]]


def test_a_word_like_digits_is_left_a_word() -> None:
    assert digit_runs("il a 62 ans") == [["62"]]
