"""Promise 7: an answer of the dialogue engine that says nothing is an error, never silence."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


class Mute(ThreadingHTTPServer):
    """A dialogue engine that answers what it is told, and says nothing with it."""

    status = 200
    body = b""


class Answer(BaseHTTPRequestHandler):
    """Answers as its server was told."""

    server: Mute

    def do_POST(self) -> None:
        """Take anything."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def mute() -> Iterator[Mute]:
    """The dialogue engine that says nothing."""
    with Mute(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def address(
    running_stack: Stack, mute: Mute, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A backend of the stack that asks the mute engine."""
    engine = f"http://127.0.0.1:{mute.server_port}"
    with gateway(running_stack, tmp_path_factory.mktemp("gateway"), RASA_URL=engine) as url:
        yield url


@pytest.mark.parametrize("what", ANSWERS)
def test_answer_without_words_is_an_apology(
    stack: Stack, chat: ChatClient, mute: Mute, address: str, what: str
) -> None:
    applicant = Applicant(chat)
    applicant.go_to("nir")
    message = str(uuid4())
    mute.status, mute.body = ANSWERS[what]
    with ChatClient(address) as there:
        there.http.cookies = chat.http.cookies
        apology = refused(lambda: there.say("1 62 12 2B 010 001", id=message))
    assert_apology(apology, within=6)
    assert [one["failed"] for one in chat.read() if one["author"] == "person"][-1] is True
    chat.say("1 62 12 2B 010 001", id=message)
    assert chat.awaited == "birth_date"
    assert_sound(stack)
