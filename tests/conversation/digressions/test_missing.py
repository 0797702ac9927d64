"""The button of a card for who does not have what is asked: answered, then asked again."""

import pytest

from backend.enrolment.fields import IDENTITY
from backend.insured.generator import VENTURI
from tests.support.chat_client import ChatClient
from tests.support.talking import begin, enrol, payloads, typed_by

ANSWERS = {
    "last_name": ("J’ai plusieurs noms", "nom de naissance"),
    "nir": ("Je ne trouve pas mon numéro", "carte Vitale"),
    "postcode": ("J’ai déménagé", "ancienne"),
    "iban_end": ("Je n’ai pas ce RIB", "code provisoire"),
    "vitale_serial": ("Je n’ai pas ce numéro", "code provisoire"),
    "email": ("Je n’ai pas d’adresse e-mail", "obligatoire"),
}
WISHES = {"forgotten_code": "J’ai oublié mon code", "resend_link": "Recevoir un nouveau lien"}
WITHOUT = ("birth_date", "email_confirmation")


def missing(chat: ChatClient) -> dict[str, str] | None:
    """Return the button of the card that is shown."""
    found: dict[str, str] | None = chat.cards[-1]["missing"]
    return found


@pytest.mark.parametrize("field", ANSWERS)
def test_user_does_not_have_it(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    title, words = ANSWERS[field]
    button = missing(chat)
    assert button is not None
    assert button["title"] == title
    chat.press(button["payload"])
    assert words in chat.replies[0]["text"]
    assert chat.replies[0]["answer"]
    assert chat.awaited == field
    assert missing(chat) == button
    said = [one["text"] for one in chat.read() if one["author"] == "person"]
    assert said[-1] == title


@pytest.mark.parametrize("field", WITHOUT)
def test_user_always_has_it(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    assert missing(chat) is None


@pytest.mark.parametrize(("phone", "following"), [("mobile", "landline"), ("landline", "recap")])
def test_user_passes_a_phone(chat: ChatClient, phone: str, following: str) -> None:
    enrol(chat, VENTURI, up_to=phone)
    button = missing(chat)
    assert button == {
        "title": "Passer cette question",
        "payload": f'/skip{{"field": "{phone}"}}',
    }
    chat.press("Passer cette question")
    enrol(chat, VENTURI, up_to=following)


@pytest.mark.parametrize("field", ["iban_end", "vitale_serial"])
def test_user_is_led_on_without_the_proof(chat: ChatClient, field: str) -> None:
    enrol(chat, VENTURI, up_to=field)
    chat.press(ANSWERS[field][0])
    chat.press("Recevoir un code provisoire")
    assert chat.awaited == "code_channel"


@pytest.mark.parametrize("road", ["forgotten_code", "resend_link"])
def test_user_of_another_road_is_helped_too(chat: ChatClient, road: str) -> None:
    chat.open()
    chat.press(WISHES[road])
    chat.press(f'/ask_{road}{{"confirmed": "yes"}}')
    fields = IDENTITY if road == "resend_link" else ("nir",)
    for field in map(str, fields):
        assert (chat.awaited, chat.state["road"]) == (field, road)
        button = missing(chat)
        if button is not None:
            chat.press(button["payload"])
            assert ANSWERS[field][1] in chat.replies[0]["text"]
            assert (chat.awaited, chat.state["road"]) == (field, road)
        if field != fields[-1]:
            chat.say(typed_by(VENTURI)[field])


def test_user_who_wishes_for_a_code_is_helped_too(chat: ChatClient) -> None:
    chat.open()
    chat.say("je voudrais un code provisoire")
    chat.press("Ouvrir un compte avec un code")
    chat.press(ANSWERS["last_name"][0])
    assert chat.awaited == "last_name"
    enrol(chat, VENTURI, up_to="code_channel")


def test_user_presses_a_button_of_another_field(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="email")
    chat.press('/skip{"field": "mobile"}')
    assert chat.awaited == "email"
    chat.press('/ask_vitale_serial_unavailable{"field": "vitale_serial"}')
    assert chat.awaited == "email"


def test_user_presses_a_button_before_anything_is_asked(chat: ChatClient) -> None:
    chat.open()
    chat.press('/skip{"field": "landline"}')
    assert chat.state["status"] == "none"
    begin(chat)
    assert "/ask_which_name" in {payload.partition("{")[0] for payload in payloads(chat)}
