"""Processes that an earlier run of this folder left behind, because it was killed."""

import contextlib
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

from stack.postgres import unfinished
from stack.programs import MARK

PATIENCE_SECONDS = 10


def find(data: Path) -> list[psutil.Process]:
    """Return the living processes of the stack whose data folder is ``data``.

    They bear the stack's mark in their environment; PostgreSQL, which writes its title over its
    environment, is known by its name and its working folder.
    """
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if process.environ().get(MARK) == str(data) or _is_postgres(process, data):
                found.append(process)
    return found


def clear(data: Path) -> int:
    """End what ``find`` finds, by pid: gently, then not. Returns how many there were."""
    found = find(data)
    supervisors = [one for one in found if _is_supervisor(one)]
    _end(supervisors, signal.SIGTERM)
    rest = find(data)
    ours = {one.pid for one in rest}
    # INT: PostgreSQL leaves without waiting for its clients; its children follow their parent.
    heads = [one for one in rest if _parent(one) not in ours]
    _end([one for one in heads if not _is_postgres(one, data)], signal.SIGTERM)
    _end([one for one in heads if _is_postgres(one, data)], signal.SIGINT)
    _end(find(data), signal.SIGKILL)
    return len(found)


def _end(processes: Iterable[psutil.Process], by: signal.Signals) -> None:
    processes = list(processes)
    for one in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.send_signal(by)
    psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)


def _is_postgres(process: psutil.Process, data: Path) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        folder = data / "postgres"
        return process.name() == "postgres" and Path(process.cwd()) in {folder, unfinished(folder)}
    return False


def _parent(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.ppid())
    return 0


def _is_supervisor(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "supervisor.supervisord" in process.cmdline()
    return False
