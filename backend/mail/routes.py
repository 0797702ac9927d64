"""The demonstration's mailbox: shows the mails, SMS and letters that were kept in folders."""

import asyncio
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request, html, raw
from sanic.exceptions import NotFound
from sanic_ext import openapi

from backend.letters.spool import LetterUnknown, list_letters, read_letter
from backend.mail.folder import KeptMail, MailUnknown, list_mails, read_mail
from backend.services import Services
from backend.settings import Settings
from backend.sms.gateway import list_sms
from backend.web.pages import render

blueprint = Blueprint("mailbox", url_prefix="/boite-aux-lettres")

_MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    )
)
_LINKS_LEAVE_THE_FRAME = '<head>\n<base target="_top">'


@blueprint.get("/", name="list", strict_slashes=False)
@openapi.definition(summary="The mails, SMS and letters of the demonstration", tag="mailbox")
async def show_list(request: Request) -> HTTPResponse:
    """List what would have left, newest first."""
    settings = _settings(request)
    return render(
        request,
        "mailbox.html",
        mails=await asyncio.to_thread(list_mails, settings.mailbox_dir),
        texts=await asyncio.to_thread(list_sms, settings.sms_dir),
        letters=await asyncio.to_thread(list_letters, settings.letters_dir),
    )


@blueprint.get("/lettres/<key:uuid>", name="letter")
@openapi.definition(summary="One letter of the demonstration, as PDF", tag="mailbox")
async def show_letter(request: Request, key: UUID) -> HTTPResponse:
    """Give the letter as the print room would take it."""
    try:
        pdf = await asyncio.to_thread(read_letter, _settings(request).letters_dir, key)
    except LetterUnknown:
        raise NotFound from None
    return raw(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": "inline; filename=lettre.pdf", "Cache-Control": "no-store"},
    )


@blueprint.get("/<key:str>", name="mail")
@openapi.definition(summary="One mail of the demonstration", tag="mailbox")
async def show_mail(request: Request, key: str) -> HTTPResponse:
    """Show one mail: its text, its links, and its look in a frame."""
    return render(request, "mailbox_mail.html", mail=await _mail(request, key))


@blueprint.get("/<key:str>/html", name="html")
@openapi.definition(summary="The HTML part of one mail", tag="mailbox")
async def show_html(request: Request, key: str) -> HTTPResponse:
    """Give the HTML part alone, without scripts nor anything from elsewhere."""
    mail = await _mail(request, key)
    return html(
        mail.html.replace("<head>", _LINKS_LEAVE_THE_FRAME, 1),
        headers={"Content-Security-Policy": _MAIL_POLICY, "Cache-Control": "no-store"},
    )


async def _mail(request: Request, key: str) -> KeptMail:
    try:
        return await asyncio.to_thread(read_mail, _settings(request).mailbox_dir, key)
    except MailUnknown:
        raise NotFound from None


def _settings(request: Request) -> Settings:
    services: Services = request.app.ctx.services
    settings = services.settings
    if not settings.shows_mailbox:
        raise NotFound
    return settings
