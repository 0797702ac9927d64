"""The classifier as a component of Rasa: it trains, is stored, and answers as Rasa expects."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.french_classifier import FrenchClassifier

RESOURCE = Resource("classifier")
TAUGHT = {
    "greet": ["bonjour", "salut", "bonsoir à vous", "hello"],
    "goodbye": ["au revoir", "bonne journée", "à bientôt", "à demain"],
    "thank": ["merci", "merci beaucoup", "je vous remercie", "un grand merci"],
}


@pytest.fixture(scope="module")
def classifier(storage: Any) -> FrenchClassifier:
    examples = [
        Message.build(text, intent=intent) for intent, texts in TAUGHT.items() for text in texts
    ]
    new = FrenchClassifier.create(FrenchClassifier.get_default_config(), storage, RESOURCE, None)
    new.train(TrainingData(examples))
    return new


def parsed(classifier: FrenchClassifier, text: str) -> Message:
    message = Message.build(text)
    classifier.process([message])
    return message


def test_a_message_gets_its_intent_and_ranking(classifier: FrenchClassifier) -> None:
    message = parsed(classifier, "bonjour")
    assert message.get("intent")["name"] == "greet"
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert {place["name"] for place in message.get("intent_ranking")} == set(TAUGHT)


def test_once_stored_it_is_the_same(classifier: FrenchClassifier, storage: Any) -> None:
    loaded = FrenchClassifier.load(FrenchClassifier.get_default_config(), storage, RESOURCE, None)
    assert parsed(loaded, "merci").get("intent") == parsed(classifier, "merci").get("intent")


def test_untrained_it_names_no_intent(storage: Any) -> None:
    untrained = FrenchClassifier.create({}, storage, Resource("nothing"), None)
    message = parsed(untrained, "bonjour")
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []
