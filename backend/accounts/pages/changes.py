"""The changes in an active account: code, address, phones, consents, closing."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts import contact
from backend.accounts.changes import CodeWrong
from backend.accounts.confirmation import Resend
from backend.accounts.pages.common import (
    active,
    code_faults,
    count_address,
    fault,
    faults_of,
    lead_on,
    masked,
    own_page,
    read_own_form,
    resend_fault,
    services_of,
    signed_out,
)
from backend.accounts.sentences import FormReason
from backend.accounts.service import Details
from backend.accounts.sessions import SignedIn
from backend.limits import TooManyAttempts
from backend.sealed.kinds import Kind
from backend.web.forms import TOKEN_FIELD, Fault, form_body, see_other

blueprint = Blueprint("account-changes", url_prefix="/mon-compte")
lead_on(blueprint)


@blueprint.get("/code", name="code")
@openapi.definition(summary="Another personal code", tag="account")
async def show_code(request: Request) -> HTTPResponse:
    """Show the form of another code."""
    signed_in, _ = await active(request)
    return own_page(request, "changer_code.html", signed_in)


@blueprint.post("/code", name="change_code")
@openapi.definition(
    summary="Change the personal code",
    tag="account",
    body=form_body(TOKEN_FIELD, "present", "code", "confirmation"),
)
async def change_code(request: Request) -> HTTPResponse:
    """Change the code; other browsers are signed out."""
    services = services_of(request)
    signed_in, details = await active(request)
    form = read_own_form(request, signed_in, "present", "code", "confirmation")
    try:
        reasons = await services.changes.change_code(
            details.id,
            signed_in.person,
            present=form["present"],
            code=form["code"],
            confirmation=form["confirmation"],
            but=signed_in.id,
        )
    except (CodeWrong, TooManyAttempts) as error:
        return own_page(request, "changer_code.html", signed_in, _present_fault(error))
    if reasons:
        faults = code_faults(reasons, form["code"])
        return own_page(request, "changer_code.html", signed_in, *faults)
    return see_other("/mon-compte?fait=code")


@blueprint.get("/adresse", name="address")
@openapi.definition(summary="Another e-mail address", tag="account")
async def show_address(request: Request) -> HTTPResponse:
    """Show the form of another address."""
    signed_in, details = await active(request)
    return _address_page(request, signed_in, details)


@blueprint.post("/adresse", name="change_address")
@openapi.definition(
    summary="Ask for a link to another e-mail address",
    tag="account",
    body=form_body(TOKEN_FIELD, "present", contact.EMAIL, contact.EMAIL_CONFIRMATION),
)
async def change_address(request: Request) -> HTTPResponse:
    """Send a link to the new address; the present one stays until it is confirmed."""
    services = services_of(request)
    signed_in, details = await active(request)
    form = read_own_form(request, signed_in, "present", contact.EMAIL, contact.EMAIL_CONFIRMATION)
    email, refused = contact.read_address(form)
    if email is None:
        return _address_page(request, signed_in, details, *faults_of(refused))
    locked = await count_address(request, signed_in)
    if locked is not None:
        return _address_page(request, signed_in, details, locked)
    try:
        asked = await services.changes.ask_new_address(details.id, email, present=form["present"])
    except (CodeWrong, TooManyAttempts) as error:
        return _address_page(request, signed_in, details, _present_fault(error))
    if asked is Resend.SENT:
        return see_other("/mon-compte?fait=adresse")
    return _address_page(request, signed_in, details, resend_fault(asked))


@blueprint.get("/telephones", name="phones")
@openapi.definition(summary="Other phone numbers", tag="account")
async def show_phones(request: Request) -> HTTPResponse:
    """Show the form of the phone numbers."""
    signed_in, details = await active(request)
    return _phones_page(request, signed_in, details)


@blueprint.post("/telephones", name="change_phones")
@openapi.definition(
    summary="Change or remove the phone numbers",
    tag="account",
    body=form_body(TOKEN_FIELD, contact.MOBILE, contact.LANDLINE, "no_mobile", "no_landline"),
)
async def change_phones(request: Request) -> HTTPResponse:
    """Keep other numbers; an empty field changes nothing."""
    services = services_of(request)
    signed_in, details = await active(request)
    form = read_own_form(
        request, signed_in, contact.MOBILE, contact.LANDLINE, "no_mobile", "no_landline"
    )
    present = {contact.MOBILE: details.owner.mobile, contact.LANDLINE: details.owner.landline}
    typed, refused = contact.read_phones(form, {})
    if refused:
        return _phones_page(request, signed_in, details, *faults_of(refused))
    numbers = {
        field: None if form[f"no_{field}"] == contact.YES else typed.get(field, number)
        for field, number in present.items()
    }
    async with services.database.begin() as session:
        await services.accounts.change_phones(
            details.id,
            mobile=numbers[contact.MOBILE],
            landline=numbers[contact.LANDLINE],
            session=session,
        )
    return see_other("/mon-compte?fait=telephones")


@blueprint.get("/consentements", name="consents")
@openapi.definition(summary="Other consents", tag="account")
async def show_consents(request: Request) -> HTTPResponse:
    """Show the form of the consents."""
    signed_in, details = await active(request)
    return own_page(request, "changer_consentements.html", signed_in, given=details.consents)


@blueprint.post("/consentements", name="change_consents")
@openapi.definition(
    summary="Change the consents", tag="account", body=form_body(TOKEN_FIELD, *contact.CONSENTS)
)
async def change_consents(request: Request) -> HTTPResponse:
    """Keep the boxes as they are ticked."""
    services = services_of(request)
    signed_in, details = await active(request)
    form = read_own_form(request, signed_in, *contact.CONSENTS)
    async with services.database.begin() as session:
        await services.accounts.change_consents(
            details.id,
            **{field: form[field] == contact.YES for field in contact.CONSENTS},
            session=session,
        )
    return see_other("/mon-compte?fait=consentements")


@blueprint.get("/fermeture", name="closing")
@openapi.definition(summary="Closing the account", tag="account")
async def show_closing(request: Request) -> HTTPResponse:
    """Say what closing means, and ask for the code."""
    signed_in, _ = await active(request)
    return own_page(request, "fermer.html", signed_in)


@blueprint.post("/fermeture", name="close")
@openapi.definition(
    summary="Close the account", tag="account", body=form_body(TOKEN_FIELD, "present")
)
async def close(request: Request) -> HTTPResponse:
    """Delete the account; the session goes with it."""
    services = services_of(request)
    signed_in, details = await active(request)
    form = read_own_form(request, signed_in, "present")
    try:
        await services.changes.close(details.id, present=form["present"])
    except (CodeWrong, TooManyAttempts) as error:
        return own_page(request, "fermer.html", signed_in, _present_fault(error))
    return signed_out(request, "/connexion?etat=ferme")


def _present_fault(error: Exception) -> Fault:
    wrong = isinstance(error, CodeWrong)
    reason = FormReason.PRESENT_CODE_WRONG if wrong else FormReason.PRESENT_CODE_LOCKED
    return fault("present", reason)


def _address_page(
    request: Request, signed_in: SignedIn, details: Details, *faults: Fault
) -> HTTPResponse:
    email = masked(Kind.EMAIL, details.owner.email)
    return own_page(request, "changer_adresse.html", signed_in, *faults, email=email)


def _phones_page(
    request: Request, signed_in: SignedIn, details: Details, *faults: Fault
) -> HTTPResponse:
    shown = {
        "mobile": masked(Kind.TELEPHONE, details.owner.mobile),
        "landline": masked(Kind.TELEPHONE, details.owner.landline),
    }
    return own_page(request, "changer_telephones.html", signed_in, *faults, shown=shown)
