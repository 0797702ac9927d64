"""Runs the worker: in the test's own loop, or as a process that can be killed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from backend.clock import Clock
from backend.settings import Settings
from backend.worker import WorkerSettings, run

ROOT = Path(__file__).resolve().parents[2]
QUICK = {
    "poll_seconds": 0.1,
    "heartbeat_seconds": 0.2,
    "silent_seconds": 1.0,
    "rescue_seconds": 0.2,
    "retry_first_seconds": 0.1,
    "retry_longest_seconds": 0.2,
    "reconnect_longest_seconds": 1.0,
    "stop_seconds": 0.5,
}


@asynccontextmanager
async def working(settings: Settings, clock: Clock, **rhythm: float) -> AsyncIterator[None]:
    """Run a worker in this loop during the block, faster than in service."""
    stop = asyncio.Event()
    rapid = WorkerSettings(_env_file=None, **QUICK | rhythm)  # type: ignore[call-arg,arg-type]
    worker = asyncio.create_task(run(settings, rapid, stop, clock))
    try:
        yield
    finally:
        stop.set()
        await worker


def start_worker(settings: Settings, log: Path, **rhythm: float) -> subprocess.Popen[bytes]:
    """Start a worker process; what it says goes to ``log``. The caller ends it."""
    secrets = ("secret_key", "internal_secret", "rasa_secret")
    environment = {name.upper(): getattr(settings, name).get_secret_value() for name in secrets}
    for name in (
        "database_url",
        "redis_url",
        "smtp_url",
        "public_url",
        "mailbox_dir",
        "sms_dir",
        "letters_dir",
    ):
        if (value := getattr(settings, name)) is not None:
            environment[name.upper()] = str(value)
    for name, seconds in (QUICK | rhythm).items():
        environment[f"WORKER_{name.upper()}"] = str(seconds)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "backend.worker"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
