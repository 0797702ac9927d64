"""Promise 7: a part that is down costs an apology, never an answer, a value or a limit."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from tests.failures.conftest import (
    NewApplicant,
    assert_apology,
    assert_sound,
    refused,
    stopped,
    written,
)
from tests.support.applicant import CODE, Applicant
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.gateway import backend_environment

STEPS = ("last_name", "nir", "vitale_serial", "terms", "recap")
SECONDS = {"postgres": 3.0, "redis": 3.0, "rasa": 3.0, "actions": 6.0}
"""How long the apology may take when a part refuses connections."""

FROZEN_SECONDS = {"postgres": 3.0, "redis": 3.0, "rasa": 6.5, "actions": 6.5}
"""How long it may take when a part accepts connections and says nothing."""


@contextmanager
def frozen(stack: Stack, name: str) -> Iterator[None]:
    process = psutil.Process(stack.assembly.supervisor.status(name).pid)
    family = [process, *process.children(recursive=True)]
    for one in family:
        one.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for one in family:
            if one.is_running():
                one.send_signal(signal.SIGCONT)
        stack.wait("backend")


@pytest.mark.parametrize("name", ["postgres", "redis", "actions", "rasa"])
def test_part_that_is_down_costs_an_apology_at_any_step(
    stack: Stack, applicants: NewApplicant, name: str
) -> None:
    under_way = {step: applicants() for step in STEPS}
    for step, applicant in under_way.items():
        applicant.go_to(step)
    ids = {step: str(uuid4()) for step in STEPS}
    before = written(stack)
    with stopped(stack, name):
        for step, applicant in under_way.items():
            apology = refused(lambda one=applicant, id=ids[step]: one.answer(id=id))
            assert_apology(apology, within=SECONDS[name])
        if name != "postgres":
            assert written(stack) == before
    assert written(stack) == before
    for step, applicant in under_way.items():
        applicant.answer(id=ids[step])
        if step == "recap":
            assert applicant.chat.state["status"] == "created"
    assert_sound(stack, under_way["recap"])


@pytest.mark.parametrize("name", ["postgres", "redis", "actions", "rasa"])
def test_part_that_hangs_costs_an_apology_too(
    stack: Stack, applicants: NewApplicant, name: str
) -> None:
    applicant = applicants()
    applicant.go_to("nir")
    message = str(uuid4())
    with frozen(stack, name):
        apology = refused(lambda: applicant.answer(id=message))
        assert_apology(apology, within=FROZEN_SECONDS[name])
    applicant.answer(id=message)
    assert applicant.chat.awaited == "birth_date"
    applicant.go_on()
    assert_sound(stack, applicant)


@pytest.mark.parametrize("name", ["postgres", "redis", "rasa"])
def test_chat_that_cannot_open_says_so(stack: Stack, chat: ChatClient, name: str) -> None:
    with frozen(stack, name) if name == "rasa" else stopped(stack, name):
        assert_apology(refused(chat.open), within=6.5)
    assert "AmeliBot" in chat.open()


def test_actions_down_greets_or_apologises(stack: Stack, chat: ChatClient) -> None:
    with stopped(stack, "actions"):
        assert_apology(refused(chat.open), within=6.5)
    assert "AmeliBot" in chat.open()


def test_question_is_asked_again_after_an_outage(stack: Stack, applicants: NewApplicant) -> None:
    applicant = applicants()
    applicant.go_to("nir")
    question = str(uuid4())
    with stopped(stack, "actions"):
        chat = applicant.chat
        apology = refused(lambda: chat.say("où est écrit mon numéro de sécu ?", id=question))
        assert_apology(apology, within=6)
        assert [one["failed"] for one in chat.read() if one["author"] == "person"][-1] is True
    answer = chat.say("où est écrit mon numéro de sécu ?", id=question)
    assert "carte Vitale" in answer
    assert chat.awaited == "nir"
    assert_sound(stack)


def test_personal_code_is_refused_without_limits(stack: Stack, applicants: NewApplicant) -> None:
    applicant = applicants()
    applicant.go_to("personal_code")
    before = written(stack)
    with stopped(stack, "redis"):
        assert_apology(refused(lambda: applicant.chat.personal_code(CODE)), within=3)
        assert written(stack) == before
    applicant.chat.personal_code(CODE)
    assert applicant.chat.awaited == "email"


def test_identity_is_not_compared_without_limits(stack: Stack, applicants: NewApplicant) -> None:
    applicant = applicants()
    applicant.go_to("postcode")
    applicant.ways = {"postcode": "01999"}
    with stopped(stack, "actions"):
        refused(applicant.answer)
    with psycopg.connect(stack.database_url) as connection:
        [(conversation, reference)] = connection.execute(
            "SELECT conversation_id, reference FROM sealed_value WHERE kind = 'code_postal'"
        ).fetchall()
    secret = backend_environment(stack)["INTERNAL_SECRET"]
    before = written(stack)
    with stopped(stack, "redis"):
        answer = httpx.post(
            f"{stack.url}/internal/conversations/{conversation}/enrolment/answers",
            json={"field": "postcode", "reference": reference},
            headers={"Authorization": f"Bearer {secret}"},
            trust_env=False,
        )
        assert answer.status_code == 503
        assert written(stack) == before


def test_health_names_the_part_that_is_down(stack: Stack) -> None:
    with stopped(stack, "redis"):
        answer = httpx.get(f"{stack.url}/health", trust_env=False)
        assert answer.status_code == 503
        assert answer.json() == {"postgresql": "ok", "redis": "failing", "dialogue": "ok"}


@pytest.mark.parametrize("name", ["worker", "SMTP"])
def test_enrolment_completes_without_mail_and_the_mail_leaves_later(
    stack: Stack, applicants: NewApplicant, name: str
) -> None:
    applicant = applicants()
    applicant.begin()
    if name == "SMTP":
        stack.mails.stop()
    else:
        stack.stop("worker")
    applicant.go_on()
    assert applicant.chat.state["status"] == "created"
    assert stack.mails.sent_to(applicant.email) == []
    if name == "SMTP":
        stack.mails.recover()
    else:
        stack.start("worker")
    assert_sound(stack, applicant)


@pytest.mark.parametrize(("stage", "what"), [("RCPT", 450), ("DATA", "drop")])
def test_mail_leaves_whatever_the_mail_server_answered_first(
    stack: Stack, chat: ChatClient, stage: str, what: int | str
) -> None:
    stack.mails.fail(stage, what, times=2)
    applicant = Applicant(chat)
    applicant.begin()
    applicant.go_on()
    stack.mails.wait_for(applicant.email, number=1)
    assert stack.mails.sent_to(applicant.email)
