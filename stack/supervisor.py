"""Keeps the programs running, by supervisord: its configuration, and orders over its socket."""

import hashlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from stack.failure import Failure
from stack.programs import MARK, Program

GROUPS = {"data": 10, "services": 20}
"""By priority: the services are stopped before the data that they use."""

STOP_SECONDS = 12
LONGEST_SOCKET = 100
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME", "SSL_CERT_FILE")

_UNSAFE = ('"', "\n", "\r", " ;", " #")


class State(StrEnum):
    """How a program fares, in supervisord's words."""

    STOPPED = "STOPPED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    BACKOFF = "BACKOFF"
    STOPPING = "STOPPING"
    EXITED = "EXITED"
    FATAL = "FATAL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Status:
    """One program's state; ``since`` is a Unix time, ``pid`` is 0 when it does not run."""

    state: State
    pid: int
    since: int


def render(programs: Iterable[Program], *, run: Path, logs: Path, listens: Path) -> str:
    """Return supervisord's configuration.

    Raises:
        Failure: a value that its format cannot hold.
    """
    programs = list(programs)
    sections = [
        _section("unix_http_server", {"file": listens, "chmod": "0700"}),
        _section(
            "supervisord",
            {
                "nodaemon": "true",
                "silent": "true",
                "logfile": logs / "supervisord.log",
                "pidfile": run / "supervisord.pid",
                "childlogdir": logs,
            },
        ),
        _section(
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": ("supervisor.rpcinterface:make_main_rpcinterface")},
        ),
    ]
    for group, priority in GROUPS.items():
        names = [program.name for program in programs if program.group == group]
        if names:
            sections.append(
                _section(f"group:{group}", {"programs": ",".join(names), "priority": priority})
            )
    sections.extend(_program_section(program, logs) for program in programs)
    return "\n".join(sections)


def _program_section(program: Program, logs: Path) -> str:
    options: dict[str, object] = {
        "command": shlex.join(program.command),
        "directory": program.directory,
        "environment": _environment(program.environment),
        "autostart": "false",
        "autorestart": "true",
        # supervisord waits one second longer at each failed start, and must not give up.
        "startretries": 1_000_000,
        "startsecs": program.start_seconds,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        # PostgreSQL passes the signal on to its own children.
        "stopasgroup": "false" if program.stop_signal == "INT" else "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": logs / f"{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": 3,
    }
    if program.user:
        options["user"] = program.user
    return _section(f"program:{program.name}", options)


def _section(name: str, options: Mapping[str, object]) -> str:
    lines = [
        f"{key}={str(value).replace('%', '%%')}" for key, value in options.items() if value != ""
    ]
    return "\n".join([f"[{name}]", *lines, ""])


def _environment(values: Mapping[str, str]) -> str:
    for name, value in values.items():
        if any(part in value for part in _UNSAFE) or value[:1] == "'" or value[-1:] == "'":
            raise Failure(
                f"{name} contient un guillemet, un retour à la ligne, « ; » ou « # » après une "
                "espace : retirez-le de ce réglage."
            )
    return ",".join(f'{name}="{value}"' for name, value in values.items())


class Supervisor:
    """One supervisord and the programs that it was given, none of them started yet.

    Args:
        programs: what it will run.
        data: the data folder; it gets ``run/`` (configuration, pid) and ``logs/``.
    """

    def __init__(self, programs: Iterable[Program], data: Path) -> None:
        self._programs = {program.name: program for program in programs}
        self._data = data
        self._run = data / "run"
        self._logs = data / "logs"
        self._socket = _socket_path(data)
        self._said_before: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._proxy: Any = ServerProxy(
            "http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{self._socket}")
        )

    def launch(self) -> None:
        """Start supervisord itself.

        Raises:
            Failure: it does not start.
        """
        for folder in (self._run, self._logs, self._socket.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = self._run / "supervisord.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            render(self._programs.values(), run=self._run, logs=self._logs, listens=self._socket)
        )
        with (self._logs / "supervisord.err").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)],
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ}
                | {MARK: str(self._data), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
                cwd=self._run,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                umask=0o077,
                # Ctrl-C reaches the terminal's whole group: only the stack must hear it.
                start_new_session=True,
            )
        deadline = time.monotonic() + 10
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Failure(
                    "Le superviseur ne démarre pas : lisez la fin de "
                    f"{self._logs / 'supervisord.err'}."
                )
            time.sleep(0.02)

    def alive(self) -> bool:
        """Whether supervisord runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, name: str) -> None:
        """Start a program, without waiting for it; one that runs is left as it is."""
        log = self.log(name)
        self._said_before[name] = log.stat().st_size if log.exists() else 0
        self._order("startProcess", name, already="ALREADY_STARTED", wait=False)

    def stop(self, name: str) -> None:
        """Stop a program, wait for its end, and leave it stopped."""
        self._order("stopProcess", name, already="NOT_RUNNING", wait=True)

    def kill(self, name: str) -> int:
        """Kill a program with SIGKILL, as a crash would; it is restarted. Returns the old pid."""
        pid = self.status(name).pid
        if pid:
            os.kill(pid, signal.SIGKILL)
        return pid

    def status(self, name: str) -> Status:
        """Return how a program fares."""
        found = self._ask("getProcessInfo", self._full_name(name))
        return Status(State(found["statename"]), int(found["pid"]), int(found["start"]))

    def log(self, name: str) -> Path:
        """Return the file that holds what the program says."""
        return self._logs / f"{name}.log"

    def said(self, name: str) -> str:
        """Return what the program has said since ``start`` was last called for it."""
        if not self.log(name).exists():
            return ""
        with self.log(name).open("rb") as log:
            log.seek(self._said_before.get(name, 0))
            return log.read().decode(errors="replace")

    def close(self) -> None:
        """Stop the services, then the data, then supervisord."""
        if self._process is None:
            return
        self._proxy("close")()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _order(self, order: str, name: str, *, already: str, wait: bool) -> None:
        try:
            self._ask(order, self._full_name(name), wait)
        except Fault as fault:
            if not fault.faultString.startswith(already):
                raise

    def _full_name(self, name: str) -> str:
        return f"{self._programs[name].group}:{name}"

    def _ask(self, order: str, *arguments: object) -> Any:
        try:
            return getattr(self._proxy.supervisor, order)(*arguments)
        except (OSError, HTTPException) as error:
            self._proxy("close")()
            raise Failure(
                "Le superviseur ne répond plus : arrêtez par Ctrl-C et recommencez par "
                f"« make run » ; son journal est {self._logs / 'supervisord.log'}."
            ) from error

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0


def _socket_path(data: Path) -> Path:
    """Return where supervisord listens: in the data folder, unless its path is too long."""
    path = data / "run" / "supervisor.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"amelibot-{os.geteuid()}-{digest}" / "supervisor.sock"
