"""Which tags a page gets for the files that Vite built."""

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from backend.web.widget import Widget, WidgetMissing
from tests.support.built import MANIFEST, OPENING, build


@pytest.fixture
def widget(tmp_path: Path) -> Widget:
    return Widget(build(tmp_path))


def test_a_script_comes_after_its_styles_and_its_imports_each_once(widget: Widget) -> None:
    assert widget.script("src/assistant.ts").split("\n") == [
        '<link rel="stylesheet" href="/static/widget/assets/lit-1.css">',
        '<link rel="stylesheet" href="/static/widget/assets/assistant-3.css">',
        '<link rel="modulepreload" href="/static/widget/assets/shared-2.js">',
        '<link rel="modulepreload" href="/static/widget/assets/lit-1.js">',
        '<script type="module" src="/static/widget/assets/assistant-3.js"></script>',
    ]


def test_a_script_alone_has_one_tag(widget: Widget) -> None:
    expected = '<script type="module" src="/static/widget/assets/plain-4.js"></script>'
    assert widget.script("src/plain.ts") == expected


def test_a_script_can_leave_its_styles_out(widget: Widget) -> None:
    assert "stylesheet" not in widget.script("src/assistant.ts", styles=False)


def test_the_styles_of_the_chat_stand_in_its_page(widget: Widget) -> None:
    assert widget.chat_styles() == (
        "<style>p { color: red }</style>"
        "<style>i { color: blue }</style>"
        "<style>b { color: green }</style>"
    )


def test_the_script_of_the_first_press_stands_in_its_page(widget: Widget) -> None:
    assert widget.chat_opening() == f'<script type="module" async>{OPENING}</script>'


def test_the_policy_names_what_stands_in_the_page_by_its_hash(widget: Widget) -> None:
    scripts, styles = widget.chat_sources()
    digest = b64encode(sha256(OPENING.encode()).digest()).decode()
    assert scripts == f"'sha256-{digest}'"
    assert styles.count("'sha256-") == 3


def test_without_a_build_the_policy_names_nothing(tmp_path: Path) -> None:
    assert Widget(tmp_path).chat_sources() == ("", "")


def test_a_style_sheet_has_its_tag(widget: Widget) -> None:
    expected = '<link rel="stylesheet" href="/static/widget/assets/site-5.css">'
    assert widget.style("src/styles/site.css") == expected


def test_a_drawing_has_its_address(widget: Widget) -> None:
    assert widget.url("src/drawings/rib.svg") == "/static/widget/assets/rib-6.svg"


def test_an_unknown_file_is_named(widget: Widget) -> None:
    with pytest.raises(WidgetMissing, match=r"src/other\.ts"):
        widget.script("src/other.ts")


def test_without_a_build_one_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WidgetMissing, match="make run"):
        Widget(tmp_path).style("src/styles/site.css")


def test_a_build_half_written_is_no_build(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"src/')
    with pytest.raises(WidgetMissing):
        Widget(tmp_path).style("src/styles/site.css")


def test_a_new_build_is_seen_at_once(widget: Widget) -> None:
    widget.url("src/drawings/rib.svg")
    newer = MANIFEST | {"src/drawings/rib.svg": {"file": "assets/rib-7.svg"}}
    build(widget.folder, newer)
    os.utime(widget.folder / "manifest.json", ns=(1, 1))
    assert widget.url("src/drawings/rib.svg") == "/static/widget/assets/rib-7.svg"
