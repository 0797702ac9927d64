"""The pages around FranceConnect: what it is, the way there, the return, signed out."""

import logging

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts.states import Scope
from backend.franceconnect.refusals import Refusal, Refused
from backend.franceconnect.sentences import Advice, advice_on
from backend.franceconnect.service import FranceConnectSignIn, Ineligible
from backend.services import Services
from backend.web import cookies
from backend.web.addresses import address_of
from backend.web.errors import ApiError
from backend.web.forms import form_page, private, read_form, see_other
from backend.web.pages import render

ACCOUNT = "/mon-compte"
TERMS = "/mon-compte/conditions"
"""Where the road of somebody who has no account begins."""
LONGEST_PARAMETER = 2000

_STATUS = {
    Advice.GIVEN_UP: 200,
    Advice.BEGIN_AGAIN: 400,
    Advice.WAIT: 503,
    Advice.NOT_TRUSTED: 502,
    Advice.NOT_FOUND: 200,
}

logger = logging.getLogger(__name__)
blueprint = Blueprint("franceconnect", url_prefix="/franceconnect")


@blueprint.get("/", name="explain", strict_slashes=False)
@openapi.definition(summary="What FranceConnect is", tag="franceconnect")
async def explain(request: Request) -> HTTPResponse:
    """Explain; the button is there only when the service is connected."""
    on = _services(request).franceconnect is not None
    return form_page(request, "franceconnect.html", on=on)


@blueprint.post("/connexion", name="leave")
@openapi.definition(summary="Go to FranceConnect", tag="franceconnect")
async def leave(request: Request) -> HTTPResponse:
    """Send the browser to FranceConnect, with what must come back in it."""
    services = _services(request)
    franceconnect = _connected(services)
    read_form(request)
    browser = cookies.browser_of(request)
    try:
        location = await franceconnect.leave(address=address_of(request), browser=browser)
    except Refused as refused:
        return _refused(request, refused.refusal)
    response = see_other(location)
    cookies.give_browser(response, browser, secure=services.settings.public_is_https)
    return response


@blueprint.get("/retour", name="return")
@openapi.definition(summary="The return from FranceConnect", tag="franceconnect")
@openapi.parameter("state", str, "query", required=False)
@openapi.parameter("code", str, "query", required=False)
@openapi.parameter("error", str, "query", required=False)
@openapi.parameter("iss", str, "query", required=False)
async def come_back(request: Request) -> HTTPResponse:
    """Open a session for whoever came back, and go on to their account or to the terms."""
    services = _services(request)
    franceconnect = _connected(services)
    try:
        entered = await franceconnect.come_back(
            state=_parameter(request, "state"),
            code=_parameter(request, "code"),
            error=_parameter(request, "error"),
            issuer=_parameter(request, "iss"),
            browser=request.cookies.get(cookies.BROWSER) or "",
            old_session=request.cookies.get(cookies.SESSION),
        )
    except Refused as refused:
        return _refused(request, refused.refusal)
    except Ineligible as ineligible:
        logger.info("franceconnect ineligible", extra={"reason": ineligible.cause.value})
        page = render(request, "franceconnect_ineligible.html", cause=ineligible.cause.value)
        return private(page)
    response = see_other(TERMS if entered.scope is Scope.RENEWAL else ACCOUNT)
    secure = services.settings.public_is_https
    cookies.give(response, cookies.SESSION, entered.token, secure=secure)
    return response


@blueprint.get("/au-revoir", name="goodbye")
@openapi.definition(summary="Signed out of FranceConnect", tag="franceconnect")
async def goodbye(request: Request) -> HTTPResponse:
    """Say that the person is signed out; nothing is done here."""
    return private(render(request, "franceconnect_goodbye.html"))


def _services(request: Request) -> Services:
    services: Services = request.app.ctx.services
    return services


def _connected(services: Services) -> FranceConnectSignIn:
    if services.franceconnect is None:
        raise ApiError(404, "not_found")
    return services.franceconnect


def _parameter(request: Request, name: str) -> str | None:
    """Return a parameter of the address; None when it is missing, twice there or too long."""
    values = request.args.getlist(name) or []
    return values[0] if len(values) == 1 and len(values[0]) <= LONGEST_PARAMETER else None


def _refused(request: Request, refusal: Refusal) -> HTTPResponse:
    advice = advice_on(refusal)
    level = logging.WARNING if advice in (Advice.WAIT, Advice.NOT_TRUSTED) else logging.INFO
    logger.log(level, "franceconnect refused", extra={"reason": refusal.value})
    page = render(
        request,
        "franceconnect_refused.html",
        status=_STATUS[advice],
        advice=advice.value,
        reason=refusal.value,
    )
    return private(page)
