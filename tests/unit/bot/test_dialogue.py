"""Starting, stopping, resuming, correcting; sessions; what is not understood."""

import logging

import pytest
from talk import CONVERSATION, FORM, Talk, bot, has, slot_of, tracker_of, user

from bot.actions.base import SafeAction
from bot.actions.dialogue import (
    ActionAffirm,
    ActionCancel,
    ActionCorrect,
    ActionDeny,
    ActionGoodbye,
    ActionInform,
    ActionRestart,
    ActionResume,
    ActionStart,
    ActionTellOutcome,
)
from bot.actions.fallback import ActionDefaultAskAffirmation, ActionDefaultFallback
from bot.actions.information import (
    ActionNextStep,
    ActionPerson,
    ActionTellProgress,
    ActionTellWhy,
)
from bot.actions.session import ActionSessionStart


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(monkeypatch)


def open_at(talk: Talk, field: str) -> None:
    talk.backend.open_at(CONVERSATION, field)


async def test_starting_opens_the_enrolment_and_the_form(talk: Talk) -> None:
    events = await talk.run(ActionStart(), tracker_of(user("start_enrolment")))
    assert talk.said == ["utter_started"]
    assert has(events, "followup", FORM)


async def test_starting_again_resumes(talk: Talk) -> None:
    open_at(talk, "nir")
    await talk.run(ActionStart(), tracker_of(user("start_enrolment")))
    assert talk.said == ["utter_resumed"]


async def test_nothing_to_resume_is_said(talk: Talk) -> None:
    events = await talk.run(ActionResume(), tracker_of(user("resume_enrolment")))
    assert talk.said == ["utter_nothing_under_way"]
    assert not has(events, "followup", FORM)


async def test_a_value_outside_the_form_gives_the_form_its_turn(talk: Talk) -> None:
    open_at(talk, "nir")
    events = await talk.run(ActionInform(), tracker_of(user("inform", sealed=[("nir", "ok")])))
    assert has(events, "followup", FORM)


async def test_a_value_without_enrolment_leads_to_an_offer(talk: Talk) -> None:
    await talk.run(ActionInform(), tracker_of(user("inform", sealed=[("nir", "ok")])))
    assert talk.said == ["utter_offer_start"]
    assert CONVERSATION not in talk.backend.given


