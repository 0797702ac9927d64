"""Starting, stopping, resuming and correcting an enrolment."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.backend import Backend, BackendUnavailable, View
from bot.actions.base import (
    SafeAction,
    field_buttons,
    forget,
    go_on,
    leave_form,
    mirror,
    outcome_of,
    say,
)
from bot.actions.fields import CONSENTS, PHONES
from bot.actions.turn import Turn
from bot.actions.words import titles
from bot.nlu.text import fold

ASK_CANCEL = "utter_ask_cancel"
ASK_RESTART = "utter_ask_restart"
ASK_GO_ON_FIRST = "utter_ask_go_on_first"
ASK_WHICH_FIELD = "utter_ask_which_field"
OFFERED = {
    "utter_answer_account_not_active": "action_resend_link",
    "utter_answer_email_missing": "action_resend_link",
    "utter_answer_forgotten_code": "action_forgotten_code",
    "utter_answer_link_broken": "action_resend_link",
    "utter_answer_link_expired": "action_resend_link",
    "utter_answer_no_bank_details": "action_provisional_code",
    "utter_answer_resend_link": "action_resend_link",
    "utter_answer_vitale_serial_unavailable": "action_vitale_serial_unavailable",
}
"""The answers that offer another way in, and the action that begins it when "oui" follows."""
CODE_DECLINED = (
    "utter_outcome_ineligible_no_bank_details",
    "utter_outcome_ineligible_vitale_inactive",
)
"""The ends after which a provisional code can be had after all."""
AFTER_ALL = frozenset(("accord", "finalement", "oui", "veux", "voudrais"))
KEPT_IN_THE_ACCOUNT = (*CONSENTS, *PHONES, "email", "personal_code")
"""What the owner of an account changes on its page."""
LISTEN = FollowupAction("action_listen")


class ActionStart(SafeAction):
    """Opens the enrolment and asks its first field."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_start_enrolment"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Start, or go on with the enrolment that is open; another road is given up first."""
        view = await backend.enrolment(turn.conversation)
        if view.is_open and view.road not in ("enrolment", "provisional_code"):
            say(dispatcher, ASK_GO_ON_FIRST, road=titles("roads")[view.road])
            return leave_form()
        return await start(dispatcher, turn, backend)


class ActionResume(SafeAction):
    """Takes up an enrolment where it was left."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_resume_enrolment"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Ask the awaited field again; the form also takes the values of the message."""
        view = await backend.enrolment(turn.conversation)
        if view.is_open:
            if turn.intent == "resume_enrolment":
                say(dispatcher, "utter_resumed")
            return go_on(turn, view)
        say(dispatcher, outcome_of(view))
        return mirror(turn, view)


class ActionInform(SafeAction):
    """Hears something given outside the form: Rasa forgot, or the person answers an offer."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_hear"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Correct the field just chosen, or give the form its turn back, or offer to start."""
        if turn.question_before == ASK_WHICH_FIELD and turn.field and not turn.sealed:
            return await correct(dispatcher, turn, backend)
        view = await backend.enrolment(turn.conversation)
        if code_after_all(turn, view):
            return [FollowupAction("action_provisional_code")]
        if not view.is_open and turn.sealed and "start_enrolment" in turn.ranking[:2]:
            return await start(dispatcher, turn, backend)
        if not view.is_open:
            say(dispatcher, outcome_of(view) if view.is_over else "utter_offer_start")
        return go_on(turn, view)


class ActionAffirm(SafeAction):
    """Hears "oui" outside the form: the answer to the question that was just asked."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_affirm"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Do what was asked about or offered; else start, unless it is done already."""
        if turn.question_before == ASK_CANCEL:
            return await cancel(dispatcher, turn, backend)
        if turn.question_before == ASK_RESTART:
            return await restart(dispatcher, turn, backend)
        for response in turn.said_before:
            if response in OFFERED:
                return [FollowupAction(OFFERED[response])]
        view = await backend.enrolment(turn.conversation)
        if code_after_all(turn, view):
            return [FollowupAction("action_provisional_code")]
        if view.is_over:
            say(dispatcher, "utter_acknowledged")
            return []
        return await start(dispatcher, turn, backend)


class ActionDeny(SafeAction):
    """Hears "non" outside the form."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_deny"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Go on if the question was whether to stop, else leave the person free."""
        if turn.question_before in (ASK_CANCEL, ASK_RESTART, ASK_WHICH_FIELD):
            say(dispatcher, "utter_resumed")
            return go_on(turn, await backend.enrolment(turn.conversation))
        if turn.question_before == ASK_GO_ON_FIRST:
            return await ask_cancel(dispatcher, turn, backend)
        say(dispatcher, "utter_as_you_wish")
        return []


class ActionCancel(SafeAction):
    """Gives the enrolment up, after a confirmation."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_cancel"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Ask for a confirmation, or cancel when it is given; a correction is given up at once."""
        if turn.entities("confirmed"):
            return await cancel(dispatcher, turn, backend)
        if turn.question_before == ASK_WHICH_FIELD:
            say(dispatcher, "utter_resumed")
            return go_on(turn, await backend.enrolment(turn.conversation))
        return await ask_cancel(dispatcher, turn, backend)


class ActionRestart(SafeAction):
    """Starts over, after a confirmation; it takes the place of Rasa's own action."""

    def name(self) -> str:
        """Return the action's name, which Rasa ties to the intent ``restart``."""
        return "action_restart"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Ask for a confirmation, or start over when it is given or nothing is under way."""
        view = await backend.enrolment(turn.conversation)
        if turn.entities("confirmed") or not view.is_open:
            return await restart(dispatcher, turn, backend)
        say(dispatcher, ASK_RESTART)
        return [*leave_form(), LISTEN]


class ActionCorrect(SafeAction):
    """Has a field asked again."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_correct_field"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Correct the field that is named, or ask which one; the form takes a value itself."""
        view = await backend.enrolment(turn.conversation)
        if view.is_open and turn.field and not turn.sealed:
            return await correct(dispatcher, turn, backend)
        if code_after_all(turn, view):
            return [FollowupAction("action_provisional_code")]
        if view.status == "created" and turn.field == "email":
            say(dispatcher, "utter_answer_change_email")
            return []
        if not view.is_open and turn.field in KEPT_IN_THE_ACCOUNT:
            say(dispatcher, "utter_change_in_account")
            return mirror(turn, view)
        if not view.is_open:
            say(dispatcher, outcome_of(view))
            return mirror(turn, view)
        if turn.sealed:
            return go_on(turn, view)
        if not field_buttons(view):
            say(dispatcher, "utter_nothing_to_correct")
            return go_on(turn, view)
        say(dispatcher, ASK_WHICH_FIELD, buttons=field_buttons(view))
        return leave_form()


class ActionGoodbye(SafeAction):
    """Says goodbye, and that a paused enrolment is kept."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_goodbye"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Say for how long everything is kept, and wait."""
        view = await backend.enrolment(turn.conversation)
        say(dispatcher, "utter_pause" if view.is_open else "utter_goodbye")
        return leave_form()


class ActionTellOutcome(SafeAction):
    """Says how the enrolment ended, as the backend sees it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_tell_outcome"

    async def act(
        self, dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
    ) -> list[EventType]:
        """Say the outcome; an enrolment that is still open means that the form could not run."""
        view = await backend.enrolment(turn.conversation)
        if view.is_open:
            raise BackendUnavailable("the form did not run")
        say(dispatcher, outcome_of(view))
        return [*mirror(turn, view), *leave_form(), *forget()]


