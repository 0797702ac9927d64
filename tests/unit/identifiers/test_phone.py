"""Phone numbers of France, overseas departments included; others are refused with a reason."""

import pytest

from backend.identifiers.phone import parse_landline, parse_mobile
from backend.reasons import Reason, ValueRefused


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0612345678", "+33612345678"),
        ("mon numéro c'est le 06.12.34.56.78 merci", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("O6 12 34 56 78", "+33612345678"),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "+33612345678"),
        ("07 56 78 90 12", "+33756789012"),
        ("06 39 98 12 34", "+33639981234"),
        ("0692 12 34 56", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0639 01 23 45", "+262639012345"),
    ],
)
def test_mobiles_are_read(text: str, number: str) -> None:
    assert parse_mobile(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("04 73 12 34 56", "+33473123456"),
        ("04 73 00 12 34", "+33473001234"),
        ("04-73-00-12-34", "+33473001234"),
        ("01 99 00 12 34", "+33199001234"),
        ("09 12 34 56 78", "+33912345678"),
        ("0262 12 34 56", "+262262123456"),
        ("0590 12 34 56", "+590590123456"),
        ("0508 41 23 45", "+508412345"),
    ],
)
def test_landlines_are_read(text: str, number: str) -> None:
    assert parse_landline(text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.PHONE_UNREADABLE),
        ("06 12 34 56 7", Reason.PHONE_UNREADABLE),
        ("00 00 00 00 00", Reason.PHONE_UNREADABLE),
        ("+32 470 12 34 56", Reason.PHONE_FOREIGN),
        ("0041 79 123 45 67", Reason.PHONE_FOREIGN),
        ("04 73 12 34 56", Reason.PHONE_NOT_MOBILE),
        ("0801234567", Reason.PHONE_NOT_MOBILE),
    ],
)
def test_each_refusal_of_a_mobile_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_mobile(text)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "text", ["06 12 34 56 78", "0692 12 34 56", "06 39 98 12 34", "0801234567"]
)
def test_a_landline_is_asked_for(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_landline(text)
    assert refused.value.reason is Reason.PHONE_NOT_LANDLINE
