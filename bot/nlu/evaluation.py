"""How well the assistant understands: by cross-validation, and on messages it has never seen.

``cross_validate`` and ``on_test_set`` return a ``Report``; ``bot.nlu.evaluate`` prints it.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.nlu.check import Example
from bot.nlu.figures import (
    Answer,
    Bin,
    Confusion,
    Outcome,
    Score,
    Thresholds,
    TopicFigures,
    by_topic,
    calibration,
    calibration_error,
    confusions,
    outcome,
    score,
)
from bot.nlu.folds import folds
from bot.nlu.intent_model import IntentModel
from bot.nlu.noise import as_sms, with_slips
from bot.nlu.text import fold, without_accents

ROOT = Path(__file__).resolve().parents[2]
FOLDS = 5
SEED = 7
PLAIN = "plain"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """All figures of one set of messages; ``scores`` by variant, all else as it was written."""

    learnt: int
    messages: int
    scores: dict[str, Score]
    topics: list[TopicFigures]
    confusions: list[Confusion]
    outcome: Outcome
    calibration: list[Bin]
    calibration_error: float
    answers: list[Answer]


@dataclass(frozen=True)
class Settings:
    """What config.yml says of understanding."""

    classifier: Mapping[str, Any]
    thresholds: Thresholds


def settings(path: Path = ROOT / "config.yml") -> Settings:
    """Return the settings of Rasa's configuration file."""
    parts = {part["name"]: part for part in YAML(typ="safe").load(path)["pipeline"]}
    fallback = parts["FallbackClassifier"]
    classifier = dict(parts["bot.nlu.french_classifier.FrenchClassifier"])
    del classifier["name"]
    return Settings(classifier, Thresholds(fallback["threshold"], fallback["ambiguity_threshold"]))


def read_messages(path: Path) -> list[Example]:
    """Return the messages of a YAML file that lists them by topic."""
    topics: dict[str, list[str]] = YAML(typ="safe").load(path)
    return [Example(topic, text, path.name) for topic, texts in topics.items() for text in texts]


def variants(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return the texts as they are, without accents, with slips, and in the manner of SMS."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    return {
        PLAIN: list(texts),
        "no accents": [without_accents(text) for text in texts],
        "slips": [with_slips(text, chance) for text in texts],
        "sms": [as_sms(text) for text in texts],
    }


def cross_validate(examples: Sequence[Example], chosen: Settings, progress: Progress) -> Report:
    """Learn all folds but one and try it, each in turn; near-duplicates share a fold.

    The answers of all folds are pooled: each message counts once.
    """
    examples = list(dict.fromkeys(examples))
    texts = [example.text for example in examples]
    topics = [example.intent for example in examples]
    noisy = variants(texts)
    answers: dict[str, list[Answer]] = {name: [] for name in noisy}
    cut = folds(texts, topics, count=FOLDS, seed=SEED)
    for number, (learnt, held_out) in enumerate(cut, start=1):
        progress(f"{number}/{FOLDS}")
        model = IntentModel(chosen.classifier)
        model.learn([texts[i] for i in learnt], [topics[i] for i in learnt])
        asked = [topics[i] for i in held_out]
        for name, written in noisy.items():
            answers[name] += ask(model, [written[i] for i in held_out], asked)
    return report(len(texts), answers, chosen.thresholds)


def on_test_set(
    examples: Sequence[Example], messages: Sequence[Example], chosen: Settings, progress: Progress
) -> Report:
    """Learn all ``examples``, then try the ``messages``, as ``try_on`` does."""
    progress("1/1")
    return try_on(trained(examples, chosen), messages, examples, chosen)


def try_on(
    model: IntentModel,
    messages: Sequence[Example],
    examples: Sequence[Example],
    chosen: Settings,
) -> Report:
    """Try a model that learnt ``examples`` on the messages that are not among them.

    "oui" and the like stand in both: such messages are left aside, whatever their topic.
    """
    learnt = {fold(example.text) for example in examples}
    kept = [message for message in messages if fold(message.text) not in learnt]
    topics = [message.intent for message in kept]
    noisy = variants([message.text for message in kept])
    answers = {name: ask(model, written, topics) for name, written in noisy.items()}
    return report(len(examples), answers, chosen.thresholds)


def trained(examples: Sequence[Example], chosen: Settings) -> IntentModel:
    """Return a model that has learnt the examples."""
    model = IntentModel(chosen.classifier)
    model.learn([example.text for example in examples], [example.intent for example in examples])
    return model


def ask(model: IntentModel, texts: Sequence[str], topics: Sequence[str]) -> list[Answer]:
    """Return what the model sees in the texts, whose right topics are ``topics``."""
    rankings = model.rank(texts)
    return [Answer(*one) for one in zip(texts, topics, rankings, strict=True)]


def report(learnt: int, answers: Mapping[str, Sequence[Answer]], thresholds: Thresholds) -> Report:
    """Return the figures of the answers, given by variant."""
    plain = list(answers[PLAIN])
    bins = calibration(plain)
    return Report(
        learnt=learnt,
        messages=len(plain),
        scores={name: score(given) for name, given in answers.items()},
        topics=by_topic(plain),
        confusions=confusions(plain),
        outcome=outcome(plain, thresholds),
        calibration=bins,
        calibration_error=calibration_error(bins),
        answers=plain,
    )
