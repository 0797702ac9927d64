"""The page behind a confirmation link: looking changes nothing, its buttons confirm or resend."""

from sanic import Blueprint, HTTPResponse, Request, empty
from sanic_ext import openapi

from backend.accounts.confirmation import LinkState, Resend
from backend.accounts.links import ConfirmationResult
from backend.accounts.states import LinkKind
from backend.services import Services
from backend.web.forms import from_our_page
from backend.web.pages import render

blueprint = Blueprint("confirmation")

_STATUS = {
    LinkState.UNKNOWN: 404,
    LinkState.TAKEN: 409,
    LinkState.INACTIVE: 410,
    LinkState.GONE: 410,
    LinkState.REPLACED: 410,
}
_RESENT_STATUS = {Resend.SENT: 200, Resend.TOO_SOON: 429, Resend.TOO_MANY: 429}


@blueprint.get("/confirmation/<token:str>", name="look")
@openapi.definition(summary="What a confirmation link is good for", tag="confirmation")
async def look(request: Request, token: str) -> HTTPResponse:
    """Show what the link is good for; mail scanners may come here as often as they like."""
    return await _looked(request, token)


@blueprint.head("/confirmation/<token:str>", name="head")
@openapi.definition(summary="The same, without the page", tag="confirmation")
async def head(request: Request, token: str) -> HTTPResponse:
    """Answer as ``look`` does, without the page."""
    return await _looked(request, token)


@blueprint.post("/confirmation/<token:str>", name="confirm")
@openapi.definition(summary="Confirm the e-mail address", tag="confirmation")
async def confirm(request: Request, token: str) -> HTTPResponse:
    """Confirm the address; no session is opened."""
    if not from_our_page(request, null_origin=True):
        return _elsewhere(request)
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        result = await services.links.confirm(token, session=session)
    return _page(request, result, token)


@blueprint.get("/confirmation/<token:str>/renvoi", name="resend_inert")
@openapi.definition(summary="Leads back to the link's page", tag="confirmation")
async def resend_inert(request: Request, token: str) -> HTTPResponse:
    """Send nothing: whoever comes here without the button is led to the link's page."""
    location = request.app.url_for("confirmation.look", token=token)
    return _private(empty(status=303, headers={"Location": location}))


@blueprint.post("/confirmation/<token:str>/renvoi", name="resend")
@openapi.definition(summary="Ask for another link to the same address", tag="confirmation")
async def resend(request: Request, token: str) -> HTTPResponse:
    """Send another link to the address of this one; which address that is, is not said."""
    if not from_our_page(request, null_origin=True):
        return _elsewhere(request)
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        resent = await services.links.resend_from(token, session=session)
    if resent not in _RESENT_STATUS:
        return await _looked(request, token)
    return _private(
        render(
            request,
            "confirmation_resent.html",
            status=_RESENT_STATUS[resent],
            resent=resent.value,
        )
    )


async def _looked(request: Request, token: str) -> HTTPResponse:
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        result = await services.links.look(token, session=session)
    return _page(request, result, token)


def _page(request: Request, result: ConfirmationResult, token: str) -> HTTPResponse:
    return _private(
        render(
            request,
            "confirmation.html",
            status=_STATUS.get(result.state, 200),
            state=result.state.value,
            confirmed_now=result.confirmed_now,
            new_address=result.kind is LinkKind.NEW_ADDRESS,
            standing=result.standing.value if result.standing else None,
            other_address=result.other_address,
            newer=result.newer,
            token=token,
        )
    )


def _elsewhere(request: Request) -> HTTPResponse:
    return _private(render(request, "confirmation_elsewhere.html", status=403))


def _private(response: HTTPResponse) -> HTTPResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
