"""A page of another site that shows the assistant: its own server, origin and headers."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OtherSite:
    """One page at every path; ``page`` and ``headers`` may change while it is served.

    Attributes:
        cookies: what came as ``Cookie`` with each request so far.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.page = ""
        self.headers: Mapping[str, str] = {}
        self.cookies: list[str | None] = []


@contextmanager
def other_site(name: str = "localhost", address: str = "127.0.0.1") -> Iterator[OtherSite]:
    """Serve the page during the block, at ``name``: for browsers another site than 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.cookies.append(self.headers["Cookie"])
            body = site.page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for header, value in site.headers.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((address, 0), Handler) as server:
        site = OtherSite(f"http://{name}:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
