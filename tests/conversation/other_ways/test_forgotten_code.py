"""A person who has forgotten their code asks for another in the chat."""

import pytest

from backend.insured.generator import TOTO, VENTURI
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.received import code_by_email, copy_characters, sign_in
from tests.support.talking import (
    EMAIL,
    come_back,
    enrol,
    leave_for_more_than_an_hour,
    links,
    nothing_is_kept,
    say_each,
    titles,
    typed_by,
)

FIELDS = ("nir", "birth_date")


def forgotten(chat: ChatClient, *, up_to: str, person: InsuredPerson = VENTURI) -> None:
    """Ask for a new code in the chat, and answer everything that is asked before ``up_to``."""
    chat.open()
    chat.say("j'ai oublié mon code")
    chat.press("Demander un code ici")
    before = FIELDS if up_to == "captcha" else FIELDS[: FIELDS.index(up_to)]
    say_each(chat, {field: typed_by(person)[field] for field in before})
    assert chat.awaited == up_to, chat.text


def asked(stack: Stack, chat: ChatClient, person: InsuredPerson) -> list[dict[str, object]]:
    """Ask for a new code up to the end; return what is said then."""
    forgotten(chat, up_to="captcha", person=person)
    copy_characters(stack, chat)
    assert chat.state["status"] == "code_requested"
    return [{"text": one["text"], "buttons": one["buttons"]} for one in chat.replies]


def test_user_gets_a_code_and_signs_in_with_it(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    with stack.chat() as again:
        asked(stack, again, VENTURI)
        assert "/connexion" in links(again)
        code = code_by_email(stack, EMAIL)
        assert sign_in(again, VENTURI.nir13, code) == "/mon-compte/conditions"
    assert nothing_is_kept(stack)


def test_user_without_an_account_is_told_the_same(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    with stack.chat() as owner, stack.chat() as nobody:
        assert asked(stack, owner, VENTURI) == asked(stack, nobody, TOTO)


def test_user_is_told_of_the_page_and_of_the_chat(chat: ChatClient) -> None:
    chat.open()
    chat.say("j'ai oublié mon code")
    assert "/code-oublie" in links(chat)
    assert "Demander un code ici" in titles(chat)
    assert chat.state["open"] is False


def test_user_walks_the_two_steps(chat: ChatClient) -> None:
    forgotten(chat, up_to="nir")
    assert (chat.state["step"], chat.state["steps"]) == (1, 2)
    say_each(chat, {field: typed_by(VENTURI)[field] for field in FIELDS})
    assert (chat.awaited, chat.state["step"]) == ("captcha", 2)
    assert chat.cards[-1]["type"] == "captcha"


@pytest.mark.parametrize(
    ("field", "question", "answer"),
    [
        ("nir", "où je trouve mon numéro de sécu ?", "carte Vitale"),
        ("birth_date", "pourquoi vous voulez ça ?", "à votre place"),
        ("captcha", "pourquoi recopier tout ça ?", "programme"),
        ("captcha", "combien d'étapes reste-t-il ?", "dernière étape"),
        ("captcha", "c'est illisible", "écoutez-les"),
    ],
)
def test_user_asks_on_the_way(chat: ChatClient, field: str, question: str, answer: str) -> None:
    forgotten(chat, up_to=field)
    chat.say(question)
    assert answer in chat.text
    assert chat.awaited == field
    assert chat.cards[-1].get("field", chat.cards[-1]["type"]) == field


def test_user_types_the_characters_in_the_chat(chat: ChatClient) -> None:
    forgotten(chat, up_to="captcha")
    chat.say("XK7PQ")
    assert "dans la case" in chat.text
    assert chat.awaited == "captcha"


def test_user_corrects_a_field(chat: ChatClient) -> None:
    forgotten(chat, up_to="captcha")
    chat.say("corriger ma date de naissance")
    assert chat.awaited == "birth_date"
    chat.say(typed_by(VENTURI)["birth_date"])
    assert chat.awaited == "captcha"


@pytest.mark.parametrize("field", ["birth_date", "captcha"])
def test_user_cancels(stack: Stack, chat: ChatClient, field: str) -> None:
    forgotten(chat, up_to=field)
    chat.say("je veux annuler")
    assert "votre demande de nouveau code" in chat.text
    chat.say("oui")
    assert chat.state["status"] == "none"
    assert nothing_is_kept(stack)


def test_user_starts_over(chat: ChatClient) -> None:
    forgotten(chat, up_to="captcha")
    chat.say("je veux tout recommencer")
    chat.say("oui")
    assert (chat.awaited, chat.state["steps"]) == ("nir", 2)


@pytest.mark.parametrize("field", ["birth_date", "captcha"])
def test_user_comes_back_after_more_than_an_hour(
    stack: Stack, chat: ChatClient, field: str
) -> None:
    forgotten(chat, up_to=field)
    leave_for_more_than_an_hour(stack)
    with come_back(stack, chat) as again:
        assert "votre demande de nouveau code" in again.messages[-1]["text"]
        again.press("Reprendre")
        assert again.awaited == field


def test_user_wants_an_account_instead(chat: ChatClient) -> None:
    forgotten(chat, up_to="birth_date")
    chat.say("je veux créer un compte")
    assert "votre demande de nouveau code" in chat.text
    chat.press("Non, l’abandonner")
    assert chat.state["status"] == "none"
    chat.press("Créer mon compte")
    assert chat.awaited == "last_name"


def test_user_wants_to_finish_first_after_all(chat: ChatClient) -> None:
    forgotten(chat, up_to="birth_date")
    chat.say("je veux créer un compte")
    chat.say("oui")
    assert chat.awaited == "birth_date"
    assert chat.state["steps"] == 2
