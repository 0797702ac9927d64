"""A postcode is found in a message, and its department checked."""

import pytest

from backend.identifiers.postcode import parse_postcode
from backend.reasons import Reason, ValueRefused


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("63000", "63000"),
        ("j'habite à 63000", "63000"),
        ("63 000", "63000"),
        ("12 rue des Lilas 63000 Clermont-Ferrand", "63000"),
        ("F-63000", "63000"),
        ("soixante-trois mille", "63000"),
        ("soixante trois zéro zéro zéro", "63000"),
        ("trente et un mille quatre cent soixante-dix", "31470"),
        ("O1OOO", "01000"),
        ("20200", "20200"),
        ("95880", "95880"),
        ("97400", "97400"),
        ("97600", "97600"),
        ("98800", "98800"),
    ],
)
def test_usual_writings_are_read(text: str, postcode: str) -> None:
    assert parse_postcode(text) == postcode


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.POSTCODE_LENGTH),
        ("à Clermont", Reason.POSTCODE_LENGTH),
        ("6300", Reason.POSTCODE_LENGTH),
        ("630000", Reason.POSTCODE_LENGTH),
        ("2A000", Reason.POSTCODE_LENGTH),
        ("00100", Reason.POSTCODE_UNKNOWN),
        ("96000", Reason.POSTCODE_UNKNOWN),
        ("99000", Reason.POSTCODE_UNKNOWN),
        ("97900", Reason.POSTCODE_UNKNOWN),
        ("98500", Reason.POSTCODE_UNKNOWN),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_postcode(text)
    assert refused.value.reason is reason
