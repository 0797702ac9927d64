"""The consents, all at once in their card or one by one in words."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient, Refused
from tests.support.talking import card, come_back, enrol, rows

MOBILE = {"mobile": "06 39 98 01 23"}
LANDLINE = {"landline": "01 99 00 12 34"}
ASKED = [
    (MOBILE | LANDLINE, ["consent_email", "consent_phone", "consent_sms"]),
    (MOBILE, ["consent_email", "consent_phone", "consent_sms"]),
    (LANDLINE, ["consent_email", "consent_phone"]),
    ({}, ["consent_email"]),
]


def asked(chat: ChatClient) -> list[str]:
    """Return the consents that the last card asks for."""
    shown = chat.cards[-1]
    assert shown["type"] == "consents"
    return [line["field"] for line in shown["lines"]]


@pytest.mark.parametrize(("phones", "expected"), ASKED)
def test_user_gives_all_consents_at_once(
    stack: Stack, chat: ChatClient, phones: dict[str, str], expected: list[str]
) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=phones)
    assert asked(chat) == expected
    choices = dict(zip(expected, ("yes", "no", "yes"), strict=False))
    chat.consents(choices)
    assert chat.awaited == "recap"
    shown = card(chat, "recap")
    words = {"yes": "Oui", "no": "Non"}
    assert {field: shown.get(field) for field in expected} == {
        field: words[choice] for field, choice in choices.items()
    }
    enrol(chat, VENTURI)
    assert rows(stack, "account") == 1


def test_user_reads_the_choices_in_the_conversation(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=LANDLINE)
    chat.consents({"consent_email": "yes", "consent_phone": "no"})
    said = "Informations promotionnelles : par e-mail oui, par téléphone non"
    assert said in [one["text"] for one in chat.read() if one["author"] == "person"]
    assert "étape 6 sur 6" in chat.text.lower()


def test_user_types_one_and_gives_the_others_in_the_card(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=MOBILE)
    chat.say("oui")
    assert asked(chat) == ["consent_phone", "consent_sms"]
    chat.consents({"consent_phone": "no", "consent_sms": "no"})
    shown = card(chat, "recap")
    assert [shown[field] for field in ("consent_email", "consent_phone")] == ["Oui", "Non"]


def test_user_presses_the_buttons_one_by_one(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=MOBILE)
    for button in ("Oui", "Non", "Oui"):
        chat.press(button)
    shown = card(chat, "recap")
    assert [shown[field] for field in ASKED[0][1]] == ["Oui", "Non", "Oui"]


@pytest.mark.parametrize("field", ["consent_email", "consent_phone", "consent_sms"])
def test_user_corrects_one_from_the_recap(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to="recap", typed=MOBILE)
    chat.press(f'/correct_field{{"field": "{field}"}}')
    assert asked(chat) == [field]
    chat.consents({field: "yes"})
    assert card(chat, "recap")[field] == "Oui"


def test_user_adds_a_phone_at_the_recap(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap")
    chat.say("06 39 98 01 23")
    assert asked(chat) == ["consent_phone", "consent_sms"]
    chat.consents({"consent_phone": "yes", "consent_sms": "no"})
    assert card(chat, "recap")["consent_phone"] == "Oui"


def test_user_asks_a_question_before_choosing(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=MOBILE)
    chat.press("/ask_why_field")
    assert asked(chat) == ["consent_email", "consent_phone", "consent_sms"]
    chat.say("c'est quoi ces informations promotionnelles ?")
    assert asked(chat) == ["consent_email", "consent_phone", "consent_sms"]


def test_user_comes_back_to_the_card_in_another_tab(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email", typed=MOBILE)
    with come_back(stack, chat) as again:
        choices = dict.fromkeys(asked(again), "no")
        again.consents(choices)
        with pytest.raises(Refused, match="consents_changed"):
            chat.consents(choices)


def test_user_chooses_after_being_asked_whether_to_give_up(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="consent_email")
    chat.say("j'abandonne")
    chat.consents({"consent_email": "no"})
    assert chat.awaited == "recap"
    assert card(chat, "recap")["consent_email"] == "Non"
