"""The sign-in page, and signing out."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts.pages.common import (
    ACCOUNT,
    PATH_OF,
    fault,
    find_session,
    lead_on,
    read_own_form,
    services_of,
    signed_out,
)
from backend.accounts.renewal import Step
from backend.accounts.sentences import FormReason
from backend.accounts.sign_in import SignInRefused
from backend.accounts.states import Scope
from backend.limits import TooManyAttempts
from backend.reasons import ValueRefused
from backend.web import cookies
from backend.web.addresses import address_of
from backend.web.forms import TOKEN_FIELD, Fault, form_body, form_page, read_form, see_other

blueprint = Blueprint("sign-in")
lead_on(blueprint)

NOTICES = (
    "deconnecte",
    "terminee",
    "refus",
    "coordonnees",
    "ferme",
    "code_demande",
)
"""Why somebody comes to this page: the values of ``etat`` in its address."""


@blueprint.get("/connexion")
@openapi.definition(summary="The sign-in page", tag="account")
@openapi.parameter("etat", str, "query", required=False)
async def show(request: Request) -> HTTPResponse:
    """Show the sign-in form, or go on to the account of somebody who is signed in."""
    services = services_of(request)
    if cookies.SESSION in request.cookies:
        async with services.database.begin() as session:
            if await find_session(request, session=session):
                return see_other(ACCOUNT)
    notice = request.args.get("etat")
    return _page(request, notice=notice if notice in NOTICES else None)


@blueprint.post("/connexion")
@openapi.definition(summary="Sign in", tag="account", body=form_body("nir", "code"))
async def sign_in(request: Request) -> HTTPResponse:
    """Open a session; the answer is the same whatever is wrong."""
    services = services_of(request)
    form = read_form(request, "nir", "code")
    if not form["code"]:
        return _page(request, fault("code", FormReason.CODE_MISSING))
    try:
        opened = await services.sign_in.attempt(
            form["nir"],
            form["code"],
            address=address_of(request),
            browser=request.cookies.get(cookies.BROWSER),
        )
    except ValueRefused as refused:
        return _page(request, fault("nir", refused.reason))
    except SignInRefused:
        return _page(request, fault("nir", FormReason.SIGN_IN_REFUSED))
    except TooManyAttempts:
        return _page(request, locked=True, status=429)
    async with services.database.begin() as session:
        former = await find_session(request, session=session)
        if former is not None:
            await services.sessions.end(former.id, session=session)
    location = PATH_OF[Step.TERMS] if opened.scope is Scope.RENEWAL else ACCOUNT
    response = see_other(location)
    secure = services.settings.public_is_https
    cookies.give(response, cookies.SESSION, opened.token, secure=secure)
    return response


@blueprint.post("/mon-compte/deconnexion")
@openapi.definition(summary="Sign out", tag="account", body=form_body(TOKEN_FIELD))
async def sign_out(request: Request) -> HTTPResponse:
    """End the session; doing so twice does no harm."""
    read_form(request)
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in = await find_session(request, session=session)
        if signed_in is not None:
            read_own_form(request, signed_in)
            await services.sessions.end(signed_in.id, session=session)
    elsewhere = None
    if signed_in is not None and signed_in.person.id_token and services.franceconnect:
        elsewhere = await services.franceconnect.logout_url(signed_in.person.id_token)
    return signed_out(request, elsewhere or "/connexion?etat=deconnecte")


def _page(
    request: Request,
    *faults: Fault,
    notice: str | None = None,
    locked: bool = False,
    status: int | None = None,
) -> HTTPResponse:
    return form_page(
        request, "connexion.html", faults=faults, status=status, notice=notice, locked=locked
    )
