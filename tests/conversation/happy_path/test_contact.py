"""The phones and the consents: given, passed or refused, as the person likes."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import card, enrol, rows

PHONES = {"mobile": "06 39 98 01 23", "landline": "01 99 00 12 34"}


@pytest.mark.parametrize("words", ["passer", "je n'en ai pas", "non"])
def test_user_passes_both_phones(chat: ChatClient, words: str) -> None:
    enrol(chat, VENTURI, up_to="recap", typed={"mobile": words, "landline": words})
    shown = card(chat, "recap")
    assert shown["mobile"] == shown["landline"] == "Non renseigné"
    assert "consent_phone" not in shown
    assert "consent_sms" not in shown


def test_user_passes_the_mobile_by_its_button(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="mobile")
    chat.press("Passer cette question")
    assert chat.awaited == "landline"


def test_user_without_mobile_is_not_asked_about_sms(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap", typed={"landline": PHONES["landline"]})
    assert "consent_phone" in card(chat, "recap")
    assert "consent_sms" not in card(chat, "recap")


def test_user_accepts_and_refuses_consents_one_by_one(chat: ChatClient) -> None:
    choices = {"consent_email": "non merci", "consent_phone": "oui", "consent_sms": "d'accord"}
    enrol(chat, VENTURI, up_to="recap", typed=PHONES | choices)
    shown = card(chat, "recap")
    assert [shown[field] for field in choices] == ["Non", "Oui", "Oui"]


def test_user_sees_every_value_masked(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap", typed=PHONES)
    shown = " ".join(card(chat, "recap").values())
    for value in ("VENTURI", "010", "18/12", "63000", "02443", "22630", "prenom", "98 01"):
        assert value not in shown


def test_user_chooses_a_weak_code_then_a_good_one(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="personal_code")
    answer = chat.http.post(
        "/chat/personal-code",
        json={
            "id": "7f9c2f5e-7a63-4d39-9c5c-0c5a0f3f6a01",
            "code": "azerty",
            "confirmation": "azerty",
        },
    )
    assert answer.status_code == 422
    assert {"code_too_short", "code_upper_case_missing"} <= {
        fault["reason"] for fault in answer.json()["reasons"]
    }
    enrol(chat, VENTURI)
    assert rows(stack, "account") == 1


def test_user_answers_the_same_as_before(chat: ChatClient) -> None:
    same = {"consent_email": "oui", "consent_phone": "pareil"}
    enrol(chat, VENTURI, up_to="recap", typed=PHONES | same)
    assert card(chat, "recap")["consent_phone"] == "Oui"
