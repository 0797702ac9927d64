"""What the tests of failures share: people to enrol, and what must be true whatever happened."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count

import psycopg
import pytest

from backend.insured.generator import demonstration_people
from backend.insured.matching import ineligibility
from tests.support.applicant import Applicant
from tests.support.assembled import Stack
from tests.support.chat_client import Refused
from tests.support.smtp import links

PHONE = "3646"
PEOPLE = [person for person in demonstration_people() if ineligibility(person) is None]

NewApplicant = Callable[[], Applicant]


@pytest.fixture
def applicants(stack: Stack) -> Iterator[NewApplicant]:
    """Return a function that lends a browser and a person whom nobody else is."""
    numbers = count()
    with ExitStack() as after:

        def one_more() -> Applicant:
            number = next(numbers)
            chat = after.enter_context(stack.chat())
            return Applicant(chat, PEOPLE[number], f"personne{number}@exemple.fr")

        yield one_more


@contextmanager
def stopped(stack: Stack, name: str) -> Iterator[None]:
    """Stop a part during the block, and start it again."""
    stack.stop(name)
    try:
        yield
    finally:
        stack.start(name)
        stack.wait("backend")


@dataclass(frozen=True)
class Apology:
    """What somebody got instead of an answer, and after how many seconds."""

    status: int
    reason: str | None
    message: str
    seconds: float


def refused(send: Callable[[], object]) -> Apology:
    """Call ``send``, which must be refused."""
    started = time.monotonic()
    with pytest.raises(Refused) as caught:
        send()
    seconds = time.monotonic() - started
    body = caught.value.body
    return Apology(caught.value.status, body.get("reason"), body.get("message", ""), seconds)


def assert_apology(apology: Apology, *, within: float) -> None:
    """Check that it is a sentence with the phone number, in time."""
    assert (apology.status, apology.reason) == (503, "unavailable")
    assert "momentanément indisponible" in apology.message
    assert PHONE in apology.message
    assert apology.seconds < within


def written(stack: Stack) -> list[tuple[object, ...]]:
    """Return everything that an answer changes in the enrolments, accounts and mails."""
    with psycopg.connect(stack.database_url) as connection:
        return connection.execute(
            "SELECT 'enrolment', e.id::text, e.status, e.version, count(v.field), e.code_hash "
            "FROM enrolment e LEFT JOIN enrolment_value v ON v.enrolment_id = e.id GROUP BY e.id "
            "UNION ALL SELECT 'account', id::text, state, 0, 0, '' FROM account "
            "UNION ALL SELECT 'job', id::text, task_name, 0, 0, '' FROM procrastinate_jobs "
            "ORDER BY 1, 2"
        ).fetchall()


def assert_sound(stack: Stack, *enrolled: Applicant) -> None:
    """Check what must be true whatever happened.

    Each of ``enrolled``, and nobody else, has one account, and one mail or two with the same link;
    every message has one answer.
    """
    with psycopg.connect(stack.database_url) as connection:
        [(accounts, people)] = connection.execute(
            "SELECT count(*), count(DISTINCT nir_index) FROM account"
        ).fetchall()
        [(unanswered,)] = connection.execute(
            "SELECT count(*) FROM message WHERE author = 'person' AND status <> 'answered'"
        ).fetchall()
        doubles = connection.execute(
            "SELECT reply_to, text FROM message WHERE reply_to IS NOT NULL "
            "GROUP BY reply_to, text HAVING count(*) > 1"
        ).fetchall()
    assert (accounts, people) == (len(enrolled), len(enrolled))
    assert unanswered == 0
    assert doubles == []
    for applicant in enrolled:
        stack.mails.wait_for(applicant.email)
        mails = stack.mails.sent_to(applicant.email)
        assert len(mails) in (1, 2)
        assert len({links(mail, "/confirmation/")[0] for mail in mails}) == 1
        assert len({mail["Message-ID"] for mail in mails}) == 1
