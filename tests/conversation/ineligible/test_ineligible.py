"""Each case in which no account can be opened: its own words, and its own way on."""

import pytest

from backend.insured.generator import demonstration_case
from backend.insured.matching import Cause
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, nothing_is_kept, payloads

WORDS = {
    Cause.VITALE_INACTIVE: ("carte Vitale", "provisoire"),
    Cause.NO_BANK_DETAILS: ("bancaires", "France Services"),
    Cause.PROVISIONAL_NIR: ("provisoire", "définitif"),
    Cause.REGIME_TRANSFER: ("MSA", "transfert"),
}
WAYS_ON = {
    Cause.VITALE_INACTIVE: {"/ask_franceconnect", "/ask_card_update", "/ask_provisional_code"},
    Cause.NO_BANK_DETAILS: {"/ask_france_services", "/ask_franceconnect"},
    Cause.PROVISIONAL_NIR: {"/ask_france_services"},
    Cause.REGIME_TRANSFER: {"/ask_france_services"},
}


@pytest.mark.parametrize("cause", Cause)
def test_user_who_is_not_eligible_learns_why(stack: Stack, chat: ChatClient, cause: Cause) -> None:
    enrol(chat, demonstration_case(cause))
    assert (chat.state["status"], chat.state["cause"]) == ("ineligible", cause)
    assert all(word in chat.text for word in WORDS[cause])
    assert WAYS_ON[cause] | {"/talk_to_human"} <= payloads(chat)
    assert nothing_is_kept(stack)


@pytest.mark.parametrize("cause", Cause)
def test_user_who_is_not_eligible_takes_the_way_on(chat: ChatClient, cause: Cause) -> None:
    enrol(chat, demonstration_case(cause))
    for way in sorted(WAYS_ON[cause]):
        chat.press(way)
        assert chat.replies
        assert "compris" not in chat.text


def test_user_without_serial_number_is_told_another_way(chat: ChatClient) -> None:
    enrol(chat, demonstration_case(Cause.VITALE_INACTIVE))
    chat.say("je n'ai pas le numéro de série")
    assert "FranceConnect" in chat.text
