"""What the stack is told: environment, ``.env``, ports."""

from pathlib import Path

import pytest

from stack.configuration import Configuration
from stack.failure import Failure


def test_defaults_are_the_documented_ones(tmp_path: Path) -> None:
    configuration = Configuration.read({}, tmp_path)
    assert configuration.ports == {
        "PORT": 8080,
        "RASA_PORT": 5005,
        "ACTIONS_PORT": 5055,
        "REDIS_PORT": 6390,
    }
    assert configuration.mode == "demonstration"
    assert configuration.public_url == "http://127.0.0.1:8080"


def test_environment_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nRASA_PORT=9001\n")
    configuration = Configuration.read({"PORT": "9100"}, tmp_path)
    assert (configuration.port, configuration.rasa_port) == (9100, 9001)


def test_empty_setting_counts_as_unset(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=\n")
    assert Configuration.read({"REDIS_URL": ""}, tmp_path).database_url is None


def test_own_redis_needs_no_port(tmp_path: Path) -> None:
    configuration = Configuration.read({"REDIS_URL": "redis://ailleurs:6379/0"}, tmp_path)
    assert "REDIS_PORT" not in configuration.ports


@pytest.mark.parametrize("given", ["0", "65536", "abc", "-1", "80 80", "²"])
def test_wrong_port_is_one_clear_line(tmp_path: Path, given: str) -> None:
    with pytest.raises(Failure, match=r"^RASA_PORT vaut « .* » : donnez un numéro de port.*\.$"):
        Configuration.read({"RASA_PORT": given}, tmp_path)
