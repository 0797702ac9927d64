"""A small stand-in for the backend's internal API: the shapes of the contract, none of its rules.

A reference tells what becomes of it: ``ok`` is accepted, ``refuse:nir_key`` is refused with that
reason (``too_many_attempts`` ends the enrolment), ``turn:proof`` turns the enrolment into the road
of a provisional code, with that cause. Anything else is as in docs/architecture.md and
docs/account-life.md.
"""

from __future__ import annotations

import json
from typing import Any

import httpx

ORDER = [
    "last_name",
    "nir",
    "birth_date",
    "postcode",
    "iban_end",
    "vitale_serial",
    "terms",
    "personal_code",
    "email",
    "email_confirmation",
    "mobile",
    "landline",
    "consent_email",
    "consent_phone",
    "consent_sms",
    "recap",
]
STEPS = {
    "identity": [*ORDER[:4], "identity_review"],
    "proof": ORDER[4:6],
    "terms": ["terms"],
    "personal_code": ["personal_code"],
    "contact": ORDER[8:15],
    "recap": ["recap"],
    "code_channel": ["code_channel"],
    "captcha": ["captcha"],
}
IDENTITY = ORDER[:4]
ROADS = {
    "enrolment": ORDER,
    "provisional_code": [*IDENTITY, "code_channel", "captcha"],
    "forgotten_code": ["nir", "birth_date", "captcha"],
    "resend_link": IDENTITY,
}
FIELDS_OF = {
    "nom": ["last_name"],
    "nir": ["nir"],
    "date": ["birth_date"],
    "code_postal": ["postcode"],
    "iban": ["iban_end"],
    "vitale": ["vitale_serial"],
    "email": ["email", "email_confirmation"],
    "telephone": ["mobile", "landline"],
}


