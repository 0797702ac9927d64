"""A message sent twice, a double click, two tabs: everything happens once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient, Refused
from tests.support.talking import EMAIL, enrol, given_fields, rows

CLICKS = 8


def test_user_sends_a_message_twice(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    message = str(uuid4())
    first = chat.say("1 62 12 2B 010 001", id=message)
    length = len(chat.read())
    assert chat.say("1 62 12 2B 010 001", id=message) == first
    assert chat.awaited == "birth_date"
    assert len(chat.read()) == length


def test_user_sends_a_wrong_identity_twice_and_it_counts_once(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="postcode")
    message = str(uuid4())
    chat.say("63100", id=message)
    chat.say("63100", id=message)
    chat.say("63110")
    assert "3 essais" in chat.text


def test_user_sends_another_text_under_the_same_id(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    message = str(uuid4())
    first = chat.say("1 62 12 2B 010 001", id=message)
    assert chat.say("18/12/1962", id=message) == first
    assert given_fields(stack) == {"last_name", "nir"}


def test_user_double_clicks_on_the_recap(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap")
    payload = chat.buttons[0]["payload"]

    def click(_: int) -> int:
        body = {"id": str(uuid4()), "payload": payload}
        return chat.http.post("/chat/messages", json=body).status_code

    with ThreadPoolExecutor(CLICKS) as pool:
        statuses = list(pool.map(click, range(CLICKS)))
    assert 200 in statuses
    assert set(statuses) <= {200, 409}
    assert rows(stack, "account") == 1
    stack.mails.wait_for(EMAIL)
    with stack.chat() as quiet:
        quiet.open()
    assert len(stack.mails.received) == 1


def test_user_sends_the_same_message_in_parallel(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="recap")
    body = {"id": str(uuid4()), "payload": chat.buttons[0]["payload"]}

    def click(_: int) -> object:
        answer = chat.http.post("/chat/messages", json=body)
        return [one["seq"] for one in answer.json().get("messages", [])]

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = [seqs for seqs in pool.map(click, range(CLICKS)) if seqs]
    assert answers
    assert all(seqs == answers[0] for seqs in answers)
    assert rows(stack, "account") == 1


def test_user_presses_a_late_button(chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    accept = next(one for one in chat.buttons if one["title"] == "J’accepte")["payload"]
    chat.press(accept)
    assert chat.awaited == "personal_code"
    enrol(chat, VENTURI, up_to="consent_email")
    chat.press(accept)
    assert chat.awaited == "consent_email"


def test_user_presses_a_button_that_was_never_offered(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    for payload in ('/affirm{"field": "recap"}', "/restart", "/inform", "/session_start", "/x"):
        try:
            chat.press(payload)
        except Refused as refused:
            assert (refused.status, refused.reason) == (422, "button_unknown")
        else:
            raise AssertionError(payload)
    assert chat.awaited == "terms"


def test_user_fills_in_the_code_form_too_early(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="terms")
    try:
        chat.personal_code("Robert*123_A")
    except Refused as refused:
        assert (refused.status, refused.reason) == (404, "no_enrolment")
    else:
        raise AssertionError(chat.text)
    assert chat.awaited == "terms"
