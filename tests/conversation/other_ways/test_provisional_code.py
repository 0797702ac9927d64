"""A person who cannot use card and IBAN has a provisional code sent, and signs in with it."""

from collections.abc import Callable

import pytest

from backend.insured.generator import ONLY_POST, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient, Refused
from tests.support.received import (
    characters,
    code_by_email,
    code_by_post,
    code_by_sms,
    copy_characters,
    sign_in,
)
from tests.support.talking import enrol, links, nothing_is_kept, payloads, titles

VASSEUR = demonstration_case(Cause.VITALE_INACTIVE)
TERMS = "/mon-compte/conditions"


def by_email(stack: Stack, person: InsuredPerson) -> str:
    """Return the code of the mail."""
    return code_by_email(stack, person.email or "")


def by_sms(stack: Stack, person: InsuredPerson) -> str:
    """Return the code of the SMS."""
    return code_by_sms(stack, person.mobile or "")


def by_post(stack: Stack, person: InsuredPerson) -> str:
    """Return the code of the letter."""
    return code_by_post(stack)


CHANNELS = [
    ("email", "par e-mail", by_email, 4),
    ("sms", "par SMS s'il vous plaît", by_sms, 4),
    ("post", "par courrier", by_post, 8),
]


def choose(chat: ChatClient, person: InsuredPerson, words: str) -> None:
    """Go to the choice of the channel and make it."""
    enrol(chat, person, up_to="code_channel")
    chat.say(words)
    assert chat.awaited == "captcha", chat.text


@pytest.mark.parametrize(("channel", "words", "received", "length"), CHANNELS)
def test_user_gets_a_code_and_signs_in_with_it(
    stack: Stack,
    chat: ChatClient,
    channel: str,
    words: str,
    received: Callable[[Stack, InsuredPerson], str],
    length: int,
) -> None:
    choose(chat, VASSEUR, words)
    assert (chat.state["step"], chat.state["steps"]) == (3, 3)
    copy_characters(stack, chat)
    assert (chat.state["status"], chat.state["cause"]) == ("code_sent", channel)
    assert "/connexion" in links(chat)
    code = received(stack, VASSEUR)
    assert len(code) == length
    assert code not in str(chat.read())
    assert sign_in(chat, VASSEUR.nir13, code) == TERMS
    assert nothing_is_kept(stack)


def test_user_presses_the_button_of_a_channel(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VASSEUR, up_to="code_channel")
    lines = chat.cards[-1]["lines"]
    assert [line["channel"] for line in lines] == ["email", "sms", "post"]
    assert VASSEUR.mobile
    assert lines[1]["text"].endswith(VASSEUR.mobile[-2:])
    chat.press('/inform{"field": "code_channel", "choice": "sms"}')
    assert chat.awaited == "captcha"


def test_user_of_whom_only_the_address_is_known_is_offered_the_post(chat: ChatClient) -> None:
    enrol(chat, ONLY_POST, up_to="code_channel")
    assert [line["channel"] for line in chat.cards[-1]["lines"]] == ["post"]
    assert not any('"sms"' in payload for payload in payloads(chat))
    chat.say("par SMS")
    assert chat.awaited == "code_channel"


@pytest.mark.parametrize("field", ["iban_end", "vitale_serial"])
def test_user_has_no_serial_number(stack: Stack, chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say("je n'ai pas le numéro de série")
    chat.press("Recevoir un code provisoire")
    assert (chat.awaited, chat.state["cause"]) == ("code_channel", "no_serial")
    chat.say("par courrier")
    copy_characters(stack, chat)
    assert chat.state["status"] == "code_sent"
    assert sign_in(chat, VENTURI.nir13, code_by_post(stack)) == TERMS


def test_user_says_yes_to_the_offer_of_a_code(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="vitale_serial")
    chat.say("je n'arrive pas à lire le numéro, il est effacé")
    chat.say("oui")
    assert (chat.awaited, chat.state["cause"]) == ("code_channel", "no_serial")


def test_user_finds_the_card_after_all(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="vitale_serial")
    chat.say("je n'ai pas le numéro de série")
    chat.press("Recevoir un code provisoire")
    chat.press("Aucun, non merci")
    assert (chat.awaited, chat.state["steps"]) == ("vitale_serial", 6)
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"


def test_user_gets_a_code_after_three_wrong_proofs(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="iban_end")
    while chat.awaited == "iban_end":
        chat.say("0G02444")
        chat.say("04671322630")
    assert (chat.awaited, chat.state["cause"]) == ("code_channel", "proof")
    chat.say("par courrier")
    copy_characters(stack, chat)
    assert sign_in(chat, VENTURI.nir13, code_by_post(stack)) == TERMS


def test_user_copies_wrong_characters_and_then_the_new_ones(stack: Stack, chat: ChatClient) -> None:
    choose(chat, VASSEUR, "par courrier")
    with pytest.raises(Refused) as refused:
        chat.captcha(chat.cards[-1]["captcha"], "00000")
    assert (refused.value.status, refused.value.reason) == (422, "captcha_wrong")
    other = refused.value.body["captcha"]
    chat.captcha(other, characters(stack, other))
    assert chat.state["status"] == "code_sent"


def test_user_changes_the_channel_before_the_captcha(stack: Stack, chat: ChatClient) -> None:
    choose(chat, VASSEUR, "par SMS")
    chat.press('/correct_field{"field": "code_channel"}')
    assert chat.awaited == "code_channel"
    chat.say("par courrier")
    copy_characters(stack, chat)
    assert chat.state["cause"] == "post"


def test_user_asks_for_a_fourth_code_in_a_day(stack: Stack) -> None:
    for _ in range(3):
        with stack.chat() as one:
            choose(one, VASSEUR, "par courrier")
            copy_characters(stack, one)
            assert one.state["status"] == "code_sent"
    with stack.chat() as another:
        choose(another, VASSEUR, "par courrier")
        copy_characters(stack, another)
        assert (another.state["status"], another.state["cause"]) == ("locked", "codes")
        assert another.text


def test_code_by_sms_opens_nothing_in_another_browser(stack: Stack, chat: ChatClient) -> None:
    choose(chat, VASSEUR, "par SMS")
    copy_characters(stack, chat)
    code = code_by_sms(stack, VASSEUR.mobile or "")
    with stack.chat() as thief:
        assert sign_in(thief, VASSEUR.nir13, code) == "/connexion"
    assert sign_in(chat, VASSEUR.nir13, code) == TERMS


def test_user_asks_a_question_while_choosing(chat: ChatClient) -> None:
    enrol(chat, VASSEUR, up_to="code_channel")
    chat.say("combien de temps le code est-il valable ?")
    assert chat.awaited == "code_channel"
    assert "Aucun, non merci" in titles(chat)
