"""Check the training data: ``python -m bot.nlu.check`` names every fault and fails if there is one.

A fault is an example under two intents (accents, case and punctuation aside), a raw identifier,
an unknown placeholder, or an intent with too few examples to be learnt.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.nlu.text import fold

DATA = Path(__file__).resolve().parents[1] / "data" / "nlu"
PLACEHOLDERS = frozenset(
    ("nir", "iban", "vitale", "date", "code_postal", "email", "telephone", "nom", "chiffres")
)
FEWEST_EXAMPLES = 20
_ANNOTATION = re.compile(r"\[([^\]]+)\]\(\w+\)")
_PLACEHOLDER = re.compile(r"\[([^\]]*)\]")
_IDENTIFIER = re.compile(r"\d[ .-]?\d[ .-]?\d|\S@\S")


class Example(NamedTuple):
    """One training message, as a person would have written it."""

    intent: str
    text: str
    file: str


def read_examples(folder: Path = DATA) -> Iterator[Example]:
    """Yield every example of the YAML files of ``folder``, entity annotations removed."""
    for path in sorted(folder.glob("*.yml")):
        items: list[dict[str, Any]] = YAML(typ="safe").load(path)["nlu"]
        for item in items:
            if "intent" in item:
                for line in item["examples"].splitlines():
                    text = _ANNOTATION.sub(r"\1", line.removeprefix("- "))
                    yield Example(item["intent"], text, path.name)


def faults(examples: list[Example]) -> Iterator[str]:
    """Yield one line of English per fault of ``examples``."""
    intents: dict[str, set[str]] = defaultdict(set)
    texts: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        folded = fold(example.text)
        intents[folded].add(example.intent)
        texts[example.intent].add(folded)
        where = f"{example.file}, {example.intent}: {example.text!r}"
        if _IDENTIFIER.search(example.text):
            yield f"raw identifier in {where}"
        if set(_PLACEHOLDER.findall(example.text)) - PLACEHOLDERS:
            yield f"unknown placeholder in {where}"
    for folded, names in sorted(intents.items()):
        if len(names) > 1:
            yield f"{folded!r} stands under {', '.join(sorted(names))}"
    for intent, different in sorted(texts.items()):
        if len(different) < FEWEST_EXAMPLES:
            yield f"{intent} has {len(different)} examples, {FEWEST_EXAMPLES} are needed"


def main() -> int:
    """Print the faults on standard error; return 0 if there is none, else 1."""
    found = list(faults(list(read_examples())))
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
