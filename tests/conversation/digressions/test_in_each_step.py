"""In each step, what is not an answer is answered, then the awaited field is asked again."""

from backend.enrolment.fields import Road, steps_of
from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import each_field, enrol, given_fields, links, rows

STEP_OF = {
    "last_name": 1,
    "nir": 1,
    "birth_date": 1,
    "postcode": 1,
    "iban_end": 2,
    "vitale_serial": 2,
    "terms": 3,
    "personal_code": 4,
    "email": 5,
    "email_confirmation": 5,
    "mobile": 5,
    "landline": 5,
    "consent_email": 5,
    "recap": 6,
}
ONE_A_STEP = ("nir", "iban_end", "terms", "personal_code", "email", "recap")
SAYABLE = tuple(field for field in ONE_A_STEP if field != "personal_code")
"""Where a message of unknown words may be passed on: it cannot be the personal code."""

ASKED_AGAIN = {
    "last_name": "Quel est votre nom",
    "nir": "sécurité sociale ?",
    "birth_date": "date de naissance ?",
    "postcode": "code postal ?",
    "iban_end": "7 derniers caractères",
    "vitale_serial": "11 derniers chiffres",
    "terms": "conditions d’utilisation ?",
    "personal_code": "formulaire",
    "email": "adresse e-mail ?",
    "email_confirmation": "seconde fois",
    "mobile": "portable ?",
    "landline": "fixe ?",
    "consent_email": "promotionnelles",
    "recap": "exact ?",
}
QUESTIONS = {
    "last_name": ("nom de jeune fille ou nom de mariage ?", "naissance"),
    "nir": ("où je trouve mon numéro de sécu ?", "carte Vitale"),
    "birth_date": ("comment sont protégées mes données ?", "chiffrés"),
    "postcode": ("j'ai déménagé, quel code postal je donne ?", "ancienne adresse"),
    "iban_end": ("c'est l'iban de quel compte ?", "remboursements"),
    "vitale_serial": ("où se trouve le numéro de série ?", "photo"),
    "terms": ("que disent les conditions d'utilisation ?", "relevés"),
    "personal_code": ("quelles sont les règles du code ?", "8 à 50"),
    "email": ("et si je n'ai pas d'adresse e-mail ?", "obligatoire"),
    "email_confirmation": ("combien de temps le lien est-il valable ?", "7 jours"),
    "mobile": ("le téléphone est-il obligatoire ?", "facultatif"),
    "landline": ("c'est quoi franceconnect ?", "FranceConnect"),
    "consent_email": ("c'est quoi ces informations promotionnelles ?", "non à tous"),
    "recap": ("je peux utiliser l'application sur mon téléphone ?", "application"),
}
WHY = {
    "last_name": "vient bien de vous",
    "nir": "dossier",
    "birth_date": "à votre place",
    "postcode": "adresse de votre dossier",
    "iban_end": "prouver",
    "vitale_serial": "en main",
    "terms": "conditions",
    "personal_code": "protège",
    "email": "lien qui active",
    "email_confirmation": "lettre fausse",
    "mobile": "facultatif",
    "landline": "facultatif",
    "consent_email": "accord",
    "recap": "sans votre accord",
}


def asks_again(chat: ChatClient, field: str) -> bool:
    return chat.awaited == field and ASKED_AGAIN[field] in chat.replies[-1]["text"]


def test_user_asks_a_question_about_each_field(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, STEP_OF):
        question, answer = QUESTIONS[field]
        chat.say(question)
        assert answer in chat.replies[0]["text"]
        assert asks_again(chat, field)


def test_user_asks_why_about_each_field(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, STEP_OF):
        chat.say("pourquoi vous me demandez ça ?")
        assert WHY[field] in chat.replies[0]["text"]
        assert asks_again(chat, field)


def test_user_asks_how_far_it_is_in_each_step(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, ONE_A_STEP):
        chat.say("où j'en suis ?")
        assert f"{STEP_OF[field]} sur {len(steps_of(Road.ENROLMENT))}" in chat.replies[0]["text"]
        assert asks_again(chat, field)


def test_user_asks_for_a_person_in_each_step(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, ONE_A_STEP):
        chat.say("je voudrais parler à quelqu'un")
        assert "3646" in chat.replies[0]["text"]
        assert asks_again(chat, field)


def test_user_greets_in_each_step(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, ONE_A_STEP):
        chat.say("bonjour")
        assert asks_again(chat, field)


def test_user_asks_about_something_else_in_each_step(chat: ChatClient) -> None:
    for field in each_field(chat, VENTURI, SAYABLE):
        chat.say("quelle est la capitale de l'Australie ?")
        assert "dépasse" in chat.replies[0]["text"]
        assert asks_again(chat, field)


def test_user_asks_and_loses_nothing(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="email")
    before = given_fields(stack)
    for text in ("pourquoi ?", "où j'en suis ?", "c'est quoi franceconnect ?", "merci", "bonjour"):
        chat.say(text)
    assert given_fields(stack) == before
    assert chat.awaited == "email"


def test_user_presses_the_why_button(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.press("/ask_why_field")
    assert WHY["nir"] in chat.text
    assert asks_again(chat, "nir")


def test_user_asks_for_a_person_and_the_staff_can_see_it(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    chat.press("/talk_to_human")
    assert "3646" in chat.text
    enrol(chat, VENTURI)
    assert rows(stack, "account") == 1


def test_user_asks_before_starting(chat: ChatClient) -> None:
    chat.open()
    chat.say("que faut-il avoir sous la main ?")
    assert "RIB" in chat.text
    assert any(button["payload"] == "/start_enrolment" for button in chat.buttons)
    assert chat.state["status"] == "none"


def test_user_asks_two_questions_in_a_row(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="vitale_serial")
    chat.press("Je n’ai pas ce numéro")
    assert "FranceConnect" in chat.text
    chat.say("c'est quoi franceconnect ?")
    assert "S’il est ouvert ici" in chat.text
    assert "/franceconnect" not in links(chat)
    assert asks_again(chat, "vitale_serial")
