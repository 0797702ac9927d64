"""A NIR is found in any usual writing, and refused for one clear reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from backend.identifiers.nir import Nir, check_birth_date, nir_key, parse_nir
from backend.reasons import Reason, ValueRefused

VENTURI = "162122B010001"


@pytest.mark.parametrize(
    "text",
    [
        VENTURI,
        "mon numéro c'est le 1 62 12 2B 010 001 merci",
        "1 62 12 2b 010 001 03",
        "1 62 12 2B 010 001 clé 03",
        "le 1 62 12 2B 010 001 et ma clé est 03",
        "162 122B 010 001 (03)",
        "un soixante-deux douze deux B zéro dix zéro zéro un",
        "un six deux un deux deux B zéro un zéro zéro zéro un",
        "1 62 12 2 bé 010 001",
        "l 62 l2 2B OlO OOl",
        "1.62.12.2B.010.001",
        "1-62-12-2B-010-001",
        "1\u00a062\u200b12\u202f2B 010\u2011001",
        "１６２１２２Ｂ０１０００１",
        "je suis né en 62, 1 62 12 2B 010 001",
        "c'est un 1 62 12 2B 010 001",
        "N°162122B010001.",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert parse_nir(text).number == VENTURI


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bonjour", Reason.NIR_UNREADABLE),
        ("", Reason.NIR_UNREADABLE),
        ("162122C010001", Reason.NIR_UNREADABLE),
        ("0621263010001", Reason.NIR_UNREADABLE),
        ("9621263010001", Reason.NIR_UNREADABLE),
        ("16212A2010001", Reason.NIR_UNREADABLE),
        ("1 62 12", Reason.NIR_LENGTH),
        ("1 62 12 63 010 0011", Reason.NIR_LENGTH),
        ("16212630100010301", Reason.NIR_LENGTH),
        ("1 62 12 2B 010 001 04", Reason.NIR_KEY),
        ("162122A01000103", Reason.NIR_KEY),
        ("7 62 12 63 010 001", Reason.NIR_PROVISIONAL),
        ("8621263010001", Reason.NIR_PROVISIONAL),
        ("3621263010001", Reason.NIR_SPECIAL),
        ("4621263010001", Reason.NIR_SPECIAL),
        ("5621263010001", Reason.NIR_SPECIAL),
        ("6621263010001", Reason.NIR_SPECIAL),
        ("1620063010001", Reason.NIR_MONTH),
        ("1621363010001", Reason.NIR_MONTH),
        ("1621963010001", Reason.NIR_MONTH),
        ("1624363010001", Reason.NIR_MONTH),
        ("1624963010001", Reason.NIR_MONTH),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_nir(text)
    assert refused.value.reason is reason


@pytest.mark.parametrize("month", ["01", "12", "20", "42", "50", "99"])
def test_months_at_the_bounds_are_accepted(month: str) -> None:
    assert parse_nir(f"162{month}63010001").month == int(month)


@pytest.mark.parametrize(
    ("number", "key"),
    [(VENTURI, "03"), ("2281231815001", "10"), ("170112A004021", nir_key("1701119004021"))],
)
def test_the_key_is_computed(number: str, key: str) -> None:
    assert nir_key(number) == key


def test_a_number_divisible_by_97_has_key_97() -> None:
    number = next(n for n in range(1620163010001, 1620163010999) if n % 97 == 0)
    assert parse_nir(f"{number}97").key == "97"


def test_properties_and_format() -> None:
    nir = Nir(VENTURI)
    assert (nir.sex, nir.year2, nir.month) == (1, 62, 12)
    assert nir.formatted() == "1 62 12 2B 010 001"


def test_birth_date_that_agrees_passes() -> None:
    check_birth_date(Nir(VENTURI), date(1962, 12, 18))


def test_unknown_month_agrees_with_any_month() -> None:
    check_birth_date(Nir("1622063010001"), date(1962, 3, 1))


@pytest.mark.parametrize("born", [date(1963, 12, 18), date(1962, 11, 18)])
def test_birth_date_that_differs_is_refused(born: date) -> None:
    with pytest.raises(ValueRefused) as refused:
        check_birth_date(Nir(VENTURI), born)
    assert refused.value.reason is Reason.NIR_BIRTH_DATE_MISMATCH


NUMBERS = st.builds(
    "{}{:02}{:02}{}{:03}{:03}".format,
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from([f"{n:02}" for n in range(1, 96)] + ["2A", "2B", "97", "98", "99"]),
    st.integers(1, 990),
    st.integers(1, 999),
)


@given(NUMBERS, st.sampled_from(["", " ", ".", "-", "\u00a0"]), st.booleans(), st.booleans())
def test_any_valid_nir_is_read_back(number: str, gap: str, with_key: bool, lower: bool) -> None:
    groups = [*Nir(number).formatted().split(), *([nir_key(number)] if with_key else [])]
    text = gap.join(groups)
    assert parse_nir(f"c'est le {text.lower() if lower else text}").number == number


@given(NUMBERS)
def test_the_key_agrees_with_stdnum(number: str) -> None:
    assert stdnum_nir.is_valid(number + nir_key(number))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert len(parse_nir(text).number) == 13
    except ValueRefused as refused:
        assert refused.reason.value.startswith("nir_")
