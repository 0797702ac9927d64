"""What is unclear leads to likely meanings, then to a person, and back to the awaited field."""

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, given_fields, titles

UNCLEAR = "peut-être"


def test_user_is_unclear_then_answers(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say(UNCLEAR)
    assert "pas sûr" in chat.text
    assert "Aucune de ces demandes" in titles(chat)
    chat.say("j'accepte")
    assert chat.awaited == "personal_code"


def test_user_says_none_of_these(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say(UNCLEAR)
    chat.press("Aucune de ces demandes")
    assert chat.awaited == "terms"
    assert chat.replies
    enrol(chat, VENTURI, up_to="email")


def test_user_is_unclear_until_a_person_is_offered(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    before = given_fields(stack)
    for _ in range(3):
        if "3646" not in chat.text:
            chat.say(UNCLEAR)
    assert "3646" in chat.text
    assert "Parler à une personne" in titles(chat)
    assert chat.awaited == "terms"
    assert given_fields(stack) == before
    enrol(chat, VENTURI, up_to="email")


def test_user_chooses_one_of_the_meanings(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    chat.say(UNCLEAR)
    first = chat.buttons[0]["title"]
    chat.press(first)
    assert chat.replies
    assert chat.awaited == "terms"


def test_user_is_unclear_before_starting(chat: ChatClient) -> None:
    chat.open()
    chat.say(UNCLEAR)
    assert "pas sûr" in chat.text
    chat.press("/start_enrolment")
    assert chat.awaited == "last_name"
