"""What the page says to look for in the mailbox, after each end: it is the mail that leaves."""

import pytest

from backend.insured.generator import TOTO, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.processes import wait_until
from tests.support.received import copy_characters
from tests.support.talking import EMAIL, enrol, say_each, typed_by

VASSEUR = demonstration_case(Cause.VITALE_INACTIVE)
IDENTITY = ("last_name", "nir", "birth_date", "postcode")


def ask(chat: ChatClient, topic: str, fields: tuple[str, ...], person: InsuredPerson) -> None:
    """Begin ``topic`` by its button and give the ``fields``."""
    chat.open()
    chat.press(f"/ask_{topic}")
    chat.press(f'/ask_{topic}{{"confirmed": "yes"}}')
    say_each(chat, {field: typed_by(person)[field] for field in fields})


def arrives(stack: Stack, mailbox: dict[str, str | None], address: str) -> None:
    """Wait for the mail that the page announces."""
    wait_until(
        lambda: mailbox["subject"] in [mail["Subject"] for mail in stack.mails.sent_to(address)],
        seconds=20,
        what="the mail that was announced",
    )
    mail = next(one for one in stack.mails.sent_to(address) if one["Subject"] == mailbox["subject"])
    assert str(mail["From"]).startswith(str(mailbox["sender"]))


def test_none_is_named_before_the_end(chat: ChatClient) -> None:
    chat.open()
    assert chat.state["mailbox"] is None
    enrol(chat, VENTURI, up_to="recap")
    assert chat.state["mailbox"] is None


def test_after_the_account_is_created(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    assert chat.state["mailbox"] == {
        "sender": "Votre Assurance Maladie",
        "subject": "Votre compte ameli - Confirmation de votre adresse mail",
        "works_for": "7 jours",
        "href": None,
    }
    arrives(stack, chat.state["mailbox"], EMAIL)


def test_after_a_code_was_asked_for(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    with stack.chat() as again:
        ask(again, "forgotten_code", ("nir", "birth_date"), VENTURI)
        copy_characters(stack, again)
        assert again.state["status"] == "code_requested"
        assert again.state["mailbox"]["works_for"] == "30 minutes"
        arrives(stack, again.state["mailbox"], EMAIL)


@pytest.mark.parametrize(("words", "named"), [("par e-mail", True), ("par SMS", False)])
def test_after_a_code_was_sent(stack: Stack, chat: ChatClient, words: str, named: bool) -> None:
    enrol(chat, VASSEUR, up_to="code_channel")
    chat.say(words)
    copy_characters(stack, chat)
    assert chat.state["status"] == "code_sent"
    assert (chat.state["mailbox"] is not None) is named
    if named:
        arrives(stack, chat.state["mailbox"], VASSEUR.email or "")


def test_who_has_an_account_is_told_the_same(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    ends = []
    for person in (VENTURI, TOTO):
        with stack.chat() as asking:
            ask(asking, "resend_link", IDENTITY, person)
            assert asking.state["status"] == "link_requested"
            ends.append(asking.standing)
    assert ends[0] == ends[1]
    assert ends[0]["mailbox"]["works_for"] == "7 jours"


def test_who_is_enrolled_already_is_told_no_more_than_in_words(chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    with ChatClient(str(chat.http.base_url)) as again:
        enrol(again, VENTURI, email="autre@exemple.fr")
        assert again.state["status"] == "already_enrolled"
        assert again.state["mailbox"] is None
