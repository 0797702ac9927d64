"""The chat as browsers reach it: the page, messages, the secure form, live events."""

import asyncio
import json as stdlib_json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from redis.exceptions import RedisError
from sanic import Blueprint, HTTPResponse, Request, json, text
from sanic_ext import openapi

from backend.accounts.sentences import SENTENCES
from backend.captcha.service import CAPTCHAS_PER_ADDRESS
from backend.chat import code_page
from backend.chat.bodies import (
    NewConsents,
    NewMessage,
    NewPersonalCode,
    NewRating,
    Opening,
    SolvedCaptcha,
)
from backend.chat.captchas import CAPTCHAS_PER_CONVERSATION
from backend.chat.messages import ButtonUnknown, MessageMissing
from backend.chat.models import ConversationMissing, Message
from backend.chat.rasa import DialogueUnavailable
from backend.chat.said import CaptchaTry, Said
from backend.chat.service import CaptchaRefused
from backend.chat.transcript import FILE_NAME, write_transcript
from backend.chat.turns import ConversationBusy, TooManyListeners
from backend.enrolment.answers import Choice
from backend.enrolment.fields import CONSENTS, Field
from backend.enrolment.progress import Status
from backend.enrolment.records import ConsentsChanged
from backend.identifiers.personal_code import forbidden_characters
from backend.limits import Limit, TooManyAttempts
from backend.reasons import Reason
from backend.services import Services
from backend.web import cookies
from backend.web.addresses import address_of
from backend.web.compression import compressed
from backend.web.errors import ApiError, read_body
from backend.web.origins import is_ours
from backend.web.pages import render

LONGEST_MESSAGE = 4000
HEARTBEAT_SECONDS = 15
STREAM_SECONDS = 600
RETRY_MILLISECONDS = 1000
CODES_PER_CONVERSATION = Limit("personal-code", "20/hour")
RATINGS_PER_CONVERSATION = Limit("ratings-conversation", "60/minute")
STREAMS_PER_CONVERSATION = Limit("streams-conversation", "60/minute")
LARGEST_SEQ = 2**63 - 1
ERASED = (
    "Votre conversation est effacée. Si une demande était en cours, elle est annulée. Si vous avez "
    "déjà créé un compte, il n’est pas fermé : la page « Mon compte » permet de le fermer."
)

ERRORS: dict[type[Exception], tuple[int, str]] = {
    TooManyAttempts: (429, "too_many_attempts"),
    ButtonUnknown: (422, "button_unknown"),
    ConversationBusy: (409, "conversation_busy"),
    ConversationMissing: (404, "conversation_missing"),
    DialogueUnavailable: (503, "unavailable"),
    MessageMissing: (404, "message_missing"),
    TooManyListeners: (429, "too_many_listeners"),
}

page = Blueprint("assistant")
blueprint = Blueprint("chat", url_prefix="/chat")


@page.get("/assistant")
@openapi.definition(summary="The chat page", tag="pages")
async def assistant(request: Request) -> HTTPResponse:
    """Show the chat page; nothing is stored before the chat is opened."""
    services: Services = request.app.ctx.services
    has_conversation = services.cookie.read(request) is not None
    return compressed(request, render(request, "assistant.html", has_conversation=has_conversation))


@blueprint.on_request
async def only_our_pages(request: Request) -> None:
    """Refuse requests that another site's page makes a browser send.

    Browsers name the origin of what changes something. For a cookie that they may send from other
    sites too this is the only protection, so there it must be named.
    """
    if request.method in ("GET", "HEAD"):
        return
    services: Services = request.app.ctx.services
    origin = request.headers.get("origin")
    if origin is None and not services.cookie.is_embedded(request):
        return
    if origin is None or not is_ours(request, origin):
        raise ApiError(403, "origin_refused")


