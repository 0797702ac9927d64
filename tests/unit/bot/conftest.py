"""Which tests run where: those of the dialogue need the environment of Rasa, the words do not.

From the root: ``.venv/bin/python -m pytest tests/unit/bot`` and
``bot/.venv/bin/python -m pytest -c bot/pyproject.toml tests/unit/bot``.
"""

from importlib.util import find_spec
from pathlib import Path

ROOT_TESTS = {"test_words.py"}
ALL_TESTS = {path.name for path in Path(__file__).parent.glob("test_*.py")}

collect_ignore = sorted(ROOT_TESTS if find_spec("rasa_sdk") else ALL_TESTS - ROOT_TESTS)
