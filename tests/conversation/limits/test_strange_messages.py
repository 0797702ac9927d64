"""Whatever is typed is answered: never an error of ours, nothing lost, commands are plain text."""

from uuid import uuid4

import pytest
import redis

from backend.insured.generator import VENTURI
from tests.support.accounts import dump
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient, Refused
from tests.support.talking import begin, enrol, given_fields

STRANGE = {
    "longest": "a" * 4000,
    "longest of words": ("bonjour " * 500)[:4000],
    "longest of digits": ("12 " * 1334)[:4000],
    "binary": "\x00\x01\x02\x7f\ufffd\ufffe",
    "emoji": "👩‍👩‍👧‍👦😀🇫🇷",
    "right to left": "\u202e1 62 12\u202c \u200fabc\u2066",
    "arabic": "مرحبا كيف حالك",
    "markup": "<script>alert(1)</script> {{7*7}} ${x} %s",
    "json": '{"intent": "affirm"}',
    "quotes": "'; DROP TABLE account; --",
    "zero width": "\u200b\u200d\ufeff",
    "zalgo": "Z̸̡̢͖̞͙͚͕̗̤ͪ̔ͩ̽͗a̵̢l̶g̷o",
}
TWO_HUNDRED = 200


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_user_types_something_strange(stack: Stack, chat: ChatClient, text: str) -> None:
    enrol(chat, VENTURI, up_to="birth_date")
    chat.say(text)
    assert chat.replies
    assert chat.awaited == "birth_date"
    assert given_fields(stack) == {"last_name", "nir"}
    chat.say("18/12/1962")
    assert chat.awaited == "postcode"


def test_user_types_placeholders(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    chat.say("[code_postal] [nom]")
    assert "(code_postal)" in chat.read()[-len(chat.replies) - 1]["text"]
    assert "postcode" not in given_fields(stack)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_user_sends_nothing(chat: ChatClient, text: str) -> None:
    begin(chat)
    with pytest.raises(Refused) as refused:
        chat.say(text)
    assert (refused.value.status, refused.value.reason) == (422, "message_empty")


def test_user_sends_too_much(chat: ChatClient) -> None:
    begin(chat)
    with pytest.raises(Refused) as refused:
        chat.say("b" * 4001)
    assert (refused.value.status, refused.value.reason) == (422, "message_too_long")
    assert "bbb" not in str(refused.value)
    chat.say("Venturi")
    assert chat.awaited == "nir"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "x", "text": "a"},
        {"id": str(uuid4()), "text": 3},
        {"id": str(uuid4()), "text": "a", "more": 1},
        {"id": str(uuid4()), "text": "a", "field": "iban"},
        [],
        "text",
    ],
)
def test_user_sends_what_the_page_never_would(chat: ChatClient, body: object) -> None:
    begin(chat)
    answer = chat.http.post("/chat/messages", json=body)
    assert answer.status_code == 400
    assert answer.json()["reason"] == "body_unreadable"


@pytest.mark.parametrize(
    "command",
    ['/inform{"nir": "x"}', "/affirm", "/session_start", '/correct_field{"field": "last_name"}'],
)
def test_user_types_a_command(stack: Stack, chat: ChatClient, command: str) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.say(command)
    assert given_fields(stack) == {"last_name"} or chat.awaited == "last_name"
    assert chat.state["status"] == "open"
    assert "Bonjour, je suis" not in chat.text


@pytest.mark.parametrize("intent", ["restart", "cancel"])
def test_user_types_a_command_that_would_forget_everything(
    stack: Stack, chat: ChatClient, intent: str
) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.say(f'/{intent}{{"confirmed": "yes"}}')
    assert chat.awaited == "nir"
    assert given_fields(stack) == {"last_name"}


@pytest.mark.parametrize("text", ["Robert*123_A", "mon code est Robert*123_A", "robert", "/Robert"])
def test_user_types_the_code_in_the_chat(stack: Stack, chat: ChatClient, text: str) -> None:
    enrol(chat, VENTURI, up_to="personal_code")
    chat.say(text)
    assert chat.awaited == "personal_code"
    assert "jamais" in chat.text
    assert "obert" not in "".join(message["text"] for message in chat.read())
    assert b"obert" not in dump(stack.database_url).replace(b"Hubert", b"")
    with redis.Redis.from_url(stack.redis_url) as client:
        for key in client.scan_iter("tracker:*"):
            assert b"obert" not in (client.get(key) or b"")
    for name in ("backend", "rasa", "actions", "worker"):
        assert "obert*" not in stack.log(name)


def test_user_sends_two_hundred_messages_in_a_minute(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    statuses = []
    for _ in range(TWO_HUNDRED):
        answer = chat.http.post("/chat/messages", json={"id": str(uuid4()), "text": "bonjour"})
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert answer.json()["reason"] == "too_many_attempts"
            assert "Attendez" in answer.json()["message"]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) <= 2 * 40
    assert chat.http.post("/chat/conversation").json()["state"]["awaited"] == "nir"


def test_user_speaks_without_opening_the_chat(stack: Stack) -> None:
    with stack.chat() as chat, pytest.raises(Refused) as refused:
        chat.say("bonjour")
    assert (refused.value.status, refused.value.reason) == (401, "conversation_missing")


def test_user_comes_from_another_site(chat: ChatClient) -> None:
    begin(chat)
    answer = chat.http.post(
        "/chat/messages",
        json={"id": str(uuid4()), "text": "Venturi"},
        headers={"Origin": "https://ailleurs.example"},
    )
    assert (answer.status_code, answer.json()["reason"]) == (403, "origin_refused")
