"""The letter: read back from its PDF, its address where the window shows it."""

import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from backend.letters.letter import envelope_lines, grouped, write_letter
from tests.support.accounts import settings as backend_settings

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ADDRESS = "Résidence des Tilleuls\n12 rue de l'Église\n42100 Saint-Étienne"
A4_MM = (210, 297)

# What a window may show of the sheet, wherever it has slipped to in the envelope, and what it shows
# in every case; millimetres from the left and from the top.
MAY_SHOW = (90, 34, 200, 90)
SHOWS = (100, 45, 190, 79)


def letter(name: str = "Hélène VENTURI", address: str = ADDRESS, code: str = "01234567") -> bytes:
    return write_letter(backend_settings(), name=name, address=address, code=code, created_at=AT)


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


def placed(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Return each piece of text, its left, its distance from the top, and its size, in mm."""
    pieces = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            left, up = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            pieces.append((text.strip(), left / mm, A4_MM[1] - up / mm, size / mm))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return pieces


def test_it_is_one_page_of_a4_with_title_and_language() -> None:
    reader = PdfReader(io.BytesIO(letter()))
    (page,) = reader.pages
    size = (float(page.mediabox.width) / mm, float(page.mediabox.height) / mm)
    assert size == pytest.approx(A4_MM, abs=0.1)
    assert reader.metadata is not None
    assert reader.metadata.title == "Votre code provisoire"
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"  # type: ignore[index]


@pytest.mark.parametrize(
    "words",
    [
        "Le 2 mars 2026",
        "0123 4567",
        "valable 15 jours, jusqu’au 17 mars 2026 à 11 h 00",
        "Il ne sert qu’une fois",
        "http://127.0.0.1:8080/connexion",
        "numéro de sécurité sociale",
        "Vous n’avez rien demandé ?",
        "3646",
        "indépendant de l’Assurance Maladie",
    ],
)
def test_it_says_all_that_is_needed(words: str) -> None:
    assert words in re.sub(r"\s+", " ", text_of(letter()))


def test_the_address_is_as_the_post_wants_it() -> None:
    text = text_of(letter())
    lines = [
        "Hélène VENTURI",
        "Résidence des Tilleuls",
        "12 rue de l'Église",
        "42100 SAINT-ETIENNE",
    ]
    assert "\n".join(lines) in text


def test_the_address_and_nothing_else_is_in_the_window() -> None:
    address = ["Hélène VENTURI", *envelope_lines(ADDRESS.splitlines())]
    shown = [
        (text, left, top)
        for text, left, top, _ in placed(letter())
        if top > MAY_SHOW[1] and top < MAY_SHOW[3]
    ]
    assert [text for text, _, _ in shown] == address
    for _, left, top in shown:
        assert left >= SHOWS[0]
        assert SHOWS[1] + 4 <= top <= SHOWS[3] - 1


def test_a_long_line_stays_in_the_window() -> None:
    name = "Marie-Françoise-Apolline DE LA ROCHEFOUCAULD-WESTERLOO VAN DEN BERGHE"
    for text, left, top, size in placed(letter(name=name)):
        if MAY_SHOW[1] < top < MAY_SHOW[3]:
            assert left + stringWidth(text, "DejaVuSans", size) <= SHOWS[2] + 0.5


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz ŻÓŁĆ",
        "Ğüneş ŞAHİN",
        "Œdipe ŒUVRARD",
        "Þór ÐÓRÐARSON",
        "Čeněk ŘEHOŘ",
        "Ștefan ȚĂRĂ",
        "Ελένη ΠΑΠΑΔΟΠΟΎΛΟΥ",
        "Олена ШЕВЧЕНКО",
        "Anne L’HERMITTE",
        "Jürgen GROẞ",
        "Ħaġar ŬŐŰ",
    ],
)
def test_names_of_all_europe_are_written(name: str) -> None:
    assert name in text_of(letter(name=name))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_the_registry_says_a_letter_is_written(name: str, street: str) -> None:
    assert "0123 4567" in text_of(letter(name=name, address=f"{street}\n63000 Clermont-Ferrand"))


def test_the_same_letter_is_the_same_to_the_byte() -> None:
    assert letter() == letter()
    assert letter() != letter(code="01234568")


def test_words_that_look_like_markup_are_only_words() -> None:
    assert "<b>VENTURI & Cie</b>" in text_of(letter(name="<b>VENTURI & Cie</b>"))


def test_empty_lines_of_an_address_are_left_out() -> None:
    assert envelope_lines(["a", " ", "b  c", "97400 Saint-Denis"]) == [
        "a",
        "b c",
        "97400 SAINT-DENIS",
    ]


def test_the_digits_are_in_two_groups() -> None:
    assert grouped("01234567") == "0123 4567"
