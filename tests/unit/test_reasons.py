"""Every reason has one French sentence, in one place."""

import pytest
from ruamel.yaml import YAML

from backend.accounts.sentences import SENTENCES
from backend.reasons import Reason
from backend.settings import ROOT

NEVER_SAID = {Reason.IBAN_INVALID}
"""Of the registry's import, whose report has sentences of its own."""


@pytest.fixture(scope="module")
def responses() -> dict[str, list[dict[str, str]]]:
    """What the assistant can say."""
    return YAML(typ="safe").load(ROOT / "domain.yml")["responses"]


@pytest.mark.parametrize("reason", sorted(set(Reason) - NEVER_SAID))
def test_a_reason_has_exactly_one_sentence(
    reason: Reason, responses: dict[str, list[dict[str, str]]]
) -> None:
    in_chat = f"utter_refused_{reason}" in responses
    in_form = reason in SENTENCES
    assert in_chat != in_form


def test_the_dialogue_explains_no_reason_that_does_not_exist(
    responses: dict[str, list[dict[str, str]]],
) -> None:
    explained = {
        name.removeprefix("utter_refused_")
        for name in responses
        if name.startswith("utter_refused_")
    }
    assert explained <= set(Reason)