@blueprint.post("/conversation")
@openapi.definition(
    summary="Open the chat, or come back to it",
    tag="chat",
    body={"application/json": Opening.model_json_schema()},
)
async def open_conversation(request: Request) -> HTTPResponse:
    """Return the whole conversation; a new one starts with the assistant's greeting.

    The cookie keeps its sort. Where no other site may frame the page, the first sort always works.
    """
    services: Services = request.app.ctx.services
    opening = read_body(request, Opening) if request.body else Opening()
    conversation_id = services.cookie.read(request)
    embedded = opening.embedded and bool(services.settings.embed_origins)
    if conversation_id is not None:
        embedded = services.cookie.is_embedded(request)
    status = 200
    if conversation_id is not None:
        try:
            await services.conversations.come_back(conversation_id)
        except ConversationMissing:
            conversation_id = None
    if conversation_id is None:
        conversation_id = await services.conversations.open(address_of(request))
        status = 201
    shown = await _shown(request, conversation_id, after=0)
    response = json(shown, status=status)
    services.cookie.set(response, conversation_id, embedded=embedded)
    _give_browser(request, response, conversation_id, shown["state"])
    return response


@blueprint.delete("/conversation")
@openapi.definition(summary="Erase the conversation", tag="chat")
async def erase_conversation(request: Request) -> HTTPResponse:
    """Erase the conversation and all that was given in it; an account is not closed.

    The cookie ``browser`` stays: a provisional code on its way works with it only.
    """
    services: Services = request.app.ctx.services
    conversation_id = services.cookie.read(request)
    if conversation_id is not None:
        await services.conversations.erase(conversation_id)
    response = json({"message": ERASED})
    services.cookie.take_back(response, embedded=services.cookie.is_embedded(request))
    return response


@blueprint.get("/transcript")
@openapi.definition(summary="The conversation, as a text file", tag="chat")
async def transcript(request: Request) -> HTTPResponse:
    """Return the whole conversation as its owner sees it, to be saved."""
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    async with services.database.begin() as session:
        found = await services.messages.after(conversation_id, 0, session=session)
        texts = await services.presentation.texts(conversation_id, found, session=session)
    return text(
        write_transcript(found, texts, at=services.clock.now()),
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
            "Cache-Control": "no-store",
        },
    )


@blueprint.get("/messages")
@openapi.definition(summary="The messages after one that is known", tag="chat")
@openapi.parameter("after", int, "query", required=False)
async def messages(request: Request) -> HTTPResponse:
    """Return the messages after ``after`` (0: all of them)."""
    after = _seq(request.args.get("after"))
    return json(await _shown(request, _conversation(request), after=after))


@blueprint.post("/messages")
@openapi.definition(
    summary="Say something", tag="chat", body={"application/json": NewMessage.model_json_schema()}
)
async def say(request: Request) -> HTTPResponse:
    """Take a message and return it with the replies; the same id gets the same replies."""
    body = read_body(request, NewMessage)
    if len(body.text) > LONGEST_MESSAGE:
        raise ApiError(422, "message_too_long")
    if not body.text.strip() and body.payload is None:
        raise ApiError(422, "message_empty")
    said = Said(id=body.id, text=body.text, payload=body.payload, field=body.field)
    return await _say(request, said)


@blueprint.post("/messages/<seq:int>/rating")
@openapi.definition(
    summary="Say whether an answer helped",
    tag="chat",
    body={"application/json": NewRating.model_json_schema()},
)
async def rate(request: Request, seq: int) -> HTTPResponse:
    """Keep what the person thinks of a message of the assistant; return that message."""
    body = read_body(request, NewRating)
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    await services.limiter.hit(RATINGS_PER_CONVERSATION, str(conversation_id))
    if not 0 < seq <= LARGEST_SEQ:
        raise MessageMissing
    async with services.database.begin() as session:
        rated = await services.messages.rate(conversation_id, seq, body.rating, session=session)
        shown = await services.presentation.show(conversation_id, [rated], session=session)
    return json(shown)


