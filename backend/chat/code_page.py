"""The page on which a code is asked for by a person whose chat is in a frame of another site.

A code of 4 digits works only in the browser that asked for it, known by a cookie. A frame's
cookies do not reach the sign-in page, which opens in a tab of its own; so the captcha, which comes
right before the code leaves, is copied in a tab of its own too. The link to it comes from the chat
and is good for this one thing: whoever has it can have the code sent to its owner, and no more.
"""

from typing import Any
from uuid import UUID, uuid5

from itsdangerous import BadData, URLSafeTimedSerializer
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts.sentences import FORM_SENTENCES, FormReason
from backend.captcha.characters import Solved
from backend.chat.captchas import CAPTCHAS_PER_CONVERSATION
from backend.chat.rasa import DialogueUnavailable
from backend.chat.said import CaptchaTry
from backend.chat.service import CaptchaRefused
from backend.enrolment.fields import Field
from backend.enrolment.progress import Status
from backend.keys import Keyring
from backend.services import Services
from backend.web import cookies
from backend.web.addresses import address_of
from backend.web.errors import ApiError
from backend.web.forms import Fault, form_body, form_page, read_form, see_other

PATH = "/recevoir-mon-code"
LINK_SECONDS = 72 * 3600
"""As long as an enrolment can wait for its next answer."""
INSTEAD = (
    "Il reste une vérification avant l’envoi de votre code. Elle se fait dans un nouvel onglet : "
    "appuyez sur le bouton ci-dessous. Votre code fonctionnera dans ce navigateur."
)
TITLE = "Continuer dans un nouvel onglet"
_REASON = {
    Solved.WRONG: FormReason.CAPTCHA_WRONG,
    Solved.EXPIRED: FormReason.CAPTCHA_EXPIRED,
}

blueprint = Blueprint("code-page", url_prefix=PATH)


def lead_there(message: dict[str, Any], keys: Keyring, conversation_id: UUID) -> None:
    """Put a link to this page in place of the captcha of a message of the public API."""
    href = f"{PATH}/{_signer(keys).dumps(conversation_id.hex)}"
    message["text"] = INSTEAD
    message["card"] = None
    message["buttons"] = [{"title": TITLE, "href": href}, *message["buttons"]]


@blueprint.get("/<token:str>", name="show")
@openapi.definition(summary="The captcha of a chat in a frame", tag="chat")
async def show(request: Request, token: str) -> HTTPResponse:
    """Show the awaited captcha, or that the code is on its way."""
    return await _page(request, _conversation(request, token))


@blueprint.post("/<token:str>", name="ask")
@openapi.definition(
    summary="Give its characters",
    tag="chat",
    body=form_body("captcha", "characters", "renew"),
)
async def ask(request: Request, token: str) -> HTTPResponse:
    """Have the code sent, for this browser; sent twice by a double click, it is done once."""
    services: Services = request.app.ctx.services
    conversation_id = _conversation(request, token)
    form = read_form(request, "captcha", "characters", "renew")
    await services.limiter.hit(CAPTCHAS_PER_CONVERSATION, str(conversation_id))
    browser = request.cookies.get(cookies.BROWSER)
    if form["renew"] or browser is None:
        async with services.database.begin() as session:
            await services.shown_captchas.renew(conversation_id, session=session)
        faults = [] if form["renew"] else [_fault(FormReason.COOKIE_MISSING)]
        return await _page(request, conversation_id, *faults)
    captcha_id = _uuid(form["captcha"])
    attempt = CaptchaTry(
        message_id=uuid5(conversation_id, captcha_id.hex),
        captcha_id=captcha_id,
        characters=form["characters"],
        browser=browser,
        address=address_of(request),
    )
    try:
        await services.conversations.solve_captcha(conversation_id, attempt)
    except CaptchaRefused as refused:
        return await _page(request, conversation_id, _fault(_REASON[refused.outcome]))
    except DialogueUnavailable:
        # The code has left; the chat asks again for what could not be said.
        pass
    return see_other(f"{PATH}/{token}")


def _fault(reason: FormReason) -> Fault:
    return Fault("characters", reason, FORM_SENTENCES[reason])


async def _page(request: Request, conversation_id: UUID, *faults: Fault) -> HTTPResponse:
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        await services.messages.require(conversation_id, session=session)
        view = await services.enrolments.view(conversation_id, session=session)
        if view.awaited is Field.CAPTCHA:
            captcha = await services.shown_captchas.show(conversation_id, session=session)
    if view.status is Status.CODE_REQUESTED:
        return see_other("/connexion?etat=code_demande")
    if view.status is Status.CODE_SENT:
        return form_page(request, "recevoir_mon_code.html", captcha=None, channel=view.cause)
    if view.awaited is not Field.CAPTCHA:
        raise ApiError(410, "form_expired")
    response = form_page(
        request, "recevoir_mon_code.html", faults=faults, captcha=captcha, channel=None
    )
    secure = services.settings.public_is_https
    cookies.give_browser(response, cookies.browser_of(request), secure=secure)
    return response


def _signer(keys: Keyring) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys.derive("code-page").hex(), salt="code-page")


def _conversation(request: Request, token: str) -> UUID:
    """Return the conversation that the link is of.

    Raises:
        ApiError: 410, the link is altered or too old.
    """
    services: Services = request.app.ctx.services
    try:
        return UUID(_signer(services.keys).loads(token, max_age=LINK_SECONDS))
    except (BadData, ValueError):
        raise ApiError(410, "form_expired") from None


def _uuid(text: str) -> UUID:
    """Return the id; one that is no UUID is that of no captcha."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
