"""Answers as people really give them are taken; what is no answer loses nothing."""

import pytest

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, given_fields

TAKEN = [
    ("last_name", "mon nom c'est Venturi", "nir"),
    ("last_name", "euh je crois que c'est venturi", "nir"),
    ("last_name", "Mme VENTURI", "nir"),
    ("nir", "c'est le 1 62 12 2B 010 001 je crois", "birth_date"),
    ("nir", "1.62.12.2b.010.001", "birth_date"),
    ("nir", "un soixante-deux douze deux B zéro dix zéro zéro un", "birth_date"),
    ("birth_date", "c'est le 18 décembre 62", "postcode"),
    ("birth_date", "né le dix-huit décembre mille neuf cent soixante-deux", "postcode"),
    ("birth_date", "le 18/12/62 à Bastia", "postcode"),
    ("postcode", "j'habite à 63000", "iban_end"),
    ("postcode", "63 000 clermont", "iban_end"),
    ("iban_end", "ça finit par 0G02 443", "vitale_serial"),
    ("vitale_serial", "04 671 322 630 voilà", "terms"),
    ("terms", "ouais pas de souci", "personal_code"),
    ("terms", "c'est bon pour moi", "personal_code"),
    ("terms", "je valide", "personal_code"),
    ("email", "c'est paul point venturi arobase exemple point fr", "email_confirmation"),
    ("email", "mon mail paul.venturi@exemple.fr", "email_confirmation"),
    ("mobile", "je l'ai pas", "landline"),
    ("mobile", "je sais pas", "landline"),
    ("mobile", "06.39.98.12.34 mais je réponds jamais", "landline"),
    ("landline", "je n'en ai plus", "consent_email"),
    ("consent_email", "sans façon", "recap"),
    ("consent_email", "bah oui", "recap"),
]
NOT_TAKEN = [
    ("last_name", "c'est quoi cette question ?"),
    ("nir", "je sais pas"),
    ("nir", "je l'ai pas"),
    ("nir", "pk ?"),
    ("birth_date", "hier"),
    ("birth_date", "je préfère pas le dire"),
    ("postcode", "Clermont-Ferrand"),
    ("iban_end", "je trouve pas mon rib"),
    ("vitale_serial", "je l'ai pas"),
    ("vitale_serial", "je ne vois rien au dos"),
    ("terms", "peut-être"),
    ("terms", "je sais pas trop"),
    ("personal_code", "je mets quoi ?"),
    ("email", "j'en ai pas"),
    ("email", "je peux mettre celle de mon mari ?"),
    ("email_confirmation", "pourquoi deux fois ?"),
    ("consent_email", "ça veut dire quoi promotionnelles ?"),
    ("recap", "attendez"),
    ("recap", "ok attends"),
    ("recap", "ok j'attends"),
    ("recap", "oui mais attends"),
]
CREATING = [
    "oui",
    "c'est bon",
    "tout est juste",
    "ok",
    "parfait, allez-y",
    "oui c'est exact",
    "je confirme",
]
HELPED = [
    ("nir", "je sais pas", "écrit sur votre carte Vitale"),
    ("postcode", "je sais pas", "ancienne adresse"),
    ("iban_end", "j'en ai pas", "code provisoire"),
    ("vitale_serial", "je l'ai perdue", "code provisoire"),
    ("email", "j'en ai pas", "obligatoire"),
    ("email_confirmation", "la même", "lettre fausse"),
]


@pytest.mark.parametrize(("field", "text", "then"), TAKEN)
def test_user_answers_in_other_words(chat: ChatClient, field: str, text: str, then: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say(text)
    assert chat.awaited == then


@pytest.mark.parametrize(("field", "text"), NOT_TAKEN)
def test_user_does_not_answer(stack: Stack, chat: ChatClient, field: str, text: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    before = given_fields(stack)
    chat.say(text)
    assert chat.awaited == field
    assert chat.text
    assert given_fields(stack) == before


@pytest.mark.parametrize("text", CREATING)
def test_user_confirms_in_other_words(stack: Stack, chat: ChatClient, text: str) -> None:
    enrol(chat, VENTURI, up_to="recap")
    chat.say(text)
    assert chat.state["status"] == "created"


@pytest.mark.parametrize(("field", "text", "words"), HELPED)
def test_user_does_not_have_it(chat: ChatClient, field: str, text: str, words: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say(text)
    assert words in chat.replies[0]["text"]
    assert chat.awaited == field


@pytest.mark.parametrize("field", ["iban_end", "vitale_serial"])
def test_user_does_not_have_it_and_takes_a_code(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.say("j'en ai pas")
    chat.say("oui")
    assert chat.awaited == "code_channel"


@pytest.mark.parametrize("text", ["...", "🙂"])
def test_user_says_nothing_that_can_be_read(chat: ChatClient, text: str) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.say(text)
    assert chat.awaited == "nir"
    assert "3646" not in chat.text
    assert "Exemple" in chat.text
