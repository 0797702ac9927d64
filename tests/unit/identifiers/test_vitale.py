"""The serial number of a card is its last 11 digits, never guessed."""

import pytest

from backend.identifiers.vitale import parse_vitale_serial
from backend.reasons import Reason, ValueRefused


@pytest.mark.parametrize(
    "text",
    [
        "04671322630",
        "04 671 322 630",
        "O4671322630",
        "802500000204671322630",
        "8025000002 04 671 322 630",
        "les 11 derniers chiffres : 04671322630",
        "zéro quatre six sept un trois deux deux six trois zéro",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert parse_vitale_serial(text) == "04671322630"


@pytest.mark.parametrize("text", ["", "je ne l'ai pas", "0467132263", "046713226301", "1" * 20])
def test_another_length_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_vitale_serial(text)
    assert refused.value.reason is Reason.VITALE_LENGTH