class FakeBackend:
    """The enrolments of all conversations, and a record of the calls.

    Attributes:
        calls: path and body of each call.
        down: whether every call fails.
        channels: by which a provisional code can be sent.
        review: whether the four identity values match nobody.
    """

    def __init__(self) -> None:
        self.given: dict[str, list[str]] = {}
        self.roads: dict[str, tuple[str, str | None]] = {}
        self.channels = ["email", "post"]
        self.ended: dict[str, tuple[str, str | None]] = {}
        self.calls: list[tuple[str, dict[str, Any] | None]] = []
        self.persons: list[str] = []
        self.down = self.review = False

    def transport(self) -> httpx.MockTransport:
        """Return a transport that answers in place of the network."""
        return httpx.MockTransport(self._respond)

    def open(self, conversation: str, *given: str, road: str = "enrolment") -> None:
        """Begin ``road``; ``given`` is already given."""
        self.ended.pop(conversation, None)
        self.given[conversation] = list(given)
        self.roads[conversation] = (road, None)

    def open_at(
        self, conversation: str, field: str, road: str = "enrolment", cause: str | None = None
    ) -> None:
        """Begin ``road`` and let it await ``field``."""
        fields = ROADS[road]
        self.open(conversation, *fields[: fields.index(field)], road=road)
        self.roads[conversation] = (road, cause)

    def answers(self) -> list[dict[str, Any]]:
        """Return the bodies of the answers that were given."""
        return [body or {} for path, body in self.calls if path.endswith("/answers")]

    def view(self, conversation: str) -> dict[str, Any]:
        """Return the view of the contract."""
        status, cause = self.ended.get(conversation, ("none", None))
        view: dict[str, Any] = {"status": status, "cause": cause, "awaited": None, "given": []}
        view |= {"step": None, "steps": 6, "step_name": None, "attempts_left": None}
        view |= {"road": "enrolment", "channels": []}
        given = self.given.get(conversation)
        if given is None:
            return view
        road, cause = self.roads[conversation]
        awaited = next(field for field in ROADS[road] if field not in given)
        if self.review and set(IDENTITY) <= set(given):
            awaited = "identity_review"
        steps = list(dict.fromkeys(map(_step_of, ROADS[road])))
        step = _step_of(awaited)
        left = 2 if step == "proof" else None
        view |= {"status": "open", "cause": cause, "awaited": awaited, "given": given}
        view |= {"road": road, "channels": self.channels if awaited == "code_channel" else []}
        view |= {"step": steps.index(step) + 1, "steps": len(steps), "step_name": step}
        return view | {"attempts_left": left}

    def call(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> tuple[int, dict[str, Any]]:
        """Answer one call: status and body."""
        self.calls.append((path, body))
        if self.down:
            return 503, {"reason": "unavailable"}
        _, _, conversation, *rest = path.strip("/").split("/")
        last = rest[-1]
        if last == "person":
            self.persons.append(conversation)
            return 200, {}
        if last == "restart" or (last == "start" and conversation not in self.given):
            self.open(conversation, road=(body or {}).get("road", "enrolment"))
        elif last == "cancel":
            self.given.pop(conversation, None)
            self.ended.pop(conversation, None)
        elif last in ("answers", "correct", "provisional-code"):
            if conversation not in self.given:
                return 404, {"reason": "no_enrolment"}
            act = {"answers": self._answer, "correct": self._correct}.get(last, self._turn)
            return 200, {**act(conversation, body or {}), "enrolment": self.view(conversation)}
        return 200, self.view(conversation)

    def _answer(self, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
        given = self.given[conversation]
        field, reason = body.get("field") or self._meant(body["kind"], given), None
        if field is None:
            reason = "field_not_here"
        elif str(body.get("reference")).startswith("refuse:"):
            reason = body["reference"].split(":")[1]
            if reason == "too_many_attempts":
                self._end(conversation, "locked", "identity")
        elif str(body.get("reference")).startswith("turn:"):
            self.open_at(
                conversation, "code_channel", "provisional_code", body["reference"].split(":")[1]
            )
        elif field == "recap":
            self._end(conversation, "created")
        elif field == "terms" and body["choice"] == "no":
            self._end(conversation, "refused")
        elif field == "code_channel" and body["choice"] == "no":
            self._decline(conversation)
        elif field == "code_channel" and body["choice"] not in self.channels:
            reason = "channel_unavailable"
        elif field not in given:
            given.append(field)
        return {"accepted": reason is None, "reason": reason, "field": field}

    def _turn(self, conversation: str, _body: dict[str, Any]) -> dict[str, Any]:
        settled = set(IDENTITY) <= set(self.given[conversation])
        if settled:
            self.open_at(conversation, "code_channel", "provisional_code", "no_serial")
        reason = None if settled else "field_not_yet"
        return {"accepted": settled, "reason": reason, "field": "code_channel"}

    def _decline(self, conversation: str) -> None:
        cause = self.roads[conversation][1]
        if cause == "no_serial":
            self.open_at(conversation, "iban_end")
        else:
            self._end(conversation, "locked" if cause == "proof" else "ineligible", cause)

    def _end(self, conversation: str, status: str, cause: str | None = None) -> None:
        self.given.pop(conversation)
        self.ended[conversation] = (status, cause)

    def _correct(self, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
        field = body["field"]
        known = field in self.given[conversation]
        if known:
            self.given[conversation].remove(field)
        asked = field in ROADS[self.roads[conversation][0]]
        reason = None if known else "field_not_yet" if asked else "field_not_here"
        return {"accepted": known, "reason": reason, "field": field}

    def _meant(self, kind: str, given: list[str]) -> str | None:
        fields = FIELDS_OF.get(kind, [])
        missing = [field for field in fields if field not in given]
        return (missing or fields or [None])[0]

    def _respond(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        status, answer = self.call(request.method, request.url.path, body)
        return httpx.Response(status, json=answer)


def _step_of(field: str) -> str:
    return next(name for name, fields in STEPS.items() if field in fields)
