"""The assembled stack answers, and each of its processes comes back when it is killed."""

import httpx
import psutil
import pytest

from tests.support.assembled import Stack


@pytest.mark.parametrize("path", ["/health", "/assistant", "/docs"])
def test_announced_addresses_answer(stack: Stack, path: str) -> None:
    assert httpx.get(stack.url + path, trust_env=False).status_code == 200


@pytest.mark.parametrize("name", ["worker", "backend", "actions", "redis", "postgres", "rasa"])
def test_killed_process_comes_back(stack: Stack, name: str) -> None:
    stack.kill(name)
    stack.wait("backend")


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_bot_holds_neither_key_nor_database(stack: Stack, name: str) -> None:
    process = psutil.Process(stack.assembly.supervisor.status(name).pid)
    environment = process.environ()
    assert not {"SECRET_KEY", "DATABASE_URL", "SMTP_URL"} & set(environment)


@pytest.mark.parametrize("name", ["rasa", "actions", "redis", "backend"])
def test_nothing_listens_beyond_loopback(stack: Stack, name: str) -> None:
    process = psutil.Process(stack.assembly.supervisor.status(name).pid)
    listening = [one for one in process.net_connections() if one.status == psutil.CONN_LISTEN]
    assert listening
    assert {one.laddr.ip for one in listening} == {"127.0.0.1"}
