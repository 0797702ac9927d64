"""The two people of the guides go from the chat to the active account, however they type."""

import pytest

from backend.identifiers.nir import nir_key
from backend.insured.generator import TOTO, VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import EMAIL, account_states, begin, confirm_email, enrol, say_each

VENTURI_WAYS = {
    "as printed": {
        "last_name": "VENTURI",
        "nir": "1 62 12 2B 010 001",
        "birth_date": "18/12/1962",
        "postcode": "63000",
        "iban_end": "0G02443",
        "vitale_serial": "04671322630",
    },
    "sentences": {
        "last_name": "mon nom c'est Venturi",
        "nir": "mon numéro c'est le 1-62-12-2B-010-001",
        "birth_date": "je suis né le 18 décembre 1962",
        "postcode": "j'habite à 63000",
        "iban_end": "ça finit par 0g 02 443",
        "vitale_serial": "802500000204671322630",
    },
    "lower case, with the key": {
        "last_name": "bonjour, je m'appelle venturi",
        "nir": "162122b010001" + nir_key("162122B010001"),
        "birth_date": "18.12.62",
        "postcode": "63 000",
        "iban_end": "FR64 2004 1010 0301 3478 0G02 443",
        "vitale_serial": "04 671 322 630",
    },
}
TOTO_WAYS = {
    "as printed": {
        "last_name": "TOTO",
        "nir": "2 28 12 31 815 001",
        "birth_date": "03/12/1928",
        "postcode": "31470",
        "iban_end": "3910173",
        "vitale_serial": "01647314244",
    },
    "dictated": {
        "last_name": "je suis madame Toto",
        "nir": "deux vingt-huit douze trente et un huit cent quinze zéro zéro un",
        "birth_date": "le trois décembre mille neuf cent vingt-huit",
        "postcode": "trente et un mille quatre cent soixante-dix",
        "iban_end": "39 10 173",
        "vitale_serial": "01 64 73 14 24 4",
    },
    "dashes and dots, with the key": {
        "last_name": "c'est toto",
        "nir": f"2-28-12-31-815-001 {nir_key('2281231815001')}",
        "birth_date": "3 decembre 1928",
        "postcode": "31.470",
        "iban_end": "39-10-173",
        "vitale_serial": "016 4731 4244",
    },
}


@pytest.mark.parametrize("way", VENTURI_WAYS)
def test_user_venturi_types_in_her_own_way(stack: Stack, chat: ChatClient, way: str) -> None:
    begin(chat)
    say_each(chat, VENTURI_WAYS[way])
    enrol(chat, VENTURI)
    assert chat.state["status"] == "created"
    assert account_states(stack) == ["pending"]
    confirm_email(stack, chat)
    assert account_states(stack) == ["active"]


@pytest.mark.parametrize("way", TOTO_WAYS)
def test_user_toto_types_in_her_own_way(stack: Stack, chat: ChatClient, way: str) -> None:
    begin(chat)
    say_each(chat, TOTO_WAYS[way])
    enrol(chat, TOTO)
    assert chat.state["status"] == "created"
    confirm_email(stack, chat)
    assert account_states(stack) == ["active"]


def test_user_confirms_twice(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    link = stack.mails.link_to(EMAIL, containing=stack.url)
    chat.confirm(link)
    again = chat.confirm(link)
    assert again.status_code == 200
    assert "déjà" in again.text
    assert account_states(stack) == ["active"]


def test_user_gets_one_mail(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, TOTO)
    mail = stack.mails.wait_for(EMAIL)
    assert "Confirmation" in mail["Subject"]
    assert len(stack.mails.received) == 1
