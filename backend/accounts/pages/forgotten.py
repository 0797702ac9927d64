"""The page of a forgotten code: who asks proves to be a person, then the answer is one for all."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request, json
from sanic_ext import openapi

from backend.accounts.pages.common import fault, services_of
from backend.accounts.sentences import FormReason
from backend.captcha.characters import Solved
from backend.captcha.service import CAPTCHAS_PER_ADDRESS
from backend.identifiers.dates import parse_birth_date
from backend.identifiers.nir import check_birth_date, parse_nir
from backend.limits import TooManyAttempts
from backend.reasons import ValueRefused
from backend.web import cookies
from backend.web.addresses import address_of
from backend.web.errors import ApiError
from backend.web.forms import (
    Fault,
    form_body,
    form_page,
    from_our_page,
    private,
    read_form,
    see_other,
)

blueprint = Blueprint("forgotten-code", url_prefix="/code-oublie")

_REASON = {
    Solved.WRONG: FormReason.CAPTCHA_WRONG,
    Solved.EXPIRED: FormReason.CAPTCHA_EXPIRED,
}


@blueprint.get("/", strict_slashes=False)
@openapi.definition(summary="The page of a forgotten code", tag="account")
async def show(request: Request) -> HTTPResponse:
    """Show the form, with a captcha."""
    return await _page(request)


@blueprint.post("/", strict_slashes=False, name="ask")
@openapi.definition(
    summary="Ask for a provisional code by e-mail",
    tag="account",
    body=form_body("nir", "birth_date", "captcha", "characters", "renew"),
)
async def ask(request: Request) -> HTTPResponse:
    """Send a code if there is an account; the answer does not tell."""
    services = services_of(request)
    form = read_form(request, "nir", "birth_date", "captcha", "characters", "renew")
    if form["renew"]:
        return await _page(request)
    faults = []
    try:
        nir = parse_nir(form["nir"])
    except ValueRefused as refused:
        faults.append(fault("nir", refused.reason))
    try:
        birth_date = parse_birth_date(form["birth_date"], today=services.clock.now().date())
    except ValueRefused as refused:
        faults.append(fault("birth_date", refused.reason))
    if faults:
        return await _page(request, *faults)
    try:
        check_birth_date(nir, birth_date)
    except ValueRefused as refused:
        return await _page(request, fault("birth_date", refused.reason))
    async with services.database.begin() as session:
        solved = await services.captchas.solve(
            _uuid(form["captcha"]), form["characters"], session=session
        )
    if solved is not Solved.RIGHT:
        return await _page(request, fault("characters", _REASON[solved]))
    try:
        await services.provisional_codes.allow(nir.number, birth_date, address_of(request))
    except TooManyAttempts:
        return await _page(request, fault("nir", FormReason.CODES_LOCKED), status=429)
    browser = cookies.browser_of(request)
    async with services.database.begin() as session:
        await services.provisional_codes.ask(
            nir13=nir.number, birth_date=birth_date, browser=browser, session=session
        )
    response = see_other("/connexion?etat=code_demande")
    cookies.give_browser(response, browser, secure=services.settings.public_is_https)
    return response


@blueprint.post("/caracteres", name="renew")
@openapi.definition(summary="Other characters to copy", tag="account")
async def renew(request: Request) -> HTTPResponse:
    """Give the id of a new captcha, so that what is typed in the page stays there."""
    if not from_our_page(request):
        raise ApiError(403, "origin_refused")
    return private(json({"captcha": str(await _captcha(request))}))


async def _page(request: Request, *faults: Fault, status: int | None = None) -> HTTPResponse:
    captcha = await _captcha(request)
    return form_page(request, "code_oublie.html", faults=faults, status=status, captcha=captcha)


async def _captcha(request: Request) -> UUID:
    services = services_of(request)
    await services.limiter.hit(CAPTCHAS_PER_ADDRESS, address_of(request))
    async with services.database.begin() as session:
        return await services.captchas.make(session=session)


def _uuid(text: str) -> UUID:
    """Return the id; one that is no UUID is that of no captcha."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
