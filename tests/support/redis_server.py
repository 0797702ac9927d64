"""A real Redis for the session, on a free loopback port, with a password."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis as client

from stack import redis
from tests.support.processes import free_port, running, wait_until

PASSWORD = "mot-de-passe-des-essais"


def _answers(url: str) -> bool:
    try:
        with client.Redis.from_url(url) as connection:
            return bool(connection.ping())
    except client.ConnectionError:
        return False


def empty(url: str) -> None:
    """Forget everything that the server of ``url`` holds."""
    with client.Redis.from_url(url) as connection:
        connection.flushall()


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a server in a temporary folder; gives its ``redis://`` address."""
    with tempfile.TemporaryDirectory(prefix="amelibot-test-redis-") as folder:
        data, port = Path(folder) / "data", free_port()
        redis.prepare(data, port, PASSWORD)
        url = redis.address(port, PASSWORD)
        with running(redis.program(data), Path(folder) / "redis.log"):
            wait_until(lambda: _answers(url), what="Redis")
            yield url
