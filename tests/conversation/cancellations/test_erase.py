"""The person erases the conversation: the dialogue engine forgets it too."""

from backend.insured.generator import VENTURI
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.leaks import database_text, redis_text
from tests.support.talking import account_states, enrol, nothing_is_kept


def conversation_of(stack: Stack) -> str:
    """Return the id of the only conversation, as Rasa's tracker bears it."""
    keys = [line for line in redis_text(stack.redis_url).splitlines() if line.startswith("tracker")]
    [tracker] = keys
    return tracker.partition(":")[2]


def test_user_erases_in_the_middle_of_an_enrolment(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="iban_end")
    conversation = conversation_of(stack)
    chat.http.delete("/chat/conversation").raise_for_status()
    assert conversation not in database_text(stack.database_url) + redis_text(stack.redis_url)
    assert nothing_is_kept(stack)
    chat.open()
    assert chat.state["status"] == "none"


def test_user_erases_after_the_account_is_created(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    chat.http.delete("/chat/conversation").raise_for_status()
    assert account_states(stack) == ["pending"]


def test_user_is_asked_about_answers_only(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI, up_to="nir")
    assert not [one for one in chat.messages if one["answer"]]
    chat.say("Où se trouve mon numéro de sécurité sociale ?")
    assert [one["answer"] for one in chat.replies] == [True] + [False] * (len(chat.replies) - 1)
    assert len(chat.replies) > 1
