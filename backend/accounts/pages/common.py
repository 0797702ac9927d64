"""What the pages of the account share: who is signed in, where else to go, faults in French."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import contact
from backend.accounts.confirmation import Resend
from backend.accounts.renewal import OutOfStep, Step, due_step
from backend.accounts.sentences import FORM_SENTENCES, FormReason
from backend.accounts.service import Details
from backend.accounts.sessions import SignedIn
from backend.accounts.states import AccountState
from backend.identifiers.masks import mask
from backend.identifiers.personal_code import forbidden_characters
from backend.limits import TooManyAttempts
from backend.reasons import Reason
from backend.sealed.kinds import Kind
from backend.services import Services
from backend.web import cookies
from backend.web.forms import Fault, check_token, form_page, form_token, read_form, see_other

SIGN_IN = "/connexion"
SESSION_OVER = "/connexion?etat=terminee"
ACCOUNT = "/mon-compte"
PATH_OF = {
    Step.TERMS: "/mon-compte/conditions",
    Step.CODE: "/mon-compte/nouveau-code",
    Step.CONTACT: "/mon-compte/coordonnees",
}

_WHICH = {contact.MOBILE: "Téléphone portable. ", contact.LANDLINE: "Téléphone fixe. "}
_NOT_RESENT: dict[Resend, Reason | FormReason] = {
    Resend.TOO_SOON: FormReason.RESEND_TOO_SOON,
    Resend.TOO_MANY: FormReason.RESEND_TOO_MANY,
    Resend.SAME_ADDRESS: FormReason.SAME_ADDRESS,
    Resend.EMAIL_TAKEN: Reason.EMAIL_ALREADY_USED,
}


class GoTo(Exception):
    """This page is not the one for now; ``location`` is."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def services_of(request: Request) -> Services:
    """Return the services of the running server."""
    services: Services = request.app.ctx.services
    return services


def lead_on(blueprint: Blueprint) -> None:
    """Have ``GoTo`` and ``OutOfStep`` answered by the page that is due."""

    async def go(request: Request, error: Exception) -> HTTPResponse:
        location = error.location if isinstance(error, GoTo) else ACCOUNT
        # A form of another site comes without the cookie: it must not take it away.
        if location.startswith(SIGN_IN) and cookies.SESSION in request.cookies:
            return signed_out(request, location)
        return see_other(location)

    blueprint.exception(GoTo, OutOfStep)(go)


async def find_session(request: Request, *, session: AsyncSession) -> SignedIn | None:
    """Return the browser's open session, or None."""
    token = request.cookies.get(cookies.SESSION)
    return await services_of(request).sessions.find(token, session=session)


async def on_road(request: Request, step: Step, *, session: AsyncSession) -> SignedIn:
    """Return the session, at ``step`` of the road of a renewal.

    Raises:
        GoTo: nobody is signed in, or another page is due.
    """
    signed_in = await _signed_in(request, session=session)
    due = due_step(signed_in)
    if due is not step:
        raise GoTo(PATH_OF[due] if due else ACCOUNT)
    return signed_in


async def in_account(request: Request, *, session: AsyncSession) -> tuple[SignedIn, Details]:
    """Return the session and the account of somebody who signed in to it.

    Raises:
        GoTo: nobody is signed in, or the road of a renewal is due.
    """
    signed_in = await _signed_in(request, session=session)
    due = due_step(signed_in)
    if due is not None or signed_in.account_id is None:
        raise GoTo(PATH_OF[due or Step.TERMS])
    details = await services_of(request).accounts.details(signed_in.account_id, session=session)
    if details is None:
        raise GoTo(SESSION_OVER)
    return signed_in, details


def read_own_form(request: Request, signed_in: SignedIn, *fields: str) -> dict[str, str]:
    """Return the values of a form that was made for this session.

    Raises:
        ApiError: as ``read_form``, and 403 for a form made for another session.
    """
    values = read_form(request, *fields)
    check_token(services_of(request).keys, signed_in.id, values)
    return values


def token_for(request: Request, signed_in: SignedIn) -> str:
    """Return the token that a form of this session brings back."""
    return form_token(services_of(request).keys, signed_in.id)


def own_page(
    request: Request, template: str, signed_in: SignedIn, *faults: Fault, **values: Any
) -> HTTPResponse:
    """Render a page whose form belongs to this session; faults are told with status 422."""
    token = token_for(request, signed_in)
    return form_page(request, template, faults=faults, token=token, **values)


def fault(field: str, reason: Reason | FormReason) -> Fault:
    """Return the fault with its sentence."""
    return Fault(field, reason.value, FORM_SENTENCES[reason])


def faults_of(refused: Mapping[str, Reason]) -> list[Fault]:
    """Return a fault for each refused field; of two phone numbers, the sentence says which."""
    return [
        Fault(field, reason.value, _WHICH.get(field, "") + FORM_SENTENCES[reason])
        for field, reason in refused.items()
    ]


def code_faults(reasons: Iterable[Reason], code: str) -> list[Fault]:
    """Return the faults of a new personal code; a character that is not allowed is named."""
    found = []
    for reason in reasons:
        field = "confirmation" if reason is Reason.CODE_CONFIRMATION_MISMATCH else "code"
        sentence = FORM_SENTENCES[reason]
        if reason is Reason.CODE_CHARACTER_FORBIDDEN:
            sentence += f" En cause : {' '.join(forbidden_characters(code))}"
        found.append(Fault(field, reason.value, sentence))
    return found


async def count_address(request: Request, signed_in: SignedIn) -> Fault | None:
    """Count one address that is given; return the fault when there were too many."""
    try:
        await services_of(request).limiter.hit(contact.ADDRESSES_PER_PERSON, signed_in.person.nir13)
    except TooManyAttempts:
        return fault(contact.EMAIL, FormReason.CONTACT_LOCKED)
    return None


def resend_fault(resent: Resend, *, field: str = contact.EMAIL) -> Fault:
    """Return the fault for a link that was not sent.

    Raises:
        GoTo: the account is no longer as the form supposed.
    """
    if resent not in _NOT_RESENT:
        raise GoTo(ACCOUNT)
    return fault(field, _NOT_RESENT[resent])


async def active(request: Request) -> tuple[SignedIn, Details]:
    """Return the session and the account of somebody whose account is active.

    Raises:
        GoTo: nobody is signed in, or the account waits for something else.
    """
    async with services_of(request).database.begin() as session:
        signed_in, details = await in_account(request, session=session)
    if details.state is not AccountState.ACTIVE:
        raise GoTo(ACCOUNT)
    return signed_in, details


def signed_out(request: Request, location: str) -> HTTPResponse:
    """Send the browser on, without its session."""
    response = see_other(location)
    secure = services_of(request).settings.public_is_https
    cookies.take_back(response, cookies.SESSION, secure=secure)
    return response


def masked(kind: Kind, value: str | None) -> str:
    """Return a value as its owner sees it; "" for none."""
    return mask(kind, value) if value else ""


async def _signed_in(request: Request, *, session: AsyncSession) -> SignedIn:
    signed_in = await find_session(request, session=session)
    if signed_in is None:
        raise GoTo(SESSION_OVER if cookies.SESSION in request.cookies else SIGN_IN)
    return signed_in
