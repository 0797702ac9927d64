"""The form's validator: hands over what the person gave, and mirrors the enrolment in the slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.assent import clear_yes, refuses_the_terms, terms_choice
from bot.actions.backend import Answer, Backend, View
from bot.actions.base import SafeAction, mirror, say
from bot.actions.captcha import captcha_remark
from bot.actions.channels import channel_chosen, channels_named
from bot.actions.dialogue import open_field
from bot.actions.fields import CONSENTS, FORM, MISSING, PHONES, PROOF, SAME_AS_BEFORE
from bot.actions.turn import Turn
from bot.actions.words import titles

__all__ = ["ValidateEnrolmentForm", "choice_of", "rules_answer", "submissions_of"]

ALWAYS_ANSWERED = ("cancel", "goodbye", "talk_to_human")
ANSWERED_IF_NOTHING_GIVEN = (
    "bot_challenge",
    "correct_field",
    "greet",
    "nlu_fallback",
    "out_of_scope",
    "resume_enrolment",
    "start_enrolment",
    "thank",
)
CODE_OFFERED = ("utter_answer_no_bank_details", "utter_answer_vitale_serial_unavailable")
"""The answers that offer a provisional code, to which people say "oui"."""
OPENS_A_LINE = ("affirm", "deny", "inform", "nlu_fallback", "skip")
"""What may name a line of the recap to be corrected, besides the wish to correct itself."""
REFUSING = "refusal"
"""The value of the slot ``asking`` when it is asked whether the terms are refused for good."""
COUNTED = ("identity_not_found", "proof_mismatch")
"""The refusals after which only a few more attempts are allowed."""


class ValidateEnrolmentForm(SafeAction):
    """Runs each time the form does: takes a message once, and reads where the enrolment stands."""

    def name(self) -> str:
        """Return the name that Rasa expects of the form's validator."""
        return f"validate_{FORM}"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Submit what was given, say what was refused, ask the awaited field or leave the floor."""
        view = await backend.enrolment(turn.conversation)
        answers: list[Answer] = []
        awaited = view.awaited
        opened = False
        if view.is_open and not turn.heard:
            for submission in submissions_of(turn, view):
                answers.append(await backend.answer(turn.conversation, submission))
                view = answers[-1].view
            opened = not answers and _names_a_line(turn, awaited)
            if opened:
                view = await open_field(dispatcher, turn, backend)
            elif view.is_open:
                _comment(dispatcher, turn, awaited, answers)
                view = await _wanted_code(turn, view, backend)
        if not view.is_open:
            return [*mirror(turn, view), SlotSet("heard", True), SlotSet("requested_slot", None)]
        events = [
            *mirror(turn, view),
            SlotSet("asking", _asking(turn, view.awaited)),
            SlotSet("requested_slot", view.awaited),
            *_wish_met(turn, view),
        ]
        if not opened and rules_answer(turn, answers, awaited):
            return [*events, SlotSet("heard", True), ActionExecutionRejected(FORM)]
        told = _tell_offer(dispatcher, turn, view) or _tell_step(dispatcher, turn, view)
        return [*events, *told, SlotSet("heard", True)]


def submissions_of(turn: Turn, view: View) -> list[dict[str, str]]:
    """Return what the message gives to the enrolment, ready for the internal API.

    The value whose kind fits the awaited field goes to that field; the others find theirs by kind.
    Loose digits are handed over only when they are all that the message holds. While the captcha
    is awaited, what its five characters may have been taken for is not.
    """
    submissions: list[dict[str, str]] = []
    awaited = view.awaited
    for kind, reference in turn.sealed:
        if awaited and turn.fits(kind, awaited):
            submissions.append({"field": awaited, "reference": reference})
            awaited = None
        elif awaited == "captcha" and _may_be_characters(turn, kind):
            continue
        elif kind != "chiffres" or (len(turn.sealed) == 1 and turn.intent == "inform"):
            submissions.append({"kind": kind, "reference": reference})
    choice = choice_of(turn, view.awaited, view.channels)
    if not submissions and choice and view.awaited:
        submissions.append({"field": view.awaited, "choice": choice})
    return submissions


def _may_be_characters(turn: Turn, kind: str) -> bool:
    """Return whether a sealed value may be the characters of a captcha, typed in the chat."""
    return kind in ("nom", "chiffres") or turn.text == f"[{kind}]" == "[code_postal]"


def choice_of(turn: Turn, awaited: str | None, channels: Sequence[str] = ()) -> str | None:
    """Return the choice that "oui", "non" or "passer" makes for the awaited field, if it makes one.

    A button names its field: pressed late, it does not answer another question. Words answer only
    the question that the person has just read.
    """
    if awaited == "code_channel" and not turn.pressed:
        read = turn.asked == awaited and not turn.activating
        return channel_chosen(turn.text, turn.intent, channels) if read else None
    if turn.field is not None:
        if turn.field != awaited:
            return None
    elif turn.activating or turn.asked != awaited:
        return None
    if awaited in SAME_AS_BEFORE and turn.intent == "inform":
        unclear = awaited in CONSENTS and channels_named(turn.text)
        return None if unclear else "same"
    if awaited in PHONES:
        return "skip" if turn.intent in ("skip", "deny") else None
    if awaited in CONSENTS:
        return {"affirm": "yes", "deny": "no", "skip": "no"}.get(turn.intent or "")
    if awaited == "terms":
        return terms_choice(turn, refusing=_refusing(turn))
    if awaited == "recap":
        return "yes" if clear_yes(turn, awaited) else None
    if awaited == "code_channel":
        return next(iter(turn.entities("choice")), None)
    return None


def rules_answer(turn: Turn, answers: Sequence[Answer], awaited: str | None) -> bool:
    """Return whether the form leaves this message to the rules (a question, a wish to stop...).

    ``awaited`` is the field that was awaited when the message came.
    """
    if turn.heard or turn.activating or turn.masked or turn.wordless or turn.intent is None:
        return False
    if any(answer.reason or answer.field == "code_channel" for answer in answers):
        return False
    if not answers and _remark(turn, awaited):
        return False
    if turn.intent in ALWAYS_ANSWERED or turn.intent.startswith("ask_"):
        return True
    return not answers and turn.intent in ANSWERED_IF_NOTHING_GIVEN


def _comment(
    dispatcher: CollectingDispatcher, turn: Turn, awaited: str | None, answers: Sequence[Answer]
) -> None:
    """Say what was refused and why, and what was noted besides the awaited field."""
    reasons = dict.fromkeys(answer.reason for answer in answers if answer.reason)
    for reason in reasons:
        say(dispatcher, f"utter_refused_{reason}")
        left = answers[-1].view.attempts_left
        if reason in COUNTED and left is not None:
            say(dispatcher, "utter_attempts_left" if left > 1 else "utter_last_attempt", left=left)
    for answer in answers:
        if answer.accepted and answer.field and answer.field != awaited:
            say(dispatcher, "utter_noted", label=titles("fields")[answer.field])
    remark = None if answers else _remark(turn, awaited)
    if remark:
        say(dispatcher, remark)
    elif turn.masked:
        say(dispatcher, "utter_code_never_in_chat")
    elif not answers and not turn.activating:
        _insist(dispatcher, turn, awaited)


def _insist(dispatcher: CollectingDispatcher, turn: Turn, awaited: str | None) -> None:
    """Answer "oui", "non", "idem" and "passer" where they are not an answer."""
    if awaited == "code_channel" and not turn.pressed and turn.intent == "inform":
        say(dispatcher, "utter_channel_unclear")
    if turn.asked != awaited or turn.field not in (None, awaited):
        return
    if awaited == "terms" and refuses_the_terms(turn):
        return
    response = _no_answer(awaited or "", turn.intent or "")
    if response:
        say(dispatcher, response)


def _no_answer(awaited: str, intent: str) -> str | None:
    """Return the response to a yes, a no or the like that does not answer ``awaited``."""
    if awaited == "email_confirmation" and intent in ("affirm", "deny", "inform", "skip"):
        return "utter_why_email_confirmation"
    if awaited == "identity_review" and intent in ("affirm", "deny", "skip"):
        return "utter_answer_identity_refused"
    if intent == "affirm":
        return {"recap": "utter_recap_no_hurry", "terms": "utter_refused_choice_unclear"}.get(
            awaited
        )
    if intent not in ("deny", "skip") or awaited in ("code_channel", "captcha", *CONSENTS):
        return None
    others = {"recap": "utter_recap_not_right", "terms": "utter_why_terms"} | MISSING
    return others.get(awaited, "utter_field_required")


def _asking(turn: Turn, awaited: str | None) -> str:
    """Return how ``awaited`` is asked: the value of the slot ``asking``."""
    if turn.asked != awaited or turn.wordless:
        return "first"
    heard = turn.heard or turn.activating or turn.pressed
    if awaited == "terms" and refuses_the_terms(turn) and not heard and not _refusing(turn):
        return REFUSING
    return "again"


def _refusing(turn: Turn) -> bool:
    """Return whether the message answers the question whether the terms are refused for good."""
    return turn.slot("asking") == REFUSING


def _names_a_line(turn: Turn, awaited: str | None) -> bool:
    """Return whether the message names a line of the recap that was read: it is to be corrected."""
    read = awaited == turn.asked == "recap" and not turn.activating and not turn.pressed
    return read and turn.field not in (None, "recap") and turn.intent in OPENS_A_LINE


def _remark(turn: Turn, awaited: str | None) -> str | None:
    """Return the response to what was said to a question for the captcha, if it has its own."""
    if turn.asked == "captcha" and awaited == "code_channel" and turn.text == "/inform":
        # The captcha was solved, but the registry has lost the chosen channel meanwhile.
        return "utter_refused_channel_unavailable"
    if not awaited == turn.asked == "captcha" or turn.pressed or turn.activating:
        return None
    return "utter_captcha_in_its_card" if turn.masked else captcha_remark(turn.text, turn.intent)


async def _wanted_code(turn: Turn, view: View, backend: Backend) -> View:
    """Go on with the provisional code that was wished for, once the identity is established."""
    wanted = turn.slot("code_wanted") or _yes_to_a_code(turn)
    if wanted and view.road == "enrolment" and view.step_name != "identity":
        return (await backend.provisional_code(turn.conversation)).view
    return view


def _yes_to_a_code(turn: Turn) -> bool:
    """Return whether "oui" answers the offer of a code, made just before the proof was asked."""
    offered = turn.asked in PROOF and any(name in CODE_OFFERED for name in turn.said_before)
    return offered and turn.intent == "affirm" and not turn.pressed and not turn.sealed


def _wish_met(turn: Turn, view: View) -> list[EventType]:
    """Forget the wish for a provisional code when its time has come."""
    met = turn.slot("code_wanted") and view.step_name != "identity"
    return [SlotSet("code_wanted", None)] if met else []


def _tell_offer(dispatcher: CollectingDispatcher, turn: Turn, view: View) -> list[EventType]:
    """Say once why a provisional code is offered, or that the enrolment goes on without it."""
    told = turn.slot("code_offered")
    if view.awaited == "code_channel" and told != view.cause:
        say(dispatcher, f"utter_code_offered_{view.cause}")
        return [SlotSet("code_offered", view.cause), SlotSet("step_told", view.step_name)]
    if told and view.road == "enrolment":
        say(dispatcher, "utter_code_declined")
        return [SlotSet("code_offered", None), SlotSet("step_told", view.step_name)]
    return []


def _tell_step(dispatcher: CollectingDispatcher, turn: Turn, view: View) -> list[Any]:
    """Say which step begins, once."""
    if view.step_name is None or view.step_name == turn.step_told:
        return []
    if view.step and view.step > 1:
        title = titles("steps")[view.step_name]
        say(dispatcher, "utter_step", step=view.step, steps=view.steps, title=title)
    return [SlotSet("step_told", view.step_name)]
