"""A person who comes back, or whose dialogue was forgotten, goes on where they were."""

import pytest
import redis

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import (
    come_back,
    each_field,
    enrol,
    given_fields,
    leave_for_more_than_an_hour,
    payloads,
    rows,
)

FIELDS = (
    "last_name",
    "nir",
    "postcode",
    "iban_end",
    "vitale_serial",
    "terms",
    "personal_code",
    "email",
    "email_confirmation",
    "mobile",
    "consent_email",
    "recap",
)
ONE_A_STEP = ("birth_date", "iban_end", "terms", "personal_code", "email", "recap")


def forget_dialogue(stack: Stack) -> None:
    """Delete every tracker of Rasa."""
    with redis.Redis.from_url(stack.redis_url) as client:
        trackers = list(client.scan_iter("tracker:*"))
        assert trackers
        client.delete(*trackers)


def test_user_reloads_the_page_at_each_field(stack: Stack, chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, FIELDS):
        seen = [message["seq"] for message in chat.read()]
        with come_back(stack, chat) as again:
            assert again.awaited == field
            assert [message["seq"] for message in again.messages] == seen
            asked = [one for one in again.messages if one["author"] == "bot"][-1]
            assert bool(asked["card"]) == bool(chat.cards)


def test_user_comes_back_after_more_than_an_hour_in_each_step(
    stack: Stack, chat: ChatClient
) -> None:
    for field in each_field(chat, VENTURI, ONE_A_STEP):
        before = given_fields(stack)
        leave_for_more_than_an_hour(stack)
        with come_back(stack, chat) as again:
            greeting = again.messages[-1]
            assert "reprendre" in greeting["text"]
            offered = {button["payload"] for button in greeting["buttons"]}
            assert {"/resume_enrolment", "/restart"} <= offered
            again.press("Reprendre")
            assert again.awaited == field
            assert given_fields(stack) == before


def test_user_comes_back_after_an_hour_and_just_answers(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    leave_for_more_than_an_hour(stack)
    with come_back(stack, chat) as again:
        again.say("63000")
        assert again.awaited == "iban_end"


def test_user_comes_back_after_an_hour_to_start_over(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    leave_for_more_than_an_hour(stack)
    with come_back(stack, chat) as again:
        again.press("Recommencer depuis le début")
        again.press("Oui, recommencer")
        assert again.awaited == "last_name"


def test_user_goes_on_when_the_dialogue_is_forgotten_at_each_field(
    stack: Stack, chat: ChatClient
) -> None:
    for _ in each_field(chat, VENTURI, FIELDS):
        before = given_fields(stack)
        forget_dialogue(stack)
        assert given_fields(stack) == before
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"


def test_user_asks_when_the_dialogue_was_forgotten(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="iban_end")
    forget_dialogue(stack)
    chat.say("c'est l'iban de quel compte ?")
    assert "remboursements" in chat.text
    assert chat.awaited == "iban_end"
    assert chat.cards


def test_user_creates_the_account_when_the_dialogue_was_forgotten(
    stack: Stack, chat: ChatClient
) -> None:
    enrol(chat, VENTURI, up_to="recap")
    forget_dialogue(stack)
    chat.say("oui, tout est exact")
    assert chat.state["status"] == "created"
    assert rows(stack, "account") == 1


@pytest.mark.parametrize("words", ["je fais une pause", "au revoir", "je reviens plus tard"])
def test_user_pauses_and_comes_back(stack: Stack, chat: ChatClient, words: str) -> None:
    enrol(chat, VENTURI, up_to="birth_date")
    chat.say(words)
    assert "72 heures" in chat.text
    assert "/resume_enrolment" in payloads(chat)
    with come_back(stack, chat) as again:
        again.say("je reprends")
        assert again.awaited == "birth_date"
        again.say("18/12/1962")
        assert again.awaited == "postcode"


def test_user_pauses_and_just_answers(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="birth_date")
    chat.say("je fais une pause")
    chat.say("18/12/1962")
    assert chat.awaited == "postcode"


def test_user_says_goodbye_before_starting(chat: ChatClient) -> None:
    chat.open()
    chat.say("au revoir")
    assert "Au revoir" in chat.text
    assert chat.state["status"] == "none"


def test_another_browser_sees_nothing(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    with stack.chat() as other:
        other.open()
        assert other.state["status"] == "none"
        assert len(other.messages) < len(chat.read())
