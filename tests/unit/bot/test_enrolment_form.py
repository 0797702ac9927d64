"""The form's validator."""

import pytest
from fake_backend import IDENTITY
from talk import CONVERSATION, FORM, Talk, bot, has, slot_of, tracker_of, user

from bot.actions.enrolment_form import ValidateEnrolmentForm
from bot.actions.fields import MISSING

SURE_TO_REFUSE = {"step_told": "terms", "asking": "refusal"}


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(monkeypatch)


async def hear(talk: Talk, message: dict, *, asked: str, **more: object) -> list:
    """Run the validator on ``message`` while ``asked`` is awaited, here and in the backend."""
    if CONVERSATION not in talk.backend.given:
        talk.backend.open_at(CONVERSATION, asked)
    more.setdefault("slots", {"step_told": talk.backend.view(CONVERSATION)["step_name"]})
    return await talk.run(ValidateEnrolmentForm(), tracker_of(message, asked=asked, **more))


def rejected(events: list) -> bool:
    return has(events, "action_execution_rejected", FORM)


async def test_a_value_goes_to_the_awaited_field(talk: Talk) -> None:
    events = await hear(talk, user("inform", sealed=[("nir", "ok")]), asked="nir")
    assert talk.backend.answers() == [{"field": "nir", "reference": "ok"}]
    assert slot_of(events, "nir") == "given"
    assert slot_of(events, "requested_slot") == "birth_date"
    assert not rejected(events)


async def test_another_value_finds_its_field_by_its_kind(talk: Talk) -> None:
    message = user("inform", sealed=[("code_postal", "ok"), ("nir", "ok")])
    events = await hear(talk, message, asked="nir")
    assert talk.backend.answers() == [
        {"kind": "code_postal", "reference": "ok"},
        {"field": "nir", "reference": "ok"},
    ]
    assert slot_of(events, "postcode") == "given"
    assert talk.said == ["utter_noted"]


async def test_only_one_value_goes_to_the_awaited_field(talk: Talk) -> None:
    message = user("inform", sealed=[("email", "ok"), ("email", "again")])
    await hear(talk, message, asked="email")
    assert talk.backend.answers() == [
        {"field": "email", "reference": "ok"},
        {"kind": "email", "reference": "again"},
    ]


async def test_a_refusal_is_explained_once_and_the_field_asked_again(talk: Talk) -> None:
    message = user("inform", sealed=[("nir", "refuse:nir_key"), ("nir", "refuse:nir_key")])
    events = await hear(talk, message, asked="nir")
    assert talk.said == ["utter_refused_nir_key"]
    assert slot_of(events, "requested_slot") == "nir"
    assert slot_of(events, "asking") == "again"


async def test_a_refusal_is_not_covered_by_the_answer_to_a_question(talk: Talk) -> None:
    message = user("ask_where_nir", sealed=[("nir", "refuse:nir_length")])
    assert not rejected(await hear(talk, message, asked="nir"))


async def test_the_attempts_left_are_told_where_they_are_counted(talk: Talk) -> None:
    message = user("inform", sealed=[("vitale", "refuse:proof_mismatch")])
    await hear(talk, message, asked="vitale_serial")
    assert talk.said == ["utter_refused_proof_mismatch", "utter_attempts_left"]
    assert talk.messages[1]["left"] == 2


@pytest.mark.parametrize(
    "intent", ["ask_where_nir", "ask_why_field", "cancel", "goodbye", "talk_to_human"]
)
async def test_a_question_or_a_wish_is_left_to_the_rules(talk: Talk, intent: str) -> None:
    events = await hear(talk, user(intent), asked="nir")
    assert rejected(events)
    assert talk.said == []


@pytest.mark.parametrize("intent", ["nlu_fallback", "correct_field", "greet", "out_of_scope"])
async def test_small_talk_is_left_to_the_rules_unless_something_was_given(
    talk: Talk, intent: str
) -> None:
    assert rejected(await hear(talk, user(intent), asked="nir"))
    assert not rejected(await hear(talk, user(intent, sealed=[("nir", "ok")]), asked="nir"))


async def test_a_message_is_taken_once(talk: Talk) -> None:
    message = user("ask_where_nir", sealed=[("nir", "ok")])
    since = [{"event": "slot", "name": "heard", "value": True}]
    events = await hear(talk, message, asked="nir", since=since)
    assert talk.backend.answers() == []
    assert not rejected(events)


async def test_the_same_slot_of_an_earlier_turn_does_not_count(talk: Talk) -> None:
    before = [{"event": "slot", "name": "heard", "value": True}]
    await hear(talk, user("inform", sealed=[("nir", "ok")]), asked="nir", before=before)
    assert len(talk.backend.answers()) == 1


