"""Writes the mails: one text and one HTML part each, complete without any outside file.

Both parts come from one template: ``templates/mails`` says what, ``templates/text`` and
``templates/html`` how it looks.
"""

import functools
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from backend.accounts.confirmation import ACTIVE_FOR
from backend.accounts.states import LinkKind, NoticeKind
from backend.french_text import hold_signs
from backend.french_time import day_and_time
from backend.settings import ROOT, Settings

_AUTOMATIC = "Ce message est envoyé par un automate. Merci de ne pas y répondre."
_INDEPENDENT = (
    "AmeliBot est un projet de démonstration, indépendant de l’Assurance Maladie. "
    "Les personnes de son registre sont fictives."
)
_BLANK_LINES = re.compile(r"\n{3,}")
_TEMPLATE_OF = {
    LinkKind.OPENING: "confirmation",
    LinkKind.RESENT: "resent",
    LinkKind.NEW_ADDRESS: "new_address",
}


def _environment(part: str, *, escaped: bool) -> Environment:
    templates = ROOT / "backend" / "mail" / "templates"
    return Environment(
        loader=FileSystemLoader((templates / part, templates / "mails")),
        autoescape=escaped,  # noqa: S701 - plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


_text = _environment("text", escaped=False)
_html = _environment("html", escaped=True)


@functools.cache
def subject_of(template: str) -> str:
    """Return the subject of the mail that ``template`` (a name of ``templates/mails``) writes."""
    blank = _text.overlay(undefined=Undefined).get_template(f"{template}.jinja").make_module()
    return str(vars(blank)["subject"])


class Messages:
    """Writes every mail of one deployment.

    Args:
        settings: gives the sender, the public address (the host of links is never taken from a
            request), and where to find help.
    """

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url.rstrip("/")
        self._host = urlsplit(settings.public_url).hostname or "localhost"
        name, address = parseaddr(settings.mail_from)
        self._sender = Address(name, addr_spec=address)
        self._known = {
            "automatic": _AUTOMATIC,
            "independent": _INDEPENDENT,
            "phone_number": settings.phone_number,
            "caisse_email": settings.caisse_email,
            "public_url": self._public_url,
        }

    def link(
        self,
        kind: LinkKind,
        *,
        to: str,
        token: str,
        confirmation_id: UUID,
        sent_at: datetime,
        now: datetime,
        reminder: bool = False,
    ) -> EmailMessage:
        """Return the mail that asks to confirm an address (guides: subject, sender, 7 days).

        Args:
            sent_at: when the link was made, which is when its 7 days begin.
            reminder: whether the same link was sent before.
        """
        return self._message(
            "reminder" if reminder else _TEMPLATE_OF[kind],
            to=to,
            identifier=f"{confirmation_id}.reminder" if reminder else str(confirmation_id),
            now=now,
            link=f"{self._public_url}/confirmation/{token}",
            until=day_and_time(sent_at + ACTIVE_FOR),
        )

    def notice(self, kind: NoticeKind, *, to: str, notice_id: UUID, now: datetime) -> EmailMessage:
        """Return the mail that tells an owner what happened to their account."""
        return self._message(kind.value, to=to, identifier=str(notice_id), now=now)

    def provisional_code(self, *, to: str, code: str, code_id: UUID, now: datetime) -> EmailMessage:
        """Return the mail that bears a provisional code of 4 digits (guide: 30 minutes)."""
        return self._message("provisional_code", to=to, identifier=str(code_id), now=now, code=code)

    def _message(
        self, name: str, *, to: str, identifier: str, now: datetime, **values: str
    ) -> EmailMessage:
        values |= self._known
        template = f"{name}.jinja"
        text = _text.get_template(template).make_module(values)
        html = _html.get_template(template).make_module(values)
        message = EmailMessage()
        message["Subject"] = str(vars(text)["subject"])
        message["From"] = self._sender
        message["To"] = to
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{identifier}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_BLANK_LINES.sub("\n\n", hold_signs(str(text))))
        message.add_alternative(hold_signs(str(html)), subtype="html")
        message["Content-Language"] = "fr"
        return message
