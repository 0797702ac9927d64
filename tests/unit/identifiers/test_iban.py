"""The end of an IBAN is found in a message; whole IBANs are checked and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.iban import check_iban, iban_hint, parse_iban_end
from backend.reasons import Reason, ValueRefused

WHOLE = "FR6420041010030134780G02443"


@pytest.mark.parametrize(
    "text",
    [
        "0G02443",
        "0G02 443",
        "0 g 0 2 4 4 3",
        "c'est 0g02443",
        "les 7 derniers sont 0G02443",
        "zéro G zéro deux quatre quatre trois",
        WHOLE,
        "FR64 2004 1010 0301 3478 0G02 443",
        "mon iban : fr64 2004 1010 0301 3478 0g02 443 merci",
        "FR64 2004 1*** **01 3478 0G02 443",
        "20041 01003 0134780G024 43",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert parse_iban_end(text) == "0G02443"


def test_the_letter_o_is_kept() -> None:
    assert parse_iban_end("OG02443") == "OG02443"


@pytest.mark.parametrize("text", ["", "bonjour", "443", "0G024433", "3910 1731 22"])
def test_another_length_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_iban_end(text)
    assert refused.value.reason is Reason.IBAN_LENGTH


def test_a_whole_iban_is_checked() -> None:
    assert check_iban("fr64 2004 1010 0301 3478 0G02 443") == WHOLE


@pytest.mark.parametrize("text", ["", "FR65" + WHOLE[4:], WHOLE[:-1], "XX" + WHOLE[2:]])
def test_a_wrong_iban_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        check_iban(text)
    assert refused.value.reason is Reason.IBAN_INVALID


def test_the_hint_is_that_of_the_guide() -> None:
    assert iban_hint(WHOLE) == "FR64 2004 1*** **01 3478 ____ ___"


def test_the_hint_of_another_country_shows_little() -> None:
    assert iban_hint("NO9386011117947") == "NO93 **** ____ ___"


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=5, max_size=5), st.integers(0, 99))
def test_any_end_is_read_back(start: str, key: int) -> None:
    assert parse_iban_end(f"{start}{key:02}") == f"{start}{key:02}"
