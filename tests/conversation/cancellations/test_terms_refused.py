"""Refusing the terms ends politely, and nothing is kept."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.accounts import dump
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import (
    enrol,
    given_fields,
    nothing_is_kept,
    payloads,
    rows,
    titles,
)


@pytest.mark.parametrize("words", ["non", "je refuse", "je n'accepte pas"])
def test_user_refuses_the_terms(stack: Stack, chat: ChatClient, words: str) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say(words)
    assert "vraiment refuser" in chat.text
    chat.say("oui")
    assert chat.state["status"] == "refused"
    assert "gardé" in chat.text
    assert "/start_enrolment" in payloads(chat)
    assert nothing_is_kept(stack)
    assert rows(stack, "account") == 0
    assert not stack.mails.received


@pytest.mark.parametrize(
    "words",
    ["bof", "pas encore lu", "c'est non pour les pubs mais oui pour le reste", "non merci"],
)
def test_user_is_asked_before_anything_is_erased(
    stack: Stack, chat: ChatClient, words: str
) -> None:
    enrol(chat, VENTURI, up_to="terms")
    before = given_fields(stack)
    chat.say(words)
    chat.say("non")
    assert chat.awaited == "terms"
    assert "Acceptez-vous" in chat.text
    assert given_fields(stack) == before
    enrol(chat, VENTURI, up_to="email")


def test_user_is_asked_again_then_refuses_twice(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("je refuse")
    chat.say("je refuse")
    assert chat.state["status"] == "refused"


@pytest.mark.parametrize(
    ("button", "then"), [("Oui, je refuse", None), ("Non, j’accepte", "personal_code")]
)
def test_user_presses_what_is_meant(chat: ChatClient, button: str, then: str | None) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("non merci")
    chat.press(button)
    assert chat.awaited == then


def test_user_asks_a_question_before_refusing(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("non")
    chat.say("pourquoi ?")
    chat.say("oui")
    assert chat.awaited == "personal_code"


def test_user_accepts_half_heartedly(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("mouais")
    assert chat.awaited == "terms"
    assert {"J’accepte", "Je refuse"} <= titles(chat)


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
    chat.press("Je refuse")
    chat.press("/start_enrolment")
    assert chat.awaited == "last_name"
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"
