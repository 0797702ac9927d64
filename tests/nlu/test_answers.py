"""What an answer must not leave out, whatever its wording."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

DOMAIN = Path(__file__).resolve().parents[2] / "domain.yml"
RESPONSES = YAML(typ="safe").load(DOMAIN)["responses"]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        ("utter_bot_challenge", "indépendante"),
        ("utter_answer_data_privacy", "indépendante"),
        ("utter_answer_data_privacy", "« Ma conversation »"),
        ("utter_answer_data_privacy", "informez vite votre caisse (3646) et changez votre code"),
        ("utter_answer_for_other", "Après un décès, pour un enfant"),
        ("utter_answer_for_other", "3646"),
        ("utter_answer_terms", "aucun compte n’est créé et rien de ce que vous avez donné"),
        ("utter_answer_marketing_consent", "conditions d’utilisation doivent être acceptées"),
        ("utter_answer_account_not_active", "Puis revenez à la page de connexion"),
    ],
)
def test_an_answer_says(response: str, said: str) -> None:
    assert said in RESPONSES[response][0]["text"]
