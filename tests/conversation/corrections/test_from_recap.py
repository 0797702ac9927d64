"""Every line of the recap can be corrected: by its button, by naming it, by the new value."""

from dataclasses import dataclass

import pytest

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import CODE, card, enrol, given_fields

GIVEN = {"mobile": "06 39 98 01 23", "landline": "01 99 00 12 34"}


@dataclass(frozen=True)
class Line:
    """A line of the recap: its button, how it is named, a new value, how that is shown."""

    field: str
    button: str
    named: str
    new: str
    shown: str
    sentence: str


IDENTITY_LINES = (
    Line(
        field="last_name",
        button="Mon nom",
        named="je me suis trompée dans mon nom",
        new="Paul Venturi",
        shown="V",
        sentence="en fait mon nom c'est Paul Venturi",
    ),
    Line(
        field="nir",
        button="Mon numéro de sécurité sociale",
        named="corriger mon numéro de sécu",
        new="162122B010001",
        shown="1 62",
        sentence="non mon numéro c'est le 1 62 12 2B 010 001",
    ),
    Line(
        field="birth_date",
        button="Ma date de naissance",
        named="ma date de naissance est fausse",
        new="18 décembre 1962",
        shown="1962",
        sentence="je suis né le 18/12/1962",
    ),
    Line(
        field="postcode",
        button="Mon code postal",
        named="j'ai fait une erreur dans mon code postal",
        new="63 000",
        shown="63",
        sentence="mon code postal est plutôt 63000",
    ),
)
CONTACT_LINES = (
    Line(
        field="email",
        button="Mon adresse e-mail",
        named="je veux corriger mon adresse e-mail",
        new="quentin@ici.fr",
        shown="q",
        sentence="mon adresse e-mail est plutôt quentin@ici.fr",
    ),
    Line(
        field="mobile",
        button="Mon numéro de portable",
        named="modifier mon portable",
        new="06 39 98 01 99",
        shown="99",
        sentence="mon portable c'est plutôt le 06 39 98 01 99",
    ),
    Line(
        field="landline",
        button="Mon numéro de fixe",
        named="je veux corriger mon fixe",
        new="01 99 00 12 77",
        shown="77",
        sentence="mon fixe c'est plutôt le 01 99 00 12 77",
    ),
)
GROUPS = {"identity": IDENTITY_LINES, "contact": CONTACT_LINES}
EMAIL_LINE = CONTACT_LINES[0]


def to_recap(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap", typed=GIVEN)


def give_again(chat: ChatClient, line: Line) -> None:
    assert chat.awaited == line.field
    chat.say(line.new)
    if chat.awaited == "email_confirmation":
        chat.say(line.new)
    assert chat.awaited == "recap"
    assert line.shown in card(chat, "recap")[line.field]


@pytest.mark.parametrize("lines", GROUPS.values(), ids=GROUPS)
def test_user_corrects_each_line_by_its_button(
    stack: Stack, chat: ChatClient, lines: tuple[Line, ...]
) -> None:
    to_recap(chat)
    everything = given_fields(stack)
    for line in lines:
        chat.press("Corriger une réponse")
        chat.press(line.button)
        give_again(chat, line)
        assert given_fields(stack) == everything


@pytest.mark.parametrize("lines", GROUPS.values(), ids=GROUPS)
def test_user_corrects_each_line_by_naming_it(chat: ChatClient, lines: tuple[Line, ...]) -> None:
    to_recap(chat)
    for line in lines:
        chat.say(line.named)
        give_again(chat, line)


@pytest.mark.parametrize("lines", GROUPS.values(), ids=GROUPS)
def test_user_corrects_each_line_by_the_new_value(
    chat: ChatClient, lines: tuple[Line, ...]
) -> None:
    to_recap(chat)
    for line in lines:
        if line.field == "email":
            continue
        chat.say(line.sentence)
        assert chat.awaited == "recap"
        assert line.shown in card(chat, "recap")[line.field]


def test_user_corrects_the_address_by_the_new_one(chat: ChatClient) -> None:
    to_recap(chat)
    chat.say(EMAIL_LINE.sentence)
    assert chat.awaited == "email_confirmation"
    chat.say(EMAIL_LINE.new)
    assert card(chat, "recap")["email"].startswith("q")


def test_user_adds_a_phone_that_was_passed(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap")
    chat.say("06 39 98 01 23")
    assert chat.awaited == "consent_phone"
    enrol(chat, VENTURI, up_to="recap")
    assert card(chat, "recap")["mobile"].endswith("23")


@pytest.mark.parametrize("how", ["Mon code personnel", "je veux changer mon code personnel"])
def test_user_corrects_the_personal_code(chat: ChatClient, how: str) -> None:
    to_recap(chat)
    if how.startswith("Mon"):
        chat.press("Corriger une réponse")
        chat.press(how)
    else:
        chat.say(how)
    assert chat.awaited == "personal_code"
    chat.personal_code(CODE + "B")
    assert chat.awaited == "recap"


@pytest.mark.parametrize("button", ["La fin de mon IBAN", "Le numéro de série de ma carte Vitale"])
def test_user_corrects_the_proof(chat: ChatClient, button: str) -> None:
    to_recap(chat)
    chat.press("Corriger une réponse")
    chat.press(button)
    enrol(chat, VENTURI, up_to="recap")
    assert card(chat, "recap")["iban_end"].endswith("43")


def test_user_corrects_a_consent(chat: ChatClient) -> None:
    to_recap(chat)
    chat.press("Corriger une réponse")
    chat.press("Les e-mails promotionnels")
    assert chat.awaited == "consent_email"
    chat.say("oui")
    assert card(chat, "recap")["consent_email"] == "Oui"


def test_user_says_no_to_the_recap(chat: ChatClient) -> None:
    to_recap(chat)
    chat.say("non")
    assert "corriger" in chat.text
    assert chat.awaited == "recap"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("c'est bon sauf le portable", "mobile"),
        ("je ne veux plus les sms", "consent_sms"),
        ("je ne veux plus de pub par mail", "consent_email"),
    ],
)
def test_user_names_the_line_that_is_wrong(chat: ChatClient, text: str, field: str) -> None:
    to_recap(chat)
    chat.say(text)
    assert chat.awaited == field
