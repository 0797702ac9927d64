"""``python -m benchmarks``: every measurement, one table after the other."""

import subprocess
from pathlib import Path

from benchmarks import stack

ROOT = Path(__file__).resolve().parents[1]

stack.measure()
# Understanding is measured where Rasa is: in the environment of the dialogue.
for part in ("parse", "understanding"):
    command = ["bot/.venv/bin/python", "-W", "ignore", "-m", f"benchmarks.{part}"]
    subprocess.run(command, cwd=ROOT, check=True)
