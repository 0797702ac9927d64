"""Waits double up to a limit, then the mail is given up and stays to be seen."""

from datetime import UTC, datetime

import pytest
from procrastinate.jobs import Job

from backend.mail.jobs import Retries


def job(attempts: int) -> Job:
    return Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="t", attempts=attempts)


def test_waits_double_up_to_the_longest() -> None:
    retries = Retries(first_seconds=5, longest_seconds=60)
    assert [retries.wait_seconds(n) for n in range(6)] == [5, 10, 20, 40, 60, 60]


def test_all_attempts_last_more_than_a_day() -> None:
    retries = Retries()
    total = sum(retries.wait_seconds(n) for n in range(retries.attempts - 1))
    assert 24 * 3600 < total < 48 * 3600


@pytest.mark.parametrize(("attempts", "again"), [(0, True), (1, True), (2, False)])
def test_attempts_are_counted(attempts: int, again: bool) -> None:
    decision = Retries(attempts=3).get_retry_decision(exception=OSError(), job=job(attempts))
    assert (decision is not None) is again


def test_a_retry_has_its_time() -> None:
    decision = Retries(first_seconds=60).get_retry_decision(exception=OSError(), job=job(0))
    assert decision is not None
    assert decision.retry_at is not None
    assert 55 < (decision.retry_at - datetime.now(UTC)).total_seconds() <= 60
