"""The files that Vite builds from ``widget/``: their tags in the pages, and their serving."""

import asyncio
import base64
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sanic import Blueprint, HTTPResponse, Request, Sanic, raw, text
from sanic.exceptions import NotFound
from sanic_ext import openapi

from backend.settings import ROOT
from backend.web.compression import accepted_encodings

CHAT = "src/assistant.ts"
SITE_STYLE = "src/styles/site.css"
OPENING = "src/opening.ts"
FOLDER = ROOT / "widget" / "dist"
URL = "/static/widget/"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
KEPT_FOR_AN_HOUR = "public, max-age=3600"
SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Of the compressed files that stand beside a file, the smallest first."""
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
# Some browsers hold an image to the policy that comes with it: our drawings bear their own style.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class WidgetMissing(Exception):
    """The files are not built, or not this one; the message says what to do, in French."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} : lancez « make run » ou « make widget ».")


@dataclass(frozen=True)
class _Build:
    """One build: Vite's manifest, and the files that may be served, by name."""

    manifest: dict[str, dict[str, Any]]
    assets: dict[str, Path]

    def entry(self, source: str) -> dict[str, Any]:
        try:
            return self.manifest[source]
        except KeyError:
            raise WidgetMissing(f"Le fichier {source} n'est pas construit") from None

    def styles(self, source: str) -> list[str]:
        """Return the styles of a script and of what it imports, each once."""
        chunks = [self.entry(name) for name in (*self.imports(source), source)]
        return list(dict.fromkeys(style for chunk in chunks for style in chunk.get("css", ())))

    def text(self, file: str) -> str:
        return self.assets[Path(file).name].read_text()

    @cached_property
    def chat_styles(self) -> list[str]:
        """What the chat page's style sheets hold."""
        files = [self.entry(SITE_STYLE)["file"], *self.styles(CHAT)]
        return [self.text(file) for file in files]

    @cached_property
    def opening(self) -> str:
        """The script that takes the first press while the chat is on its way."""
        return self.text(self.entry(OPENING)["file"])

    @cached_property
    def chat_sources(self) -> tuple[str, str]:
        """How a policy names the script and the styles that stand in the chat page."""
        return _sources([self.opening]), _sources(self.chat_styles)

    def imports(self, source: str) -> list[str]:
        """Return the chunks that ``source`` imports, and those that these import, each once."""
        found: dict[str, None] = {}
        waiting = list(self.entry(source).get("imports", ()))
        while waiting:
            chunk = waiting.pop(0)
            if chunk not in found:
                found[chunk] = None
                waiting += self.entry(chunk).get("imports", ())
        return list(found)


