"""From the first word to the confirmed address, through every process of the stack."""

from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient

ADDRESS = "essai@gmail.com"


def enrol(chat: ChatClient) -> None:
    chat.open()
    chat.press("/start_enrolment")
    for value in (
        "VENTURI",
        "1 62 12 2B 010 001",
        "18/12/1962",
        "63000",
        "0G02443",
        "04671322630",
    ):
        chat.say(value)
    chat.press("/affirm")
    chat.personal_code("Soleil-Bleu-2026")
    for value in (ADDRESS, ADDRESS, "06 39 98 01 23"):
        chat.say(value)
    chat.press("/skip")
    for _consent in ("e-mail", "phone", "sms"):
        chat.press("/deny")
    chat.press("/affirm")


def test_account_is_created_and_its_address_confirmed(chat: ChatClient, stack: Stack) -> None:
    enrol(chat)
    assert chat.state["status"] == "created"
    link = stack.mails.link_to(ADDRESS, containing="/confirmation/")
    assert link.startswith(stack.url)
    page = chat.confirm(link)
    assert page.status_code == 200
    assert "confirm" in page.text


def test_enrolment_goes_on_after_rasa_was_killed(chat: ChatClient, stack: Stack) -> None:
    chat.open()
    chat.press("/start_enrolment")
    chat.say("VENTURI")
    stack.kill("rasa")
    stack.wait("backend")
    chat.say("1 62 12 2B 010 001")
    assert chat.awaited == "birth_date"
