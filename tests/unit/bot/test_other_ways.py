"""The other ways into an account: explained, begun by their button, one thing at a time."""

import pytest
from talk import CONVERSATION, FORM, Talk, bot, has, slot_of, tracker_of, user

from bot.actions.base import SafeAction
from bot.actions.dialogue import (
    ActionAffirm,
    ActionCancel,
    ActionCorrect,
    ActionDeny,
    ActionInform,
    ActionStart,
    ActionTellOutcome,
)
from bot.actions.information import ActionTellProgress
from bot.actions.other_ways import (
    ActionAskChannel,
    ActionForgottenCode,
    ActionNoSerial,
    ActionProvisionalCode,
    ActionResendLink,
)
from bot.actions.session import ActionSessionStart

PRESSED = {"confirmed": "yes"}
WAYS = [(ActionForgottenCode, "forgotten_code"), (ActionResendLink, "resend_link")]
CODES = [
    (ActionProvisionalCode, "provisional_code"),
    (ActionNoSerial, "vitale_serial_unavailable"),
]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(monkeypatch)


def road(talk: Talk) -> str:
    return talk.backend.view(CONVERSATION)["road"]


@pytest.mark.parametrize(("action", "topic"), WAYS + CODES)
async def test_a_question_is_answered_and_begins_nothing(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    events = await talk.run(action(), tracker_of(user(f"ask_{topic}")))
    assert talk.said == [f"utter_answer_{topic}"]
    assert CONVERSATION not in talk.backend.given
    assert not has(events, "followup", FORM)


@pytest.mark.parametrize(("action", "topic"), WAYS)
async def test_the_button_begins(talk: Talk, action: type[SafeAction], topic: str) -> None:
    events = await talk.run(action(), tracker_of(user(f"ask_{topic}", entities=PRESSED)))
    assert talk.said == [f"utter_started_{topic}"]
    assert road(talk) == topic
    assert has(events, "followup", FORM)


@pytest.mark.parametrize(("action", "topic"), WAYS)
async def test_yes_to_the_answer_begins_too(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    tracker = tracker_of(user("affirm", "oui"), before=[bot(f"utter_answer_{topic}")])
    events = await talk.run(ActionAffirm(), tracker)
    assert talk.said == []
    assert has(events, "followup", action().name())
    await talk.run(action(), tracker)
    assert road(talk) == topic


@pytest.mark.parametrize("topic", ["email_missing", "link_expired", "link_broken"])
async def test_yes_to_the_advice_to_ask_for_another_link_begins_too(talk: Talk, topic: str) -> None:
    before = [user("x") | {"event": "user"}, bot(f"utter_answer_{topic}"), bot("utter_next_step")]
    events = await talk.run(ActionAffirm(), tracker_of(user("affirm", "oui"), before=before))
    assert has(events, "followup", "action_resend_link")


@pytest.mark.parametrize(("action", "topic"), WAYS)
@pytest.mark.parametrize("entities", [None, PRESSED])
async def test_an_open_enrolment_is_finished_first(
    talk: Talk, action: type[SafeAction], topic: str, entities: dict | None
) -> None:
    talk.backend.open_at(CONVERSATION, "terms")
    message = user(f"ask_{topic}", entities=entities)
    await talk.run(action(), tracker_of(message, asked="terms"))
    assert talk.said == [f"utter_meanwhile_{topic}"]
    assert road(talk) == "enrolment"


async def test_outside_the_form_an_open_enrolment_goes_on(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "terms")
    events = await talk.run(ActionResendLink(), tracker_of(user("ask_resend_link")))
    assert has(events, "followup", FORM)


async def test_the_button_pressed_twice_goes_on(talk: Talk) -> None:
    message = user("ask_forgotten_code", entities=PRESSED)
    await talk.run(ActionForgottenCode(), tracker_of(message))
    events = await talk.run(ActionForgottenCode(), tracker_of(message, asked="nir"))
    assert talk.said == ["utter_resumed"]
    assert has(events, "followup", FORM)


@pytest.mark.parametrize(("action", "topic"), CODES)
async def test_a_provisional_code_begins_with_the_identity(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    events = await talk.run(action(), tracker_of(user(f"ask_{topic}", entities=PRESSED)))
    assert talk.said == ["utter_started_provisional_code"]
    assert road(talk) == "enrolment"
    assert slot_of(events, "code_wanted") == "yes"
    assert has(events, "followup", FORM)


@pytest.mark.parametrize(("action", "topic"), CODES)
async def test_once_the_identity_is_established_the_button_suffices(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    talk.backend.open_at(CONVERSATION, "vitale_serial")
    message = user(f"ask_{topic}", entities=PRESSED)
    events = await talk.run(action(), tracker_of(message, asked="vitale_serial"))
    assert talk.said == []
    assert road(talk) == "provisional_code"
    assert has(events, "followup", FORM)


@pytest.mark.parametrize(("action", "topic"), CODES)
async def test_before_the_identity_is_established_the_wish_is_noted(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    talk.backend.open_at(CONVERSATION, "nir")
    message = user(f"ask_{topic}", entities=PRESSED)
    events = await talk.run(action(), tracker_of(message, asked="nir"))
    assert talk.said == ["utter_identity_before_code"]
    assert slot_of(events, "code_wanted") == "yes"


@pytest.mark.parametrize(("action", "topic"), CODES)
async def test_the_question_can_be_asked_within_an_enrolment(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    talk.backend.open_at(CONVERSATION, "vitale_serial")
    await talk.run(action(), tracker_of(user(f"ask_{topic}"), asked="vitale_serial"))
    assert talk.said == [f"utter_answer_{topic}"]
    assert road(talk) == "enrolment"


@pytest.mark.parametrize(("action", "topic"), CODES)
async def test_on_another_road_a_provisional_code_is_only_explained(
    talk: Talk, action: type[SafeAction], topic: str
) -> None:
    talk.backend.open_at(CONVERSATION, "captcha", "forgotten_code")
    message = user(f"ask_{topic}", entities=PRESSED)
    await talk.run(action(), tracker_of(message, asked="captcha"))
    assert talk.said == [f"utter_meanwhile_{topic}"]
    assert road(talk) == "forgotten_code"


async def test_each_channel_on_file_has_a_button_and_none_of_them_too(talk: Talk) -> None:
    talk.backend.channels = ["sms", "post"]
    talk.backend.open_at(CONVERSATION, "code_channel", "provisional_code", "no_serial")
    await talk.run(ActionAskChannel(), tracker_of(user("inform"), asked="vitale_serial"))
    assert talk.messages[0]["buttons"] == [
        {"title": "Par SMS", "payload": '/inform{"field": "code_channel", "choice": "sms"}'},
        {"title": "Par courrier", "payload": '/inform{"field": "code_channel", "choice": "post"}'},
        {
            "title": "Aucun, non merci",
            "payload": '/inform{"field": "code_channel", "choice": "no"}',
        },
    ]


async def test_a_new_account_waits_until_another_road_is_finished(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "birth_date", "forgotten_code")
    message = user("start_enrolment")
    events = await talk.run(ActionStart(), tracker_of(message, asked="birth_date"))
    assert talk.said == ["utter_ask_go_on_first"]
    assert talk.messages[0]["road"] == "votre demande de nouveau code"
    assert has(events, "active_loop", None)


async def test_no_to_finishing_first_asks_whether_to_give_up(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "birth_date", "forgotten_code")
    before = [bot("utter_ask_go_on_first")]
    await talk.run(ActionDeny(), tracker_of(user("deny"), before=before))
    assert talk.said == ["utter_ask_cancel"]
    assert CONVERSATION in talk.backend.given


async def test_giving_up_names_what_is_given_up(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "postcode", "resend_link")
    await talk.run(ActionCancel(), tracker_of(user("cancel"), asked="postcode"))
    assert talk.messages[0]["road"] == "votre demande de nouveau lien"


async def test_giving_up_forgets_the_wish_and_the_offer(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "nir")
    slots = {"code_wanted": "yes", "code_offered": "proof"}
    events = await talk.run(
        ActionCancel(), tracker_of(user("cancel", entities=PRESSED), slots=slots)
    )
    assert slot_of(events, "code_wanted") is slot_of(events, "code_offered") is None


async def test_what_the_road_does_not_ask_is_not_corrected(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "captcha", "forgotten_code")
    message = user("correct_field", entities={"field": "email"})
    await talk.run(ActionCorrect(), tracker_of(message, asked="captcha"))
    assert talk.said == ["utter_not_asked_here"]


@pytest.mark.parametrize("status", ["code_sent", "code_requested"])
async def test_a_code_on_its_way_is_looked_for(talk: Talk, status: str) -> None:
    talk.backend.ended[CONVERSATION] = (status, "post" if status == "code_sent" else None)
    await talk.run(ActionProvisionalCode(), tracker_of(user("ask_provisional_code")))
    assert talk.said == [f"utter_code_missing_{status}"]


@pytest.mark.parametrize("field", ["email", "mobile", "personal_code", "consent_sms"])
async def test_what_an_account_holds_is_changed_in_the_account(talk: Talk, field: str) -> None:
    await talk.run(ActionCorrect(), tracker_of(user("correct_field", entities={"field": field})))
    assert talk.said == ["utter_change_in_account"]


async def test_progress_after_the_end_is_how_it_ended(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("ineligible", "regime_transfer")
    await talk.run(ActionTellProgress(), tracker_of(user("ask_progress")))
    assert talk.said == ["utter_outcome_ineligible_regime_transfer"]


async def test_progress_is_told_in_the_steps_of_the_road(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "birth_date", "forgotten_code")
    await talk.run(ActionTellProgress(), tracker_of(user("ask_progress"), asked="birth_date"))
    told = talk.messages[0]
    assert (told["step"], told["steps"], told["title"]) == (1, 2, "votre identité")
    assert told["rest"] == "les caractères à recopier"


async def test_coming_back_names_the_road(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "birth_date", "forgotten_code")
    await talk.run(ActionSessionStart(), tracker_of(user("session_start")))
    assert talk.said == ["utter_welcome_back"]
    assert talk.messages[0]["road"] == "votre demande de nouveau code"


@pytest.mark.parametrize(
    ("end", "response"),
    [
        (("code_sent", "post"), "utter_outcome_code_sent_post"),
        (("code_requested", None), "utter_outcome_code_requested"),
        (("link_requested", None), "utter_outcome_link_requested"),
        (("locked", "codes"), "utter_outcome_locked_codes"),
    ],
)
async def test_the_outcomes_of_the_roads_are_told(talk: Talk, end: tuple, response: str) -> None:
    talk.backend.ended[CONVERSATION] = end
    await talk.run(ActionTellOutcome(), tracker_of(user("inform"), asked="captcha"))
    assert talk.said == [response]


@pytest.mark.parametrize("cause", ["no_bank_details", "vitale_inactive"])
@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionAffirm, "affirm"), (ActionCorrect, "correct_field"), (ActionInform, "inform")],
)
async def test_a_code_that_was_declined_is_taken_after_all(
    talk: Talk, action: type[SafeAction], intent: str, cause: str
) -> None:
    talk.backend.ended[CONVERSATION] = ("ineligible", cause)
    tracker = tracker_of(user(intent, "finalement oui je veux le code"))
    assert has(await talk.run(action(), tracker), "followup", "action_provisional_code")
    events = await talk.run(ActionProvisionalCode(), tracker)
    assert talk.said == ["utter_started_provisional_code"]
    assert slot_of(events, "code_wanted") == "yes"


async def test_a_wish_heard_as_a_question_takes_the_declined_code_too(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("ineligible", "no_bank_details")
    message = user("ask_provisional_code", "je veux bien le code finalement")
    await talk.run(ActionProvisionalCode(), tracker_of(message))
    assert talk.said == ["utter_started_provisional_code"]


@pytest.mark.parametrize("text", ["c'est quoi le code provisoire", "je veux quel code ?"])
async def test_a_question_about_the_declined_code_is_answered(talk: Talk, text: str) -> None:
    talk.backend.ended[CONVERSATION] = ("ineligible", "no_bank_details")
    await talk.run(ActionProvisionalCode(), tracker_of(user("ask_provisional_code", text)))
    assert talk.said == ["utter_answer_provisional_code"]


async def test_a_code_is_not_taken_where_none_is_offered(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("ineligible", "regime_transfer")
    await talk.run(ActionCorrect(), tracker_of(user("correct_field", "je veux le code")))
    assert talk.said == ["utter_outcome_ineligible_regime_transfer"]