@pytest.mark.parametrize(
    ("field", "intent", "choice"),
    [
        ("terms", "affirm", "yes"),
        ("mobile", "skip", "skip"),
        ("landline", "deny", "skip"),
        ("consent_sms", "affirm", "yes"),
        ("consent_sms", "skip", "no"),
        ("recap", "affirm", "yes"),
        ("consent_phone", "inform", "same"),
    ],
)
async def test_words_make_the_choice(talk: Talk, field: str, intent: str, choice: str) -> None:
    await hear(talk, user(intent), asked=field)
    assert talk.backend.answers() == [{"field": field, "choice": choice}]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("je suppose", 0.51), ("pourquoi pas", 0.79), ("mouais", 0.83), ("oui mais attendez", 0.99)],
)
@pytest.mark.parametrize(
    ("field", "response"),
    [("recap", "utter_recap_no_hurry"), ("terms", "utter_refused_choice_unclear")],
)
async def test_an_unclear_yes_is_asked_again(
    talk: Talk, field: str, response: str, text: str, confidence: float
) -> None:
    events = await hear(talk, user("affirm", text, confidence=confidence), asked=field)
    assert talk.backend.answers() == []
    assert talk.said == [response]
    assert slot_of(events, "asking") == "again"


async def test_the_button_is_clear(talk: Talk) -> None:
    message = user("affirm", '/affirm{"field": "recap"}', entities={"field": "recap"})
    await hear(talk, message, asked="recap")
    assert talk.backend.answers() == [{"field": "recap", "choice": "yes"}]


@pytest.mark.parametrize("intent", ["affirm", "deny", "inform", "nlu_fallback"])
async def test_a_line_of_the_recap_that_is_named_is_opened(talk: Talk, intent: str) -> None:
    message = user(intent, "c'est bon sauf le portable", entities={"field": "mobile"})
    events = await hear(talk, message, asked="recap")
    assert talk.backend.answers() == []
    assert talk.said[0] == "utter_correcting"
    assert slot_of(events, "requested_slot") == "mobile"
    assert not rejected(events)


async def test_a_question_that_names_a_line_of_the_recap_opens_nothing(talk: Talk) -> None:
    message = user("ask_phone_optional", "le portable ?", entities={"field": "mobile"})
    assert rejected(await hear(talk, message, asked="recap"))


@pytest.mark.parametrize(
    ("intent", "text"), [("deny", "non"), ("deny", "bof"), ("affirm", "oui je veux refuser")]
)
async def test_a_typed_refusal_of_the_terms_is_confirmed_first(
    talk: Talk, intent: str, text: str
) -> None:
    events = await hear(talk, user(intent, text), asked="terms")
    assert talk.backend.answers() == []
    assert talk.said == []
    assert slot_of(events, "asking") == "refusal"


@pytest.mark.parametrize("intent", ["affirm", "deny"])
async def test_the_buttons_answer_the_terms_at_once(talk: Talk, intent: str) -> None:
    message = user(intent, f'/{intent}{{"field": "terms"}}', entities={"field": "terms"})
    await hear(talk, message, asked="terms")
    choice = {"affirm": "yes", "deny": "no"}[intent]
    assert talk.backend.answers() == [{"field": "terms", "choice": choice}]


@pytest.mark.parametrize(
    ("intent", "text", "choice"),
    [
        ("affirm", "oui", "no"),
        ("affirm", "oui je refuse", "no"),
        ("deny", "je refuse", "no"),
        ("deny", "je n'accepte pas", "no"),
        ("affirm", "j'accepte", "yes"),
        ("affirm", "pas de souci j'accepte", "yes"),
    ],
)
async def test_the_refusal_is_confirmed_or_taken_back(
    talk: Talk, intent: str, text: str, choice: str
) -> None:
    await hear(talk, user(intent, text), asked="terms", slots=SURE_TO_REFUSE)
    assert talk.backend.answers() == [{"field": "terms", "choice": choice}]


@pytest.mark.parametrize(
    ("intent", "text"),
    [("deny", "non"), ("deny", "non j'accepte"), ("deny", "non je ne refuse pas")],
)
async def test_no_to_refusing_asks_the_terms_again(talk: Talk, intent: str, text: str) -> None:
    events = await hear(talk, user(intent, text), asked="terms", slots=SURE_TO_REFUSE)
    assert talk.backend.answers() == []
    assert slot_of(events, "asking") == "again"


async def test_an_unclear_yes_does_not_refuse(talk: Talk) -> None:
    message = user("affirm", "mouais", confidence=0.7)
    await hear(talk, message, asked="terms", slots=SURE_TO_REFUSE)
    assert talk.backend.answers() == []


async def test_a_late_button_does_not_answer_another_question(talk: Talk) -> None:
    await hear(talk, user("affirm", entities={"field": "terms"}), asked="consent_sms")
    assert talk.backend.answers() == []


