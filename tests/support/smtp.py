"""A real SMTP server on loopback that keeps the mails and fails on demand."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port, wait_until

STAGES = ("MAIL", "RCPT", "DATA")
_LINK = re.compile(r"https?://\S+")
HANG_SECONDS = 3600


@dataclass(frozen=True)
class Fault:
    """How the server misbehaves: at ``stage``, with ``code`` (4xx, 5xx), or "drop" or "hang"."""

    stage: str
    what: int | str


class MailServer:
    """Records each mail that it accepted; ``fail`` makes it misbehave until ``recover``."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self.attempts = 0
        self._fault: Fault | None = None
        self._fault_times: int | None = None
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The ``smtp://`` address."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening: connections are refused from then on."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def fail(self, stage: str, what: int | str, *, times: int | None = None) -> None:
        """Misbehave at ``stage`` ("MAIL", "RCPT" or "DATA"), ``times`` times or until ``recover``.

        ``what``: an SMTP code (451, 550...); "drop": the connection is cut; "hang": no answer.
        A mail dropped or hung at "DATA" is recorded: the server has it and did not say so.
        """
        if stage not in STAGES:
            raise ValueError(stage)
        self._fault, self._fault_times = Fault(stage, what), times

    def recover(self) -> None:
        """Behave well again, listening."""
        self._fault = None
        if self._controller is None:
            self.start()

    def clear(self) -> None:
        """Forget the mails received."""
        self.received.clear()
        self.attempts = 0

    def sent_to(self, address: str) -> list[EmailMessage]:
        """Return the mails received for ``address``, oldest first."""
        return [mail for mail in self.received if mail["X-RcptTo"] == address]

    def wait_for(self, address: str, *, number: int = 1, seconds: float = 20) -> EmailMessage:
        """Wait for the ``number``-th mail to ``address`` and return it."""
        wait_until(
            lambda: len(self.sent_to(address)) >= number,
            seconds=seconds,
            what=f"mail {number} of {len(self.received)} received",
        )
        return self.sent_to(address)[number - 1]

    def link_to(self, address: str, *, containing: str = "/", seconds: float = 20) -> str:
        """Wait for a mail to ``address``; return the last link in it with ``containing``."""
        self.wait_for(address, seconds=seconds)
        return links(self.sent_to(address)[-1], containing)[-1]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender (name and shape given by aiosmtpd)."""
        self.attempts += 1
        if (refusal := await self._misbehave("MAIL", server)) is not None:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Take one recipient (name and shape given by aiosmtpd)."""
        if (refusal := await self._misbehave("RCPT", server)) is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail itself (name and shape given by aiosmtpd)."""
        fault = self._fault
        if fault is None or fault.stage != "DATA" or isinstance(fault.what, str):
            content = envelope.content
            assert isinstance(content, bytes)
            mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
            del mail["X-RcptTo"]
            mail["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
            self.received.append(mail)
        return await self._misbehave("DATA", server) or "250 OK"

    async def _misbehave(self, stage: str, server: SMTP) -> str | None:
        fault = self._fault
        if fault is None or fault.stage != stage:
            return None
        if self._fault_times is not None:
            self._fault_times -= 1
            if self._fault_times == 0:
                self._fault = None
        if fault.what == "hang":
            await asyncio.sleep(HANG_SECONDS)
        if fault.what in {"drop", "hang"}:
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        return f"{fault.what} as told by the test"


def links(mail: EmailMessage, containing: str = "/") -> list[str]:
    """Return the links of the mail's plain text that hold ``containing``."""
    body = mail.get_body(("plain",))
    assert body is not None
    return [link for link in _LINK.findall(body.get_content()) if containing in link]


@contextmanager
def smtp_server() -> Iterator[MailServer]:
    """Run a mail server during the block."""
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def refuses(port: int) -> bool:
    """Whether nobody listens on the loopback ``port``."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
