"""The model of intents: words, letters and meaning of a French message in one linear machine.

Three views of a message are set side by side: tf-idf of its words (1-2), tf-idf of its letters
inside words (2-5), both without accents and in lower case, and the average of its words' vectors,
along its principal directions. Words and vectors are looked up once spelling is corrected, letters
before and after. Letters bear what the corrector does not know, vectors bear synonyms. A linear
support vector machine separates the intents; a softmax makes confidences of its margins, at a
temperature fitted on a fold held out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.nlu.folds import folds
from bot.nlu.noise import as_sms, with_slips
from bot.nlu.spelling import Speller
from bot.nlu.text import WORD_PATTERN
from bot.nlu.vectors import WordVectors

Array = npt.NDArray[np.floating[Any]]
Ranking = list[tuple[str, float]]

DEFAULTS: Mapping[str, Any] = {"C": 0.5, "vector_scale": 1.5, "noise": True, "seed": 42}
"""``C``: inverse strength of regularisation; ``vector_scale``: weight of the meaning beside words
and letters; ``noise``: whether a noisy copy of each text is learnt too; ``seed``.
docs/understanding.md tells how they were chosen."""
TEMPERATURES = np.geomspace(0.05, 2.0, 40)
DIRECTIONS = 100
"""How many principal directions of the messages' vectors are kept of their 300: training takes
half as long, nothing is lost."""
HELD_OUT = 4
"""One message in so many serves to fit the temperature, without noisy copies, to be quick."""


class IntentModel:
    """Ranks the intents of a French message."""

    def __init__(self, config: Mapping[str, Any] = DEFAULTS) -> None:
        self._config = {**DEFAULTS, **config}
        self._words = _new_view(token_pattern=WORD_PATTERN, ngram_range=(1, 2))
        self._letters = _new_view(analyzer="char_wb", ngram_range=(2, 5))
        self._weights: Array = np.zeros((0, 0), dtype=np.float32)
        self._biases: Array = np.zeros(0, dtype=np.float32)
        self._directions: Array = np.zeros((0, 0), dtype=np.float32)
        self._temperature = 1.0
        self.intents: list[str] = []

    def learn(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        """Learn which intent each text has; needs three intents of some texts each."""
        self.intents = sorted(set(intents))
        labels = np.array([self.intents.index(intent) for intent in intents])
        self._temperature = self._fit_temperature(texts, labels)
        self._fit(texts, labels, noise=self._config["noise"])

    def rank(self, texts: Sequence[str]) -> list[Ranking]:
        """Return for each text the intents and their confidences, the likeliest first.

        Confidences are between 0 and 1 and add up to 1; an empty text gets even odds. A model
        that has learnt nothing ranks nothing.
        """
        if not texts or not self.intents:
            return [[] for _ in texts]
        confidences = softmax(self._margins(texts) / self._temperature, axis=1)
        confidences[[not text.strip() for text in texts]] = 1 / len(self.intents)
        orders = np.argsort(-confidences, axis=1, kind="stable")
        return [
            [(self.intents[i], float(row[i])) for i in order]
            for row, order in zip(confidences, orders, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Store the model in ``folder``, as numbers and JSON: no code is ever loaded from it."""
        description = {
            "intents": self.intents,
            "temperature": self._temperature,
            "words": self._words.vocabulary_,
            "letters": self._letters.vocabulary_,
        }
        (folder / "model.json").write_text(json.dumps(description, default=int))
        np.savez(
            folder / "weights.npz",
            weights=self._weights,
            biases=self._biases,
            directions=self._directions,
            words=self._words.idf_,
            letters=self._letters.idf_,
        )

    @classmethod
    def load(cls, folder: Path, config: Mapping[str, Any] = DEFAULTS) -> IntentModel:
        """Return the model stored in ``folder``.

        Raises:
            FileNotFoundError: there is none.
        """
        model = cls(config)
        description = json.loads((folder / "model.json").read_text())
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        model.intents = description["intents"]
        model._temperature = description["temperature"]
        for name, view in (("words", model._words), ("letters", model._letters)):
            view.set_params(vocabulary=description[name])
            view.idf_ = arrays[name]
        model._weights, model._biases = arrays["weights"], arrays["biases"]
        model._directions = arrays["directions"]
        return model

    def _views(self, texts: Sequence[str], *, learn: bool = False) -> tuple[Any, Any, Array]:
        speller, vectors = _language()
        corrected = [speller.text(text) for text in texts]
        both = [f"{text} {right}" for text, right in zip(texts, corrected, strict=True)]
        if learn:
            self._words.fit(corrected)
            self._letters.fit(both)
        meaning = np.array([vectors.text(text) for text in corrected])
        if learn:
            self._directions = np.linalg.eigh(meaning.T @ meaning)[1][:, -DIRECTIONS:]
        meaning = meaning @ self._directions * self._config["vector_scale"]
        seen = (self._words.transform(corrected), self._letters.transform(both), meaning)
        # Of the weights' type: else each product with a message converts all of them.
        words, letters, meaning = (view.astype(np.float32) for view in seen)
        return words, letters, meaning

    def _margins(self, texts: Sequence[str]) -> Array:
        words, letters, meaning = self._views(texts)
        ends = np.cumsum((words.shape[1], letters.shape[1]))
        of_words, of_letters, of_meaning = np.split(self._weights, ends)
        margins: Array = words @ of_words + letters @ of_letters + meaning @ of_meaning
        return margins + self._biases

    def _fit(self, texts: Sequence[str], labels: npt.NDArray[np.int64], *, noise: bool) -> None:
        seed = self._config["seed"]
        if noise:
            texts, labels = [*texts, *_noisy_copies(texts, seed)], np.tile(labels, 2)
        machine = LinearSVC(C=self._config["C"], random_state=seed)
        words, letters, meaning = self._views(texts, learn=True)
        machine.fit(hstack([words, letters, csr_matrix(meaning)], format="csr"), labels)
        # One row per feature, contiguous: else every product with a message copies them all.
        self._weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self._biases = machine.intercept_.astype(np.float32)

    def _fit_temperature(self, texts: Sequence[str], labels: npt.NDArray[np.int64]) -> float:
        seed = self._config["seed"]
        learnt, held_out = next(folds(texts, labels, count=HELD_OUT, seed=seed))
        self._fit([texts[i] for i in learnt], labels[learnt], noise=False)
        margins = self._margins([texts[i] for i in held_out])
        right = margins[np.arange(len(held_out)), labels[held_out]]
        losses = [np.mean(logsumexp(margins / t, axis=1) - right / t) for t in TEMPERATURES]
        return float(TEMPERATURES[int(np.argmin(losses))])


def _noisy_copies(texts: Sequence[str], seed: int) -> list[str]:
    """Return a copy of each text, every other one with slips, the rest in the manner of SMS."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [with_slips(text, chance) if i % 2 else as_sms(text) for i, text in enumerate(texts)]


@cache
def _language() -> tuple[Speller, WordVectors]:
    """Read the language's data, once in a process."""
    return Speller(), WordVectors()


def _new_view(**config: Any) -> TfidfVectorizer:
    return TfidfVectorizer(lowercase=True, strip_accents="unicode", sublinear_tf=True, **config)
