"""Shows the transcript to its owner: masked values in place of placeholders, cards filled in.

The transcript holds neither; both are made from the sealed values when they are asked for.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.states import Channel
from backend.chat.captchas import ShownCaptchas
from backend.chat.field_texts import FIELD_TEXTS, consents_card, field_card
from backend.chat.mailbox import mailbox_of
from backend.chat.models import Message
from backend.chat.page_buttons import is_open
from backend.chat.turns import TURN_SECONDS
from backend.clock import Clock
from backend.enrolment.answers import Choice
from backend.enrolment.fields import IDENTITY, KIND_OF, ROADS, Field, Road
from backend.enrolment.progress import Status
from backend.enrolment.service import Enrolments
from backend.enrolment.view import View
from backend.identifiers.masks import mask
from backend.sealed.kinds import Kind
from backend.sealed.vault import Vault
from backend.settings import Settings

_PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder) for kind in Kind))
_CHOICES = {Choice.YES: "Oui", Choice.NO: "Non", Choice.SKIP: "Non renseigné"}
_BY = {Channel.EMAIL: "par e-mail", Channel.SMS: "par SMS", Channel.POST: "par courrier"}
_RECAP = tuple(
    field for field in ROADS[Road.ENROLMENT] if field not in (Field.IDENTITY_REVIEW, Field.RECAP)
)
_REPEATED = (Field.EMAIL_CONFIRMATION,)
_LONGEST_TURN = timedelta(seconds=TURN_SECONDS)


class Presentation:
    """Makes what a browser shows of a conversation."""

    def __init__(
        self,
        vault: Vault,
        enrolments: Enrolments,
        captchas: ShownCaptchas,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._vault = vault
        self._enrolments = enrolments
        self._captchas = captchas

    async def show(
        self, conversation_id: UUID, messages: Sequence[Message], *, session: AsyncSession
    ) -> dict[str, Any]:
        """Return ``{"messages": [...], "state": {...}}`` of the public API."""
        view = await self._enrolments.view(conversation_id, session=session)
        sealed = await self._vault.open_all(conversation_id, session=session)
        connected = self._settings.franceconnect_issuer is not None
        now = self._clock.now()
        shown = [_show(message, sealed, now, franceconnect=connected) for message in messages]
        for message, row in zip(shown, messages, strict=True):
            if row.card is not None:
                message["card"] = await self._card(conversation_id, row.card, view, session=session)
        return {"messages": shown, "state": self._state(conversation_id, view)}

    async def texts(
        self, conversation_id: UUID, messages: Sequence[Message], *, session: AsyncSession
    ) -> list[str]:
        """Return what the owner sees of each message's text, cards left out."""
        sealed = await self._vault.open_all(conversation_id, session=session)
        return [_text(message, sealed) for message in messages]

    def _state(self, conversation_id: UUID, view: View) -> dict[str, Any]:
        return {
            "conversation": str(conversation_id),
            "status": view.status or "none",
            "road": view.road,
            "cause": view.cause,
            "awaited": view.awaited,
            "step": view.step_number,
            "steps": view.steps,
            "open": view.status is Status.OPEN,
            "mailbox": mailbox_of(view, self._settings),
        }

    async def _card(
        self,
        conversation_id: UUID,
        card: Mapping[str, Any],
        view: View,
        *,
        session: AsyncSession,
    ) -> dict[str, Any] | None:
        """Fill in a card; one that asks for something else than what is awaited is gone."""
        awaited = view.awaited
        match card.get("type"):
            case "field" if card.get("field") == awaited and awaited is not None:
                return dict(consents_card(view.consents)) if view.consents else _field_card(awaited)
            case "secure_form" if awaited is Field.PERSONAL_CODE:
                return dict(card)
            case "iban_hint" if awaited is Field.IBAN_END:
                hint = await self._enrolments.iban_hint(conversation_id, session=session)
                return {**(_field_card(awaited) or {}), "type": "iban_hint", "hint": hint}
            case "identity_review" if awaited is Field.IDENTITY_REVIEW:
                return await self._lines("identity_review", IDENTITY, conversation_id, session)
            case "code_channels" if awaited is Field.CODE_CHANNEL:
                return await self._channels(conversation_id, session)
            case "captcha" if awaited is Field.CAPTCHA:
                shown = await self._captchas.show(conversation_id, session=session)
                return {"type": "captcha", "captcha": str(shown)}
            case "recap" if awaited is Field.RECAP:
                return await self._lines("recap", _RECAP, conversation_id, session)
            case _:
                return None

    async def _channels(self, conversation_id: UUID, session: AsyncSession) -> dict[str, Any]:
        destinations = await self._enrolments.destinations(conversation_id, session=session)
        lines = [
            {"channel": channel, "text": f"{_BY[channel]}, {destination}"}
            for channel, destination in destinations.items()
        ]
        return {"type": "code_channels", "lines": lines}

    async def _lines(
        self,
        card_type: str,
        fields: Sequence[Field],
        conversation_id: UUID,
        session: AsyncSession,
    ) -> dict[str, Any]:
        values = await self._enrolments.given_values(conversation_id, session=session)
        lines = [
            {
                "field": field,
                "label": FIELD_TEXTS[field].label,
                "masked": _masked(field, values.get(field)),
            }
            for field in fields
            if field not in _REPEATED and (field in values or field is Field.PERSONAL_CODE)
        ]
        return {"type": card_type, "lines": lines}


def _text(message: Message, sealed: Mapping[str, tuple[Kind, str]]) -> str:
    masked = [
        mask(*sealed[item["reference"]]) if item["reference"] in sealed else None
        for item in message.sealed
    ]
    remaining = iter(masked)
    return _PLACEHOLDER.sub(lambda found: next(remaining, None) or found[0], message.text)


def _show(
    message: Message, sealed: Mapping[str, tuple[Kind, str]], now: datetime, *, franceconnect: bool
) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "id": str(message.client_id) if message.client_id else None,
        "author": message.author,
        "text": _text(message, sealed),
        "buttons": [one for one in message.buttons if is_open(one, franceconnect=franceconnect)],
        "card": None,
        "failed": _has_failed(message, now),
        "answer": message.is_answer,
        "rating": message.rating,
        "at": message.at.isoformat(),
    }


def _has_failed(message: Message, now: datetime) -> bool:
    """Tell whether a message found no answer, also when the process that had it was killed."""
    if message.status == "pending":
        return now - message.at > _LONGEST_TURN
    return message.status == "failed"


def _field_card(field: Field) -> dict[str, Any] | None:
    card = field_card(field)
    return dict(card) if card else None


def _masked(field: Field, value: str | None) -> str:
    if value is None:
        return "••••••••"
    if value in _CHOICES:
        return _CHOICES[Choice(value)]
    return mask(KIND_OF[field], value)
