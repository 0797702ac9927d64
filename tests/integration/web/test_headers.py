"""The security headers of the pages, and who may show them in a frame."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

import httpx
import pytest

from tests.support.accounts import settings
from tests.support.clock import FakeClock
from tests.support.server import whole_server

SITE = "https://www.exemple.fr"
PAGES = ["/", "/connexion", "/docs", "/exemple-de-site", "/nulle-part", "/openapi.json"]


@asynccontextmanager
async def visiting(**changes: object) -> AsyncIterator[httpx.AsyncClient]:
    """Run the whole server, without any store behind it."""
    async with (
        whole_server(settings(**changes), FakeClock()) as (url, _),
        httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as client,
    ):
        yield client


def policy(response: httpx.Response) -> dict[str, str]:
    """Return the directives of the answer's policy."""
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize("path", PAGES)
async def test_no_other_page_is_framed_or_makes_trusted_types(path: str) -> None:
    async with visiting(embed_origins=(SITE,)) as client:
        response = await client.get(path)
    directives = policy(response)
    assert directives["frame-ancestors"] == "'none'"
    assert directives["trusted-types"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cross-Origin-Embedder-Policy" not in response.headers


async def test_the_chat_is_framed_by_the_named_sites_only() -> None:
    async with visiting(embed_origins=(SITE, "https://autre.fr")) as client:
        response = await client.get("/assistant")
    assert policy(response)["frame-ancestors"] == f"'self' {SITE} https://autre.fr"
    assert policy(response)["trusted-types"] == "lit-html"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


async def test_a_slash_at_the_end_changes_nothing() -> None:
    async with visiting(embed_origins=(SITE,)) as client:
        plain, slash = [(await client.get(f"/assistant{end}")).headers for end in ("", "/")]
    assert slash["Content-Security-Policy"] == plain["Content-Security-Policy"]


async def test_without_any_site_only_our_own_pages_frame_the_chat() -> None:
    async with visiting() as client:
        response = await client.get("/assistant")
    assert policy(response)["frame-ancestors"] == "'self'"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cross-Origin-Embedder-Policy" not in response.headers


async def test_what_stands_in_the_chat_page_is_what_its_policy_names() -> None:
    async with visiting() as client:
        response = await client.get("/assistant")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        texts = re.findall(rf"<{tag}[^>]*>([^<]+)</{tag}>", response.text)
        digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        expected = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)])
        assert digests
        assert policy(response)[directive] == expected


async def test_the_chat_page_leaves_compressed_and_the_same_to_all() -> None:
    async with visiting() as client:
        compressed = await client.get("/assistant", headers={"Accept-Encoding": "gzip, br"})
        plain = await client.get("/assistant", headers={"Accept-Encoding": "identity"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert compressed.text == plain.text


async def test_a_page_with_a_form_is_not_compressed() -> None:
    async with visiting() as client:
        response = await client.get("/connexion", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response.headers


async def test_the_example_of_a_site_has_the_one_tag() -> None:
    async with visiting() as client:
        page = (await client.get("/exemple-de-site")).text
    assert page.count("<script") == 1
    assert '<script src="/embed.js" async></script>' in page