@blueprint.post("/personal-code")
@openapi.definition(
    summary="Choose the personal code",
    tag="chat",
    body={"application/json": NewPersonalCode.model_json_schema()},
)
async def personal_code(request: Request) -> HTTPResponse:
    """Take the personal code: it is kept only as an argon2id hash, and never becomes a message."""
    body = read_body(request, NewPersonalCode)
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    await services.limiter.hit(CODES_PER_CONVERSATION, str(conversation_id))
    async with services.database.begin() as session:
        faults = await services.enrolments.code_faults(
            conversation_id, body.code, body.confirmation, session=session
        )
    if faults:
        details = [_code_fault(fault, body.code) for fault in faults]
        raise ApiError(422, "code_refused", reasons=details)
    code_hash = await services.code_hasher.hash(body.code)
    exchanged = await services.conversations.choose_code(conversation_id, body.id, code_hash)
    return await _answer(request, conversation_id, exchanged)


@blueprint.post("/consents")
@openapi.definition(
    summary="Give or refuse the consents",
    tag="chat",
    body={"application/json": NewConsents.model_json_schema()},
)
async def consents(request: Request) -> HTTPResponse:
    """Take every consent that is awaited, all at once; the same id gets the same replies."""
    body = read_body(request, NewConsents)
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    exchanged = await services.conversations.give_consents(
        conversation_id, body.id, _choices(body.choices)
    )
    return await _answer(request, conversation_id, exchanged)


@blueprint.post("/captcha")
@openapi.definition(
    summary="Give the characters of the captcha",
    tag="chat",
    body={"application/json": SolvedCaptcha.model_json_schema()},
)
async def captcha(request: Request) -> HTTPResponse:
    """Take the characters; the answer brings the cookie with which the code will work.

    In a frame of another site that cookie would not reach the sign-in page: they are taken by
    ``backend.chat.code_page``.
    """
    body = read_body(request, SolvedCaptcha)
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    if services.cookie.is_embedded(request):
        raise ApiError(409, "captcha_elsewhere")
    await services.limiter.hit(CAPTCHAS_PER_CONVERSATION, str(conversation_id))
    attempt = CaptchaTry(
        message_id=body.id,
        captcha_id=body.captcha,
        characters=body.characters,
        browser=_browser(request, conversation_id),
        address=address_of(request),
    )
    try:
        exchanged = await services.conversations.solve_captcha(conversation_id, attempt)
    except CaptchaRefused as refused:
        async with services.database.begin() as session:
            shown = await services.shown_captchas.show(conversation_id, session=session)
        raise ApiError(422, f"captcha_{refused.outcome}", captcha=str(shown)) from None
    return await _answer(request, conversation_id, exchanged)


@blueprint.post("/captcha/renew")
@openapi.definition(summary="Ask for other characters", tag="chat")
async def renew_captcha(request: Request) -> HTTPResponse:
    """Make another captcha, the one before being hard to read or to hear."""
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    await services.limiter.hit(CAPTCHAS_PER_CONVERSATION, str(conversation_id))
    await services.limiter.hit(CAPTCHAS_PER_ADDRESS, address_of(request))
    async with services.database.begin() as session:
        await services.messages.require(conversation_id, session=session)
        renewed = await services.shown_captchas.renew(conversation_id, session=session)
    return json({"captcha": str(renewed)})


@blueprint.get("/events")
@openapi.definition(summary="Live messages, as server-sent events", tag="chat")
@openapi.parameter("after", int, "query", required=False)
@openapi.parameter("conversation", UUID, "query", required=False)
async def events(request: Request) -> None:
    """Send each new message once, from after ``Last-Event-ID`` on.

    A page that still shows another conversation, erased since, is refused.
    """
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    if request.args.get("conversation", str(conversation_id)) != str(conversation_id):
        raise ConversationMissing
    last = _seq(request.headers.get("last-event-id") or request.args.get("after"))
    await services.limiter.hit(STREAMS_PER_CONVERSATION, str(conversation_id))
    async with services.database.begin() as session:
        await services.messages.require(conversation_id, session=session)
    response = None
    deadline = asyncio.get_running_loop().time() + STREAM_SECONDS
    try:
        async with services.turns.announcements(conversation_id) as announcements:
            response = await request.respond(
                content_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
            )
            assert response is not None
            # The headers leave with the first words: without any the browser waits for the line.
            await response.send(f"retry: {RETRY_MILLISECONDS}\n\n")
            while asyncio.get_running_loop().time() < deadline:
                shown = await _shown(request, conversation_id, after=last)
                for message in shown["messages"]:
                    last = message["seq"]
                    data = stdlib_json.dumps({"message": message, "state": shown["state"]})
                    await response.send(f"id: {last}\nevent: message\ndata: {data}\n\n")
                if not await announcements.come(HEARTBEAT_SECONDS):
                    await response.send(": still here\n\n")
    except (RedisError, ConversationMissing):
        if response is None:
            raise
        # The browser connects again by itself, and nothing is lost: it tells where it was. It is
        # refused if the conversation was erased.
        await response.eof()


