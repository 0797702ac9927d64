"""Whether everything that can be said has its sentence, read plainly from the files."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend.enrolment.fields import KIND_OF, STEPS, Field
from backend.enrolment.progress import LockCause, Status
from backend.insured.matching import Cause
from backend.reasons import Reason

ROOT = Path(__file__).resolve().parents[3]
UNSAID = {Status.OPEN, Status.CANCELLED, Status.EXPIRED}
CAUSES = {Status.INELIGIBLE: Cause, Status.LOCKED: LockCause}


def load(path: str) -> Any:
    return YAML(typ="safe").load(ROOT / path)


DOMAIN = load("domain.yml")
TITLES = load("bot/titles.yml")
RESPONSES = DOMAIN["responses"]
QUESTIONS = [name for name in DOMAIN["intents"] if name.startswith("ask_")]


@pytest.mark.parametrize("reason", [r for r in Reason if not r.startswith("code_")])
def test_each_reason_has_its_sentence(reason: Reason) -> None:
    assert f"utter_refused_{reason}" in RESPONSES


@pytest.mark.parametrize("field", Field)
def test_each_field_is_asked_explained_and_named(field: Field) -> None:
    assert f"utter_ask_enrolment_form_{field}" in RESPONSES
    assert f"utter_why_{field}" in RESPONSES
    assert field in TITLES["fields"]


def test_the_form_knows_the_backend_s_fields_in_their_order() -> None:
    assert DOMAIN["forms"]["enrolment_form"]["required_slots"] == list(Field)
    source = (ROOT / "bot/actions/fields.py").read_text()
    pairs = re.findall(r'^    "(\w+)": (?:"(\w+)"|None),$', source, re.MULTILINE)
    kinds = [(field.value, KIND_OF[field].value if field in KIND_OF else "") for field in Field]
    assert pairs == kinds


def test_each_step_has_its_title_in_order() -> None:
    assert list(TITLES["steps"]) == list(STEPS)


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_each_intent_has_its_title(intent: str) -> None:
    assert TITLES["intents"][intent]


def test_each_title_has_its_intent() -> None:
    assert set(TITLES["intents"]) == set(DOMAIN["intents"])


@pytest.mark.parametrize("status", [one for one in Status if one not in UNSAID])
def test_each_outcome_is_told(status: Status) -> None:
    for cause in CAUSES.get(status, [None]):
        assert "_".join(filter(None, ("utter_outcome", status, cause))) in RESPONSES


@pytest.mark.parametrize("intent", QUESTIONS)
def test_each_question_has_one_rule_without_condition(intent: str) -> None:
    rules = (
        load("bot/data/rules/questions.yml")["rules"] + load("bot/data/rules/dialogue.yml")["rules"]
    )
    mine = [rule for rule in rules if rule["steps"][0].get("intent") == intent]
    assert len(mine) == 1
    assert "condition" not in mine[0]


def test_each_button_leads_to_a_known_intent() -> None:
    payloads = [
        button["payload"]
        for variants in RESPONSES.values()
        for variant in variants
        for button in variant.get("buttons", [])
    ]
    assert payloads
    for payload in payloads:
        assert re.match(r"/(\w+)", payload)[1] in DOMAIN["intents"]  # type: ignore[index]


def test_each_response_named_in_the_actions_exists() -> None:
    for path in (ROOT / "bot/actions").glob("*.py"):
        for name in re.findall(r'"(utter_\w+[a-z])"', path.read_text()):
            assert name in RESPONSES or name == "utter_action" or name == "utter_outcome"


def test_who_exists_is_not_told_before_the_four_match() -> None:
    text = RESPONSES["utter_refused_identity_not_found"][0]["text"].lower()
    assert not re.search(r"assuré|connu|dossier|existe|personne|compte", text)


def test_slots_hold_no_influence() -> None:
    assert not any(slot["influence_conversation"] for slot in DOMAIN["slots"].values())
