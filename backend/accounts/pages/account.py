"""The account page: an active account, or what a pending one waits for."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts.pages.common import in_account, lead_on, masked, services_of, token_for
from backend.accounts.service import Details
from backend.accounts.sessions import SignedIn
from backend.sealed.kinds import Kind
from backend.web.forms import form_page

blueprint = Blueprint("account", url_prefix="/mon-compte")
lead_on(blueprint)


@blueprint.get("/", strict_slashes=False)
@openapi.definition(summary="The account, or what a pending one waits for", tag="account")
@openapi.parameter("fait", str, "query", required=False)
async def show(request: Request) -> HTTPResponse:
    """Show the account of whoever is signed in."""
    async with services_of(request).database.begin() as session:
        signed_in, details = await in_account(request, session=session)
    return _active_page(request, signed_in, details)


def _active_page(request: Request, signed_in: SignedIn, details: Details) -> HTTPResponse:
    owner = details.owner
    shown = {
        "since": f"{details.confirmed_at:%d/%m/%Y}" if details.confirmed_at else "",
        "nir": masked(Kind.NIR, owner.nir13),
        "email": masked(Kind.EMAIL, owner.email),
        "mobile": masked(Kind.TELEPHONE, owner.mobile),
        "landline": masked(Kind.TELEPHONE, owner.landline),
        "new_email": "",
    }
    return form_page(
        request,
        "mon_compte.html",
        shown=shown,
        given=details.consents,
        done=request.args.get("fait"),
        token=token_for(request, signed_in),
    )
