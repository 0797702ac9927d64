"""A birth date is found in any usual French writing, and refused for one clear reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.dates import parse_birth_date
from backend.reasons import Reason, ValueRefused

TODAY = date(2026, 3, 2)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "18/12/1962",
        "18-12-62",
        "18 12 1962",
        "18121962",
        "181262",
        "1812 1962",
        "18.12.62",
        "18,12,1962",
        "18 / 12 / 1962",
        "18 décembre 1962",
        "18 decembre 1962",
        "18 DÉCEMBRE 1962",
        "18décembre1962",
        "18 déc. 62",
        "18 dec 1962",
        "18 decmbre 1962",
        "18 décenbre 1962",
        "mardi 18 décembre 1962",
        "le 18 du mois de décembre 1962",
        "c'est le 18 décembre 62",
        "j'ai 63 ans, né le 18/12/1962",
        "dix-huit décembre mille neuf cent soixante-deux",
        "dix-huit douze mille neuf cent soixante-deux",
        "dix huit douze dix neuf soixante deux",
        "dix huit douze soixante deux",
        "1962-12-18",
        "1962/12/18",
        "19621218",
        "l8/l2/l962",
        "18\u00a0décembre\u202f1962",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert parse_birth_date(text, today=TODAY) == date(1962, 12, 18)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1er mars 70", date(1970, 3, 1)),
        ("1 er mars 1970", date(1970, 3, 1)),
        ("premier janvier deux mille cinq", date(2005, 1, 1)),
        ("18 juilet 1962", date(1962, 7, 18)),
        ("3 aout 1928", date(1928, 8, 3)),
        ("O3/12/1928", date(1928, 12, 3)),
        ("05/03/05", date(2005, 3, 5)),
        ("02/03/10", date(2010, 3, 2)),
        ("03/03/10", date(1910, 3, 3)),
        ("03/12/28", date(1928, 12, 3)),
        ("29/02/2000", date(2000, 2, 29)),
        ("02/03/1906", date(1906, 3, 2)),
        ("02/03/2026", TODAY),
    ],
)
def test_the_day_comes_first_and_two_digits_make_an_adult(text: str, born: date) -> None:
    assert parse_birth_date(text, today=TODAY) == born


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.DATE_UNREADABLE),
        ("je ne sais plus", Reason.DATE_UNREADABLE),
        ("1962", Reason.DATE_UNREADABLE),
        ("18/12", Reason.DATE_UNREADABLE),
        ("décembre 1962", Reason.DATE_UNREADABLE),
        ("18 jui 1962", Reason.DATE_UNREADABLE),
        ("18 chose 1962", Reason.DATE_UNREADABLE),
        ("31/02/1980", Reason.DATE_IMPOSSIBLE),
        ("29/02/2023", Reason.DATE_IMPOSSIBLE),
        ("29/02/1900", Reason.DATE_IMPOSSIBLE),
        ("31 juin 1990", Reason.DATE_IMPOSSIBLE),
        ("12/18/1962", Reason.DATE_IMPOSSIBLE),
        ("00/12/1962", Reason.DATE_IMPOSSIBLE),
        ("18/12/0000", Reason.DATE_IMPOSSIBLE),
        ("03/03/2026", Reason.DATE_FUTURE),
        ("18/12/2062", Reason.DATE_FUTURE),
        ("01/03/1905", Reason.DATE_TOO_OLD),
        ("18/12/1862", Reason.DATE_TOO_OLD),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_birth_date(text, today=TODAY)
    assert refused.value.reason is reason


@given(
    st.dates(date(1907, 1, 1), TODAY),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"]),
)
def test_any_date_is_read_back(born: date, form: str) -> None:
    assert parse_birth_date(f"né le {born.strftime(form)}.", today=TODAY) == born


@given(st.dates(date(1907, 1, 1), TODAY))
def test_any_date_with_its_month_in_letters_is_read_back(born: date) -> None:
    text = f"{born.day} {MONTHS[born.month - 1]} {born.year}"
    assert parse_birth_date(text, today=TODAY) == born


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_birth_date(text, today=TODAY) <= TODAY
    except ValueRefused as refused:
        assert refused.reason.value.startswith("date_")
