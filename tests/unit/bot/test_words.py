"""Whether everything that can be said has its sentence, read plainly from the files."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend.accounts.states import Channel
from backend.chat.field_texts import FIELD_TEXTS
from backend.chat.page_buttons import PAGE_BUTTONS
from backend.enrolment.fields import KIND_OF, ROADS, STEPS, Field, steps_of
from backend.enrolment.progress import NO_SERIAL, TURNING, LockCause, Status
from backend.insured.matching import Cause
from backend.reasons import Reason
from bot.actions import fields
from bot.actions.fields import MISSING, STEPS_OF

ROOT = Path(__file__).resolve().parents[3]
UNSAID = {Status.OPEN, Status.CANCELLED, Status.EXPIRED}
CAUSES = {Status.INELIGIBLE: Cause, Status.LOCKED: LockCause, Status.CODE_SENT: Channel}
OFFERED = (*TURNING, LockCause.PROOF, NO_SERIAL)


PAGES = {"/connexion", "/code-oublie", "/franceconnect"}


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
    kinds = [(field, KIND_OF.get(field)) for field in Field]
    assert list(fields.KIND_OF.items()) == kinds


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


@pytest.mark.parametrize("cause", OFFERED)
def test_each_cause_of_a_provisional_code_is_told_with_the_other_ways(cause: str) -> None:
    (offer,) = RESPONSES[f"utter_code_offered_{cause}"]
    assert all(way in offer["text"] for way in ("FranceConnect", "3646", "France Services"))


@pytest.mark.parametrize("choice", [*Channel, "no"])
def test_each_channel_has_its_button(choice: str) -> None:
    assert TITLES["channels"][choice]


def test_each_road_has_its_title_and_its_steps() -> None:
    assert set(TITLES["roads"]) == set(ROADS)
    assert {road: steps_of(road) for road in ROADS} == STEPS_OF


@pytest.mark.parametrize("topic", ["forgotten_code", "resend_link", "provisional_code"])
def test_each_other_way_can_be_begun_and_is_told_while_another_is_open(topic: str) -> None:
    begin = f'/ask_{topic}{{{{"confirmed": "yes"}}}}'
    assert begin in payloads_of(f"utter_answer_{topic}")
    assert begin not in payloads_of(f"utter_meanwhile_{topic}")


@pytest.mark.parametrize("intent", QUESTIONS)
def test_each_question_has_one_rule_without_condition(intent: str) -> None:
    rules = (
        load("bot/data/rules/questions.yml")["rules"] + load("bot/data/rules/dialogue.yml")["rules"]
    )
    mine = [rule for rule in rules if rule["steps"][0].get("intent") == intent]
    assert len(mine) == 1
    assert "condition" not in mine[0]


def buttons_of(response: str) -> list[dict[str, str]]:
    return [button for variant in RESPONSES[response] for button in variant.get("buttons", [])]


def payloads_of(response: str) -> list[str]:
    return [button["payload"] for button in buttons_of(response) if "payload" in button]


def test_each_button_leads_to_a_known_intent_or_to_a_page_of_ours() -> None:
    buttons = [button for response in RESPONSES for button in buttons_of(response)]
    assert buttons
    for button in buttons:
        assert set(button) in ({"title", "payload"}, {"title", "href"})
        if "payload" in button:
            assert re.match(r"/(\w+)", button["payload"])[1] in DOMAIN["intents"]  # type: ignore[index]
        else:
            assert button["href"] in PAGES


@pytest.mark.parametrize("payload", PAGE_BUTTONS)
def test_each_button_of_the_page_is_understood(payload: str) -> None:
    assert re.match(r"/(\w+)", payload)[1] in DOMAIN["intents"]  # type: ignore[index]


@pytest.mark.parametrize("field", [field for field, text in FIELD_TEXTS.items() if text.missing])
def test_what_the_card_offers_is_not_offered_twice(field: Field) -> None:
    intent = FIELD_TEXTS[field].missing["payload"].partition("{")[0]  # type: ignore[index]
    quick = payloads_of(f"utter_ask_enrolment_form_{field}")
    assert intent not in {payload.partition("{")[0] for payload in quick}


def test_who_says_not_to_have_it_is_answered_as_by_the_card_s_button() -> None:
    shown = {
        field.value: text.missing["payload"].partition("{")[0]
        for field, text in FIELD_TEXTS.items()
        if text.missing and not text.missing["payload"].startswith("/skip")
    }
    assert {field: name.replace("utter_answer", "/ask") for field, name in MISSING.items()} == shown


def test_a_provisional_number_leads_somewhere() -> None:
    offered = payloads_of("utter_refused_nir_provisional")
    assert {"/ask_contact", "/ask_france_services"} <= set(offered)


def test_where_franceconnect_is_offered_it_may_be_closed() -> None:
    for response in RESPONSES:
        if "/franceconnect" in {button.get("href") for button in buttons_of(response)}:
            text = " ".join(RESPONSES[response][0]["text"].split())
            assert "FranceConnect" not in text or re.search(
                r"(s’il|si FranceConnect) est (proposé|ouvert)", text, re.IGNORECASE
            ), response


def test_the_words_are_set_as_in_french() -> None:
    words = [text for one in RESPONSES.values() for variant in one for text in [variant["text"]]]
    words += [button["title"] for response in RESPONSES for button in buttons_of(response)]
    words += [title for group in TITLES.values() for title in group.values()]
    assert [text for text in words if re.search(r"[^\W\d_]'[^\W\d_]", text)] == []


def test_each_response_named_in_the_actions_exists() -> None:
    for path in (ROOT / "bot/actions").glob("*.py"):
        for name in re.findall(r'"(utter_\w+[a-z])"', path.read_text()):
            assert name in RESPONSES or name == "utter_action" or name == "utter_outcome"


def test_each_action_is_declared() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "bot/actions").glob("*.py"))
    for name in re.findall(r'return "(action_\w+)"', sources):
        assert name in DOMAIN["actions"]


def test_who_exists_is_not_told_before_the_four_match() -> None:
    text = RESPONSES["utter_refused_identity_not_found"][0]["text"].lower()
    assert not re.search(r"assuré|connu|dossier|existe|personne|compte", text)


def test_slots_hold_no_influence() -> None:
    assert not any(slot["influence_conversation"] for slot in DOMAIN["slots"].values())
