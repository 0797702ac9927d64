"""The four identity values match nobody: all are kept, one is corrected, it goes on."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import IDENTITY, card, enrol, given_fields

WRONG = {
    "last_name": "Ventura",
    "nir": "1 62 12 2B 010 002",
    "birth_date": "17/12/1962",
    "postcode": "63100",
}
BUTTONS = {
    "last_name": "Mon nom",
    "nir": "Mon numéro de sécurité sociale",
    "birth_date": "Ma date de naissance",
    "postcode": "Mon code postal",
}
NAMED = {
    "last_name": "je me suis trompé de nom",
    "nir": "il y a une erreur dans mon numéro de sécurité sociale",
    "birth_date": "je veux corriger ma date de naissance",
    "postcode": "le code postal est faux",
}
RIGHT = {
    "last_name": "Venturi",
    "nir": "1 62 12 2B 010 001",
    "birth_date": "18/12/1962",
    "postcode": "63000",
}


def mistake(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to="identity_review", typed={field: WRONG[field]})


@pytest.mark.parametrize("field", IDENTITY)
def test_user_corrects_by_a_button(stack: Stack, chat: ChatClient, field: str) -> None:
    mistake(chat, field)
    assert set(card(chat, "identity_review")) == set(IDENTITY)
    chat.press(BUTTONS[field])
    assert chat.awaited == field
    assert given_fields(stack) == set(IDENTITY) - {field}
    chat.say(RIGHT[field])
    assert chat.awaited == "iban_end"


@pytest.mark.parametrize("field", IDENTITY)
def test_user_corrects_by_naming_the_field(chat: ChatClient, field: str) -> None:
    mistake(chat, field)
    chat.say(NAMED[field])
    assert chat.awaited == field
    chat.say(RIGHT[field])
    assert chat.awaited == "iban_end"


@pytest.mark.parametrize("field", IDENTITY)
def test_user_corrects_by_typing_the_new_value(chat: ChatClient, field: str) -> None:
    mistake(chat, field)
    chat.say(RIGHT[field])
    assert chat.awaited == "iban_end"


def test_user_is_told_how_many_attempts_are_left(chat: ChatClient) -> None:
    mistake(chat, "postcode")
    assert "4 essais" in chat.text


def test_user_is_not_told_which_value_is_wrong(stack: Stack) -> None:
    told = set()
    for field in IDENTITY:
        with stack.chat() as chat:
            mistake(chat, field)
            told.add(chat.text)
    assert len(told) == 1


@pytest.mark.parametrize("text", ["tout est juste", "tout est correct", "non"])
def test_user_insists_that_all_is_right(stack: Stack, chat: ChatClient, text: str) -> None:
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
    chat.say(text)
    assert "3646" in chat.replies[0]["text"]
    assert chat.awaited == "identity_review"
