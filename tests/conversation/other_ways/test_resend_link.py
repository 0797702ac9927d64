"""A person asks in the chat for the confirmation link again: who asks is proved, nothing told."""

import psycopg

from backend.insured.generator import TOTO, VENTURI
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import (
    EMAIL,
    IDENTITY,
    enrol,
    links,
    nothing_is_kept,
    typed_by,
)


def ask_for_link(chat: ChatClient, person: InsuredPerson = VENTURI, **wrong: str) -> None:
    """Ask for the link and give the identity, with what is ``wrong`` in it."""
    chat.open()
    chat.say("renvoyez-moi le lien")
    chat.press("Renvoyer le lien")
    answers = typed_by(person) | wrong
    for field in IDENTITY:
        assert chat.awaited == field, chat.text
        chat.say(answers[field])


def let_three_minutes_pass(stack: Stack) -> None:
    """Make every link older than the shortest time between two."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(
            "UPDATE email_confirmation SET created_at = created_at - interval '3 minutes'"
        )


def test_user_without_the_mail_begins_in_one_press(chat: ChatClient) -> None:
    chat.open()
    chat.say("j'ai pas reçu le mail")
    chat.press("Renvoyer le lien")
    assert (chat.awaited, chat.state["road"]) == ("last_name", "resend_link")


def test_user_with_a_waiting_account_gets_the_link_again(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    let_three_minutes_pass(stack)
    with stack.chat() as again:
        ask_for_link(again)
        assert again.state["status"] == "link_requested"
        stack.mails.wait_for(EMAIL, number=2)
        again.confirm(stack.mails.link_to(EMAIL, containing=stack.url)).raise_for_status()
    assert nothing_is_kept(stack)


def test_user_without_an_account_is_told_the_same(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    let_three_minutes_pass(stack)
    told = []
    for person in (VENTURI, TOTO):
        with stack.chat() as one:
            ask_for_link(one, person)
            assert "/connexion" in links(one)
            told.append([(message["text"], message["buttons"]) for message in one.replies])
    assert told[0] == told[1]
    stack.mails.wait_for(EMAIL, number=2)
    assert len(stack.mails.received) == 2


def test_user_with_a_wrong_identity_has_nothing_sent(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    let_three_minutes_pass(stack)
    with stack.chat() as thief:
        ask_for_link(thief, postcode="63100")
        assert thief.awaited == "identity_review"
        thief.say("annuler")
        assert "votre demande de nouveau lien" in thief.text
    assert len(stack.mails.received) == 1


def test_user_corrects_the_identity(chat: ChatClient) -> None:
    ask_for_link(chat, postcode="63100")
    assert chat.awaited == "identity_review"
    chat.say(typed_by(VENTURI)["postcode"])
    assert chat.state["status"] == "link_requested"


def test_user_learns_what_happens_in_every_case(chat: ChatClient) -> None:
    ask_for_link(chat)
    assert all(word in chat.text for word in ("7 jours", "21 jours", "3646", "déjà activé"))
