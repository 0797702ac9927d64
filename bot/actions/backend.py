"""The client of the backend's internal API, by which the actions drive the enrolment.

Exceptions:

    BackendUnavailable: no answer within three seconds, or not the one that was agreed.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

__all__ = ["Answer", "Backend", "BackendUnavailable", "View", "get_backend"]

TIMEOUT = httpx.Timeout(3.0, connect=1.0)
OVER = (
    "created",
    "already_enrolled",
    "ineligible",
    "locked",
    "code_sent",
    "code_requested",
    "link_requested",
)


class BackendUnavailable(Exception):
    """The backend does not answer, or answers an error; the message holds no personal data."""


@dataclass(frozen=True)
class View:
    """Where an enrolment stands; see docs/architecture.md and docs/account-life.md (roads)."""

    status: str
    cause: str | None = None
    awaited: str | None = None
    given: tuple[str, ...] = ()
    step: int | None = None
    steps: int = 6
    step_name: str | None = None
    attempts_left: int | None = None
    road: str = "enrolment"
    channels: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a field is awaited."""
        return self.status == "open" and self.awaited is not None

    @property
    def is_over(self) -> bool:
        """Whether it came to an end after which nobody is offered to start again."""
        return self.status in OVER


@dataclass(frozen=True)
class Answer:
    """What became of an answer or of a correction.

    ``reason`` is a code of ``backend/reasons.py``; None with ``accepted`` False means that no
    enrolment is under way.
    """

    accepted: bool
    reason: str | None
    field: str | None
    view: View


class Backend:
    """Asks the backend about the enrolment of a conversation.

    Every method raises ``BackendUnavailable``.

    Args:
        url: the backend's address, on the loopback.
        secret: the shared secret of the internal API.
        transport: replaces the network in tests.
    """

    def __init__(
        self, url: str, secret: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url.rstrip('/')}/internal/conversations",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    async def enrolment(self, conversation: str) -> View:
        """Return where the enrolment stands."""
        return _view(_body(await self._call("GET", f"/{conversation}/enrolment")))

    async def start(self, conversation: str, road: str = "enrolment") -> View:
        """Begin ``road``, or return the enrolment that is open, whatever its road."""
        body = {} if road == "enrolment" else {"road": road}
        return _view(_body(await self._call("POST", f"/{conversation}/enrolment/start", body)))

    async def restart(self, conversation: str) -> View:
        """Forget what was given and begin again."""
        return _view(_body(await self._call("POST", f"/{conversation}/enrolment/restart")))

    async def cancel(self, conversation: str) -> View:
        """End the enrolment; nothing that was given is kept."""
        return _view(_body(await self._call("POST", f"/{conversation}/enrolment/cancel")))

    async def answer(self, conversation: str, submission: Mapping[str, str]) -> Answer:
        """Give an answer: field and reference, field and choice, or kind and reference."""
        return await self._answer(conversation, "answers", submission)

    async def correct(self, conversation: str, field: str) -> Answer:
        """Have ``field`` asked again."""
        return await self._answer(conversation, "correct", {"field": field})

    async def provisional_code(self, conversation: str) -> Answer:
        """Have the open enrolment go on with a provisional code."""
        return await self._answer(conversation, "provisional-code", {})

    async def person(self, conversation: str) -> None:
        """Record that a person was asked for."""
        _body(await self._call("POST", f"/{conversation}/person"))

    async def _answer(self, conversation: str, call: str, body: Mapping[str, str]) -> Answer:
        response = await self._call("POST", f"/{conversation}/enrolment/{call}", body)
        if response.status_code == httpx.codes.NOT_FOUND:
            return Answer(False, None, None, await self.enrolment(conversation))
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            reason = str(_json(response).get("reason") or "choice_unclear")
            return Answer(False, reason, body.get("field"), await self.enrolment(conversation))
        found = _body(response)
        try:
            return Answer(
                accepted=bool(found["accepted"]),
                reason=found["reason"],
                field=found["field"],
                view=_view(found["enrolment"]),
            )
        except (KeyError, TypeError):
            raise BackendUnavailable("an answer of another shape") from None

    async def _call(
        self, method: str, path: str, body: Mapping[str, str] | None = None
    ) -> httpx.Response:
        try:
            return await self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise BackendUnavailable(type(error).__name__) from None


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        raise BackendUnavailable("an answer that is not JSON") from None
    if not isinstance(body, dict):
        raise BackendUnavailable("an answer of another shape")
    return body


def _body(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise BackendUnavailable(f"status {response.status_code}")
    return _json(response)


def _view(body: Mapping[str, Any]) -> View:
    try:
        return View(
            status=str(body["status"]),
            cause=body["cause"],
            awaited=body["awaited"],
            given=tuple(body["given"]),
            step=body["step"],
            steps=int(body["steps"]),
            step_name=body["step_name"],
            attempts_left=body["attempts_left"],
            road=str(body["road"]),
            channels=tuple(body["channels"]),
        )
    except (KeyError, TypeError, ValueError):
        raise BackendUnavailable("a view of another shape") from None


@functools.cache
def get_backend() -> Backend:
    """Return the client of this process, made from BACKEND_URL and INTERNAL_SECRET."""
    return Backend(
        os.environ.get("BACKEND_URL", "http://127.0.0.1:8080"), os.environ["INTERNAL_SECRET"]
    )
