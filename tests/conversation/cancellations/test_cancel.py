"""Stopping for good needs a confirmation; then nothing that was given is kept."""

import pytest

from backend.insured.generator import TOTO, VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, given_fields, nothing_is_kept, rows

FIELDS = ("nir", "iban_end", "terms", "personal_code", "recap")


@pytest.mark.parametrize("field", FIELDS)
def test_user_cancels(stack: Stack, chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say("je veux tout annuler")
    assert "vraiment" in chat.text
    assert chat.awaited == field
    chat.say("oui")
    assert chat.state["status"] == "none"
    assert "gardé" in chat.text
    assert nothing_is_kept(stack)
    assert rows(stack, "account") == 0


@pytest.mark.parametrize("field", ["nir", "terms"])
def test_user_does_not_cancel_after_all(stack: Stack, chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    before = given_fields(stack)
    chat.say("j'abandonne")
    chat.say("non")
    assert chat.awaited == field
    assert given_fields(stack) == before


def test_user_cancels_by_the_buttons(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="email")
    chat.say("annuler")
    chat.press("Non, continuer")
    assert chat.awaited == "email"
    chat.say("annuler")
    chat.press("Oui, abandonner")
    assert nothing_is_kept(stack)


def test_user_answers_instead_of_confirming(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.say("annuler")
    chat.say("1 62 12 2B 010 001")
    assert chat.awaited == "birth_date"


def test_user_cancels_then_begins_again(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("annuler")
    chat.say("oui")
    enrol(chat, TOTO)
    assert rows(stack, "account") == 1


def test_user_cancels_nothing(chat: ChatClient) -> None:
    chat.open()
    chat.say("annuler")
    assert "Aucune demande" in chat.text
