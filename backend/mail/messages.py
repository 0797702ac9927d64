"""Writes the mails: one text and one HTML part each, complete without any outside file."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from backend.accounts.states import LinkKind, NoticeKind
from backend.settings import Settings

_environment = Environment(
    loader=PackageLoader("backend.mail"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


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
        self._help = {
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
        link = f"{self._public_url}/confirmation/{token}"
        return self._message("confirmation", to=to, identifier=confirmation_id, now=now, link=link)

    def notice(self, kind: NoticeKind, *, to: str, notice_id: UUID, now: datetime) -> EmailMessage:
        """Return the mail that tells an owner what happened to their account."""
        return self._message(kind.value, to=to, identifier=notice_id, now=now)

    def _message(
        self, name: str, *, to: str, identifier: UUID, now: datetime, **values: str
    ) -> EmailMessage:
        def part(file: str) -> str:
            return _environment.get_template(f"{name}/{file}").render(**self._help, **values)

        message = EmailMessage()
        message["Subject"] = part("subject.txt").strip()
        message["From"] = self._sender
        message["To"] = to
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{identifier}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(part("body.txt"))
        message.add_alternative(part("body.html"), subtype="html")
        message["Content-Language"] = "fr"
        return message
