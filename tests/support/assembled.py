"""The assembled stack for conversation and browser tests: the code of ``make run``, on free ports.

Its data lie in a temporary folder; its model is that of the working tree, trained if need be.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from stack.assembly import Assembly
from stack.configuration import ROOT, Configuration
from stack.supervisor import State
from tests.support.chat_client import ChatClient
from tests.support.postgres import empty
from tests.support.processes import free_port, wait_until
from tests.support.smtp import MailServer, smtp_server


class Stack:
    """The running stack, its mail server, and what tests do to them.

    Names of programs: ``postgres redis rasa actions worker backend``.
    """

    def __init__(self, assembly: Assembly, mails: MailServer) -> None:
        self.assembly = assembly
        self.mails = mails

    @property
    def url(self) -> str:
        """The address of the backend, without a final slash."""
        return self.assembly.configuration.public_url

    @property
    def database_url(self) -> str:
        """The ``postgresql://`` address."""
        return self.assembly.database_url

    @property
    def redis_url(self) -> str:
        """The ``redis://`` address."""
        return self.assembly.redis_url

    @property
    def data(self) -> Path:
        """The data folder: ``logs/``, ``postgres/``, ``redis/``, ``secrets.env``."""
        return self.assembly.configuration.data

    def chat(self) -> ChatClient:
        """Return a new browser, its chat not yet opened."""
        return ChatClient(self.url)

    def stop(self, name: str) -> None:
        """Stop a program; it stays stopped."""
        self.assembly.supervisor.stop(name)

    def start(self, name: str) -> None:
        """Start a stopped program and wait until it answers."""
        self.assembly.supervisor.start(name)
        self.wait(name)

    def kill(self, name: str) -> None:
        """Kill a program with SIGKILL and wait until its successor answers."""
        old = self.assembly.supervisor.kill(name)
        wait_until(
            lambda: self.assembly.supervisor.status(name).pid not in {0, old},
            seconds=30,
            what=f"the successor of {name}",
        )
        self.wait(name)

    def wait(self, name: str, *, seconds: float = 120) -> None:
        """Wait until a program answers its health check."""
        wait_until(lambda: self.assembly.check(name) is None, seconds=seconds, what=name)

    def log(self, name: str) -> str:
        """Return what a program has said so far."""
        path = self.assembly.supervisor.log(name)
        return path.read_text(errors="replace") if path.exists() else ""

    def repair(self) -> None:
        """Start what a test left stopped."""
        for name in ("postgres", "redis", "actions", "rasa", "worker", "backend"):
            if self.assembly.supervisor.status(name).state is not State.RUNNING:
                self.assembly.supervisor.start(name)
            self.wait(name)

    def forget(self) -> None:
        """Forget every conversation, account, mail, SMS, letter and limit; the registry stays."""
        empty(self.database_url, keep=["insured_person"])
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()
        self.mails.recover()
        self.mails.clear()
        for kept in ("sms", "letters"):
            shutil.rmtree(self.data / kept, ignore_errors=True)


@contextmanager
def assembled_stack(**settings: str) -> Iterator[Stack]:
    """Run the whole stack during the block; ``settings`` are as in ``.env``."""
    with smtp_server() as mails, tempfile.TemporaryDirectory(prefix="amelibot-test-") as folder:
        port = free_port()
        values = {
            "PORT": str(port),
            "RASA_PORT": str(free_port()),
            "ACTIONS_PORT": str(free_port()),
            "REDIS_PORT": str(free_port()),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SMTP_URL": mails.url,
            "MODE": "demonstration",
            "HOST": "127.0.0.1",
            # Mails that failed are tried again while the test still looks.
            "WORKER_RETRY_FIRST_SECONDS": "0.2",
            "WORKER_RETRY_LONGEST_SECONDS": "1",
            "WORKER_HEARTBEAT_SECONDS": "1",
            "WORKER_RESCUE_SECONDS": "1",
            "WORKER_SILENT_SECONDS": "4",
            "WORKER_RECONNECT_LONGEST_SECONDS": "1",
            **settings,
        }
        assembly = Assembly(
            Configuration(
                values=values,
                root=ROOT,
                data=Path(folder),
                port=int(values["PORT"]),
                rasa_port=int(values["RASA_PORT"]),
                actions_port=int(values["ACTIONS_PORT"]),
                redis_port=int(values["REDIS_PORT"]),
            ),
            say=print,
        )
        try:
            assembly.start()
            yield Stack(assembly, mails)
        finally:
            assembly.close()