def code_after_all(turn: Turn, view: View) -> bool:
    """Return whether a provisional code that was declined is wanted now: "je veux bien le code"."""
    if outcome_of(view) not in CODE_DECLINED or turn.pressed or turn.field or "?" in turn.text:
        return False
    said = fold(turn.text).split()
    return "code" in said and not AFTER_ALL.isdisjoint(said)


async def start(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    backend: Backend,
    *,
    road: str = "enrolment",
    words: str = "utter_started",
) -> list[EventType]:
    """Begin ``road`` with these ``words``, or go on with the enrolment that is open."""
    before = await backend.enrolment(turn.conversation)
    view = before if before.is_open else await backend.start(turn.conversation, road)
    if not view.is_open:
        say(dispatcher, outcome_of(view))
        return mirror(turn, view)
    say(dispatcher, "utter_resumed" if before.is_open else words)
    return go_on(turn, view)


async def ask_cancel(
    dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
) -> list[EventType]:
    """Ask whether what is under way is to be given up."""
    view = await backend.enrolment(turn.conversation)
    if view.is_open:
        say(dispatcher, ASK_CANCEL, road=titles("roads")[view.road])
    else:
        say(dispatcher, outcome_of(view))
    return leave_form()


async def cancel(dispatcher: CollectingDispatcher, turn: Turn, backend: Backend) -> list[EventType]:
    """Cancel the enrolment and say that nothing is kept."""
    view = await backend.cancel(turn.conversation)
    say(dispatcher, "utter_cancelled")
    return [*mirror(turn, view), *leave_form(), *forget()]


async def restart(
    dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
) -> list[EventType]:
    """Forget what was given and ask the first field."""
    view = await backend.restart(turn.conversation)
    say(dispatcher, "utter_restarted")
    return [*leave_form(), *forget(), *go_on(turn, view)]


async def correct(
    dispatcher: CollectingDispatcher, turn: Turn, backend: Backend
) -> list[EventType]:
    """Have the named field asked again, or say why it cannot be."""
    return go_on(turn, await open_field(dispatcher, turn, backend))


async def open_field(dispatcher: CollectingDispatcher, turn: Turn, backend: Backend) -> View:
    """Open the named field for correction, say so or why it cannot be, and return what follows."""
    answer = await backend.correct(turn.conversation, turn.field or "")
    if answer.accepted:
        say(dispatcher, "utter_correcting", label=titles("fields")[turn.field or ""])
    elif answer.reason == "field_not_here":
        say(dispatcher, "utter_not_asked_here")
    elif answer.reason:
        say(dispatcher, f"utter_refused_{answer.reason}")
    else:
        say(dispatcher, outcome_of(answer.view))
    return answer.view
