"""Promise 7 on the account's pages: without limits nothing is tried, and nothing is lost."""

import re
import time

import httpx
import psycopg
import pytest

from backend.insured.generator import VENTURI
from tests.failures.conftest import PHONE, stopped
from tests.support.applicant import CODE
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.forms import page, submit
from tests.support.received import characters, code_by_email, copy_characters, sign_in
from tests.support.talking import CODE as ENROLLED_CODE
from tests.support.talking import EMAIL, enrol

BIRTH_DATE = f"{VENTURI.birth_date:%d/%m/%Y}"
_CAPTCHA = re.compile(r'name="captcha" value="([^"]*)"')


def codes(stack: Stack) -> int:
    """Return how many provisional codes there are."""
    with psycopg.connect(stack.database_url) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM provisional_code").fetchall()
    return int(count)


def assert_apology(answer: httpx.Response, *, seconds: float) -> None:
    """Check that it is a page with the phone number, in time, that opens nothing."""
    assert answer.status_code == 503
    assert "momentanément indisponible" in answer.text
    assert PHONE in answer.text
    assert "session" not in answer.cookies
    assert seconds < 3


def tried(chat: ChatClient, code: str) -> tuple[httpx.Response, float]:
    """Try to sign in; return the answer and after how many seconds it came."""
    started = time.monotonic()
    answer = chat.http.post(
        "/connexion", data={"nir": VENTURI.nir13, "code": code}, headers={"Accept": "text/html"}
    )
    return answer, time.monotonic() - started


@pytest.mark.parametrize("name", ["redis", "postgres"])
def test_nobody_signs_in_without_limits_or_accounts(
    stack: Stack, chat: ChatClient, name: str
) -> None:
    enrol(chat, VENTURI)
    with stopped(stack, name):
        answer, seconds = tried(chat, ENROLLED_CODE)
        assert_apology(answer, seconds=seconds)
        assert page(chat, "/connexion").status_code == 200
    assert sign_in(chat, VENTURI.nir13, ENROLLED_CODE) == "/mon-compte"


def test_no_code_is_sent_without_limits(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    captcha = _CAPTCHA.search(page(chat, "/code-oublie").text)
    assert captcha is not None
    form = {
        "nir": VENTURI.nir13,
        "birth_date": BIRTH_DATE,
        "captcha": captcha[1],
        "characters": characters(stack, captcha[1]),
    }
    with stopped(stack, "redis"):
        started = time.monotonic()
        answer = chat.http.post("/code-oublie", data=form, headers={"Accept": "text/html"})
        assert_apology(answer, seconds=time.monotonic() - started)
    assert codes(stack) == 0


def ask_for_a_code(stack: Stack, chat: ChatClient) -> None:
    """Ask in the chat, up to the captcha."""
    chat.open()
    chat.say("j'ai oublié mon code")
    chat.press("Demander un code ici")
    chat.say(VENTURI.nir13)
    chat.say(BIRTH_DATE)
    copy_characters(stack, chat)
    assert chat.state["status"] == "code_requested"


def test_code_leaves_although_the_worker_is_killed(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    stack.stop("worker")
    ask_for_a_code(stack, chat)
    stack.start("worker")
    stack.kill("worker")
    code = code_by_email(stack, EMAIL)
    assert sign_in(chat, VENTURI.nir13, code) == "/mon-compte/conditions"


def test_road_goes_on_after_every_restart(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, VENTURI)
    stack.mails.wait_for(EMAIL)
    ask_for_a_code(stack, chat)
    stack.kill("backend")
    code = code_by_email(stack, EMAIL)
    assert sign_in(chat, VENTURI.nir13, code) == "/mon-compte/conditions"
    steps = {
        "/mon-compte/conditions": {"accepted": "oui"},
        "/mon-compte/nouveau-code": {"code": CODE, "confirmation": CODE},
        "/mon-compte/coordonnees": {"email": EMAIL, "email_confirmation": EMAIL},
    }
    for path, form in steps.items():
        stack.kill("backend")
        assert submit(chat, path, **form).status_code == 303, path
    assert sign_in(chat, VENTURI.nir13, CODE) == "/mon-compte"
