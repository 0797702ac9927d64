"""Promise 7: conversations go on where they were, whichever process is killed or restarted."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.failures.conftest import NewApplicant, assert_sound
from tests.support.applicant import Applicant, insist
from tests.support.assembled import Stack
from tests.support.processes import wait_until

AT_ONCE = 8
STORM = ("actions", "backend", "worker", "redis", "postgres", "rasa", "backend")


@pytest.mark.parametrize("name", ["backend", "actions", "worker", "redis", "postgres"])
def test_conversation_goes_on_after_a_kill(
    stack: Stack, applicants: NewApplicant, name: str
) -> None:
    applicant = applicants()
    applicant.go_to("vitale_serial")
    stack.kill(name)
    applicant.go_on_through()
    assert applicant.chat.state["status"] == "created"
    assert_sound(stack, applicant)


@pytest.mark.parametrize("name", ["backend", "actions", "worker", "rasa"])
def test_conversation_goes_on_after_a_restart(
    stack: Stack, applicants: NewApplicant, name: str
) -> None:
    applicant = applicants()
    applicant.go_to("vitale_serial")
    stack.stop(name)
    stack.start(name)
    applicant.go_on_through()
    assert applicant.chat.state["status"] == "created"
    assert_sound(stack, applicant)


@pytest.mark.timeout(400)
def test_conversations_go_on_while_everything_is_killed_in_turn(
    stack: Stack, applicants: NewApplicant
) -> None:
    people = [applicants() for _ in range(AT_ONCE)]

    def enrol(applicant: Applicant) -> None:
        insist(applicant.chat.open)
        message = str(uuid4())
        insist(lambda: applicant.chat.press("/start_enrolment", id=message))
        applicant.go_on_through(seconds=120)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        enrolments = [pool.submit(enrol, applicant) for applicant in people]
        for number, name in enumerate(STORM, start=1):
            wait_until(
                lambda number=number: (
                    progress(people) >= 6 * number or all(one.done() for one in enrolments)
                ),
                seconds=60,
                what="some progress",
            )
            stack.kill(name)
        for enrolment in enrolments:
            enrolment.result(timeout=180)
    assert {one.chat.state["status"] for one in people} == {"created"}
    assert_sound(stack, *people)


def progress(people: list[Applicant]) -> int:
    """Return how many messages were answered so far, all together."""
    return sum(
        1 for one in people for message in tuple(one.chat.messages) if message["author"] == "person"
    )


def test_worker_killed_while_sending_sends_again(stack: Stack, applicants: NewApplicant) -> None:
    applicant = applicants()
    applicant.begin()
    stack.mails.fail("MAIL", "hang")
    applicant.go_on()
    wait_until(lambda: stack.mails.attempts == 1, what="the first attempt")
    stack.kill("worker")
    stack.mails.recover()
    assert_sound(stack, applicant)
