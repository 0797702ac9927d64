"""Refusing the terms ends politely, and nothing is kept."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.accounts import dump
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, nothing_is_kept, payloads, rows


@pytest.mark.parametrize("words", ["non", "je refuse", "je n'accepte pas"])
def test_user_refuses_the_terms(stack: Stack, chat: ChatClient, words: str) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say(words)
    assert chat.state["status"] == "refused"
    assert "gardé" in chat.text
    assert "/start_enrolment" in payloads(chat)
    assert nothing_is_kept(stack)
    assert rows(stack, "account") == 0
    assert not stack.mails.received


def test_user_refuses_by_the_button_and_leaves_no_trace(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.press("Je refuse")
    assert chat.state["status"] == "refused"
    said = "\n".join(message["text"] for message in chat.read())
    everything = dump(stack.database_url).decode().replace("VENTURI\t", "")
    for value in ("0G02443", "04671322630"):
        assert value not in said
        assert value not in everything


def test_user_refuses_then_begins_again(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("je refuse")
    chat.press("/start_enrolment")
    assert chat.awaited == "last_name"
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"
