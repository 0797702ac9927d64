"""The page behind the confirmation link: looking changes nothing, its button confirms."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts.confirmation import LinkState
from backend.accounts.links import ConfirmationResult
from backend.services import Services
from backend.web.pages import render

blueprint = Blueprint("confirmation")

_STATUS = {LinkState.UNKNOWN: 404, LinkState.INACTIVE: 410, LinkState.GONE: 410}


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
    if not _from_our_page(request):
        return _private(render(request, "confirmation_elsewhere.html", status=403))
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        result = await services.links.confirm(token, session=session)
    return _page(request, result)


async def _looked(request: Request, token: str) -> HTTPResponse:
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        result = await services.links.look(token, session=session)
    return _page(request, result)


def _page(request: Request, result: ConfirmationResult) -> HTTPResponse:
    return _private(
        render(
            request,
            "confirmation.html",
            status=_STATUS.get(result.state, 200),
            state=result.state.value,
            confirmed_now=result.confirmed_now,
            origin=result.origin.value if result.origin else None,
        )
    )


def _private(response: HTTPResponse) -> HTTPResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _from_our_page(request: Request) -> bool:
    """Tell whether the form was sent by our own page, as far as the browser says so.

    Under ``Referrer-Policy: no-referrer`` browsers send ``Origin: null`` with a form (Fetch
    standard); the token itself is the secret, so this only stops a form on someone else's page.
    """
    origin = request.headers.get("origin")
    services: Services = request.app.ctx.services
    ours = services.settings.public_url.rstrip("/")
    site = request.headers.get("sec-fetch-site")
    return origin in (None, "null", ours) and site in (None, "none", "same-origin")
