"""The forms of our pages: taken from our own pages only, read within limits, answered by a page.

A form that is refused is answered 422 by its own page, with one ``Fault`` for each thing to
correct; nothing of what was typed is repeated. A form that is taken is answered by ``see_other``.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from sanic import HTTPResponse, Request, empty

from backend.keys import Keyring
from backend.web.errors import ApiError
from backend.web.origins import is_ours
from backend.web.pages import render

LONGEST_VALUE = 1000
"""In characters; longer than anything that a person types in one field."""
MOST_FIELDS = 40
TOKEN_FIELD = "jeton"  # noqa: S105 - the name of a field
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Fault:
    """One thing to correct in a form.

    Args:
        field: the name of the form's field, which is its ``id`` in the page too.
        reason: a code of ``backend.reasons``, or of the form itself.
        sentence: what the person reads.
    """

    field: str
    reason: str
    sentence: str


def from_our_page(request: Request, *, null_origin: bool = False) -> bool:
    """Tell whether a form was sent by a page of ours, as far as the browser says so.

    Args:
        null_origin: take ``Origin: null`` too, which browsers send from a page that has
            ``Referrer-Policy: no-referrer`` (Fetch standard).
    """
    origin = request.headers.get("origin")
    ours = origin is None or (null_origin and origin == "null") or is_ours(request, origin)
    return ours and request.headers.get("sec-fetch-site") in (None, "none", "same-origin")


def read_form(request: Request, *fields: str) -> dict[str, str]:
    """Return the values of ``fields``, stripped; "" for one that was not sent.

    Raises:
        ApiError: 403, the form comes from another site; 400, it cannot be read; 413, a value is
            too long.
    """
    if not from_our_page(request):
        raise ApiError(403, "origin_refused")
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM_TYPE:
        raise ApiError(400, "body_unreadable")
    try:
        sent = dict(
            parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise ApiError(400, "body_unreadable") from None
    values = {field: sent.get(field, "").strip() for field in (*fields, TOKEN_FIELD)}
    if any(len(value) > LONGEST_VALUE for value in values.values()):
        raise ApiError(413, "body_too_large")
    return values


def form_body(*fields: str) -> dict[str, object]:
    """Return what the OpenAPI description says of a form with ``fields``."""
    text = {"type": "string", "maxLength": LONGEST_VALUE}
    return {_FORM_TYPE: {"type": "object", "properties": dict.fromkeys(fields, text)}}


def form_token(keys: Keyring, session_id: UUID) -> str:
    """Return what a form of this session must bring back."""
    return keys.token(str(session_id), "form")


def check_token(keys: Keyring, session_id: UUID, values: dict[str, str]) -> None:
    """Check that the form was made for this session.

    Raises:
        ApiError: 403.
    """
    given = values.get(TOKEN_FIELD, "")
    if not hmac.compare_digest(form_token(keys, session_id).encode(), given.encode()):
        raise ApiError(403, "form_expired")


def see_other(location: str) -> HTTPResponse:
    """Send the browser to ``location``, a path of ours, so that a reload sends nothing again."""
    return private(empty(status=303, headers={"Location": location}))


def form_page(
    request: Request,
    template: str,
    *,
    faults: Iterable[Fault] = (),
    status: int | None = None,
    **values: object,
) -> HTTPResponse:
    """Return a page with a form; with faults the status is 422 unless told."""
    found = list(faults)
    if status is None:
        status = 422 if found else 200
    return private(render(request, template, status=status, faults=found, **values))


def private(response: HTTPResponse) -> HTTPResponse:
    """Have ``response`` kept nowhere and its address told to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
