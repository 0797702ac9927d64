"""The internal API, by which the dialogue drives the enrolment: loopback and shared secret only."""

import hmac
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrolment.fields import Field, Road
from backend.enrolment.records import ConsentsChanged, NoEnrolment
from backend.enrolment.service import Enrolments
from backend.enrolment.view import Answered, View
from backend.sealed.kinds import Kind
from backend.services import Services
from backend.web.errors import ApiError, read_body

ERRORS: dict[type[Exception], tuple[int, str]] = {
    NoEnrolment: (404, "no_enrolment"),
    ConsentsChanged: (422, "consents_changed"),
}

blueprint = Blueprint("internal", url_prefix="/internal/conversations/<conversation_id:uuid>")


class Start(BaseModel):
    """Which road to begin; that of the provisional code only begins inside an enrolment."""

    model_config = ConfigDict(extra="forbid")

    road: Literal["enrolment", "forgotten_code", "resend_link"] = "enrolment"


class Answer(BaseModel):
    """An answer to a field: a sealed value, or a choice."""

    model_config = ConfigDict(extra="forbid")

    field: Field | None = None
    kind: Kind | None = None
    reference: str | None = None
    choice: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Answer":
        by_choice = self.choice is not None and self.field is not None and self.reference is None
        by_value = (
            self.choice is None
            and self.reference is not None
            and (self.field is None) != (self.kind is None)
        )
        if not (by_choice or by_value):
            raise ValueError("field and choice, or field and reference, or kind and reference")
        return self


class Correction(BaseModel):
    """Which field is to be asked again."""

    model_config = ConfigDict(extra="forbid")

    field: Field


@blueprint.on_request
async def only_the_dialogue(request: Request) -> None:
    """Refuse whoever does not come from this machine with the shared secret."""
    services: Services = request.app.ctx.services
    expected = f"Bearer {services.settings.internal_secret.get_secret_value()}"
    given = request.headers.get("authorization", "")
    if not (_is_loopback(request.ip) and hmac.compare_digest(given.encode(), expected.encode())):
        raise ApiError(401, "unauthorized")


@blueprint.get("/enrolment")
async def view(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Where the enrolment stands."""
    async with _enrolments(request) as (enrolments, session):
        return json(_view(await enrolments.view(conversation_id, session=session)))


@blueprint.post("/enrolment/start")
async def start(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Open an enrolment, or return the one that is open."""
    road = Road((read_body(request, Start) if request.body else Start()).road)
    async with _enrolments(request) as (enrolments, session):
        return json(_view(await enrolments.start(conversation_id, road=road, session=session)))


@blueprint.post("/enrolment/restart")
async def restart(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Forget what was given and begin again."""
    async with _enrolments(request) as (enrolments, session):
        return json(_view(await enrolments.restart(conversation_id, session=session)))


@blueprint.post("/enrolment/cancel")
async def cancel(request: Request, conversation_id: UUID) -> HTTPResponse:
    """End the enrolment; nothing that was given is kept."""
    async with _enrolments(request) as (enrolments, session):
        return json(_view(await enrolments.cancel(conversation_id, session=session)))


@blueprint.post("/enrolment/answers")
async def answer(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Give the answer to a field."""
    given = read_body(request, Answer).model_dump()
    async with _enrolments(request) as (enrolments, session):
        return json(_answered(await enrolments.answer(conversation_id, session=session, **given)))


@blueprint.post("/enrolment/correct")
async def correct(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Ask a field again."""
    field = read_body(request, Correction).field
    async with _enrolments(request) as (enrolments, session):
        return json(_answered(await enrolments.correct(conversation_id, field, session=session)))


@blueprint.post("/enrolment/provisional-code")
async def provisional_code(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Go on with a provisional code, the number of the card being unreadable."""
    async with _enrolments(request) as (enrolments, session):
        answered = await enrolments.to_provisional_code(conversation_id, session=session)
        return json(_answered(answered))


@blueprint.post("/person")
async def person(request: Request, conversation_id: UUID) -> HTTPResponse:
    """Record that a person was asked for."""
    async with _enrolments(request) as (enrolments, session):
        await enrolments.person_asked(conversation_id, session=session)
    return json({})


@asynccontextmanager
async def _enrolments(request: Request) -> AsyncIterator[tuple[Enrolments, AsyncSession]]:
    """Open a transaction for one call."""
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        yield services.enrolments, session


def _answered(answered: Answered) -> dict[str, object]:
    return {
        "accepted": answered.accepted,
        "reason": answered.reason,
        "field": answered.field,
        "enrolment": _view(answered.view),
    }


def _view(view: View) -> dict[str, object]:
    return {
        "status": view.status or "none",
        "road": view.road,
        "cause": view.cause,
        "awaited": view.awaited,
        "given": view.given,
        "channels": view.channels,
        "step": view.step_number,
        "steps": view.steps,
        "step_name": view.step,
        "attempts_left": view.attempts_left,
    }


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
