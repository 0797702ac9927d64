"""Which compressions a browser takes, and which pages leave compressed."""

import gzip
from types import SimpleNamespace
from typing import cast

import pytest
from sanic import HTTPResponse, Request, html

from backend.web.compression import accepted_encodings, compressed

LONG = "<p>Bonjour</p>" * 200


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip, deflate, br, zstd", {"gzip", "deflate", "br", "zstd"}),
        ("GZIP", {"gzip"}),
        ("br;q=1.0, gzip; q=0.5", {"br", "gzip"}),
        ("br;q=0, gzip", {"gzip"}),
        ("br; q=0.000,gzip;q=0.0", set()),
        ("identity", {"identity"}),
    ],
)
def test_what_is_accepted(header: str, accepted: set[str]) -> None:
    assert accepted_encodings(header) == accepted


def sent(text: str, accept: str) -> HTTPResponse:
    request = cast(Request, SimpleNamespace(headers={"accept-encoding": accept}))
    return compressed(request, html(text))


def test_a_long_page_is_compressed() -> None:
    response = sent(LONG, "gzip, br")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.body or b"").decode() == LONG


def test_a_browser_that_takes_nothing_gets_the_page_as_it_is() -> None:
    response = sent(LONG, "gzip;q=0")
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.body == LONG.encode()


def test_a_short_page_is_left_alone() -> None:
    assert "Content-Encoding" not in sent("<p>Bonjour</p>", "gzip").headers
