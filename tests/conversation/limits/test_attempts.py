"""Wrong identities and wrong proofs are limited; who has an account is told only to its owner."""

import pytest

from backend.insured.generator import TOTO, VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import (
    EMAIL,
    enrol,
    links,
    nothing_is_kept,
    payloads,
    rows,
    typed_by,
)


def transcript(chat: ChatClient) -> list[tuple[str, list[dict[str, str]]]]:
    """Return what was said on both sides, with the buttons."""
    return [(one["text"], one["buttons"]) for one in chat.read()]


def test_user_is_stopped_after_five_wrong_identities(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
    for postcode in ("63110", "63120", "63130"):
        chat.say(postcode)
        assert chat.awaited == "identity_review"
    assert "un essai" in chat.text
    chat.say("63140")
    assert (chat.state["status"], chat.state["cause"]) == ("locked", "identity")
    assert "3646" in chat.text
    assert "/talk_to_human" in payloads(chat)
    assert nothing_is_kept(stack)


def test_user_is_not_let_in_by_the_right_answer_once_stopped(
    stack: Stack, chat: ChatClient
) -> None:
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
    for postcode in ("63110", "63120", "63130", "63140"):
        chat.say(postcode)
    chat.say("63000")
    assert chat.state["status"] == "locked"
    assert rows(stack, "account") == 0


def test_user_tries_one_number_from_several_browsers(stack: Stack) -> None:
    for _ in range(2):
        with stack.chat() as chat:
            enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
            for postcode in ("63110", "63120", "63130", "63140"):
                chat.say(postcode)
    with stack.chat() as chat:
        enrol(chat, VENTURI)
        assert (chat.state["status"], chat.state["cause"]) == ("locked", "identity")


def test_user_is_stopped_after_three_wrong_proofs(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="iban_end")
    for left in ("2 essais", "un essai"):
        chat.say("0G02444")
        chat.say("04671322630")
        assert chat.awaited == "iban_end"
        assert left in chat.text
    chat.say("0G02443")
    chat.say("04671322631")
    assert (chat.awaited, chat.state["cause"]) == ("code_channel", "proof")
    chat.say("non merci")
    assert (chat.state["status"], chat.state["cause"]) == ("locked", "proof")
    assert "FranceConnect s’il est proposé" in chat.text
    assert "/franceconnect" not in links(chat)
    assert nothing_is_kept(stack)


def test_user_is_told_the_same_whichever_proof_is_wrong(stack: Stack) -> None:
    told = set()
    for wrong in ({"iban_end": "0G02444"}, {"vitale_serial": "04671322631"}):
        with stack.chat() as chat:
            enrol(chat, VENTURI, up_to="vitale_serial", typed=wrong)
            chat.say((typed_by(VENTURI) | wrong)["vitale_serial"])
            told.add(chat.text)
    assert len(told) == 1


@pytest.mark.parametrize("up_to", ["iban_end", "vitale_serial"])
def test_user_with_an_account_walks_the_same_road_until_the_proof(
    stack: Stack, chat: ChatClient, up_to: str
) -> None:
    enrol(chat, VENTURI, up_to=up_to)
    new = transcript(chat)
    with stack.chat() as owner:
        enrol(owner, VENTURI)
    with stack.chat() as again:
        enrol(again, VENTURI, up_to=up_to)
        assert transcript(again) == new


def test_user_with_an_account_is_told_after_the_proof(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    with stack.chat() as again:
        enrol(again, VENTURI)
        assert again.state["status"] == "already_enrolled"
        assert "/ask_forgotten_code" in payloads(again)
    warning = stack.mails.wait_for(EMAIL, number=2)
    assert "onfirmation" not in warning["Subject"]
    assert rows(stack, "account") == 1
    assert nothing_is_kept(stack)


def test_user_without_the_proof_learns_nothing_and_warns_nobody(
    stack: Stack, chat: ChatClient
) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    with stack.chat() as thief, stack.chat() as stranger:
        for one, person in ((thief, VENTURI), (stranger, TOTO)):
            enrol(one, person, up_to="vitale_serial", typed={"iban_end": "1234567"})
            one.say("12345678901")
        assert thief.text == stranger.text
        assert thief.awaited == stranger.awaited == "iban_end"
    assert len(stack.mails.received) == 1


def test_user_unknown_to_the_registry_is_told_as_if_mistaken(
    stack: Stack, chat: ChatClient
) -> None:
    unknown = {"nir": "1 62 12 2B 010 077"}
    enrol(chat, VENTURI, up_to="identity_review", typed=unknown)
    with stack.chat() as mistaken:
        enrol(mistaken, VENTURI, up_to="identity_review", typed={"postcode": "63100"})
        assert mistaken.text == chat.text
        assert mistaken.buttons == chat.buttons
