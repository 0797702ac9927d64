"""Messages that were never learnt are understood, at the thresholds of config.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.nlu.check import Example, read_examples
from bot.nlu.french_classifier import FrenchClassifier
from bot.nlu.text import fold

ROOT = Path(__file__).resolve().parents[3]
HELD_OUT = list(read_examples(Path(__file__).parent))
IN_SCOPE = [example for example in HELD_OUT if example.intent != "out_of_scope"]
OUT_OF_SCOPE = [example for example in HELD_OUT if example.intent == "out_of_scope"]


@pytest.fixture(scope="module")
def thresholds() -> dict[str, float]:
    pipeline = YAML(typ="safe").load(ROOT / "config.yml")["pipeline"]
    found: dict[str, float] = next(
        part for part in pipeline if part["name"] == "FallbackClassifier"
    )
    return found


def answered(
    classifier: FrenchClassifier, example: Example, thresholds: dict[str, Any]
) -> str | None:
    """Return the intent that is acted on, None where the person is asked what is meant."""
    first, second = classifier.rank(example.text)[:2]
    if first["confidence"] < thresholds["threshold"]:
        return None
    if first["confidence"] - second["confidence"] < thresholds["ambiguity_threshold"]:
        return None
    return str(first["name"])


def test_no_held_out_message_is_learnt() -> None:
    learnt = {fold(example.text) for example in read_examples()}
    assert [example for example in HELD_OUT if fold(example.text) in learnt] == []


def test_every_topic_is_held_out_too() -> None:
    assert {e.intent for e in HELD_OUT} == {e.intent for e in read_examples()}


def test_in_scope_messages_are_understood(
    classifier: FrenchClassifier, thresholds: dict[str, float]
) -> None:
    right = [answered(classifier, e, thresholds) == e.intent for e in IN_SCOPE]
    assert sum(right) / len(right) >= 0.93


def test_few_messages_are_misunderstood(
    classifier: FrenchClassifier, thresholds: dict[str, float]
) -> None:
    wrong = [answered(classifier, e, thresholds) not in (e.intent, None) for e in IN_SCOPE]
    assert sum(wrong) / len(wrong) <= 0.04


def test_other_subjects_get_no_answer_of_ours(
    classifier: FrenchClassifier, thresholds: dict[str, float]
) -> None:
    right = [answered(classifier, e, thresholds) in ("out_of_scope", None) for e in OUT_OF_SCOPE]
    assert sum(right) / len(right) >= 0.85
