"""The page's own buttons: each with its words, none that leads where nothing is."""

from collections.abc import Iterator

import pytest

from backend.chat.field_texts import FIELD_TEXTS
from backend.chat.page_buttons import PAGE_BUTTONS, is_open, is_safe
from backend.enrolment.fields import Field


def offered() -> Iterator[tuple[Field, str, str]]:
    for field, text in FIELD_TEXTS.items():
        if text.missing is not None:
            yield field, text.missing["payload"], text.missing["title"]


def test_each_button_of_a_card_is_taken_with_its_words() -> None:
    for _, payload, title in offered():
        assert PAGE_BUTTONS[payload] == title


def test_each_button_of_a_card_names_its_field() -> None:
    for field, payload, _ in offered():
        assert payload.endswith(f'{{"field": "{field.value}"}}')


@pytest.mark.parametrize(
    ("button", "connected", "shown"),
    [
        ({"title": "x", "href": "/franceconnect"}, False, False),
        ({"title": "x", "href": "/franceconnect"}, True, True),
        ({"title": "x", "href": "/connexion"}, False, True),
        ({"title": "x", "payload": "/affirm"}, False, True),
    ],
)
def test_franceconnect_is_offered_where_it_is_connected(
    button: dict[str, str], connected: bool, shown: bool
) -> None:
    assert is_open(button, franceconnect=connected) is shown


@pytest.mark.parametrize("href", ["https://ailleurs.example", "//ailleurs.example", "javascript:x"])
def test_no_button_leads_elsewhere(href: str) -> None:
    assert not is_safe({"title": "x", "href": href})
