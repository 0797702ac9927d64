"""A small stand-in for the backend's internal API: the shapes of the contract, none of its rules.

A reference tells what becomes of it: ``ok`` is accepted, ``refuse:nir_key`` is refused with that
reason (``too_many_attempts`` ends the enrolment). Anything else is as in docs/architecture.md.
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
    "identity": ORDER[:4],
    "proof": ORDER[4:6],
    "terms": ["terms"],
    "personal_code": ["personal_code"],
    "contact": ORDER[8:15],
    "recap": ["recap"],
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
    """

    def __init__(self) -> None:
        self.given: dict[str, list[str]] = {}
        self.ended: dict[str, tuple[str, str | None]] = {}
        self.calls: list[tuple[str, dict[str, Any] | None]] = []
        self.persons: list[str] = []
        self.down = False

    def transport(self) -> httpx.MockTransport:
        """Return a transport that answers in place of the network."""
        return httpx.MockTransport(self._respond)

    def open(self, conversation: str, *given: str) -> None:
        """Open an enrolment in which ``given`` is already given."""
        self.ended.pop(conversation, None)
        self.given[conversation] = list(given)

    def open_at(self, conversation: str, field: str) -> None:
        """Open an enrolment that awaits ``field``."""
        self.open(conversation, *ORDER[: ORDER.index(field)])

    def answers(self) -> list[dict[str, Any]]:
        """Return the bodies of the answers that were given."""
        return [body or {} for path, body in self.calls if path.endswith("/answers")]

    def view(self, conversation: str) -> dict[str, Any]:
        """Return the view of the contract."""
        status, cause = self.ended.get(conversation, ("none", None))
        view: dict[str, Any] = {"status": status, "cause": cause, "awaited": None, "given": []}
        view |= {"step": None, "steps": 6, "step_name": None, "attempts_left": None}
        given = self.given.get(conversation)
        if given is None:
            return view
        awaited = next(field for field in ORDER if field not in given)
        step = next(name for name, fields in STEPS.items() if awaited in fields)
        number = list(STEPS).index(step) + 1
        left = 2 if step == "proof" else None
        view |= {"status": "open", "cause": None, "awaited": awaited, "given": given}
        return view | {"step": number, "step_name": step, "attempts_left": left}

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
            self.open(conversation)
        elif last == "cancel":
            self.given.pop(conversation, None)
            self.ended.pop(conversation, None)
        elif last in ("answers", "correct"):
            if conversation not in self.given:
                return 404, {"reason": "no_enrolment"}
            act = self._answer if last == "answers" else self._correct
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
                self.given.pop(conversation)
                self.ended[conversation] = ("locked", "identity")
        elif field == "recap":
            self.given.pop(conversation)
            self.ended[conversation] = ("created", None)
        elif field == "terms" and body["choice"] == "no":
            self.given.pop(conversation)
            self.ended[conversation] = ("refused", None)
        elif field not in given:
            given.append(field)
        return {"accepted": reason is None, "reason": reason, "field": field}

    def _correct(self, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
        field = body["field"]
        known = field in self.given[conversation]
        if known:
            self.given[conversation].remove(field)
        return {
            "accepted": known,
            "reason": None if known else "field_not_yet",
            "field": field,
        }

    def _meant(self, kind: str, given: list[str]) -> str | None:
        fields = FIELDS_OF.get(kind, [])
        missing = [field for field in fields if field not in given]
        return (missing or fields or [None])[0]

    def _respond(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        status, answer = self.call(request.method, request.url.path, body)
        return httpx.Response(status, json=answer)
