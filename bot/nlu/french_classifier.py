"""The intent classifier: words, letters and meaning of a French message in one linear model.

Three views of a message are set side by side: tf-idf of its words (1-2), tf-idf of its letters
inside words (2-5), both without accents and in lower case, and the average of its words' vectors.
Words and vectors are looked up once spelling is corrected, letters before and after. Letters bear
what the corrector does not know, vectors bear synonyms. A linear support vector machine separates
the intents; a softmax makes confidences of its margins, at a temperature fitted on held-out folds.
"""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.noise import as_sms, with_slips
from bot.nlu.spelling import Speller
from bot.nlu.text import WORD_PATTERN
from bot.nlu.vectors import WordVectors

Array = npt.NDArray[np.floating[Any]]
TEMPERATURES = np.geomspace(0.05, 2.0, 40)
FOLDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FrenchClassifier(IntentClassifier, GraphComponent):
    """Predicts the intent of a French message, with the ranking of all intents."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``C``: inverse strength of regularisation; ``vector_scale``: weight of the meaning
        beside words and letters; ``noise``: whether noisy copies are learnt too; ``seed``."""
        return {"C": 0.5, "vector_scale": 1.5, "noise": True, "seed": 42}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beside Rasa's own that the component imports."""
        return ["wordfreq"]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._speller = Speller()
        self._vectors = WordVectors()
        self._words = _new_view(token_pattern=WORD_PATTERN, ngram_range=(1, 2))
        self._letters = _new_view(analyzer="char_wb", ngram_range=(2, 5))
        self._intents: list[str] = []
        self._weights: Array = np.zeros((0, 0))
        self._biases: Array = np.zeros(0)
        self._temperature = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - asked for by Rasa
    ) -> FrenchClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of ``training_data``; needs two intents of three examples at least."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [m.get(TEXT) for m in examples]
        self._intents = sorted({m.get(INTENT) for m in examples})
        labels = np.array([self._intents.index(m.get(INTENT)) for m in examples])
        self._temperature = self._fit_temperature(texts, labels)
        self._fit(texts, labels)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message; an empty text gets even odds."""
        for message in messages:
            ranking = self.rank(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def rank(self, text: str) -> list[dict[str, Any]]:
        """Return ``{"name", "confidence"}`` of every intent, the likeliest first."""
        if not self._intents:
            return [{"name": None, "confidence": 0.0}]
        if text.strip():
            confidences = softmax(self._margins([text])[0] / self._temperature)
        else:
            confidences = np.full(len(self._intents), 1 / len(self._intents))
        order = np.argsort(-confidences, kind="stable")
        return [{"name": self._intents[i], "confidence": float(confidences[i])} for i in order]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Predict the training examples, as Rasa's own classifiers do."""
        self.process(training_data.training_examples)
        return training_data

    def _features(self, texts: list[str], *, learn: bool = False) -> csr_matrix:
        corrected = [self._speller.text(text) for text in texts]
        both = [f"{text} {right}" for text, right in zip(texts, corrected, strict=True)]
        if learn:
            self._words.fit(corrected)
            self._letters.fit(both)
        meaning = np.array([self._vectors.text(text) for text in corrected])
        meaning *= self._config["vector_scale"]
        views = (self._words.transform(corrected), self._letters.transform(both))
        return hstack([*views, csr_matrix(meaning)], format="csr")

    def _margins(self, texts: list[str]) -> Array:
        margins: Array = self._features(texts) @ self._weights.T + self._biases
        return margins

    def _fit(self, texts: list[str], labels: npt.NDArray[np.int64]) -> None:
        if self._config["noise"]:
            chance = random.Random(self._config["seed"])  # noqa: S311 - no secret
            slips = [with_slips(text, chance) for text in texts]
            texts = [*texts, *slips, *(as_sms(text) for text in texts)]
            labels = np.tile(labels, 3)
        machine = LinearSVC(C=self._config["C"], random_state=self._config["seed"])
        machine.fit(self._features(texts, learn=True), labels)
        self._weights = machine.coef_.astype(np.float32)
        self._biases = machine.intercept_.astype(np.float32)

    def _fit_temperature(self, texts: list[str], labels: npt.NDArray[np.int64]) -> float:
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=self._config["seed"])
        margins = np.zeros((len(texts), len(self._intents)))
        for learnt, held_out in folds.split(texts, labels):
            self._fit([texts[i] for i in learnt], labels[learnt])
            margins[held_out] = self._margins([texts[i] for i in held_out])
        right = margins[np.arange(len(labels)), labels]
        losses = [np.mean(logsumexp(margins / t, axis=1) - right / t) for t in TEMPERATURES]
        return float(TEMPERATURES[int(np.argmin(losses))])

    def _persist(self) -> None:
        description = {
            "intents": self._intents,
            "temperature": self._temperature,
            "words": self._words.vocabulary_,
            "letters": self._letters.vocabulary_,
        }
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "model.json").write_text(json.dumps(description, default=int))
            np.savez(
                folder / "weights.npz",
                weights=self._weights,
                biases=self._biases,
                words=self._words.idf_,
                letters=self._letters.idf_,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - asked for by Rasa
        **kwargs: Any,  # noqa: ARG003
    ) -> FrenchClassifier:
        """Return the classifier that was trained; its files hold numbers and JSON, no code.

        Raises:
            ValueError: the storage holds nothing for ``resource``.
        """
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            description = json.loads((folder / "model.json").read_text())
            arrays = np.load(folder / "weights.npz", allow_pickle=False)
            classifier._intents = description["intents"]
            classifier._temperature = description["temperature"]
            for name, view in (("words", classifier._words), ("letters", classifier._letters)):
                view.set_params(vocabulary=description[name])
                view.idf_ = arrays[name]
            classifier._weights, classifier._biases = arrays["weights"], arrays["biases"]
        return classifier


def _new_view(**config: Any) -> TfidfVectorizer:
    return TfidfVectorizer(lowercase=True, strip_accents="unicode", sublinear_tf=True, **config)
