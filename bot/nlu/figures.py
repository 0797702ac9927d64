"""What a list of answered messages tells: figures per topic, confusions, decisions, calibration.

Nothing here reads a file or trains a model: an ``Answer`` comes in, figures go out.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

import numpy as np
import numpy.typing as npt

from bot.actions.fallback import meanings
from bot.actions.words import titles

OUT_OF_SCOPE = "out_of_scope"
BINS = 10
RESAMPLES = 400
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Answer:
    """A message, its right topic, and the topics that the model saw in it, likeliest first."""

    text: str
    topic: str
    ranking: Sequence[tuple[str, float]]

    @property
    def first(self) -> str:
        """The likeliest topic."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """The confidence of the likeliest topic, 0 to 1."""
        return self.ranking[0][1]


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 where there is nothing to count."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of E. B. Wilson (1927)."""
        if not self.total:
            return 0.0, 1.0
        z, n, p = NORMAL_95, self.total, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class TopicFigures:
    """How one topic is understood."""

    topic: str
    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision.value, self.recall.value
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True)
class Score:
    """Macro-F1 over all topics, with its 95 % interval, and the share of messages understood."""

    macro_f1: float
    interval: tuple[float, float]
    accuracy: Share


@dataclass(frozen=True)
class Confusion:
    """Messages of one topic that were taken for another."""

    topic: str
    taken_for: str
    messages: list[str]


class Decision(Enum):
    """What the assistant does with a message; of a message in scope, the first is wanted."""

    ANSWERED = "answered"
    """With the right topic's answer."""
    OFFERED = "offered"
    """It asks what was meant, and the right topic is among the buttons."""
    REFUSED = "refused"
    """It says that this is not its subject, or asks back without the right topic."""
    MISTAKEN = "mistaken"
    """With another topic's answer."""


@dataclass(frozen=True)
class Thresholds:
    """Below ``least`` confidence, or ahead of the second by less than ``margin``, it asks back."""

    least: float
    margin: float


@dataclass(frozen=True)
class Outcome:
    """What happens to messages in scope and to those of other subjects."""

    in_scope: dict[Decision, Share]
    rejected: Share
    """Messages out of scope that get no answer of ours."""


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies between ``low`` and ``high``."""

    low: float
    high: float
    confidence: float
    right: Share


def by_topic(answers: Sequence[Answer]) -> list[TopicFigures]:
    """Return the figures of every topic, the worst understood first."""
    right = Counter(a.topic for a in answers if a.first == a.topic)
    asked = Counter(a.topic for a in answers)
    said = Counter(a.first for a in answers)
    figures = [
        TopicFigures(topic, Share(right[topic], said[topic]), Share(right[topic], asked[topic]))
        for topic in asked
    ]
    return sorted(figures, key=lambda one: (one.f1, one.topic))


def score(answers: Sequence[Answer], seed: int = 1) -> Score:
    """Return macro-F1, its interval by bootstrap over the messages, and accuracy."""
    names = sorted({a.topic for a in answers} | {a.first for a in answers})
    places = {name: place for place, name in enumerate(names)}
    pairs = np.array([(places[a.topic], places[a.first]) for a in answers])
    chance = np.random.default_rng(seed)
    drawn = chance.integers(len(pairs), size=(RESAMPLES, len(pairs)))
    values = [_macro_f1(pairs[draw], len(names)) for draw in drawn]
    low, high = np.percentile(values, (2.5, 97.5))
    right = sum(a.first == a.topic for a in answers)
    return Score(
        _macro_f1(pairs, len(names)), (float(low), float(high)), Share(right, len(answers))
    )


def confusions(answers: Sequence[Answer]) -> list[Confusion]:
    """Return which topics are taken for which, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for answer in answers:
        if answer.first != answer.topic:
            found[answer.topic, answer.first].append(answer.text)
    pairs = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Confusion(topic, other, messages) for (topic, other), messages in pairs]


def outcome(answers: Sequence[Answer], thresholds: Thresholds) -> Outcome:
    """Return what the assistant does with the messages at these thresholds."""
    inside = [decision(a, thresholds) for a in answers if a.topic != OUT_OF_SCOPE]
    outside = [a for a in answers if a.topic == OUT_OF_SCOPE]
    rejected = sum(a.first == OUT_OF_SCOPE or asks_back(a, thresholds) for a in outside)
    counts = Counter(inside)
    shares = {kind: Share(counts[kind], len(inside)) for kind in Decision}
    return Outcome(shares, Share(rejected, len(outside)))


def decision(answer: Answer, thresholds: Thresholds) -> Decision:
    """Return what the assistant does with a message in scope."""
    if asks_back(answer, thresholds):
        buttons = meanings([name for name, _ in answer.ranking], titles("intents"))
        offered = any(button["payload"] == f"/{answer.topic}" for button in buttons)
        return Decision.OFFERED if offered else Decision.REFUSED
    if answer.first == OUT_OF_SCOPE:
        return Decision.REFUSED
    return Decision.ANSWERED if answer.first == answer.topic else Decision.MISTAKEN


def asks_back(answer: Answer, thresholds: Thresholds) -> bool:
    """Tell whether Rasa's FallbackClassifier would step in."""
    lead = answer.confidence - answer.ranking[1][1]
    return answer.confidence < thresholds.least or lead < thresholds.margin


def calibration(answers: Sequence[Answer]) -> list[Bin]:
    """Return the bins of equal width that hold messages, the least confident first."""
    held: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        held[min(int(answer.confidence * BINS), BINS - 1)].append(answer)
    return [
        Bin(
            place / BINS,
            (place + 1) / BINS,
            sum(a.confidence for a in inside) / len(inside),
            Share(sum(a.first == a.topic for a in inside), len(inside)),
        )
        for place, inside in sorted(held.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error, 0 to 1 (Naeini et al., 2015)."""
    total = sum(one.right.total for one in bins)
    gaps = sum(abs(one.right.value - one.confidence) * one.right.total for one in bins)
    return gaps / total if total else 0.0


def _macro_f1(pairs: npt.NDArray[np.int64], topics: int) -> float:
    asked = np.bincount(pairs[:, 0], minlength=topics)
    said = np.bincount(pairs[:, 1], minlength=topics)
    right = np.bincount(pairs[pairs[:, 0] == pairs[:, 1], 0], minlength=topics)
    met = asked + said > 0
    return float(np.mean(2 * right[met] / (asked + said)[met]))
