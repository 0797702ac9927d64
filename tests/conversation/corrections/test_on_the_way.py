"""An answer given earlier is corrected while another is awaited."""

from backend.insured.generator import TOTO, VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import begin, enrol, given_fields


def test_user_corrects_the_name_while_the_date_is_awaited(chat: ChatClient) -> None:
    begin(chat)
    chat.say("Ventura")
    chat.say("1 62 12 2B 010 001")
    chat.say("je me suis trompé de nom")
    assert chat.awaited == "last_name"
    chat.say("Venturi")
    assert chat.awaited == "birth_date"
    enrol(chat, VENTURI, up_to="iban_end")


def test_user_gives_another_name_while_the_number_is_awaited(chat: ChatClient) -> None:
    begin(chat)
    chat.say("Ventura")
    chat.say("non pardon, mon nom c'est Venturi")
    assert chat.awaited == "nir"
    enrol(chat, VENTURI, up_to="iban_end")


def test_user_corrects_what_was_not_given_yet(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, TOTO, up_to="birth_date")
    chat.say("je veux corriger mon adresse e-mail")
    assert "pas encore" in chat.text
    assert chat.awaited == "birth_date"
    assert given_fields(stack) == {"last_name", "nir"}


def test_user_corrects_the_identity_after_the_proof(chat: ChatClient) -> None:
    enrol(chat, TOTO, up_to="email")
    chat.press('/correct_field{"field": "postcode"}')
    assert chat.awaited == "postcode"
    chat.say("31470")
    assert chat.awaited == "email"


def test_user_becomes_somebody_else_and_proves_it_again(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, TOTO, up_to="email")
    for field in ("last_name", "nir", "birth_date", "postcode"):
        chat.press(f'/correct_field{{"field": "{field}"}}')
        if field == "nir":
            break
        chat.say("VENTURI")
    assert chat.awaited == "nir"
    chat.press('/correct_field{"field": "birth_date"}')
    enrol(chat, VENTURI, up_to="identity_review", typed={"postcode": "31470"})
    chat.say("63000")
    assert chat.awaited == "iban_end"
    assert "personal_code" not in given_fields(stack)


def test_user_corrects_the_address_before_repeating_it(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="email_confirmation")
    chat.press("Corriger l’adresse")
    assert chat.awaited == "email"
    chat.say("autre@exemple.fr")
    chat.say("autre@exemple.fr")
    assert chat.awaited == "mobile"


def test_user_asks_to_correct_without_saying_what(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    chat.say("je me suis trompé")
    assert "Quelle information" in chat.text
    chat.press("Mon nom")
    assert chat.awaited == "last_name"


def test_user_asks_to_correct_then_changes_their_mind(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    chat.say("je me suis trompé")
    chat.say("non finalement")
    assert chat.awaited == "postcode"
    assert "code postal" in chat.text
