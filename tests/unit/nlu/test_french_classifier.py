"""The intent classifier: its ranking, what it bears, and that it is the same once stored."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.check import PLACEHOLDERS
from bot.nlu.french_classifier import FrenchClassifier

ODD_TEXTS = ["", "   ", "?", "...", "🙂", "[", "]]", "[nir", "\x00", "a" * 5000, "是", "/restart"]


def best(classifier: FrenchClassifier, text: str) -> str:
    return str(classifier.rank(text)[0]["name"])


def test_every_intent_is_ranked_once(classifier: FrenchClassifier, training_data: Any) -> None:
    names = [place["name"] for place in classifier.rank("je veux un compte")]
    assert sorted(names) == sorted(training_data.intents)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_ranked_too(classifier: FrenchClassifier, text: str) -> None:
    confidences = [place["confidence"] for place in classifier.rank(text)]
    assert sum(confidences) == pytest.approx(1)
    assert confidences == sorted(confidences, reverse=True)


def test_an_empty_text_is_nothing_in_particular(classifier: FrenchClassifier) -> None:
    assert classifier.rank("")[0]["confidence"] < 0.05


@pytest.mark.parametrize("kind", sorted(PLACEHOLDERS))
def test_a_placeholder_alone_is_a_value(classifier: FrenchClassifier, kind: str) -> None:
    assert best(classifier, f"[{kind}]") == "inform"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("JE N'AI PAS RECU LE MAIL", "ask_email_missing"),
        ("g pa recu le mial de comfirmation", "ask_email_missing"),
        ("ou est le numeor de serie", "ask_where_vitale_serial"),
        ("jai oublier mon mot de pase", "ask_forgotten_code"),
    ],
)
def test_slips_and_sms_are_understood(classifier: FrenchClassifier, text: str, intent: str) -> None:
    assert best(classifier, text) == intent


def test_a_message_gets_its_intent_and_ranking(classifier: FrenchClassifier) -> None:
    message = Message.build("bonjour")
    classifier.process([message])
    assert message.get("intent")["name"] == "greet"
    assert message.get("intent_ranking")[0] == message.get("intent")


def test_once_stored_it_says_the_same(classifier: FrenchClassifier, storage: Any) -> None:
    loaded = FrenchClassifier.load(
        FrenchClassifier.get_default_config(), storage, Resource("classifier"), None
    )
    for text in ("où est mon iban ?", "c'est [nir]", "merci"):
        for stored, kept in zip(loaded.rank(text), classifier.rank(text), strict=True):
            assert stored["name"] == kept["name"]
            assert stored["confidence"] == pytest.approx(kept["confidence"])


def test_what_is_stored_holds_no_code(classifier: FrenchClassifier, storage: Any) -> None:
    with storage.read_from(Resource("classifier")) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["model.json", "weights.npz"]


def test_untrained_it_names_no_intent(storage: Any) -> None:
    untrained = FrenchClassifier(
        FrenchClassifier.get_default_config(), storage, Resource("nothing")
    )
    assert untrained.rank("bonjour") == [{"name": None, "confidence": 0.0}]
