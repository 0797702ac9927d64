"""The mail to look for once the last step is done: who it is from, what it is called.

It follows from how the conversation ended alone: nothing tells whether there is an account.
"""

from datetime import timedelta
from email.utils import parseaddr
from typing import TypedDict

from backend.accounts.confirmation import ACTIVE_FOR
from backend.accounts.provisional import valid_for
from backend.accounts.states import Channel
from backend.enrolment.progress import Status
from backend.enrolment.view import View
from backend.french_time import lasting
from backend.mail.messages import subject_of
from backend.settings import Settings

HREF = "/boite-aux-lettres"


class Mailbox(TypedDict):
    """The mail, as a mailbox shows it; ``works_for`` is how long what it brings works."""

    sender: str
    subject: str
    works_for: str
    href: str | None


_LINK = ("confirmation", ACTIVE_FOR)
_CODE = ("provisional_code", valid_for(Channel.EMAIL))
_MAIL_AFTER: dict[tuple[Status | None, str | None], tuple[str, timedelta]] = {
    (Status.CREATED, None): _LINK,
    (Status.LINK_REQUESTED, None): ("resent", ACTIVE_FOR),
    (Status.CODE_REQUESTED, None): _CODE,
    (Status.CODE_SENT, Channel.EMAIL.value): _CODE,
}
"""The template of the mail that each end announces, and how long what is in it works."""


def mailbox_of(view: View, settings: Settings) -> Mailbox | None:
    """Return the mail that is announced where ``view`` stands."""
    announced = _MAIL_AFTER.get((view.status, view.cause))
    if announced is None:
        return None
    template, works_for = announced
    name, address = parseaddr(settings.mail_from)
    return Mailbox(
        sender=name or address,
        subject=subject_of(template),
        works_for=lasting(works_for),
        href=HREF if settings.shows_mailbox else None,
    )
