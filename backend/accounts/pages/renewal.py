"""The road after a provisional code or FranceConnect: terms, new code, contact details."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts import contact
from backend.accounts.pages.common import (
    PATH_OF,
    code_faults,
    count_address,
    fault,
    faults_of,
    lead_on,
    masked,
    on_road,
    own_page,
    read_own_form,
    services_of,
    signed_out,
)
from backend.accounts.renewal import Step
from backend.accounts.sentences import FormReason
from backend.accounts.sessions import SignedIn
from backend.sealed.kinds import Kind
from backend.web.forms import TOKEN_FIELD, Fault, form_body, see_other

blueprint = Blueprint("renewal", url_prefix="/mon-compte")
lead_on(blueprint)


@blueprint.get("/conditions", name="terms")
@openapi.definition(summary="The terms, step 1 of 3", tag="account")
async def show_terms(request: Request) -> HTTPResponse:
    """Show the terms."""
    async with services_of(request).database.begin() as session:
        signed_in = await on_road(request, Step.TERMS, session=session)
    return own_page(request, "conditions.html", signed_in)


@blueprint.post("/conditions", name="answer_terms")
@openapi.definition(
    summary="Accept or refuse the terms", tag="account", body=form_body(TOKEN_FIELD, "accepted")
)
async def answer_terms(request: Request) -> HTTPResponse:
    """Go on to the code, or end the session."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in = await on_road(request, Step.TERMS, session=session)
        accepted = read_own_form(request, signed_in, "accepted")["accepted"]
        if accepted == contact.YES:
            await services.renewals.accept_terms(signed_in, session=session)
            return see_other(PATH_OF[Step.CODE])
        if accepted == "non":
            await services.renewals.refuse_terms(signed_in, session=session)
            return signed_out(request, "/connexion?etat=refus")
    missing = fault("accepted", FormReason.CHOICE_MISSING)
    return own_page(request, "conditions.html", signed_in, missing)


@blueprint.get("/nouveau-code", name="code")
@openapi.definition(summary="The new personal code, step 2 of 3", tag="account")
async def show_code(request: Request) -> HTTPResponse:
    """Show the form of the new code."""
    async with services_of(request).database.begin() as session:
        signed_in = await on_road(request, Step.CODE, session=session)
    return own_page(request, "nouveau_code.html", signed_in)


@blueprint.post("/nouveau-code", name="choose_code")
@openapi.definition(
    summary="Choose the new personal code",
    tag="account",
    body=form_body(TOKEN_FIELD, "code", "confirmation"),
)
async def choose_code(request: Request) -> HTTPResponse:
    """Keep the hash of the code for the last step."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in = await on_road(request, Step.CODE, session=session)
    form = read_own_form(request, signed_in, "code", "confirmation")
    reasons = await services.renewals.choose_code(signed_in, form["code"], form["confirmation"])
    if reasons:
        faults = code_faults(reasons, form["code"])
        return own_page(request, "nouveau_code.html", signed_in, *faults)
    return see_other(PATH_OF[Step.CONTACT])


@blueprint.get("/coordonnees", name="contact")
@openapi.definition(summary="The contact details, step 3 of 3", tag="account")
async def show_contact(request: Request) -> HTTPResponse:
    """Show the form of the contact details."""
    async with services_of(request).database.begin() as session:
        signed_in = await on_road(request, Step.CONTACT, session=session)
    return _contact_page(request, signed_in, signed_in.person.draft)


@blueprint.post("/coordonnees", name="give_contact")
@openapi.definition(
    summary="Give the contact details and finish",
    tag="account",
    body=form_body(TOKEN_FIELD, *contact.FIELDS),
)
async def give_contact(request: Request) -> HTTPResponse:
    """Open the account, or open it again; the session is over and a mail leaves."""
    services = services_of(request)
    async with services.database.begin() as session:
        signed_in = await on_road(request, Step.CONTACT, session=session)
    form = read_own_form(request, signed_in, *contact.FIELDS)
    locked = await count_address(request, signed_in)
    if locked is not None:
        return _contact_page(request, signed_in, signed_in.person.draft, locked)
    async with services.database.begin() as session:
        finished = await services.renewals.finish(signed_in, form, session=session)
    if finished.faults:
        faults = faults_of(finished.faults)
        return _contact_page(request, signed_in, finished.draft, *faults)
    return signed_out(request, "/connexion?etat=coordonnees")


def _contact_page(
    request: Request, signed_in: SignedIn, draft: dict[str, str], *faults: Fault
) -> HTTPResponse:
    kinds = {
        contact.EMAIL: Kind.EMAIL,
        contact.MOBILE: Kind.TELEPHONE,
        contact.LANDLINE: Kind.TELEPHONE,
    }
    kept = {field: masked(kind, draft.get(field)) for field, kind in kinds.items()}
    given = {field: field in draft for field in contact.CONSENTS}
    return own_page(request, "coordonnees.html", signed_in, *faults, kept=kept, given=given)
