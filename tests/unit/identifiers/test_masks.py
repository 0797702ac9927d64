"""What is shown to the owner reveals little."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.masks import mask
from backend.sealed.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        (Kind.NIR, "c'est le 162122B010001", "1 62 •• •• ••• •••"),
        (Kind.DATE, "18 décembre 1962", "••/••/1962"),
        (Kind.DATE, "18/12/62", "••/••/62"),
        (Kind.CODE_POSTAL, "63000", "63•••"),
        (Kind.IBAN, "FR64 2004 1010 0301 3478 0G02 443", "•••••43"),
        (Kind.VITALE, "04671322630", "•••••••••30"),
        (Kind.EMAIL, "venturi@exemple.fr", "v•••@e•••.fr"),
        (Kind.TELEPHONE, "+33612345645", "06 •• •• •• 45"),
        (Kind.TELEPHONE, "0692123445", "06 •• •• •• 45"),
        (Kind.TELEPHONE, "0473123456", "04 •• •• •• 56"),
        (Kind.NOM, "je m'appelle venturi", "V••••••"),
        (Kind.CHIFFRES, "123456", "••••••"),
    ],
)
def test_little_is_shown(kind: Kind, raw: str, shown: str) -> None:
    assert mask(kind, raw) == shown


@pytest.mark.parametrize("kind", list(Kind))
def test_what_cannot_be_read_is_not_shown(kind: Kind) -> None:
    assert mask(kind, "@12§") == "••••••"


@given(st.sampled_from(list(Kind)), st.text("0123456789 /-+aB@.", max_size=40))
def test_never_four_digits_in_a_row_but_a_year(kind: Kind, raw: str) -> None:
    shown = mask(kind, raw)
    assert not re.search(
        r"\d{4}", shown.removeprefix("••/••/") if kind is Kind.DATE else shown
    ) or (kind is Kind.DATE and re.fullmatch(r"••/••/\d{4}", shown))
