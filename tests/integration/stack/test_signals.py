"""``python -m stack run`` leaves nothing behind when it is asked to stop, nor its successor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stack import leftovers
from stack.configuration import ROOT
from tests.support.processes import free_port, wait_until
from tests.support.smtp import refuses

STOPS_WITHIN_SECONDS = 12

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data),
        **{name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")},
    }


@pytest.fixture
def start(environment: dict[str, str], data: Path, tmp_path: Path) -> Iterator[Start]:
    """Start a run and wait until it has started a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def run() -> subprocess.Popen[str]:
        before = {one.pid for one in leftovers.find(data)}
        with (tmp_path / "said").open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "stack", "run"],
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=said,
                text=True,
            )
        started.append(process)
        wait_until(
            lambda: bool({one.pid for one in leftovers.find(data)} - before),
            seconds=60,
            what="a process of the stack",
        )
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
    leftovers.clear(data)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_after_a_stop(
    start: Start, data: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    process = start()
    asked = time.monotonic()
    process.send_signal(number)
    assert process.wait(STOPS_WITHIN_SECONDS) == 0
    assert time.monotonic() - asked < STOPS_WITHIN_SECONDS
    assert leftovers.find(data) == []
    assert refuses(int(environment["REDIS_PORT"]))


def test_second_signal_changes_nothing(start: Start, data: Path) -> None:
    process = start()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    assert process.wait(STOPS_WITHIN_SECONDS) == 0
    assert leftovers.find(data) == []


def test_run_after_a_killed_one_ends_what_it_left(start: Start, data: Path, tmp_path: Path) -> None:
    first = start()
    said = tmp_path / "said"
    wait_until(lambda: "prêt" in said.read_text(), seconds=60, what="a lasting process")
    first.kill()
    first.wait()
    orphans = {one.pid for one in leftovers.find(data)}
    assert orphans
    second = start()
    wait_until(lambda: "d'un démarrage précédent" in said.read_text(), seconds=30, what="the line")
    assert not orphans & {one.pid for one in leftovers.find(data)}
    second.terminate()
    assert second.wait(STOPS_WITHIN_SECONDS) == 0
    assert leftovers.find(data) == []
