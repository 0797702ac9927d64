"""The custom channel by which the gateway passes messages on, one request and one answer a turn.

A turn in which anything failed is not saved and is answered 503: the conversation stays where it
was, and the message can be sent again. Nothing that a person wrote is logged here.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.turns import TurnFailed, be_strict, fail_turn, watch_turn

__all__ = ["GatewayChannel"]

APOLOGY = "utter_service_unavailable"

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class Replies(OutputChannel):  # type: ignore[misc]
    """Collects the replies of one turn, a card beside its text."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return GatewayChannel.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Keep one reply: its text, its buttons and its card.

        The apology of an action that could not reach the backend is no reply: the turn has failed,
        and the gateway apologises and keeps the message.
        """
        if message.get("utter_action") == APOLOGY:
            fail_turn()
        card = (message.get("custom") or {}).get("card")
        buttons = [_button(button) for button in message.get("buttons") or []]
        self.replies.append({"text": message.get("text") or "", "buttons": buttons, "card": card})


def _button(button: dict[str, Any]) -> dict[str, Any]:
    """Return a button of the contract: a link to one of our pages, or a payload."""
    kind = "href" if "href" in button else "payload"
    return {"title": button["title"], kind: button[kind]}


class GatewayChannel(InputChannel):  # type: ignore[misc]
    """Speaks the contract of docs/architecture.md; needs RASA_SECRET in the environment.

    Raises:
        RasaException: RASA_SECRET is missing; Rasa then does not start.
    """

    def __init__(self) -> None:
        secret = os.environ.get("RASA_SECRET", "")
        if not secret:
            raise RasaException("The gateway channel needs RASA_SECRET in the environment.")
        self._expected = f"Bearer {secret}".encode()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of its address."""
        return "gateway"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the channel's three routes."""
        blueprint = Blueprint("gateway_channel")

        async def messages(request: Request) -> HTTPResponse:
            return json(await _turn(request, on_new_message))

        blueprint.add_route(self._guarded(messages), "/messages", methods=["POST"])
        blueprint.add_route(self._guarded(_parse), "/parse", methods=["POST"])
        blueprint.add_route(self._guarded(_health), "/health", methods=["GET"])
        return blueprint

    def _guarded(self, handler: Handler) -> Handler:
        """Check the secret, and turn every failure into an answer that tells only its kind."""

        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "").encode()
            if not hmac.compare_digest(given, self._expected):
                return json({"reason": "unauthorized"}, status=401)
            try:
                return await handler(request)
            except BadRequest:
                return json({"reason": "bad_request"}, status=400)
            except TurnFailed as failed:
                return json({"reason": failed.reason}, status=503)
            except Exception as error:
                logger.error("a turn failed: %s", type(error).__name__)
                return json({"reason": "dialogue_failed"}, status=503)

        return guarded


class BadRequest(Exception):
    """The body is not the one that was agreed."""


async def _parse(request: Request) -> HTTPResponse:
    """Understand a text that belongs to no conversation."""
    text = _body(request).get("text")
    if not isinstance(text, str):
        raise BadRequest
    return json(_understood(await _agent(request).parse_message(text)))


async def _health(request: Request) -> HTTPResponse:
    """Name the model, once one is loaded."""
    return json({"model": _agent(request).model_id})


async def _turn(
    request: Request, on_new_message: Callable[[UserMessage], Awaitable[Any]]
) -> dict[str, Any]:
    """Handle one message and return the replies, what was understood and what is awaited."""
    body = _body(request)
    agent = _agent(request)
    be_strict(agent)
    try:
        conversation, text = str(body["conversation"]), str(body["text"])
        metadata = {"sealed": list(body.get("sealed") or []), "message": str(body["message"])}
    except (KeyError, TypeError):
        raise BadRequest from None
    channel = Replies()
    with watch_turn():
        await on_new_message(
            UserMessage(
                text,
                channel,
                conversation,
                input_channel=GatewayChannel.name(),
                metadata=metadata,
            )
        )
    if not channel.replies:
        raise TurnFailed("no_reply")
    tracker = await agent.processor.get_tracker(conversation)
    return {
        "replies": channel.replies,
        **_understood(_last_message(tracker)),
        "awaited": tracker.get_slot("requested_slot"),
        "model": agent.model_id,
    }


def _last_message(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return how the last message was parsed, also when the fallback took it back."""
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    message = next(messages, None)
    return dict(message.parse_data) if message else {}


def _understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the intent and the ranking, names and confidences only."""
    return {
        "intent": _named(parsed.get(INTENT) or {}),
        "ranking": [_named(one) for one in parsed.get(INTENT_RANKING_KEY) or []],
    }


def _named(intent: dict[str, Any]) -> dict[str, Any]:
    return {"name": intent.get("name"), "confidence": float(intent.get("confidence") or 0.0)}


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except Exception:
        raise BadRequest from None
    if not isinstance(body, dict):
        raise BadRequest
    return body


def _agent(request: Request) -> Agent:
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise TurnFailed("model_not_loaded")
    return agent
