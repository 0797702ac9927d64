"""What a captcha is made of, and how what is typed is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.captcha.characters import ALPHABET, LENGTH, draw_characters, fold, same_characters

LOOK_ALIKE = ("0OQDU", "1ILT7", "2Z", "5S", "38B", "6GC", "EF", "HKN", "UVY", "MW", "VW")
SOUND_ALIKE = ("BCDEGPTVW", "AK", "FS", "MN", "IJ", "6X", "QU", "FLS")

drawn = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@pytest.mark.parametrize("group", LOOK_ALIKE + SOUND_ALIKE)
def test_of_those_that_are_alike_at_most_one_is_used(group: str) -> None:
    assert len(set(group) & set(ALPHABET)) <= 1


def test_what_is_drawn_differs_and_is_of_the_alphabet() -> None:
    many = [draw_characters() for _ in range(200)]
    assert len(set(many)) > 190
    assert {len(one) for one in many} == {LENGTH}
    assert set("".join(many)) == set(ALPHABET)


@given(drawn)
def test_what_is_drawn_is_read_as_it_is(characters: str) -> None:
    assert fold(characters) == characters


@given(drawn, st.sampled_from([str.lower, " ".join, "-".join, ". ".join, "\u200b".join]))
def test_case_spaces_and_signs_make_no_difference(characters: str, written: object) -> None:
    assert same_characters(characters, written(characters))  # type: ignore[operator]


@pytest.mark.parametrize("typed", ["zs7af", "ZS7AF", "２５７ＡＦ", " 2 5 7 à f\n"])
def test_a_character_never_drawn_is_read_as_the_one_it_looks_like(typed: str) -> None:
    assert same_characters("257AF", typed)


@given(drawn, st.text(max_size=40))
def test_nothing_else_passes(characters: str, typed: str) -> None:
    assert same_characters(characters, typed) == (fold(typed) == characters)


@pytest.mark.parametrize("typed", ["", "257A", "257AFF", "257AJ", "AF257", "257AF257AF"])
def test_a_part_or_more_is_wrong(typed: str) -> None:
    assert not same_characters("257AF", typed)
