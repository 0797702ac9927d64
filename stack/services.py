"""The four processes of the project, each with no more environment than it needs."""

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.settings import Settings
from stack.configuration import Configuration
from stack.failure import Failure
from stack.model import environment as rasa_environment
from stack.programs import Program

LOOPBACK = "127.0.0.1"
ACTIONS_VERBOSITY = {"DEBUG": "--debug", "WARNING": "--quiet", "ERROR": "--quiet"}
_ANY_ADDRESS = {"0.0.0.0": LOOPBACK, "::": LOOPBACK}  # noqa: S104


def backend_url(configuration: Configuration) -> str:
    """Return the address at which this machine reaches the backend."""
    host = _ANY_ADDRESS.get(configuration.host, configuration.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{configuration.port}"


def rasa_url(configuration: Configuration) -> str:
    """Return the loopback address of Rasa."""
    return f"http://{LOOPBACK}:{configuration.rasa_port}"


def actions_url(configuration: Configuration) -> str:
    """Return the loopback address of the actions."""
    return f"http://{LOOPBACK}:{configuration.actions_port}"


def backend_environment(
    configuration: Configuration, secrets: Mapping[str, str], database_url: str, redis_url: str
) -> dict[str, str]:
    """Return the settings of the backend and its worker: all that was set, and the addresses."""
    known = {name.upper() for name in Settings.model_fields}
    given = {name: value for name, value in configuration.values.items() if name in known}
    defaults = {
        "MAILBOX_DIR": str(configuration.data / "mailbox"),
        "SMS_DIR": str(configuration.data / "sms"),
        "LETTERS_DIR": str(configuration.data / "letters"),
        "PUBLIC_URL": configuration.public_url,
    }
    return (
        defaults
        | given
        | {
            "PYTHONPATH": str(configuration.root),
            "MODE": configuration.mode,
            "PORT": str(configuration.port),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "RASA_URL": rasa_url(configuration),
            "SECRET_KEY": secrets["SECRET_KEY"],
            "INTERNAL_SECRET": secrets["INTERNAL_SECRET"],
            "RASA_SECRET": secrets["RASA_SECRET"],
        }
    )


def backend(configuration: Configuration, environment: Mapping[str, str]) -> Program:
    """Return the Sanic server."""
    return Program(
        name="backend",
        command=(sys.executable, "-m", "backend.app"),
        directory=configuration.root,
        environment=environment,
        start_seconds=3,
    )


def worker(configuration: Configuration, environment: Mapping[str, str]) -> Program:
    """Return the process that sends mails and purges; WORKER_... settings are its own."""
    rhythm = {
        name: value for name, value in configuration.values.items() if name.startswith("WORKER_")
    }
    return Program(
        name="worker",
        command=(sys.executable, "-m", "backend.worker"),
        directory=configuration.root,
        environment=rhythm | dict(environment),
        start_seconds=3,
    )


def actions(configuration: Configuration, secrets: Mapping[str, str]) -> Program:
    """Return the custom actions; they know the internal API and nothing else."""
    command = (
        str(configuration.bot_python),
        "-m",
        "rasa_sdk",
        "--actions",
        "bot.actions",
        "--port",
        str(configuration.actions_port),
        ACTIONS_VERBOSITY.get(configuration.log_level, "--verbose"),
    )
    return Program(
        name="actions",
        command=command,
        directory=configuration.root,
        environment=rasa_environment(configuration.root)
        | {
            # rasa_sdk listens on every address unless it is told so.
            "SANIC_HOST": LOOPBACK,
            "BACKEND_URL": backend_url(configuration),
            "INTERNAL_SECRET": secrets["INTERNAL_SECRET"],
        },
        start_seconds=5,
    )


def rasa(
    configuration: Configuration, model: Path, secrets: Mapping[str, str], redis_url: str
) -> Program:
    """Return Rasa with ``model``; its trackers go to Redis."""
    root = configuration.root
    command = (
        str(configuration.bot_python),
        "-m",
        "rasa",
        "run",
        "--model",
        str(model),
        "--endpoints",
        str(root / "endpoints.yml"),
        "--credentials",
        str(root / "credentials.yml"),
        "-i",
        LOOPBACK,
        "-p",
        str(configuration.rasa_port),
    )
    return Program(
        name="rasa",
        command=command,
        directory=root,
        environment=rasa_environment(root)
        | redis_parts(redis_url)
        | {
            "LOG_LEVEL": configuration.log_level,
            "RASA_SECRET": secrets["RASA_SECRET"],
            "ACTIONS_URL": f"{actions_url(configuration)}/webhook",
        },
        start_seconds=10,
        # Its server waits for idle connections; nothing is lost, trackers are in Redis.
        stop_seconds=2,
    )


def redis_parts(url: str) -> dict[str, str]:
    """Return host, port, password and database of a ``redis://`` address, for endpoints.yml.

    Raises:
        Failure: Rasa's tracker store cannot use such an address.
    """
    parts = urlsplit(url)
    if parts.scheme != "redis" or not parts.hostname:
        raise Failure("REDIS_URL doit être de la forme redis://:motdepasse@serveur:6379/0.")
    return {
        "REDIS_HOST": parts.hostname,
        "REDIS_PORT": str(parts.port or 6379),
        "REDIS_PASSWORD": unquote(parts.password or ""),
        "REDIS_DB": parts.path.strip("/") or "0",
    }
