"""Serves a page with deep-chat on a loopback port, beside an endpoint that answers at once."""

import gzip
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

FOLDER = Path(__file__).resolve().parents[1] / "deep_chat"
BUNDLE = FOLDER / "node_modules" / "deep-chat" / "dist" / "deepChat.bundle.js"
FILES = {
    "/": (FOLDER / "page" / "index.html", "text/html; charset=utf-8"),
    "/page.css": (FOLDER / "page" / "page.css", "text/css"),
    "/setup.js": (FOLDER / "page" / "setup.js", "text/javascript"),
    "/deepChat.bundle.js": (BUNDLE, "text/javascript"),
}
KEPT = "public, max-age=31536000, immutable"
ANSWER = "Il faut votre carte Vitale, votre RIB et une adresse e-mail."


@contextmanager
def deep_chat_page(policies: list[str]) -> Iterator[str]:
    """Serve the page during the block; lends its address.

    Args:
        policies: security policies; ``/?policy=1`` is served under the second of them.
    """
    install()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path not in FILES:
                self.send_error(404)
                return
            path, kind = FILES[asked.path]
            chosen = int(parse_qs(asked.query).get("policy", ["0"])[0])
            self.answer(compressed(path), kind, policies[chosen], encoding="gzip")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(json.dumps({"text": ANSWER}).encode(), "application/json", policies[0])

        def answer(self, body: bytes, kind: str, policy: str, encoding: str | None = None) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Cache-Control", KEPT if "javascript" in kind else "no-store")
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def install() -> None:
    """Install deep-chat as its lock file says, unless it is there."""
    if not BUNDLE.is_file():
        subprocess.run(["npm", "ci", "--silent"], cwd=FOLDER, check=True)


def version() -> str:
    """Return the version of deep-chat that is measured."""
    manifest = FOLDER / "node_modules" / "deep-chat" / "package.json"
    return str(json.loads(manifest.read_text())["version"])


@cache
def compressed(path: Path) -> bytes:
    """Return a file as it goes over the wire."""
    return gzip.compress(path.read_bytes(), 9)
