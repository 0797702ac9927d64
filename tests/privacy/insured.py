"""The insured person who is made of canaries."""

import subprocess
import sys
from pathlib import Path

from backend.insured.csv_import import read_people
from backend.insured.people import InsuredPerson
from stack.configuration import ROOT
from tests.privacy import corpus
from tests.privacy.conftest import Observed


def person() -> InsuredPerson:
    """Return the insured person of the corpus."""
    [found], refused = read_people(corpus.CSV.encode(), today=corpus.BORN.replace(year=2026))
    assert refused == []
    return found


def register(observed: Observed, folder: Path) -> None:
    """Add the person of the corpus to the registry."""
    file = folder / "registry.csv"
    file.write_text(corpus.CSV)
    command = [sys.executable, "-m", "backend.insured", "import", str(file)]
    subprocess.run(command, cwd=ROOT, env=observed.environment, check=True, capture_output=True)
