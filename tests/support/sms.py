"""A real HTTP gateway for SMS on loopback that keeps what it takes and fails on demand."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG_SECONDS = 3.0


class SmsServer:
    """What the gateway received, and how it answers: a status, "cut", "slow" or "drip"."""

    def __init__(self) -> None:
        self.behaviour: int | str = 200
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.url = ""


@contextmanager
def sms_server() -> Iterator[SmsServer]:
    """Run the gateway during the block."""
    state = SmsServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append((dict(self.headers), json.loads(body)))
            match state.behaviour:
                case int(status):
                    self.send_response(status)
                    # An answer that repeats the number must end up nowhere.
                    self.send_header("Location", "/ailleurs")
                    self.end_headers()
                    self.wfile.write(body)
                case "cut":
                    self.connection.close()
                case "slow":
                    time.sleep(HANG_SECONDS)
                case "drip":
                    for byte in b"HTTP/1.1 200 OK\r\nX-Drip: " + b"." * 100:
                        time.sleep(0.05)
                        self.wfile.write(bytes([byte]))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def finish(self) -> None:
            """End a connection that the client may have left."""
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

        def handle(self) -> None:
            """Take one request; the client may leave at any time."""
            try:
                super().handle()
            except (OSError, ValueError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/messages"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
