"""The account page: an active account, or what a pending one waits for, and another link."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import contact
from backend.accounts.confirmation import Resend, Standing
from backend.accounts.pages.common import (
    ACCOUNT,
    SESSION_OVER,
    GoTo,
    count_address,
    faults_of,
    in_account,
    lead_on,
    masked,
    read_own_form,
    resend_fault,
    services_of,
    token_for,
)
from backend.accounts.service import Details
from backend.accounts.sessions import SignedIn
from backend.accounts.states import Origin
from backend.sealed.kinds import Kind
from backend.web.forms import TOKEN_FIELD, Fault, form_body, form_page, see_other

blueprint = Blueprint("account", url_prefix="/mon-compte")
lead_on(blueprint)


@blueprint.get("/", strict_slashes=False)
@openapi.definition(summary="The account, or what a pending one waits for", tag="account")
@openapi.parameter("fait", str, "query", required=False)
async def show(request: Request) -> HTTPResponse:
    """Show the account of whoever is signed in."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in, details = await in_account(request, session=session)
        standing = await services.links.standing(details.id, session=session)
        asked = await services.links.asked_address(details.id, session=session)
    if standing is Standing.ACTIVE:
        return _active_page(request, signed_in, details, asked)
    if standing is None:
        raise GoTo(SESSION_OVER)
    return _pending_page(request, signed_in, details, standing)


@blueprint.get("/lien", name="back")
@blueprint.get("/autre-adresse", name="back_too")
@openapi.definition(summary="Back to the account", tag="account")
async def back(request: Request) -> HTTPResponse:  # noqa: ARG001
    """Go to the account: at these addresses stand pages whose form was refused."""
    return see_other(ACCOUNT)


@blueprint.post("/lien", name="resend")
@openapi.definition(
    summary="Ask for another link to the same address", tag="account", body=form_body(TOKEN_FIELD)
)
async def resend(request: Request) -> HTTPResponse:
    """Send another link to the address of a pending account."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in, details, standing = await _pending(request, session=session)
    read_own_form(request, signed_in)
    async with services.database.begin() as session:
        resent = await services.links.resend(details.id, session=session)
    if resent is Resend.SENT:
        return see_other("/mon-compte?fait=lien")
    return _pending_page(
        request, signed_in, details, standing, resend_fault(resent, field="resend")
    )


@blueprint.post("/autre-adresse", name="resend_elsewhere")
@openapi.definition(
    summary="Ask for a link to another address",
    tag="account",
    body=form_body(TOKEN_FIELD, contact.EMAIL, contact.EMAIL_CONFIRMATION),
)
async def resend_elsewhere(request: Request) -> HTTPResponse:
    """Send a link to another address, where the guides allow it."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in, details, standing = await _pending(request, session=session)
    if not _other_address(standing, details):
        raise GoTo(ACCOUNT)
    form = read_own_form(request, signed_in, contact.EMAIL, contact.EMAIL_CONFIRMATION)
    email, refused = contact.read_address(form)
    if email is None:
        return _pending_page(request, signed_in, details, standing, *faults_of(refused))
    locked = await count_address(request, signed_in)
    if locked is not None:
        return _pending_page(request, signed_in, details, standing, locked)
    async with services.database.begin() as session:
        resent = await services.links.resend(details.id, email=email, session=session)
    if resent is Resend.SENT:
        return see_other("/mon-compte?fait=lien")
    return _pending_page(request, signed_in, details, standing, resend_fault(resent))


async def _pending(
    request: Request, *, session: AsyncSession
) -> tuple[SignedIn, Details, Standing]:
    """Return the session, the account, and what it waits for.

    Raises:
        GoTo: nobody is signed in, or the account waits for nothing.
    """
    signed_in, details = await in_account(request, session=session)
    standing = await services_of(request).links.standing(details.id, session=session)
    if standing is None or standing is Standing.ACTIVE:
        raise GoTo(ACCOUNT)
    return signed_in, details, standing


def _other_address(standing: Standing, details: Details) -> bool:
    """Whether a link may leave to another address (guides: by how the account was opened)."""
    return standing is Standing.GONE_NEW_ADDRESS or (
        standing is Standing.EXPIRED and details.origin is not Origin.CARD_AND_IBAN
    )


def _active_page(
    request: Request, signed_in: SignedIn, details: Details, asked: str | None
) -> HTTPResponse:
    owner = details.owner
    shown = {
        "since": f"{details.confirmed_at:%d/%m/%Y}" if details.confirmed_at else "",
        "nir": masked(Kind.NIR, owner.nir13),
        "email": masked(Kind.EMAIL, owner.email),
        "mobile": masked(Kind.TELEPHONE, owner.mobile),
        "landline": masked(Kind.TELEPHONE, owner.landline),
        "new_email": masked(Kind.EMAIL, asked),
    }
    return form_page(
        request,
        "mon_compte.html",
        shown=shown,
        given=details.consents,
        done=request.args.get("fait"),
        token=token_for(request, signed_in),
    )


def _pending_page(
    request: Request,
    signed_in: SignedIn,
    details: Details,
    standing: Standing,
    *faults: Fault,
) -> HTTPResponse:
    known = standing is not Standing.GONE_NEW_ADDRESS
    return form_page(
        request,
        "en_attente.html",
        faults=faults,
        standing=standing.value,
        other_address=_other_address(standing, details),
        email=masked(Kind.EMAIL, details.owner.email) if known else "",
        done=None if faults else request.args.get("fait"),
        token=token_for(request, signed_in),
    )
