"""Each reason of refusal that the chat can meet: said with an example, and nothing is lost."""

from dataclasses import dataclass

import pytest

from backend.insured.generator import VENTURI
from backend.reasons import Reason
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import enrol, given_fields

FIELDS = (
    "last_name",
    "nir",
    "birth_date",
    "postcode",
    "iban_end",
    "vitale_serial",
    "terms",
    "personal_code",
    "email",
    "email_confirmation",
    "mobile",
    "landline",
    "consent_email",
)


@dataclass(frozen=True)
class Refused:
    """What is typed for a field, and words of the sentence that refuses it."""

    reason: Reason
    field: str
    text: str
    words: tuple[str, ...]


IN_THE_CHAT = (
    Refused(Reason.NAME_INVALID, "last_name", "Ven#turi", ("caractère", "Le Goff")),
    Refused(Reason.FIELD_NOT_HERE, "last_name", "123", ("n’est pas demandée ici",)),
    Refused(Reason.FIELD_NOT_YET, "last_name", "paul@exemple.fr", ("pas encore le moment",)),
    Refused(Reason.NIR_UNREADABLE, "nir", "trucmuche", ("reconnu", "1 62 12 2B 010 001")),
    Refused(Reason.NIR_LENGTH, "nir", "1 62 12 2B", ("longueur", "1 62 12 2B 010 001")),
    Refused(Reason.NIR_KEY, "nir", "1 62 12 2B 010 001 99", ("clé", "13 premiers")),
    Refused(Reason.NIR_PROVISIONAL, "nir", "7 62 12 2B 010 001", ("7 ou 8", "3646")),
    Refused(Reason.NIR_SPECIAL, "nir", "3 62 12 2B 010 001", ("1 ou 2", "3646")),
    Refused(Reason.NIR_MONTH, "nir", "1 62 15 2B 010 001", ("mois", "1 62 12 2B 010 001")),
    Refused(Reason.NIR_BIRTH_DATE_MISMATCH, "birth_date", "18/11/1962", ("ne vont pas ensemble",)),
    Refused(Reason.DATE_UNREADABLE, "birth_date", "trucmuche", ("reconnu", "18/12/1962")),
    Refused(Reason.DATE_IMPOSSIBLE, "birth_date", "31/02/1962", ("n’existe pas", "18/12/1962")),
    Refused(Reason.DATE_FUTURE, "birth_date", "18/12/2062", ("avenir", "18/12/1962")),
    Refused(Reason.DATE_TOO_OLD, "birth_date", "18/12/1862", ("ancienne", "18/12/1962")),
    Refused(Reason.POSTCODE_LENGTH, "postcode", "6300", ("cinq chiffres", "63000")),
    Refused(Reason.POSTCODE_UNKNOWN, "postcode", "00000", ("n’existe pas", "63000")),
    Refused(Reason.IBAN_LENGTH, "iban_end", "0G0244", ("7 derniers", "0A12 345")),
    Refused(Reason.VITALE_LENGTH, "vitale_serial", "4671", ("11 derniers", "01 234 567 890")),
    Refused(Reason.EMAIL_UNREADABLE, "email", "paul@", ("@", "prenom.nom@exemple.fr")),
    Refused(Reason.EMAIL_INVALID, "email", "paul@exemple", ("ne peut pas", "exemple.fr")),
    Refused(
        Reason.EMAIL_MISMATCH,
        "email_confirmation",
        "autre@exemple.fr",
        ("pas les mêmes", "prenom.nom@exemple.fr"),
    ),
    Refused(Reason.PHONE_UNREADABLE, "mobile", "123", ("dix chiffres", "06 39 98 01 23")),
    Refused(Reason.PHONE_FOREIGN, "mobile", "+44 7700 900123", ("français", "06 39 98 01 23")),
    Refused(Reason.PHONE_NOT_MOBILE, "mobile", "01 99 00 12 34", ("portable", "06 ou 07")),
    Refused(Reason.PHONE_NOT_LANDLINE, "landline", "06 39 98 01 23", ("fixe", "01, 02")),
)


@pytest.mark.parametrize("refused", IN_THE_CHAT, ids=lambda one: one.reason)
def test_user_gives_a_value_that_cannot_be(
    stack: Stack, chat: ChatClient, refused: Refused
) -> None:
    enrol(chat, VENTURI, up_to=refused.field)
    before = given_fields(stack)
    chat.say(refused.text)
    assert all(word in chat.text for word in refused.words), chat.text
    assert chat.awaited == refused.field
    assert given_fields(stack) == before
    enrol(chat, VENTURI, up_to=_next(refused.field))


def test_user_is_told_another_sentence_for_each_reason(stack: Stack) -> None:
    told: dict[str, str] = {}
    for refused in IN_THE_CHAT:
        if refused.field != "nir":
            continue
        with stack.chat() as chat:
            enrol(chat, VENTURI, up_to="nir")
            chat.say(refused.text)
            told[refused.reason] = chat.replies[0]["text"]
    assert len(set(told.values())) == len(told)


def test_user_gives_a_name_of_digits_in_its_card(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="last_name")
    chat.say("...", field="last_name")
    assert "Dupont" in chat.text
    assert chat.awaited == "last_name"


def test_user_types_a_question_in_a_card(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.say("où je trouve mon numéro de sécu ?", field="nir")
    assert "carte Vitale" in chat.text
    assert chat.awaited == "nir"


def test_user_goes_on_with_the_field_after_three_refusals(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="birth_date")
    for text in ("99/99/1962", "hier", "18/12/2062"):
        chat.say(text)
        assert chat.awaited == "birth_date"
    chat.say("18/12/1962")
    assert chat.awaited == "postcode"


def _next(field: str) -> str:
    return FIELDS[FIELDS.index(field) + 1]
