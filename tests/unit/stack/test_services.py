"""Each process gets the environment that it needs, and nothing else."""

from pathlib import Path

import pytest

from stack import services
from stack.configuration import Configuration
from stack.failure import Failure

SECRETS = {
    "SECRET_KEY": "k" * 32,
    "INTERNAL_SECRET": "i" * 32,
    "RASA_SECRET": "r" * 32,
    "REDIS_PASSWORD": "p" * 32,
}
REDIS = "redis://:mot%20de%20passe@ailleurs:7000/3"
DATABASE = "postgresql://u:p@base/amelibot"
CONFIGURATION = Configuration(
    values={"SMTP_URL": "smtp://courrier", "WORKER_CONCURRENCY": "2", "HOME": "/root"}
)


def rasa_environment() -> dict[str, str]:
    return dict(services.rasa(CONFIGURATION, Path("m"), SECRETS, REDIS).environment)


def actions_environment() -> dict[str, str]:
    return dict(services.actions(CONFIGURATION, SECRETS).environment)


@pytest.mark.parametrize("environment", [rasa_environment(), actions_environment()])
def test_bot_never_gets_the_key_nor_the_database(environment: dict[str, str]) -> None:
    assert not {"SECRET_KEY", "DATABASE_URL", "SMTP_URL"} & set(environment)
    assert SECRETS["SECRET_KEY"] not in environment.values()


def test_rasa_gets_its_redis_in_parts() -> None:
    environment = rasa_environment()
    assert environment["REDIS_HOST"] == "ailleurs"
    assert environment["REDIS_PORT"] == "7000"
    assert environment["REDIS_PASSWORD"] == "mot de passe"
    assert environment["REDIS_DB"] == "3"


def test_actions_do_not_get_redis_nor_rasas_secret() -> None:
    environment = actions_environment()
    assert not [name for name in environment if name.startswith("REDIS")]
    assert "RASA_SECRET" not in environment


def test_rasa_and_actions_listen_on_loopback() -> None:
    assert actions_environment()["SANIC_HOST"] == "127.0.0.1"
    command = services.rasa(CONFIGURATION, Path("m"), SECRETS, REDIS).command
    assert command[command.index("-i") + 1] == "127.0.0.1"


def test_backend_gets_its_settings_and_no_stranger() -> None:
    environment = services.backend_environment(CONFIGURATION, SECRETS, DATABASE, REDIS)
    assert environment["SMTP_URL"] == "smtp://courrier"
    assert "HOME" not in environment
    assert "REDIS_PASSWORD" not in environment


def test_rhythm_goes_to_the_worker() -> None:
    environment = services.worker(CONFIGURATION, {"MODE": "service"}).environment
    assert environment == {"MODE": "service", "WORKER_CONCURRENCY": "2"}


def test_backend_on_every_address_is_reached_on_loopback() -> None:
    assert (
        services.backend_url(Configuration(values={"HOST": "0.0.0.0"})) == "http://127.0.0.1:8080"
    )


@pytest.mark.parametrize("url", ["unix:///tmp/redis.sock", "rediss://ailleurs", "ailleurs:6379"])
def test_redis_that_rasa_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(Failure, match=r"^REDIS_URL doit être de la forme redis://"):
        services.redis_parts(url)
