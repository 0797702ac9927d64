"""Makes and reads the folder where the demonstration keeps its mails."""

import mailbox
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_SUBFOLDERS = ("tmp", "new", "cur")
_LINK = re.compile(r"https?://\S+")


class MailUnknown(Exception):
    """No such mail in the folder."""


@dataclass(frozen=True)
class KeptMail:
    """One mail of the folder.

    Args:
        key: its name in the folder.
        at: when it was written, timezone-aware, UTC.
        links: the addresses in its text, in order.
    """

    key: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    links: tuple[str, ...]


def make_mailbox(mailbox_dir: Path) -> None:
    """Make the Maildir, or what is missing of it: two writers may begin at once, or be stopped.

    Raises:
        OSError: the folder cannot be made.
    """
    mailbox_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in _SUBFOLDERS:
        (mailbox_dir / name).mkdir(mode=0o700, exist_ok=True)


def list_mails(mailbox_dir: Path) -> list[KeptMail]:
    """Return every mail of the folder, newest first; none while it is being made."""
    if not all((mailbox_dir / name).is_dir() for name in _SUBFOLDERS):
        return []
    box = mailbox.Maildir(mailbox_dir, create=False)
    mails = [_read(key, box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118
    return sorted(mails, key=lambda mail: (mail.at, mail.key), reverse=True)


def read_mail(mailbox_dir: Path, key: str) -> KeptMail:
    """Return one mail.

    Raises:
        MailUnknown: not in the folder.
    """
    for mail in list_mails(mailbox_dir):
        if mail.key == key:
            return mail
    raise MailUnknown


def _read(key: str, raw: bytes) -> KeptMail:
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    text = _part(message, "plain")
    return KeptMail(
        key=key,
        at=message["Date"].datetime.astimezone(UTC),
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text,
        html=_part(message, "html"),
        links=tuple(_LINK.findall(text)),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
