"""The form's validator on the other roads: the offer of a code, its channel, the captcha."""

import pytest
from talk import CONVERSATION, FORM, Talk, bot, has, slot_of, tracker_of, user

from bot.actions.enrolment_form import ValidateEnrolmentForm

BUTTON = '/inform{"field": "code_channel", "choice": "post"}'


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(monkeypatch)


async def hear(talk: Talk, message: dict, *, asked: str, **slots: str) -> list:
    """Run the validator on ``message`` while ``asked`` was asked last."""
    step = talk.backend.view(CONVERSATION)["step_name"]
    tracker = tracker_of(message, asked=asked, slots={"step_told": step} | slots)
    return await talk.run(ValidateEnrolmentForm(), tracker)


def rejected(events: list) -> bool:
    return has(events, "action_execution_rejected", FORM)


def offered(talk: Talk, cause: str = "no_serial") -> None:
    talk.backend.open_at(CONVERSATION, "code_channel", "provisional_code", cause)


def at_captcha(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "captcha", "forgotten_code")


@pytest.mark.parametrize("cause", ["vitale_inactive", "no_bank_details", "proof"])
async def test_an_enrolment_that_cannot_go_on_offers_a_code(talk: Talk, cause: str) -> None:
    talk.backend.open_at(CONVERSATION, "vitale_serial")
    message = user("inform", sealed=[("vitale", f"turn:{cause}")])
    events = await hear(talk, message, asked="vitale_serial")
    assert talk.said == [f"utter_code_offered_{cause}"]
    assert slot_of(events, "requested_slot") == "code_channel"
    assert slot_of(events, "code_offered") == cause


async def test_the_offer_is_told_once(talk: Talk) -> None:
    offered(talk)
    await hear(talk, user("inform", "euh"), asked="code_channel", code_offered="no_serial")
    assert talk.said == ["utter_channel_unclear"]


async def test_the_offer_is_told_though_the_answer_was_lost(talk: Talk) -> None:
    offered(talk, "proof")
    tracker = tracker_of(
        user("resume_enrolment"),
        asked="code_channel",
        since=[{"event": "slot", "name": "heard", "value": True}],
    )
    await talk.run(ValidateEnrolmentForm(), tracker)
    assert talk.said == ["utter_code_offered_proof"]


async def test_the_button_chooses_its_channel(talk: Talk) -> None:
    offered(talk)
    message = user("inform", BUTTON, entities={"field": "code_channel", "choice": "post"})
    events = await hear(talk, message, asked="code_channel", code_offered="no_serial")
    assert talk.backend.answers() == [{"field": "code_channel", "choice": "post"}]
    assert slot_of(events, "requested_slot") == "captcha"


async def test_a_late_button_chooses_nothing(talk: Talk) -> None:
    at_captcha(talk)
    message = user("inform", BUTTON, entities={"field": "code_channel", "choice": "post"})
    await hear(talk, message, asked="captcha")
    assert talk.backend.answers() == []


@pytest.mark.parametrize(
    ("intent", "text", "choice"),
    [
        ("inform", "par la poste s'il vous plaît", "post"),
        ("nlu_fallback", "e-mail", "email"),
        ("ask_email_missing", "email", "email"),
        ("affirm", "oui par mail", "email"),
        ("deny", "non", "no"),
        ("skip", "aucun", "no"),
        ("thank", "aucun merci", "no"),
    ],
)
async def test_words_choose_the_channel(talk: Talk, intent: str, text: str, choice: str) -> None:
    offered(talk)
    # "mail" is also the name of a field
    entities = {"field": "email"} if "mail" in text else None
    message = user(intent, text, entities=entities)
    events = await hear(talk, message, asked="code_channel", code_offered="no_serial")
    assert talk.backend.answers() == [{"field": "code_channel", "choice": choice}]
    assert not rejected(events)


async def test_a_question_about_a_channel_chooses_nothing(talk: Talk) -> None:
    offered(talk)
    message = user("ask_change_email", "je n'ai plus cette adresse mail")
    assert rejected(await hear(talk, message, asked="code_channel", code_offered="no_serial"))
    assert talk.backend.answers() == []


async def test_words_choose_nothing_before_the_question_is_read(talk: Talk) -> None:
    offered(talk)
    await hear(talk, user("inform", "par courrier"), asked="vitale_serial")
    assert talk.backend.answers() == []


async def test_a_channel_that_is_not_on_file_is_explained(talk: Talk) -> None:
    offered(talk)
    message = user("inform", "par sms")
    events = await hear(talk, message, asked="code_channel", code_offered="no_serial")
    assert talk.said == ["utter_refused_channel_unavailable"]
    assert slot_of(events, "requested_slot") == "code_channel"


async def test_a_channel_that_vanished_while_the_captcha_was_solved_is_explained(
    talk: Talk,
) -> None:
    offered(talk)
    events = await hear(talk, user("inform", "/inform"), asked="captcha", code_offered="no_serial")
    assert talk.said[0] == "utter_refused_channel_unavailable"
    assert slot_of(events, "requested_slot") == "code_channel"


@pytest.mark.parametrize("topic", ["vitale_serial_unavailable", "no_bank_details"])
async def test_yes_to_the_offer_of_a_code_takes_it(talk: Talk, topic: str) -> None:
    talk.backend.open_at(CONVERSATION, "vitale_serial")
    before = [user("x") | {"event": "user"}, bot(f"utter_answer_{topic}"), bot("utter_ask")]
    tracker = tracker_of(user("affirm", "oui"), asked="vitale_serial", before=before)
    await talk.run(ValidateEnrolmentForm(), tracker)
    assert talk.backend.view(CONVERSATION)["road"] == "provisional_code"


