"""The supervisor restarts what dies and leaves nothing behind, with light stand-in processes."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack import leftovers
from stack.programs import MARK, Program
from stack.supervisor import State, Supervisor
from tests.support.processes import wait_until

SLEEPER = """\
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("parti", child.pid, flush=True)
time.sleep(600)
"""
DEAF = """\
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("sourd", flush=True)
time.sleep(600)
"""
SHOW = "import os, time; print(sorted(os.environ.items()), flush=True); time.sleep(600)"


def stand_in(name: str, code: str, folder: Path, **more: object) -> Program:
    script = folder / f"{name}.py"
    script.write_text(code)
    return Program(
        name=name,
        command=(sys.executable, str(script)),
        directory=folder,
        start_seconds=0,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    programs = [
        stand_in("sleeper", SLEEPER, tmp_path),
        stand_in("deaf", DEAF, tmp_path, stop_seconds=1),
        stand_in("show", SHOW, tmp_path, environment={"WORD": "100 % d'été, oui", "N": "1"}),
        stand_in("base", SLEEPER, tmp_path, group="data"),
    ]
    supervisor = Supervisor(programs, tmp_path)
    supervisor.launch()
    yield supervisor
    supervisor.close()


def ours(tmp_path: Path) -> list[int]:
    return [process.pid for process in leftovers.find(tmp_path)]


def says(supervisor: Supervisor, name: str, word: str) -> bool:
    log = supervisor.log(name)
    return log.exists() and word in log.read_text()


def test_killed_process_is_restarted(supervisor: Supervisor) -> None:
    supervisor.start("sleeper")
    old = supervisor.kill("sleeper")
    wait_until(lambda: supervisor.status("sleeper").pid not in {0, old}, what="the new process")
    assert supervisor.status("sleeper").state is State.RUNNING


def test_stopped_process_stays_stopped_until_started(supervisor: Supervisor) -> None:
    supervisor.start("sleeper")
    wait_until(lambda: says(supervisor, "sleeper", "parti"), what="the log")
    supervisor.stop("sleeper")
    time.sleep(1.2)
    assert supervisor.status("sleeper").state is State.STOPPED
    supervisor.start("sleeper")
    assert supervisor.status("sleeper").pid


def test_closing_ends_processes_and_their_children(supervisor: Supervisor, tmp_path: Path) -> None:
    for name in ("sleeper", "base", "deaf"):
        supervisor.start(name)
        wait_until(lambda name=name: supervisor.log(name).read_text() != "", what=name)  # type: ignore[misc]
    assert len(ours(tmp_path)) == 6
    started = time.monotonic()
    supervisor.close()
    assert time.monotonic() - started < 10
    assert ours(tmp_path) == []
    assert not supervisor.alive()


def test_process_gets_its_own_environment_only(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor.start("show")
    wait_until(lambda: says(supervisor, "show", "WORD"), what="the environment")
    shown = supervisor.log("show").read_text()
    assert repr("100 % d'été, oui") in shown
    assert "PYTEST" not in shown
    assert MARK in shown


def test_files_are_private(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start("sleeper")
    wait_until(lambda: says(supervisor, "sleeper", "parti"), what="the log")
    configuration = tmp_path / "run" / "supervisord.conf"
    assert configuration.stat().st_mode & 0o077 == 0
    assert supervisor.log("sleeper").stat().st_mode & 0o077 == 0


def test_leftovers_of_a_killed_supervisor_are_cleared(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start("sleeper")
    wait_until(lambda: says(supervisor, "sleeper", "parti"), what="the log")
    head = next(one for one in leftovers.find(tmp_path) if "supervisor" in " ".join(one.cmdline()))
    os.kill(head.pid, signal.SIGKILL)
    wait_until(lambda: not supervisor.alive(), what="the kill")
    # A process that was just started shows its environment, by which it is known, a moment later.
    wait_until(lambda: len(ours(tmp_path)) == 2, what="the sleeper and its child")
    assert leftovers.clear(tmp_path) == 2
    assert ours(tmp_path) == []


def test_processes_of_another_folder_are_left_alone(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start("sleeper")
    assert leftovers.clear(tmp_path / "autre") == 0
    assert psutil.pid_exists(supervisor.status("sleeper").pid)


def test_deep_folder_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("un-dossier-au-nom-vraiment-long-" * 4) / "données"
    deep.mkdir(parents=True)
    supervisor = Supervisor([stand_in("sleeper", SLEEPER, tmp_path)], deep)
    supervisor.launch()
    supervisor.start("sleeper")
    assert supervisor.status("sleeper").pid
    supervisor.close()
