"""An address that serves another account is refused, when it is given and at the very end."""

import pytest

from backend.insured.generator import TOTO, VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import EMAIL, card, enrol, rows


@pytest.mark.parametrize("written", [EMAIL, EMAIL.upper(), EMAIL.replace("@", " arobase ")])
def test_user_gives_an_address_that_is_taken(stack: Stack, chat: ChatClient, written: str) -> None:
    enrol(chat, VENTURI)
    with stack.chat() as other:
        enrol(other, TOTO, up_to="email")
        other.say(written)
        assert "sert déjà" in other.text
        assert other.awaited == "email"
        enrol(other, TOTO, email="toto@exemple.fr")
        assert other.state["status"] == "created"


def test_user_loses_the_address_to_somebody_quicker(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap")
    with stack.chat() as quicker:
        enrol(quicker, TOTO)
    chat.press("/affirm")
    assert "sert déjà" in chat.text
    assert chat.awaited == "email"
    enrol(chat, VENTURI, up_to="recap", email="venturi@exemple.fr")
    assert card(chat, "recap")["last_name"].startswith("V")
    enrol(chat, VENTURI)
    assert rows(stack, "account") == 2
