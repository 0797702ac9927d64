"""The stack under observation: logs at DEBUG, every HTTP call between its processes recorded."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from unittest.mock import patch

import pytest
import redis

from stack import services
from tests.support.applicant import insist
from tests.support.assembled import Stack, assembled_stack
from tests.support.chat_client import ChatClient
from tests.support.gateway import backend_environment
from tests.support.leaks import database_text, redis_text
from tests.support.processes import free_port
from tests.support.relay import Relay, relaying


@dataclass
class Observed:
    """The stack, and what goes between its processes."""

    stack: Stack
    to_rasa: Relay
    to_actions: Relay
    to_backend: Relay
    snapshots: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the backend's process."""
        return backend_environment(self.stack)

    def calls(self) -> dict[str, int]:
        """Return how many answers each process has given to another one so far."""
        relays = {"rasa": self.to_rasa, "actions": self.to_actions, "backend": self.to_backend}
        return {name: relay.recorded().count(b"HTTP/1.1 ") for name, relay in relays.items()}

    def stores(self) -> dict[str, bytes | str]:
        """Return the content of everything that keeps, logs or passes on messages, by its name."""
        supervisor = self.stack.assembly.supervisor
        logs = supervisor.log("backend").parent
        mails = []
        for mail in self.stack.mails.received:
            for header in RECIPIENT:
                del mail[header]
            # Digits at random part the halves of a mail: they are nobody's.
            mails.append(mail.as_string().replace(mail.get_boundary() or "", ""))
            mails += [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
        return {
            "postgresql": database_text(self.stack.database_url),
            "redis": "\n".join([*self.snapshots, redis_text(self.stack.redis_url)]),
            "backend to rasa": self.to_rasa.recorded(),
            "rasa to actions": self.to_actions.recorded(),
            "actions to backend": self.to_backend.recorded(),
            "mailbox": "\n".join(mails),
            **{f"log {path.name}": path.read_bytes() for path in sorted(logs.iterdir())},
        }

    def forget_pace(self) -> None:
        """Forget how many messages were sent this minute: a test types faster than a person."""
        with redis.Redis.from_url(self.stack.redis_url) as client:
            for key in client.scan_iter("LIMITS:*"):
                client.delete(key)

    def say(self, chat: ChatClient, text: str) -> str:
        """Type a message; keep what Redis holds after it, for only the last turns stay there."""
        said = insist(lambda: chat.say(text))
        self.snapshots.append(redis_text(self.stack.redis_url))
        return said


RECIPIENT = ("To", "X-RcptTo")
"""The only place where an identifier may stand in clear: whom a mail is addressed to."""


@pytest.fixture(scope="session")
def watched() -> Iterator[Observed]:
    """The stack under observation, started once for the session."""
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    to_rasa, to_actions, to_backend = (
        Relay(int(ports[name])) for name in ("RASA_PORT", "ACTIONS_PORT", "PORT")
    )
    addresses = {
        "rasa_url": lambda _: to_rasa.url,
        "actions_url": lambda _: to_actions.url,
        "backend_url": lambda _: to_backend.url,
    }
    settings = {**ports, "PUBLIC_URL": f"http://127.0.0.1:{ports['PORT']}", "LOG_LEVEL": "DEBUG"}
    with ExitStack() as running:
        running.enter_context(relaying(to_rasa, to_actions, to_backend))
        # Only while this stack starts: the other stacks of the session find their own addresses.
        with patch.multiple(services, **addresses):
            stack = running.enter_context(assembled_stack(**settings))
        yield Observed(stack, to_rasa, to_actions, to_backend)


@pytest.fixture
def observed(watched: Observed) -> Observed:
    """The stack under observation, with nobody's conversation, account or mail in it."""
    watched.stack.forget()
    watched.snapshots.clear()
    return watched
