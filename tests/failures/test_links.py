"""Promises 1 and 3 over HTTP: looking at a link is inert, clicking it often confirms once."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tests.support.applicant import Applicant
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient

CLICKS = 16
CONFIRMED_NOW = "Votre adresse e-mail est confirmée</h1>"
ALREADY = "Votre adresse e-mail est déjà confirmée</h1>"


@pytest.fixture
def link(stack: Stack, chat: ChatClient) -> str:
    """The link of a new account's mail."""
    applicant = Applicant(chat)
    applicant.begin()
    applicant.go_on()
    return stack.mails.link_to(applicant.email, containing="/confirmation/")


def account(stack: Stack) -> tuple[str, int]:
    """Return the account's state, and how many links were used."""
    with psycopg.connect(stack.database_url) as connection:
        row = connection.execute(
            "SELECT max(state), count(used_at) FROM account JOIN email_confirmation c "
            "ON c.account_id = account.id"
        ).fetchone()
    assert row is not None
    return row


def test_parallel_clicks_confirm_once(stack: Stack, link: str) -> None:
    with httpx.Client(trust_env=False, timeout=20) as browser, ThreadPoolExecutor(CLICKS) as pool:
        pages = [page.text for page in pool.map(lambda _: browser.post(link), range(CLICKS))]
    assert sum(CONFIRMED_NOW in page for page in pages) == 1
    assert sum(ALREADY in page for page in pages) == CLICKS - 1
    assert account(stack) == ("active", 1)


def test_scanners_change_nothing_and_the_button_still_works(stack: Stack, link: str) -> None:
    with httpx.Client(trust_env=False) as scanner:
        for _ in range(20):
            assert scanner.get(link).status_code == 200
            assert scanner.head(link).status_code == 200
    assert account(stack) == ("pending", 0)
    assert CONFIRMED_NOW in httpx.post(link, trust_env=False).text
    assert account(stack) == ("active", 1)


def test_token_is_in_no_log(stack: Stack, link: str) -> None:
    token = link.rpartition("/")[2]
    httpx.get(link, trust_env=False)
    httpx.post(link, trust_env=False)
    logs = stack.assembly.configuration.logs
    found = [path.name for path in logs.iterdir() if token.encode() in path.read_bytes()]
    assert found == []
    assert len(token) >= 43
