"""The rules of provisional codes: kinds, lives, channels."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.provisional import (
    channels,
    channels_of,
    length,
    masked_destination,
    read_digits,
    valid_for,
)
from backend.accounts.states import Channel
from backend.identifiers.personal_code import check_personal_code
from backend.insured.generator import VENTURI, demonstration_people


@pytest.mark.parametrize(
    ("channel", "digits", "life"),
    [
        (Channel.EMAIL, 4, timedelta(minutes=30)),
        (Channel.SMS, 4, timedelta(minutes=30)),
        (Channel.POST, 8, timedelta(days=15)),
    ],
)
def test_lengths_and_lives_are_those_of_the_guides(
    channel: Channel, digits: int, life: timedelta
) -> None:
    assert (length(channel), valid_for(channel)) == (digits, life)
    assert channel in channels_of("0" * digits)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0000", "0000"),
        (" 1234\n", "1234"),
        ("1 2 3 4", "1234"),
        ("1234 5678", "12345678"),
        ("12\u00a034\u202f56 78", "12345678"),
        ("１２３４", "1234"),
    ],
)
def test_four_or_eight_digits_are_a_provisional_code(typed: str, digits: str) -> None:
    assert read_digits(typed) == digits


@pytest.mark.parametrize(
    "typed", ["", " ", "123", "12345", "1234567", "123456789", "12a4", "1234-5678", "+1234", "١٢٣٤"]
)
def test_anything_else_is_not(typed: str) -> None:
    assert read_digits(typed) is None


@given(st.from_regex(r"[0-9]{4}|[0-9]{8}", fullmatch=True))
def test_no_personal_code_is_taken_for_a_provisional_one(digits: str) -> None:
    assert check_personal_code(digits, digits, nir=None, birth_date=None)


@pytest.mark.parametrize("without", ["email", "mobile"])
def test_a_channel_that_is_not_known_is_not_offered(without: str) -> None:
    known = channels(replace(VENTURI, **{without: None}))
    assert len(known) == 2
    assert Channel.POST in known


@pytest.mark.parametrize("without", ["address", "town"])
def test_a_letter_needs_a_whole_address(without: str) -> None:
    assert channels(replace(VENTURI, **{without: " "})) == (Channel.EMAIL, Channel.SMS)


def test_the_quickest_comes_first() -> None:
    assert channels(VENTURI) == (Channel.EMAIL, Channel.SMS, Channel.POST)


def test_destinations_are_masked() -> None:
    person = replace(VENTURI, mobile="+33612345623", email="paul.venturi@courrier.example")
    assert masked_destination(Channel.SMS, person) == "au numéro qui finit par 23"
    assert masked_destination(Channel.EMAIL, person) == "à l’adresse p•••@c•••.example"
    assert masked_destination(Channel.POST, person) == "à l’adresse connue de votre caisse"


def test_no_mask_shows_more_than_it_says() -> None:
    for person in demonstration_people():
        for channel in channels(person):
            shown = masked_destination(channel, person)
            assert sum(character.isdigit() for character in shown) in (0, 2)
            assert person.birth_name.casefold() not in shown.casefold()
            assert person.address not in shown
