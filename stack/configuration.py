"""What the stack is told: the environment first, then the file ``.env``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from dotenv import dotenv_values

from stack.failure import Failure

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION = "demonstration"
PORTS = {"PORT": 8080, "RASA_PORT": 5005, "ACTIONS_PORT": 5055, "REDIS_PORT": 6390}


@dataclass(frozen=True)
class Configuration:
    """Where things are and which ports they take; ``values`` is everything that was set.

    ``database_url`` and ``redis_url`` are None when the embedded servers are used.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    root: Path = ROOT
    data: Path = ROOT / ".data"
    models: Path = ROOT / "bot" / "models"
    port: int = PORTS["PORT"]
    rasa_port: int = PORTS["RASA_PORT"]
    actions_port: int = PORTS["ACTIONS_PORT"]
    redis_port: int = PORTS["REDIS_PORT"]

    @classmethod
    def read(cls, environment: Mapping[str, str], root: Path = ROOT) -> Self:
        """Read the environment, and ``.env`` for what it does not say.

        Raises:
            Failure: a port that is not one.
        """
        written = {key: value for key, value in dotenv_values(root / ".env").items() if value}
        values = written | {key: value for key, value in environment.items() if value}
        data = Path(values.get("DATA_DIR", ".data"))
        return cls(
            values=values,
            root=root,
            data=data if data.is_absolute() else root / data,
            models=root / "bot" / "models",
            port=_port(values, "PORT"),
            rasa_port=_port(values, "RASA_PORT"),
            actions_port=_port(values, "ACTIONS_PORT"),
            redis_port=_port(values, "REDIS_PORT"),
        )

    @property
    def mode(self) -> str:
        """``demonstration`` or ``service``."""
        return self.values.get("MODE", DEMONSTRATION)

    @property
    def log_level(self) -> str:
        """From how serious on the processes write to their logs."""
        return self.values.get("LOG_LEVEL", "INFO")

    @property
    def database_url(self) -> str | None:
        """The site's own PostgreSQL, if any."""
        return self.values.get("DATABASE_URL")

    @property
    def redis_url(self) -> str | None:
        """The site's own Redis, if any."""
        return self.values.get("REDIS_URL")

    @property
    def host(self) -> str:
        """The address that the backend listens on."""
        return self.values.get("HOST", "127.0.0.1")

    @property
    def public_url(self) -> str:
        """The address that people and mails use, without a final slash."""
        return self.values.get("PUBLIC_URL", f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def bot_python(self) -> Path:
        """The interpreter of Rasa's environment."""
        return self.root / "bot" / ".venv" / "bin" / "python"

    @property
    def logs(self) -> Path:
        """Where each process has its ``<name>.log``."""
        return self.data / "logs"

    @property
    def ports(self) -> dict[str, int]:
        """The ports that must be free, by the setting that changes them."""
        taken = {
            "PORT": self.port,
            "RASA_PORT": self.rasa_port,
            "ACTIONS_PORT": self.actions_port,
        }
        return taken if self.redis_url else taken | {"REDIS_PORT": self.redis_port}


def _port(values: Mapping[str, str], name: str) -> int:
    given = values.get(name, str(PORTS[name]))
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise Failure(f"{name} vaut « {given} » : donnez un numéro de port entre 1 et 65535.")
    return int(given)
