"""An e-mail address is found, dictated or typed, and never corrected in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.email import fold_email, parse_email
from backend.reasons import Reason, ValueRefused


@pytest.mark.parametrize(
    "text",
    [
        "marie.dupont@orange.fr",
        "mon mail est marie.dupont@orange.fr.",
        "marie.dupont @ orange . fr",
        "marie point dupont arobase orange point fr",
        "marie.dupont(at)orange.fr",
        "marie.dupont [arobase] orange.fr",
        "<marie.dupont@orange.fr>",
        "marie.dupont@orange.fr, merci",
        "marie.dupont@orange.fr et encore marie.dupont@orange.fr",
        "marie\u200b.dupont@orange.fr",
    ],
)
def test_usual_writings_are_read(text: str) -> None:
    assert parse_email(text) == "marie.dupont@orange.fr"


def test_underscore_and_dash_are_read_when_dictated() -> None:
    text = "marie tiret du bas d arobase mon tiret site point com"
    assert parse_email(text) == "marie_d@mon-site.com"


def test_a_likely_mistake_is_kept() -> None:
    assert parse_email("marie@gmial.com") == "marie@gmial.com"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMAIL_UNREADABLE),
        ("je n'en ai pas", Reason.EMAIL_UNREADABLE),
        ("marie@", Reason.EMAIL_UNREADABLE),
        ("marie dupont@orange.fr", Reason.EMAIL_UNREADABLE),
        ("marie@orange.fr ou paul@orange.fr", Reason.EMAIL_UNREADABLE),
        ("marie@orange", Reason.EMAIL_INVALID),
        ("marie@orange..fr", Reason.EMAIL_INVALID),
        ("marie@@orange.fr", Reason.EMAIL_INVALID),
        (".marie@orange.fr", Reason.EMAIL_INVALID),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_email(text)
    assert refused.value.reason is reason


def test_case_makes_no_difference_to_uniqueness() -> None:
    assert fold_email("Marie@Orange.FR") == fold_email("marie@orange.fr")


@given(st.from_regex(r"[a-z][a-z0-9]{0,20}@[a-z]{1,20}\.(fr|com|example)", fullmatch=True))
def test_any_plain_address_is_read_back(address: str) -> None:
    assert parse_email(f"mon adresse est {address}") == address
