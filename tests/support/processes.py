"""Run one program of the stack without its supervisor, for the servers that tests share."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.programs import Program


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], *, seconds: float = 10, what: str = "it") -> None:
    """Call ``ready`` until it is true.

    Raises:
        TimeoutError: it was not, in time.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} is not ready after {seconds} s")
        time.sleep(0.02)


@contextmanager
def running(program: Program, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``program`` during the block; what it says goes to ``log``."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            program.command,
            cwd=program.directory,
            env={"PATH": os.environ["PATH"], **program.environment},
            user=program.user,
            group=program.user,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(getattr(signal, f"SIG{program.stop_signal}"))
        try:
            process.wait(timeout=program.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
