"""The intent classifier as a component of Rasa's pipeline, around ``bot.nlu.intent_model``."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_model import DEFAULTS, IntentModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FrenchClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Predicts the intent of a French message, with the ranking of all intents."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings of ``bot.nlu.intent_model``."""
        return dict(DEFAULTS)

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beside Rasa's own that the component imports."""
        return ["wordfreq"]

    def __init__(self, model: IntentModel, model_storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - asked for by Rasa
    ) -> FrenchClassifier:
        """Return an untrained classifier."""
        return cls(IntentModel(config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - asked for by Rasa
        **kwargs: Any,  # noqa: ARG003
    ) -> FrenchClassifier:
        """Return the classifier that was trained.

        Raises:
            ValueError: the storage holds nothing for ``resource``.
        """
        with model_storage.read_from(resource) as folder:
            return cls(IntentModel.load(folder, config), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of ``training_data``."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model.learn([m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message, the likeliest intent first."""
        rankings = self._model.rank([message.get(TEXT) or "" for message in messages])
        for message, ranking in zip(messages, rankings, strict=True):
            places = [{"name": name, "confidence": sure} for name, sure in ranking]
            best = places[0] if places else {"name": None, "confidence": 0.0}
            message.set("intent", best, add_to_output=True)
            message.set("intent_ranking", places, add_to_output=True)
        return messages