async def test_a_value_once_the_enrolment_is_over_is_answered_by_its_outcome(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("created", None)
    await talk.run(ActionInform(), tracker_of(user("inform", sealed=[("email", "ok")])))
    assert talk.said == ["utter_outcome_created"]


async def test_a_value_given_with_the_wish_to_start_starts(talk: Talk) -> None:
    message = user("inform", sealed=[("nir", "ok")], ranking=["inform", "start_enrolment"])
    events = await talk.run(ActionInform(), tracker_of(message))
    assert has(events, "followup", FORM)


async def test_cancelling_is_confirmed_first(talk: Talk) -> None:
    open_at(talk, "nir")
    events = await talk.run(ActionCancel(), tracker_of(user("cancel"), asked="nir"))
    assert talk.said == ["utter_ask_cancel"]
    assert has(events, "active_loop", None)
    assert CONVERSATION in talk.backend.given


async def test_giving_a_correction_up_goes_on(talk: Talk) -> None:
    open_at(talk, "postcode")
    before = [bot("utter_ask_which_field")]
    await talk.run(ActionCancel(), tracker_of(user("cancel"), before=before))
    assert talk.said == ["utter_resumed"]
    assert CONVERSATION in talk.backend.given


async def test_the_button_cancels(talk: Talk) -> None:
    open_at(talk, "postcode")
    message = user("cancel", entities={"confirmed": "yes"})
    events = await talk.run(ActionCancel(), tracker_of(message, slots={"nir": "given"}))
    assert talk.said == ["utter_cancelled"]
    assert CONVERSATION not in talk.backend.given
    assert slot_of(events, "nir") is None


async def test_yes_after_the_question_cancels(talk: Talk) -> None:
    open_at(talk, "terms")
    await talk.run(ActionAffirm(), tracker_of(user("affirm"), before=[bot("utter_ask_cancel")]))
    assert talk.said == ["utter_cancelled"]


async def test_yes_after_something_else_does_not_cancel(talk: Talk) -> None:
    open_at(talk, "terms")
    before = [bot("utter_ask_cancel"), {"event": "user"}, bot("utter_next_step")]
    await talk.run(ActionAffirm(), tracker_of(user("affirm"), before=before))
    assert talk.said == ["utter_resumed"]
    assert CONVERSATION in talk.backend.given


@pytest.mark.parametrize("end", [("created", None), ("locked", "proof")])
async def test_yes_once_the_enrolment_is_over_starts_nothing(talk: Talk, end: tuple) -> None:
    talk.backend.ended[CONVERSATION] = end
    await talk.run(ActionAffirm(), tracker_of(user("affirm")))
    assert talk.said == ["utter_acknowledged"]
    assert CONVERSATION not in talk.backend.given


async def test_the_e_mail_of_a_created_account_is_not_corrected_here(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("created", None)
    message = user("correct_field", entities={"field": "email"})
    await talk.run(ActionCorrect(), tracker_of(message))
    assert talk.said == ["utter_answer_change_email"]


async def test_no_after_the_question_goes_on(talk: Talk) -> None:
    open_at(talk, "terms")
    events = await talk.run(
        ActionDeny(), tracker_of(user("deny"), before=[bot("utter_ask_cancel")])
    )
    assert has(events, "followup", FORM)


async def test_starting_over_is_confirmed_first(talk: Talk) -> None:
    open_at(talk, "terms")
    events = await talk.run(ActionRestart(), tracker_of(user("restart"), asked="terms"))
    assert talk.said == ["utter_ask_restart"]
    assert has(events, "followup", "action_listen")


async def test_the_button_starts_over(talk: Talk) -> None:
    open_at(talk, "terms")
    message = user("restart", entities={"confirmed": "yes"})
    events = await talk.run(ActionRestart(), tracker_of(message))
    assert talk.backend.given[CONVERSATION] == []
    assert has(events, "followup", FORM)


async def test_a_named_field_is_corrected(talk: Talk) -> None:
    open_at(talk, "iban_end")
    message = user("correct_field", entities={"field": "nir"})
    await talk.run(ActionCorrect(), tracker_of(message, asked="iban_end"))
    assert "nir" not in talk.backend.given[CONVERSATION]
    assert talk.messages[0]["label"] == "votre numéro de sécurité sociale"


async def test_without_a_name_the_given_fields_are_offered(talk: Talk) -> None:
    open_at(talk, "birth_date")
    await talk.run(ActionCorrect(), tracker_of(user("correct_field"), asked="birth_date"))
    payloads = [button["payload"] for button in talk.messages[0]["buttons"]]
    assert payloads == [
        '/correct_field{"field": "last_name"}',
        '/correct_field{"field": "nir"}',
    ]


async def test_a_field_that_is_not_given_yet_cannot_be_corrected(talk: Talk) -> None:
    open_at(talk, "nir")
    message = user("correct_field", entities={"field": "email"})
    await talk.run(ActionCorrect(), tracker_of(message, asked="nir"))
    assert talk.said == ["utter_refused_field_not_yet"]


async def test_the_field_named_after_the_question_is_corrected(talk: Talk) -> None:
    open_at(talk, "terms")
    message = user("inform", entities={"field": "nir"})
    await talk.run(ActionInform(), tracker_of(message, before=[bot("utter_ask_which_field")]))
    assert talk.said == ["utter_correcting"]


async def test_goodbye_says_that_everything_is_kept(talk: Talk) -> None:
    open_at(talk, "terms")
    events = await talk.run(ActionGoodbye(), tracker_of(user("goodbye"), asked="terms"))
    assert talk.said == ["utter_pause"]
    assert has(events, "active_loop", None)


@pytest.mark.parametrize(
    ("end", "response"),
    [
        (("created", None), "utter_outcome_created"),
        (("ineligible", "no_bank_details"), "utter_outcome_ineligible_no_bank_details"),
        (("locked", "proof"), "utter_outcome_locked_proof"),
    ],
)
async def test_the_outcome_is_the_backend_s(talk: Talk, end: tuple, response: str) -> None:
    talk.backend.ended[CONVERSATION] = end
    await talk.run(ActionTellOutcome(), tracker_of(user("affirm"), asked="recap"))
    assert talk.said == [response]


async def test_a_form_that_could_not_run_is_no_success(talk: Talk) -> None:
    open_at(talk, "recap")
    await talk.run(ActionTellOutcome(), tracker_of(user("affirm")))
    assert talk.said == ["utter_service_unavailable"]


async def test_progress_tells_what_remains(talk: Talk) -> None:
    open_at(talk, "email")
    await talk.run(ActionTellProgress(), tracker_of(user("ask_progress"), asked="email"))
    assert talk.messages[0]["step"] == 5
    assert talk.messages[0]["rest"] == "le récapitulatif"


async def test_why_explains_the_awaited_field(talk: Talk) -> None:
    open_at(talk, "postcode")
    await talk.run(ActionTellWhy(), tracker_of(user("ask_why_field"), asked="postcode"))
    assert talk.said == ["utter_why_postcode"]


async def test_a_person_asked_for_is_recorded(talk: Talk) -> None:
    await talk.run(ActionPerson(), tracker_of(user("talk_to_human")))
    assert talk.backend.persons == [CONVERSATION]
    assert talk.said == ["utter_person"]


async def test_the_next_step_is_offered_outside_the_form_only(talk: Talk) -> None:
    await talk.run(ActionNextStep(), tracker_of(user("ask_iban")))
    assert talk.said == ["utter_next_step"]
    await talk.run(ActionNextStep(), tracker_of(user("ask_iban"), asked="nir"))
    assert talk.said == []


async def test_an_open_enrolment_goes_on_after_a_question_outside_the_form(talk: Talk) -> None:
    open_at(talk, "nir")
    events = await talk.run(ActionNextStep(), tracker_of(user("ask_iban")))
    assert talk.said == []
    assert has(events, "followup", FORM)


async def test_an_answered_question_is_not_followed_by_an_apology(talk: Talk) -> None:
    talk.backend.down = True
    assert await talk.run(ActionNextStep(), tracker_of(user("ask_iban"))) == []
    assert talk.said == []


async def test_opening_the_chat_is_greeted(talk: Talk) -> None:
    await talk.run(ActionSessionStart(), tracker_of(user("session_start")))
    assert talk.said == ["utter_welcome"]


async def test_opening_the_chat_again_offers_to_resume(talk: Talk) -> None:
    open_at(talk, "nir")
    events = await talk.run(ActionSessionStart(), tracker_of(user("session_start")))
    assert talk.said == ["utter_welcome_back"]
    assert not has(events, "active_loop", FORM)


async def test_a_session_that_rasa_starts_says_nothing_and_brings_the_form_back(
    talk: Talk,
) -> None:
    open_at(talk, "nir")
    tracker = tracker_of(user("inform"))
    tracker.events, tracker.latest_message = [], {}
    events = await talk.run(ActionSessionStart(), tracker)
    assert talk.said == []
    assert has(events, "active_loop", FORM)
    assert slot_of(events, "requested_slot") == "nir"
    assert events[-1]["name"] == "action_listen"


async def test_a_session_starts_though_the_backend_is_down(talk: Talk) -> None:
    talk.backend.down = True
    events = await talk.run(ActionSessionStart(), tracker_of(user("session_start")))
    assert talk.said == ["utter_service_unavailable"]
    assert [event["event"] for event in events] == ["session_started", "action"]


async def test_likely_meanings_bear_french_titles(talk: Talk) -> None:
    ranking = ["nlu_fallback", "inform", "thank", "greet", "ask_iban", "goodbye", "cancel"]
    message = user("nlu_fallback", ranking=ranking)
    await talk.run(ActionDefaultAskAffirmation(), tracker_of(message))
    assert [button["payload"] for button in talk.messages[0]["buttons"]] == [
        "/ask_iban",
        "/cancel",
        "/out_of_scope",
    ]
    assert talk.messages[0]["buttons"][0]["title"] == "Savoir quel IBAN donner"


async def test_after_two_failures_the_form_goes_on(talk: Talk) -> None:
    open_at(talk, "nir")
    events = await talk.run(ActionDefaultFallback(), tracker_of(user("nlu_fallback")))
    assert talk.said == ["utter_not_understood"]
    assert has(events, "active_loop", FORM)


async def test_a_defect_is_an_apology_and_logs_only_its_kind(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(SafeAction):
        def name(self) -> str:
            return "action_broken"

        async def act(self, *_: object) -> list:
            raise ValueError("1 62 12 2B 010 001")

    with caplog.at_level(logging.DEBUG):
        await talk.run(Broken(), tracker_of(user("inform", text="secret")))
    assert talk.said == ["utter_service_unavailable"]
    assert "ValueError" in caplog.text
    assert "1 62 12" not in caplog.text
