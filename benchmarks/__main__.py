"""``python -m benchmarks [part ...]``: every measurement or some, one table after the other."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import stack
from benchmarks.widget import report

ROOT = Path(__file__).resolve().parents[1]


def in_the_dialogue(part: str) -> None:
    """Measure where Rasa is: in the environment of the dialogue."""
    command = ["bot/.venv/bin/python", "-W", "ignore", "-m", f"benchmarks.{part}"]
    subprocess.run(command, cwd=ROOT, check=True)


PARTS: dict[str, Callable[[], None]] = {
    "stack": stack.measure,
    "widget": report.measure,
    "parse": partial(in_the_dialogue, "parse"),
    "understanding": partial(in_the_dialogue, "understanding"),
}

asked = sys.argv[1:] or list(PARTS)
if unknown := set(asked) - set(PARTS):
    sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
for part in asked:
    PARTS[part]()
