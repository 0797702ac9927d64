"""The HTTP surface as a whole: no request makes a 5xx, every answer bears the security headers."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from dotenv import dotenv_values

from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient

HEADERS = (
    "content-security-policy",
    "referrer-policy",
    "x-content-type-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "cache-control",
)
PAGES = ("/", "/assistant", "/docs", "/health", "/openapi.json", "/nowhere", "/confirmation/x")


@pytest.mark.timeout(300)
def test_no_request_makes_a_server_error(stack: Stack, chat: ChatClient) -> None:
    chat.open()
    cookie = chat.http.cookies["conversation"]
    secret = dotenv_values(stack.data / "secrets.env")["INTERNAL_SECRET"]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{stack.url}/openapi.json",
            "--checks=not_a_server_error",
            "--phases=coverage,fuzzing",
            "--max-examples=15",
            "--seed=1",
            "--no-color",
            "--exclude-path=/chat/events",
            # It would erase the conversation that the other calls need.
            "--exclude-method=DELETE",
            f"--header=Cookie: conversation={cookie}",
            f"--header=Authorization: Bearer {secret}",
        ],
        capture_output=True,
        text=True,
        cwd=stack.data,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_bears_the_security_headers(stack: Stack, path: str) -> None:
    answer = httpx.get(stack.url + path, trust_env=False)
    assert answer.status_code < 500
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_refusal_repeats_nothing_of_what_was_sent(stack: Stack, chat: ChatClient) -> None:
    chat.open()
    answer = chat.http.post("/chat/messages", json={"id": "162122B010001", "text": "x", "y": "z"})
    assert answer.status_code == 400
    assert answer.json()["reason"] == "body_unreadable"
    assert "162122B010001" not in answer.text


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null"])
def test_another_site_s_page_cannot_speak(stack: Stack, chat: ChatClient, origin: str) -> None:
    answer = chat.http.post("/chat/conversation", headers={"Origin": origin})
    assert (answer.status_code, answer.json()["reason"]) == (403, "origin_refused")


def test_the_internal_calls_want_the_shared_secret(stack: Stack) -> None:
    path = "/internal/conversations/00000000-0000-0000-0000-000000000000/enrolment"
    for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"}):
        answer = httpx.get(stack.url + path, headers=headers, trust_env=False)
        assert answer.status_code == 401


def test_too_large_a_body_is_refused(stack: Stack, chat: ChatClient) -> None:
    chat.open()
    answer = chat.http.post("/chat/messages", content=b"x" * 100_000)
    assert answer.status_code == 413
