"""Hands a mail over: to an SMTP server, or to a folder in the demonstration."""

import asyncio
import contextlib
import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from backend.mail.folder import make_mailbox
from backend.settings import Settings

TIMEOUT_SECONDS = 20.0
_GOODBYE_SECONDS = 2.0


class DeliveryFailed(Exception):
    """The mail was not handed over.

    The message is the kind of failure and the SMTP code, if any: what the server answered may
    repeat the address.
    """


class Delivery(Protocol):
    """Takes charge of one mail, or raises."""

    async def send(self, message: EmailMessage) -> None:
        """Hand ``message`` over.

        Raises:
            DeliveryFailed: try again later.
        """
        ...


class SmtpDelivery:
    """Sends through an SMTP server.

    Args:
        smtp_url: ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://...``.
        local_hostname: the name given in EHLO.
        timeout_seconds: of each step of the dialogue.
    """

    def __init__(
        self, smtp_url: str, local_hostname: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        url = urlsplit(smtp_url)
        if url.scheme not in ("smtp", "smtps") or not url.hostname:
            raise ValueError("SMTP_URL must be smtp://host:port or smtps://host:port")
        self._host = url.hostname
        self._tls = url.scheme == "smtps"
        self._port = url.port or (465 if self._tls else 587)
        self._user = unquote(url.username) if url.username else None
        self._password = unquote(url.password) if url.password else None
        self._local_hostname = local_hostname
        self._timeout = timeout_seconds

    async def send(self, message: EmailMessage) -> None:
        """Send ``message`` in a connection of its own.

        Raises:
            DeliveryFailed: refused, cut, or too slow.
        """
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            local_hostname=self._local_hostname,
            timeout=self._timeout,
        )
        try:
            await client.connect()
            await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryFailed(_described(error)) from None
        else:
            # The mail has left: a server that is impolite now must not make it leave again.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=_GOODBYE_SECONDS)
        finally:
            client.close()


class FolderDelivery:
    """Puts mails in a Maildir, where the demonstration's mailbox page reads them."""

    def __init__(self, mailbox_dir: Path) -> None:
        self._dir = mailbox_dir

    async def send(self, message: EmailMessage) -> None:
        """Add ``message`` to the folder.

        Raises:
            DeliveryFailed: the folder cannot be written.
        """
        try:
            await asyncio.to_thread(self._add, message)
        except OSError as error:
            raise DeliveryFailed(_described(error)) from None

    def _add(self, message: EmailMessage) -> None:
        make_mailbox(self._dir)
        mailbox.Maildir(self._dir, create=False).add(message.as_bytes())


def make_delivery(settings: Settings) -> Delivery:
    """Return the delivery that the settings ask for."""
    if settings.smtp_url is None:
        return FolderDelivery(settings.mailbox_dir)
    return SmtpDelivery(settings.smtp_url, urlsplit(settings.public_url).hostname or "localhost")


def _described(error: Exception) -> str:
    code = getattr(error, "code", None)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        code = error.recipients[0].code
    return f"{type(error).__name__} {code}" if code else type(error).__name__