async def test_yes_without_an_offer_takes_no_code(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "vitale_serial")
    await hear(talk, user("affirm", "oui"), asked="vitale_serial")
    assert talk.backend.view(CONVERSATION)["road"] == "enrolment"


async def test_declined_for_want_of_the_serial_the_enrolment_goes_on(talk: Talk) -> None:
    offered(talk)
    message = user("deny", "non merci")
    events = await hear(talk, message, asked="code_channel", code_offered="no_serial")
    assert talk.said == ["utter_code_declined"]
    assert slot_of(events, "code_offered") is None
    assert slot_of(events, "requested_slot") == "iban_end"


async def test_declined_where_nothing_else_is_possible_the_form_ends(talk: Talk) -> None:
    offered(talk, "proof")
    message = user("deny", "non")
    events = await hear(talk, message, asked="code_channel", code_offered="proof")
    assert talk.said == []
    assert slot_of(events, "requested_slot") is None


async def test_a_wished_code_comes_once_the_identity_is_established(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "postcode")
    message = user("inform", sealed=[("code_postal", "ok")])
    events = await hear(talk, message, asked="postcode", code_wanted="yes")
    assert talk.said == ["utter_code_offered_no_serial"]
    assert slot_of(events, "code_wanted") is None
    assert slot_of(events, "requested_slot") == "code_channel"


async def test_a_wished_code_waits_for_the_identity(talk: Talk) -> None:
    talk.backend.open_at(CONVERSATION, "nir")
    message = user("inform", sealed=[("nir", "ok")])
    await hear(talk, message, asked="nir", code_wanted="yes")
    assert not any(path.endswith("/provisional-code") for path, _ in talk.backend.calls)


@pytest.mark.parametrize("intent", ["inform", "affirm", "deny", "nlu_fallback", "out_of_scope"])
async def test_characters_typed_in_the_chat_are_pointed_to_their_card(
    talk: Talk, intent: str
) -> None:
    at_captcha(talk)
    events = await hear(talk, user(intent, "XK7PQ"), asked="captcha")
    assert talk.said == ["utter_captcha_in_its_card"]
    assert slot_of(events, "requested_slot") == "captcha"
    assert not rejected(events)
    assert talk.backend.answers() == []


@pytest.mark.parametrize("kind", ["chiffres", "nom", "code_postal"])
async def test_characters_that_were_sealed_are_no_answer(talk: Talk, kind: str) -> None:
    at_captcha(talk)
    message = user("inform", f"[{kind}]", sealed=[(kind, "ok")])
    await hear(talk, message, asked="captcha")
    assert talk.said == ["utter_captcha_in_its_card"]
    assert talk.backend.answers() == []


@pytest.mark.parametrize("kind", ["nir", "code_postal"])
async def test_a_value_given_while_the_captcha_is_awaited_corrects(talk: Talk, kind: str) -> None:
    talk.backend.open_at(CONVERSATION, "captcha", "provisional_code", "proof")
    message = user("inform", f"non, c'est plutôt [{kind}]", sealed=[(kind, "ok")])
    await hear(talk, message, asked="captcha")
    assert talk.said == ["utter_noted"]


async def test_a_masked_text_is_pointed_to_the_card_too(talk: Talk) -> None:
    at_captcha(talk)
    await hear(talk, user("greet", "(message masqué)"), asked="captcha")
    assert talk.said == ["utter_captcha_in_its_card"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_vitale_serial_unavailable", "c'est illisible"),
        ("ask_code_rules", "je ne vois pas les caractères"),
        ("affirm", "je suis aveugle"),
        ("correct_field", "changez l'image"),
    ],
)
async def test_trouble_with_the_picture_is_helped(talk: Talk, intent: str, text: str) -> None:
    at_captcha(talk)
    events = await hear(talk, user(intent, text), asked="captcha")
    assert talk.said == ["utter_captcha_hard_to_read"]
    assert not rejected(events)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_email_spam", "et si le mail est dans les spams ?"),
        ("ask_why_field", "pourquoi recopier ces caractères ?"),
        ("cancel", "annuler"),
        ("talk_to_human", "je ne vois rien, passez-moi quelqu'un"),
    ],
)
async def test_questions_are_answered_while_the_captcha_is_awaited(
    talk: Talk, intent: str, text: str
) -> None:
    at_captcha(talk)
    assert rejected(await hear(talk, user(intent, text), asked="captcha"))


async def test_a_button_is_no_attempt_at_the_captcha(talk: Talk) -> None:
    at_captcha(talk)
    await hear(talk, user("inform", "/inform"), asked="captcha")
    assert talk.said == []


async def test_yes_that_resumes_is_no_attempt_at_the_captcha(talk: Talk) -> None:
    at_captcha(talk)
    tracker = tracker_of(
        user("affirm", "oui"), asked="captcha", since=[{"event": "active_loop", "name": FORM}]
    )
    await talk.run(ValidateEnrolmentForm(), tracker)
    assert "utter_captcha_in_its_card" not in talk.said


async def test_the_form_ends_once_the_captcha_is_solved(talk: Talk) -> None:
    talk.backend.ended[CONVERSATION] = ("code_requested", None)
    tracker = tracker_of(user("inform", "/inform"), asked="captcha")
    events = await talk.run(ValidateEnrolmentForm(), tracker)
    assert slot_of(events, "requested_slot") is None


@pytest.mark.parametrize("awaited", ["consent_phone", "consent_sms"])
async def test_the_name_of_a_channel_is_no_consent(talk: Talk, awaited: str) -> None:
    talk.backend.open_at(CONVERSATION, awaited)
    await hear(talk, user("inform", "par sms"), asked=awaited)
    assert talk.backend.answers() == []