class Widget:
    """The built files of one folder; a new build is seen at once.

    Args:
        folder: where Vite writes, with ``manifest.json`` (https://vite.dev/guide/backend-integration).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: tuple[int, _Build] | None = None

    def script(self, entry: str, *, styles: bool = True) -> Markup:
        """Return the tags of a script, of what it imports and of its styles.

        Args:
            entry: its source, "src/assistant.ts".
            styles: whether its styles are asked for too.

        Raises:
            WidgetMissing.
        """
        build = self._build()
        chunks = [build.entry(name) for name in (*build.imports(entry), entry)]
        tags = [_style_tag(style) for style in build.styles(entry)] if styles else []
        tags += [
            Markup('<link rel="modulepreload" href="{}{}">').format(URL, chunk["file"])
            for chunk in chunks[:-1]
        ]
        tags.append(
            Markup('<script type="module" src="{}{}"></script>').format(URL, chunks[-1]["file"])
        )
        return Markup("\n").join(tags)

    def chat_styles(self) -> Markup:
        """Return the styles of the chat page, to stand in it: on a slow line each request counts.

        Raises:
            WidgetMissing.
        """
        return Markup("").join(
            Markup(f"<style>{style}</style>")  # noqa: S704 - our own file
            for style in self._build().chat_styles
        )

    def chat_opening(self) -> Markup:
        """Return the script that takes the first press in the chat page, to stand in it.

        Raises:
            WidgetMissing.
        """
        script = self._build().opening
        return Markup(f'<script type="module" async>{script}</script>')  # noqa: S704 - our own file

    def chat_sources(self) -> tuple[str, str]:
        """Return how the chat page's policy names the scripts and the styles that stand in it."""
        try:
            return self._build().chat_sources
        except WidgetMissing:
            return "", ""

    def style(self, entry: str) -> Markup:
        """Return the tag of a style sheet, "src/styles/site.css".

        Raises:
            WidgetMissing.
        """
        return _style_tag(self._build().entry(entry)["file"])

    def url(self, entry: str) -> str:
        """Return the address of a file, "src/drawings/rib.svg".

        Raises:
            WidgetMissing.
        """
        return URL + str(self._build().entry(entry)["file"])

    def asset(self, name: str) -> Path | None:
        """Return the hashed file of that name; None if this build has none."""
        return self._build().assets.get(name)

    def _build(self) -> _Build:
        manifest = self.folder / "manifest.json"
        try:
            made_at = manifest.stat().st_mtime_ns
            if self._read is None or self._read[0] != made_at:
                self._read = (made_at, _read_build(self.folder))
        except (FileNotFoundError, JSONDecodeError):
            raise WidgetMissing("Les pages ne sont pas construites") from None
        return self._read[1]


def _read_build(folder: Path) -> _Build:
    manifest = loads((folder / "manifest.json").read_text())
    return _Build(manifest, {path.name: path for path in (folder / "assets").glob("*")})


def _sources(texts: list[str]) -> str:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in texts]
    return " ".join(f"'sha256-{digest.decode()}'" for digest in digests)


def _style_tag(path: str) -> Markup:
    return Markup('<link rel="stylesheet" href="{}{}">').format(URL, path)


def make_blueprint(widget: Widget) -> Blueprint:
    """Return the routes that serve the files of ``widget``."""
    blueprint = Blueprint("widget")

    @blueprint.get(f"{URL}assets/<name:str>")
    @openapi.exclude()
    async def asset(request: Request, name: str) -> HTTPResponse:
        """Send a file whose name bears a hash of what it holds: it never changes."""
        path = widget.asset(name)
        if path is None or path.suffix in SUFFIXES.values():
            raise NotFound
        return await _send(request, path, KEPT_FOR_EVER)

    @blueprint.get("/embed.js")
    @openapi.definition(summary="The script for another site's pages", tag="pages")
    async def embed(request: Request) -> HTTPResponse:
        """Send the script; pages of all sites may load it."""
        path = widget.folder / "embed.js"
        if not path.is_file():
            raise WidgetMissing("Le fichier embed.js n'est pas construit")
        response = await _send(request, path, KEPT_FOR_AN_HOUR)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return blueprint


async def _send(request: Request, path: Path, cache_control: str) -> HTTPResponse:
    headers = {"Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    sent = path
    for encoding, suffix in SUFFIXES.items():
        beside = path.with_name(path.name + suffix)
        if encoding in accepted and beside.is_file():
            headers["Content-Encoding"] = encoding
            sent = beside
            break
    if path.suffix == ".svg":
        headers["Content-Security-Policy"] = DRAWING_POLICY
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return raw(
        await asyncio.to_thread(sent.read_bytes),
        headers=headers,
        content_type=media_type or "application/octet-stream",
    )


def install(app: Sanic[Any, Any], widget: Widget) -> None:
    """Serve the files of ``widget``; a page that needs one that is not built says so."""
    app.blueprint(make_blueprint(widget))
    app.error_handler.add(WidgetMissing, _not_built)


def _not_built(_: Request, error: Exception) -> HTTPResponse:
    return text(str(error), status=503)


BUILT = Widget(FOLDER)
"""The files of this checkout."""
