"""What keeps the stack from starting is one French line, exit code 1, and nothing left running."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack import leftovers
from stack.configuration import ROOT
from tests.support.processes import free_port, wait_until


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "data"),
        **{name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")},
    }


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stack", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_line(result: subprocess.CompletedProcess[str], environment: dict[str, str]) -> str:
    assert result.returncode == 1
    assert result.stdout == ""
    assert leftovers.find(Path(environment["DATA_DIR"])) == []
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize("name", ["PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT"])
def test_port_in_use(environment: dict[str, str], taken: int, name: str) -> None:
    environment[name] = str(taken)
    line = only_line(run(environment), environment)
    assert line.startswith(f"Le port {taken} est déjà pris par ")
    assert f"{name}=" in line


def test_database_that_refuses(environment: dict[str, str]) -> None:
    password = "mot-secret"
    environment["DATABASE_URL"] = f"postgresql://u:{password}@127.0.0.1:{free_port()}/amelibot"
    line = only_line(run(environment), environment)
    assert line.startswith("La base de données postgresql://127.0.0.1:")
    assert "vérifiez DATABASE_URL" in line
    assert password not in line


def test_redis_that_refuses(environment: dict[str, str]) -> None:
    environment["REDIS_URL"] = f"redis://:mot-secret@127.0.0.1:{free_port()}/0"
    line = only_line(run(environment), environment)
    assert "vérifiez REDIS_URL" in line
    assert "mot-secret" not in line


def test_service_with_missing_keys(environment: dict[str, str]) -> None:
    environment["MODE"] = "service"
    line = only_line(run(environment), environment)
    assert "SECRET_KEY, INTERNAL_SECRET, RASA_SECRET" in line


def test_service_with_missing_settings(environment: dict[str, str]) -> None:
    keys = ("SECRET_KEY", "INTERNAL_SECRET", "RASA_SECRET")
    environment |= {"MODE": "service"} | {name: name * 8 for name in keys}
    line = only_line(run(environment), environment)
    assert re.match(r"Réglages à compléter .*NIR_LEGAL_BASIS, SMTP_URL, PUBLIC_URL", line)


def test_unknown_mode(environment: dict[str, str]) -> None:
    environment["MODE"] = "essai"
    environment |= {name: name * 8 for name in ("SECRET_KEY", "INTERNAL_SECRET", "RASA_SECRET")}
    assert "MODE" in only_line(run(environment), environment)


def test_folder_that_cannot_be_made(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    environment["DATA_DIR"] = str(tmp_path / "fichier" / "data")
    result = run(environment)
    assert result.returncode == 1
    assert "ne peut pas être créé" in result.stderr


@pytest.fixture
def waiting_run(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A run that holds the folder: it is frozen as soon as it has taken the lock."""
    process = subprocess.Popen(
        [sys.executable, "-m", "stack", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lock = Path(environment["DATA_DIR"]) / "lock"
    wait_until(lambda: lock.exists() and lock.read_text() != "", what="the lock")
    process.send_signal(signal.SIGSTOP)
    yield process
    process.kill()
    process.wait()
    leftovers.clear(Path(environment["DATA_DIR"]))


def test_second_run_in_the_same_folder(
    environment: dict[str, str], waiting_run: subprocess.Popen[str]
) -> None:
    result = run(environment)
    assert result.returncode == 1
    assert result.stderr.startswith(
        f"AmeliBot tourne déjà dans ce dossier (processus {waiting_run.pid})"
    )
    assert len(result.stderr.splitlines()) == 1