async def test_words_do_not_answer_a_question_that_was_not_read(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "terms")
    await talk.run(ValidateEnrolmentForm(), tracker_of(user("affirm"), asked="vitale_serial"))
    assert talk.backend.answers() == []


async def test_a_yes_that_starts_the_form_accepts_nothing(talk: Talk) -> None:
    since = [{"event": "active_loop", "name": FORM}]
    events = await hear(talk, user("affirm"), asked="terms", since=since)
    assert talk.backend.answers() == []
    assert not rejected(events)


async def test_values_given_while_starting_are_taken(talk: Talk) -> None:
    since = [{"event": "active_loop", "name": FORM}]
    message = user("start_enrolment", sealed=[("nir", "ok")])
    events = await hear(talk, message, asked="last_name", since=since)
    assert talk.backend.answers() == [{"kind": "nir", "reference": "ok"}]
    assert not rejected(events)


async def test_no_at_the_recap_points_to_its_lines(talk: Talk) -> None:
    await hear(talk, user("deny"), asked="recap")
    assert talk.said == ["utter_recap_not_right"]
    assert talk.backend.answers() == []


async def test_skipping_a_needed_field_is_answered(talk: Talk) -> None:
    await hear(talk, user("skip"), asked="birth_date")
    assert talk.said == ["utter_field_required"]


@pytest.mark.parametrize("intent", ["skip", "deny"])
@pytest.mark.parametrize(("field", "response"), MISSING.items())
async def test_who_does_not_have_it_is_helped_as_by_its_button(
    talk: Talk, field: str, response: str, intent: str
) -> None:
    await hear(talk, user(intent, "j'en ai pas"), asked=field)
    assert talk.said == [response]


@pytest.mark.parametrize("intent", ["affirm", "deny", "skip"])
async def test_words_about_answers_that_match_nobody_are_helped(talk: Talk, intent: str) -> None:
    talk.backend.review = True
    talk.backend.open(CONVERSATION, *IDENTITY)
    await hear(talk, user(intent, "tout est juste"), asked="identity_review")
    assert talk.said == ["utter_answer_identity_refused"]


@pytest.mark.parametrize("intent", ["inform", "affirm"])
async def test_the_second_address_is_typed_again(talk: Talk, intent: str) -> None:
    await hear(talk, user(intent, "la même"), asked="email_confirmation")
    assert talk.said == ["utter_why_email_confirmation"]
    assert talk.backend.answers() == []


@pytest.mark.parametrize("text", ["...", "🙂", "!!"])
async def test_signs_without_a_word_have_the_field_asked_as_at_first(talk: Talk, text: str) -> None:
    events = await hear(talk, user("out_of_scope", text), asked="nir")
    assert talk.said == []
    assert not rejected(events)
    assert slot_of(events, "asking") == "first"


async def test_a_question_mark_is_a_question(talk: Talk) -> None:
    assert rejected(await hear(talk, user("ask_why_field", "?"), asked="nir"))


async def test_a_masked_message_is_explained(talk: Talk) -> None:
    message = user("ask_email_spam", text="(message masqué)")
    events = await hear(talk, message, asked="personal_code")
    assert talk.said == ["utter_code_never_in_chat"]
    assert not rejected(events)


async def test_loose_digits_in_a_question_are_not_handed_over(talk: Talk) -> None:
    await hear(talk, user("ask_where_nir", sealed=[("chiffres", "ok")]), asked="nir")
    assert talk.backend.answers() == []


async def test_a_new_step_is_announced_once(talk: Talk) -> None:
    message = user("inform", sealed=[("code_postal", "ok")])
    events = await hear(talk, message, asked="postcode", slots={"step_told": "identity"})
    assert talk.said == ["utter_step"]
    assert slot_of(events, "step_told") == "proof"
    await hear(talk, user("affirm"), asked="iban_end", slots={"step_told": "proof"})
    assert talk.said == []


async def test_the_form_ends_when_nothing_is_awaited(talk: Talk) -> None:
    events = await hear(talk, user("affirm"), asked="recap")
    assert slot_of(events, "requested_slot") is None


async def test_a_refusal_that_ends_the_enrolment_is_left_to_the_outcome(talk: Talk) -> None:
    message = user("inform", sealed=[("nir", "refuse:too_many_attempts")])
    events = await hear(talk, message, asked="nir")
    assert talk.said == []
    assert slot_of(events, "requested_slot") is None


async def test_an_unreachable_backend_is_told_and_the_form_left(talk: Talk) -> None:
    talk.backend.down = True
    events = await hear(talk, user("inform", sealed=[("nir", "ok")]), asked="nir")
    assert talk.said == ["utter_service_unavailable"]
    assert has(events, "active_loop", None)


async def test_the_apology_is_said_once_a_turn(talk: Talk) -> None:
    talk.backend.down = True
    await hear(talk, user("inform"), asked="nir", since=[bot("utter_service_unavailable")])
    assert talk.said == []
