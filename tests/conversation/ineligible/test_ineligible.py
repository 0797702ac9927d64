"""Each case in which no account can be opened at once: its own words, and its own way on."""

import pytest

from backend.enrolment.progress import TURNING
from backend.insured.generator import demonstration_case
from backend.insured.matching import Cause
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, links, nothing_is_kept, payloads, titles

WORDS = {
    Cause.VITALE_INACTIVE: ("carte Vitale", "FranceConnect"),
    Cause.NO_BANK_DETAILS: ("bancaires", "France Services"),
    Cause.PROVISIONAL_NIR: ("provisoire", "définitif"),
    Cause.REGIME_TRANSFER: ("MSA", "transfert"),
}
WAYS_ON = {
    Cause.VITALE_INACTIVE: {"/ask_card_update", "/ask_france_services"},
    Cause.NO_BANK_DETAILS: {"/ask_france_services"},
    Cause.PROVISIONAL_NIR: {"/ask_france_services"},
    Cause.REGIME_TRANSFER: {"/ask_france_services"},
}


def refused(chat: ChatClient, cause: Cause) -> None:
    """Enrol somebody who is not eligible, up to the end; no provisional code is wanted."""
    if cause in TURNING:
        enrol(chat, demonstration_case(cause), up_to="code_channel")
        chat.say("non merci")
    else:
        enrol(chat, demonstration_case(cause))


@pytest.mark.parametrize("cause", TURNING)
def test_user_who_is_not_eligible_is_offered_a_code(chat: ChatClient, cause: Cause) -> None:
    enrol(chat, demonstration_case(cause), up_to="code_channel")
    assert (chat.state["status"], chat.state["cause"]) == ("open", cause)
    assert WORDS[cause][0] in chat.text
    assert "code provisoire" in chat.text
    assert "Aucun, non merci" in titles(chat)


@pytest.mark.parametrize("cause", Cause)
def test_user_who_is_not_eligible_learns_why(stack: Stack, chat: ChatClient, cause: Cause) -> None:
    refused(chat, cause)
    assert (chat.state["status"], chat.state["cause"]) == ("ineligible", cause)
    assert all(word in chat.text for word in WORDS[cause])
    assert WAYS_ON[cause] | {"/talk_to_human"} <= payloads(chat)
    assert ("s’il est proposé" in chat.text) == (cause in TURNING)
    assert "/franceconnect" not in links(chat)
    assert nothing_is_kept(stack)


@pytest.mark.parametrize("cause", Cause)
def test_user_who_is_not_eligible_takes_the_way_on(chat: ChatClient, cause: Cause) -> None:
    refused(chat, cause)
    for way in sorted(WAYS_ON[cause]):
        chat.press(way)
        assert chat.replies
        assert "compris" not in chat.text


def test_user_without_serial_number_is_told_another_way(chat: ChatClient) -> None:
    refused(chat, Cause.VITALE_INACTIVE)
    chat.say("je n'ai pas le numéro de série")
    assert "FranceConnect" in chat.text


@pytest.mark.parametrize("text", ["finalement oui je veux le code", "d'accord pour le code"])
def test_user_takes_the_code_after_all(chat: ChatClient, text: str) -> None:
    refused(chat, Cause.NO_BANK_DETAILS)
    chat.say(text)
    assert chat.awaited == "last_name"
    enrol(chat, demonstration_case(Cause.NO_BANK_DETAILS), up_to="code_channel")
