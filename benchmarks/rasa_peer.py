"""A pipeline of Rasa, trained by Rasa's own command and asked in a process of its own.

As a program, ``python -m benchmarks.rasa_peer <model>`` reads a JSON list of texts on standard
input and prints the JSON list of their intents.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from ruamel.yaml import YAML

from bot.nlu.check import Example

FALLBACK = "nlu_fallback"
DEFAULT_PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 42},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
"""What ``rasa init`` of Rasa 3.6 gives; ``constrain_similarities`` as its warning advises."""


def train_and_ask(
    pipeline: list[dict[str, Any]], examples: Sequence[Example], texts: Sequence[str]
) -> tuple[list[str], float]:
    """Return the intents of ``texts``, and the CPU seconds that ``rasa train nlu`` took."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        _write(here, pipeline, examples)
        before = _children_seconds()
        command = [sys.executable, "-m", "rasa", "train", "nlu", "--fixed-model-name", "peer"]
        command += ["--config", "config.yml", "--nlu", "nlu.yml", "--out", "models"]
        environment = os.environ | {
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONWARNINGS": "ignore",
        }
        log = here / "train.log"
        with log.open("w") as said:
            code = subprocess.call(
                command, cwd=here, env=environment, stdout=said, stderr=subprocess.STDOUT
            )
        if code:
            raise RuntimeError(log.read_text()[-2000:])
        seconds = _children_seconds() - before
        asked = subprocess.run(
            [sys.executable, "-m", "benchmarks.rasa_peer", str(here / "models" / "peer.tar.gz")],
            input=json.dumps(list(texts)),
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(asked.stdout.splitlines()[-1]), seconds


def _write(folder: Path, pipeline: list[dict[str, Any]], examples: Sequence[Example]) -> None:
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(f"- {example.text}\n")
    nlu = [{"intent": name, "examples": "".join(lines)} for name, lines in by_intent.items()]
    yaml = YAML()
    yaml.dump({"version": "3.1", "nlu": nlu}, folder / "nlu.yml")
    config = {"assistant_id": "peer", "recipe": "default.v1", "language": "fr"}
    yaml.dump(config | {"pipeline": pipeline}, folder / "config.yml")


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _intents(model: str, texts: Sequence[str]) -> list[str]:
    agent = Agent.load(model)
    found = []
    for text in texts:
        parsed = await agent.parse_message(text)
        ranking = [one["name"] for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
        found.append(ranking[0])
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_intents(sys.argv[1], json.load(sys.stdin)))) + "\n")
