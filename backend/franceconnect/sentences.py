"""What a person is told to do when a sign-in through FranceConnect stops.

The sentences stand in ``templates/franceconnect_refused.html``, one part for each advice.
"""

from enum import StrEnum

from backend.franceconnect.refusals import Refusal


class Advice(StrEnum):
    """What helps."""

    GIVEN_UP = "given_up"
    BEGIN_AGAIN = "begin_again"
    WAIT = "wait"
    NOT_TRUSTED = "not_trusted"
    NOT_FOUND = "not_found"


_ADVICE = {
    Refusal.ACCESS_DENIED: Advice.GIVEN_UP,
    Refusal.STATE_MISSING: Advice.BEGIN_AGAIN,
    Refusal.STATE_UNKNOWN: Advice.BEGIN_AGAIN,
    Refusal.STATE_EXPIRED: Advice.BEGIN_AGAIN,
    Refusal.STATE_OTHER_BROWSER: Advice.BEGIN_AGAIN,
    Refusal.CODE_MISSING: Advice.BEGIN_AGAIN,
    Refusal.CODE_REFUSED: Advice.BEGIN_AGAIN,
    Refusal.PROVIDER_UNAVAILABLE: Advice.WAIT,
    Refusal.PROVIDER_UNREADABLE: Advice.WAIT,
    Refusal.PROVIDER_ERROR: Advice.WAIT,
    Refusal.IDENTITY_INCOMPLETE: Advice.NOT_FOUND,
    Refusal.NO_MATCH: Advice.NOT_FOUND,
}


def advice_on(refusal: Refusal) -> Advice:
    """Return what helps: by default, an answer that could not be trusted."""
    return _ADVICE.get(refusal, Advice.NOT_TRUSTED)
