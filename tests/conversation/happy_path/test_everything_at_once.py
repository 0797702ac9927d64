"""A person who gives several answers in one message is not asked for them again."""

import pytest

from backend.insured.generator import MARRIED, TOTO, VENTURI, demonstration_case
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson
from tests.support.chat_client import ChatClient
from tests.support.talking import begin


def all_at_once(person: InsuredPerson, name: str) -> str:
    return f"{name} {person.nir13} {person.birth_date:%d/%m/%Y} {person.postcode}"


def test_user_venturi_gives_all_four_at_once(chat: ChatClient) -> None:
    begin(chat)
    chat.say("venturi 1 62 12 2B 010 001 18/12/1962 63000")
    assert chat.awaited == "iban_end"


def test_user_toto_gives_all_four_in_a_sentence(chat: ChatClient) -> None:
    begin(chat)
    chat.say(
        "je m'appelle Toto, mon numéro est le 2 28 12 31 815 001, "
        "je suis née le 3 décembre 1928 et j'habite à 31470"
    )
    assert chat.awaited == "iban_end"


def test_user_gives_all_four_before_being_asked(chat: ChatClient) -> None:
    chat.open()
    chat.say(
        "je veux créer mon compte, je m'appelle Venturi, "
        "né le 18/12/1962, numéro 1 62 12 2B 010 001, code postal 63000"
    )
    assert chat.awaited == "iban_end"


@pytest.mark.parametrize("name", ["D'Almeida", "d almeida", "lemaître"])
def test_user_with_a_particle_gives_all_four_at_once(chat: ChatClient, name: str) -> None:
    begin(chat)
    chat.say(all_at_once(MARRIED, name))
    assert chat.awaited == "iban_end"


def test_user_le_goff_gives_all_four_at_once(chat: ChatClient) -> None:
    begin(chat)
    chat.say(all_at_once(demonstration_case(Cause.REGIME_TRANSFER), "Le Goff"))
    assert chat.state["cause"] == "regime_transfer"


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (VENTURI, "l'iban finit par 0G02443 et le numéro de série est 04671322630"),
        (TOTO, "3910173 et 01647314244"),
    ],
)
def test_user_gives_both_proofs_at_once(chat: ChatClient, person: InsuredPerson, text: str) -> None:
    begin(chat)
    chat.say(all_at_once(person, person.birth_name))
    chat.say(text)
    assert chat.awaited == "terms"
    assert "exactement" not in chat.text
