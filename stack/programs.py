"""What the supervisor runs: one ``Program`` per process, without any I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MARK = "AMELIBOT_STACK"
"""Environment variable that every process of a stack bears; its value is the data folder."""


@dataclass(frozen=True)
class Program:
    """One process to keep running.

    ``environment`` is all that the process gets besides PATH, HOME, LANG and the like.
    ``start_seconds`` is how long it must last to count as started; ``stop_seconds`` how long it
    may take to stop before it is killed.
    """

    name: str
    command: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    group: str = "services"
    start_seconds: int = 1
    stop_seconds: int = 4
    stop_signal: str = "TERM"
