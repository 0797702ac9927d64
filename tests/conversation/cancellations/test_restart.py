"""Starting over needs a confirmation; then everything is asked again."""

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, given_fields


def test_user_starts_over(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say("je veux tout recommencer")
    assert "vraiment" in chat.text
    chat.say("oui")
    assert chat.awaited == "last_name"
    assert given_fields(stack) == set()
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"


def test_user_does_not_start_over_after_all(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="birth_date")
    chat.say("recommencer")
    chat.press("Non, continuer")
    assert chat.awaited == "birth_date"


def test_user_starts_over_without_winning_attempts(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
    chat.say("recommencer")
    chat.press("Oui, recommencer")
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
    assert "3 essais" in chat.text