async def _say(request: Request, said: Said) -> HTTPResponse:
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request)
    exchanged = await services.conversations.say(conversation_id, said)
    return await _answer(request, conversation_id, exchanged)


async def _answer(
    request: Request, conversation_id: UUID, messages: Sequence[Message]
) -> HTTPResponse:
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        shown = await services.presentation.show(conversation_id, messages, session=session)
    response = json(_led_elsewhere(request, conversation_id, shown))
    _give_browser(request, response, conversation_id, shown["state"])
    return response


async def _shown(request: Request, conversation_id: UUID, *, after: int) -> dict[str, Any]:
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        found = await services.messages.after(conversation_id, after, session=session)
        shown = await services.presentation.show(conversation_id, found, session=session)
    return _led_elsewhere(request, conversation_id, shown)


def _led_elsewhere(
    request: Request, conversation_id: UUID, shown: dict[str, Any]
) -> dict[str, Any]:
    """In a frame of another site, have the captcha lead to its page in a tab of its own."""
    services: Services = request.app.ctx.services
    if services.cookie.is_embedded(request):
        for message in shown["messages"]:
            if message["card"] and message["card"]["type"] == "captcha":
                code_page.lead_there(message, services.keys, conversation_id)
    return shown


def _conversation(request: Request) -> UUID:
    services: Services = request.app.ctx.services
    conversation_id = services.cookie.read(request)
    if conversation_id is None:
        raise ApiError(401, "conversation_missing")
    return conversation_id


def _browser(request: Request, conversation_id: UUID) -> str:
    """Return the browser's secret; one without any always gets the same for this conversation.

    So the code works in this browser even if the answer that brought the cookie was lost.
    """
    given: str | None = request.cookies.get(cookies.BROWSER)
    services: Services = request.app.ctx.services
    return given or services.keys.token(str(conversation_id), "browser")


def _give_browser(
    request: Request, response: HTTPResponse, conversation_id: UUID, state: dict[str, Any]
) -> None:
    """Give the browser its secret as soon as a captcha is shown, and while a code is on its way.

    The code may be in the mailbox before the answer that says so is in the browser.
    """
    services: Services = request.app.ctx.services
    on_its_way = state["status"] in (Status.CODE_SENT, Status.CODE_REQUESTED)
    if state["awaited"] != Field.CAPTCHA and not on_its_way:
        return
    if services.cookie.is_embedded(request):
        return
    secret = _browser(request, conversation_id)
    cookies.give_browser(response, secret, secure=services.settings.public_is_https)


def _choices(given: Mapping[str, str]) -> dict[Field, bool]:
    """Read the choice made for each field.

    Raises:
        ConsentsChanged: of no field.
        ApiError: 422, neither yes nor no.
    """
    if not set(given) <= set(CONSENTS):
        raise ConsentsChanged
    if not set(given.values()) <= {Choice.YES, Choice.NO}:
        raise ApiError(422, "choice_unclear")
    return {Field(field): choice == Choice.YES for field, choice in given.items()}


def _seq(given: str | None) -> int:
    """Read the number of the newest message that the page knows; 0 when it knows none."""
    value = given or "0"
    if not value.isdecimal() or len(value) > 18:
        raise ApiError(400, "body_unreadable", fields=["after"])
    return int(value)


def _code_fault(reason: Reason, code: str) -> dict[str, str]:
    message = SENTENCES[reason]
    if reason is Reason.CODE_CHARACTER_FORBIDDEN:
        message += f" En cause : {' '.join(forbidden_characters(code))}"
    return {"reason": reason, "message": message}
