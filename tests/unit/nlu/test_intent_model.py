"""The model of intents: its ranking, what it bears, and that it is the same once stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.check import PLACEHOLDERS, read_examples
from bot.nlu.intent_model import IntentModel

ODD_TEXTS = ["", "   ", "?", "...", "🙂", "[", "]]", "[nir", "\x00", "a" * 5000, "是", "/restart"]


def best(model: IntentModel, text: str) -> str:
    return model.rank([text])[0][0][0]


def test_every_intent_is_ranked_once(model: IntentModel) -> None:
    (ranking,) = model.rank(["je veux un compte"])
    assert sorted(name for name, _ in ranking) == sorted({e.intent for e in read_examples()})


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_odd_texts_are_ranked_too(model: IntentModel, text: str) -> None:
    confidences = [confidence for _, confidence in model.rank([text])[0]]
    assert sum(confidences) == pytest.approx(1, abs=1e-5)
    assert confidences == sorted(confidences, reverse=True)


def test_an_empty_text_is_nothing_in_particular(model: IntentModel) -> None:
    assert model.rank([""])[0][0][1] < 0.05


def test_texts_together_are_ranked_as_alone(model: IntentModel) -> None:
    together = model.rank(["merci", "où est mon iban ?"])
    assert [ranking[0][0] for ranking in together] == [
        best(model, "merci"),
        best(model, "où est mon iban ?"),
    ]


@pytest.mark.parametrize("kind", sorted(PLACEHOLDERS))
def test_a_placeholder_alone_is_a_value(model: IntentModel, kind: str) -> None:
    assert best(model, f"[{kind}]") == "inform"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("JE N'AI PAS RECU LE MAIL", "ask_email_missing"),
        ("g pa recu le mial de comfirmation", "ask_email_missing"),
        ("ou est le numeor de serie", "ask_where_vitale_serial"),
        ("jai oublier mon mot de pase", "ask_forgotten_code"),
    ],
)
def test_slips_and_sms_are_understood(model: IntentModel, text: str, intent: str) -> None:
    assert best(model, text) == intent


def test_once_stored_it_says_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    texts = ["où est mon iban ?", "c'est [nir]", "merci"]
    for stored, kept in zip(IntentModel.load(tmp_path).rank(texts), model.rank(texts), strict=True):
        assert [name for name, _ in stored] == [name for name, _ in kept]
        assert [sure for _, sure in stored] == pytest.approx([sure for _, sure in kept])


def test_what_is_stored_holds_no_code(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "weights.npz"]


def test_untrained_it_ranks_nothing() -> None:
    assert IntentModel().rank(["bonjour"]) == [[]]
