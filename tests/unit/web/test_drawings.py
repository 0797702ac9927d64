"""The drawings of the widget: what a page may show by ``<img>``, and no more."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

DRAWINGS = Path(__file__).parents[3] / "widget" / "src" / "drawings"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("vitale-front", "vitale-back", "vitale-photo-front", "rib")
LARGEST = 4096
"""Bytes of one drawing, not compressed."""
SMALLEST_TEXT = 15
"""Units of the drawing: 13 pixels on a phone, where it is 280 pixels wide."""


@pytest.fixture(params=NAMES)
def source(request: pytest.FixtureRequest) -> str:
    return (DRAWINGS / f"{request.param}.svg").read_text()


@pytest.fixture
def drawing(source: str) -> ElementTree.Element:
    return ElementTree.fromstring(source)


def text_of(drawing: ElementTree.Element) -> str:
    return " ".join(node.text or "" for node in drawing.iter(f"{SVG}text"))


def test_no_other_drawing_is_kept() -> None:
    assert {path.stem for path in DRAWINGS.iterdir()} == set(NAMES)


def test_it_is_small(source: str) -> None:
    assert len(source.encode()) < LARGEST


def test_it_says_first_what_it_is_for(source: str) -> None:
    assert source.startswith("<!-- Drawing: ")


def test_it_has_a_title_in_french(drawing: ElementTree.Element) -> None:
    title = drawing.find(f"{SVG}title")
    assert drawing.get("lang") == "fr"
    assert title is not None
    assert title.text


def test_it_has_a_size_of_its_own(drawing: ElementTree.Element) -> None:
    assert drawing.get("viewBox") == f"0 0 {drawing.get('width')} {drawing.get('height')}"


def test_it_is_made_of_shapes_and_text_only(drawing: ElementTree.Element) -> None:
    shapes = {"svg", "title", "style", "g", "rect", "circle", "path", "text"}
    assert {node.tag.removeprefix(SVG) for node in drawing.iter()} <= shapes


def test_it_refers_to_nothing_outside(source: str) -> None:
    assert not re.search(r"href|url\(|@import|@font-face|<!DOCTYPE|<\?", source)
    assert source.count("://") == 1, "the name of SVG's own vocabulary"


def test_nothing_in_it_runs(drawing: ElementTree.Element) -> None:
    named = [name for node in drawing.iter() for name in node.attrib]
    assert not [name for name in named if name.startswith("on")]


def test_it_is_coloured_even_where_its_style_is_refused(drawing: ElementTree.Element) -> None:
    """A page's policy may refuse the ``<style>``: then the light colours stand, all of them."""
    coloured = [node for node in drawing.iter() if node.get("class")]
    assert coloured
    assert all(node.get("fill") for node in coloured)


def test_every_class_has_its_colours_in_the_dark(source: str, drawing: ElementTree.Element) -> None:
    dark = source.split("prefers-color-scheme: dark", 1)[1]
    classes = {node.get("class") for node in drawing.iter() if node.get("class")}
    assert {name for name in classes if f".{name} {{" not in dark} == set()


def test_its_text_can_be_read_on_a_phone(drawing: ElementTree.Element) -> None:
    sizes = [float(node.get("font-size", 0)) for node in drawing.iter(f"{SVG}text")]
    assert min(sizes) >= SMALLEST_TEXT


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("vitale-front", "1 62 12 2B 010 001", "Numéro de sécurité sociale"),
        ("vitale-back", "04 671 322 630", "Les 11 derniers chiffres"),
        ("vitale-photo-front", "04 671 322 630", "Les 11 derniers chiffres"),
        ("rib", "0G02 443", "Les 7 derniers caractères"),
    ],
)
def test_the_number_is_framed_pointed_at_and_named(name: str, number: str, words: str) -> None:
    drawing = ElementTree.parse(DRAWINGS / f"{name}.svg").getroot()
    shown = text_of(drawing)
    assert number in shown
    assert words in shown
    for sign in ("box", "way", "mark"):
        assert [node for node in drawing.iter() if node.get("class") == sign]
