"""A person asks for another way in while creating an account: told where, the creation goes on."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, links, payloads

WAYS = [
    ("j'ai oublié mon code", "/code-oublie"),
    ("renvoyez-moi le lien", "/connexion"),
]


@pytest.mark.parametrize("field", ["nir", "terms", "recap"])
@pytest.mark.parametrize(("words", "page"), WAYS)
def test_user_is_told_of_the_page_and_goes_on(
    chat: ChatClient, field: str, words: str, page: str
) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say(words)
    assert page in links(chat)
    assert not any("confirmed" in payload for payload in payloads(chat))
    assert (chat.awaited, chat.state["steps"]) == (field, 6)


def test_user_presses_a_button_of_before(chat: ChatClient) -> None:
    chat.open()
    chat.say("j'ai oublié mon code")
    enrol(chat, VENTURI, up_to="terms")
    chat.press("Demander un code ici")
    assert "/code-oublie" in links(chat)
    assert (chat.awaited, chat.state["steps"]) == ("terms", 6)


def test_user_wishes_for_a_code_before_the_identity_is_established(chat: ChatClient) -> None:
    chat.open()
    chat.say("je voudrais un code provisoire")
    chat.press("Ouvrir un compte avec un code")
    assert chat.awaited == "last_name"
    enrol(chat, VENTURI, up_to="code_channel")
    assert "code provisoire" in chat.text


def test_user_declines_the_code_and_goes_on_with_the_card(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="vitale_serial")
    chat.say("je n'ai pas le numéro de série")
    chat.press("Recevoir un code provisoire")
    assert chat.awaited == "code_channel"
    chat.say("non merci")
    assert chat.awaited in ("iban_end", "vitale_serial")
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"
