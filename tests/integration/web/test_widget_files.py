"""The built files as browsers get them: types, caching, compression, nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from backend.web.widget import Widget, make_blueprint
from tests.support.accounts import settings
from tests.support.built import BROTLI, SCRIPT, build
from tests.support.pages import served

ASSET = "/static/widget/assets/assistant-3.js"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "secret.txt").write_text("secret")
    widget = Widget(build(tmp_path / "dist"))
    async with served(make_blueprint(widget), settings=settings()) as client:
        yield client


async def raw(client: httpx.AsyncClient, path: str, accept: str) -> tuple[httpx.Headers, bytes]:
    """Return the headers and the body as it was on the wire."""
    async with client.stream("GET", path, headers={"Accept-Encoding": accept}) as response:
        body = b"".join([part async for part in response.aiter_raw()])
    return response.headers, body


async def test_a_hashed_file_is_kept_for_a_year(client: httpx.AsyncClient) -> None:
    response = await client.get(ASSET)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("br;q=0, gzip;q=0", None),
    ],
)
async def test_the_smallest_form_that_the_browser_takes(
    client: httpx.AsyncClient, accept: str, encoding: str | None
) -> None:
    headers, body = await raw(client, ASSET, accept)
    assert headers.get("Content-Encoding") == encoding
    if encoding == "br":
        assert body == BROTLI
    elif encoding is None:
        assert body == SCRIPT.encode()


async def test_gzip_is_readable(client: httpx.AsyncClient) -> None:
    response = await client.get(ASSET, headers={"Accept-Encoding": "gzip"})
    assert response.text == SCRIPT


async def test_a_file_that_is_not_compressed_is_sent_as_it_is(client: httpx.AsyncClient) -> None:
    headers, body = await raw(client, "/static/widget/assets/site-5.css", "br, gzip")
    assert "Content-Encoding" not in headers
    assert (headers["Content-Type"], body) == ("text/css; charset=utf-8", b"p { color: red }")


async def test_a_drawing_may_bear_its_own_style_and_nothing_else(client: httpx.AsyncClient) -> None:
    headers, _ = await raw(client, "/static/widget/assets/rib-6.svg", "identity")
    assert headers["Content-Type"] == "image/svg+xml"
    expected = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert headers["Content-Security-Policy"] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/static/widget/assets/unknown.js",
        "/static/widget/assets/assistant-3.js.br",
        "/static/widget/manifest.json",
        "/static/widget/assets/",
        "/static/widget/assets/../manifest.json",
        "/static/widget/assets/..%2fmanifest.json",
        "/static/widget/assets/..%2f..%2fsecret.txt",
        "/static/widget/assets/%2e%2e/%2e%2e/secret.txt",
        "/static/widget/assets/..%5c..%5csecret.txt",
        "/static/widget/assets/assistant-3.js%00",
    ],
)
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    request = client.build_request("GET", client.base_url)
    request.url = request.url.copy_with(raw_path=path.encode())
    assert (await client.send(request)).status_code == 404


async def test_embed_is_for_the_pages_of_all_sites(client: httpx.AsyncClient) -> None:
    response = await client.get("/embed.js")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_a_file_of_a_new_build_is_served_at_once(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = "/static/widget/assets/new-9.js"
    assert (await client.get(path)).status_code == 404
    (tmp_path / "dist" / "assets" / "new-9.js").write_text("1")
    (tmp_path / "dist" / "manifest.json").write_text("{}")
    assert (await client.get(path)).text == "1"
