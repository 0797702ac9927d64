"""Promise 7: an answer of the dialogue engine that says nothing is an error, never silence."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest

from tests.failures.conftest import assert_apology, assert_sound, refused
from tests.support.applicant import Applicant
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.gateway import gateway

ANSWERS = {
    "no reply": (200, json.dumps({"replies": [], "intent": None}).encode()),
    "no replies at all": (200, b"{}"),
    "nothing": (200, b""),
    "null": (200, b"null"),
    "not JSON": (200, b"<html>"),
    "an error": (500, b"{}"),
    "its own failure": (503, b'{"reason": "action_failed"}'),
}


@contextmanager
def mute(status: int, body: bytes) -> Iterator[str]:
    """Run a dialogue engine that always answers the same."""

    class Always(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Always) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("what", ANSWERS)
def test_answer_without_words_is_an_apology(
    stack: Stack, chat: ChatClient, tmp_path: Path, what: str
) -> None:
    applicant = Applicant(chat)
    applicant.go_to("nir")
    message = str(uuid4())
    with mute(*ANSWERS[what]) as engine, gateway(stack, tmp_path, RASA_URL=engine) as address:
        with ChatClient(address) as there:
            there.http.cookies = chat.http.cookies
            apology = refused(lambda: there.say("1 62 12 2B 010 001", id=message))
        assert_apology(apology, within=6)
    assert [one["failed"] for one in chat.read() if one["author"] == "person"][-1] is True
    chat.say("1 62 12 2B 010 001", id=message)
    assert chat.awaited == "birth_date"
    assert_sound(stack)
