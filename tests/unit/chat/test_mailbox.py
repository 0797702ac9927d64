"""The mail to look for is the one that leaves, and says nothing of whether there is an account."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest

from backend.accounts.states import Channel, LinkKind
from backend.chat.mailbox import mailbox_of
from backend.enrolment.fields import Road
from backend.enrolment.progress import LockCause, Status
from backend.enrolment.view import View
from backend.mail.messages import Messages
from tests.support.accounts import EMAIL, settings

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEPT = settings()
SENT_AWAY = settings(smtp_url="smtp://localhost:25")
WITH_A_MAIL: dict[tuple[Status, str | None], str] = {
    (Status.CREATED, None): "7 jours",
    (Status.LINK_REQUESTED, None): "7 jours",
    (Status.CODE_REQUESTED, None): "30 minutes",
    (Status.CODE_SENT, Channel.EMAIL.value): "30 minutes",
}
WITHOUT: list[tuple[Status | None, str | None]] = [
    (None, None),
    (Status.OPEN, None),
    (Status.ALREADY_ENROLLED, None),
    (Status.REFUSED, None),
    (Status.INELIGIBLE, "vitale_inactive"),
    (Status.LOCKED, LockCause.CODES.value),
    (Status.CODE_SENT, Channel.SMS.value),
    (Status.CODE_SENT, Channel.POST.value),
]


def view(status: Status | None, cause: str | None) -> View:
    return View(status=status, road=Road.ENROLMENT, cause=cause)


def mail_after(status: Status) -> EmailMessage:
    messages = Messages(KEPT)
    if status in (Status.CODE_REQUESTED, Status.CODE_SENT):
        return messages.provisional_code(to=EMAIL, code="0107", code_id=uuid4(), now=NOW)
    kind = LinkKind.OPENING if status is Status.CREATED else LinkKind.RESENT
    return messages.link(kind, to=EMAIL, token="t", confirmation_id=uuid4(), sent_at=NOW, now=NOW)


@pytest.mark.parametrize("end", WITH_A_MAIL)
def test_the_mail_to_look_for_is_the_one_that_leaves(end: tuple[Status, str | None]) -> None:
    mailbox = mailbox_of(view(*end), KEPT)
    mail = mail_after(end[0])
    assert mailbox is not None
    assert mailbox["subject"] == mail["Subject"]
    assert mail["From"].startswith(mailbox["sender"])
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert mailbox["works_for"] == WITH_A_MAIL[end]
    assert mailbox["works_for"] in body.get_content()


@pytest.mark.parametrize("end", WITHOUT)
def test_where_no_mail_is_announced_none_is_named(end: tuple[Status | None, str | None]) -> None:
    assert mailbox_of(view(*end), KEPT) is None


def test_it_leads_to_the_demonstration_s_mailbox_only_where_there_is_one(tmp_path: Path) -> None:
    created = view(Status.CREATED, None)
    hrefs = [
        (mailbox_of(created, chosen) or {})["href"]
        for chosen in (settings(mailbox_dir=tmp_path), SENT_AWAY)
    ]
    assert hrefs == ["/boite-aux-lettres", None]


def test_a_sender_without_a_name_is_shown_by_its_address() -> None:
    mailbox = mailbox_of(view(Status.CREATED, None), settings(mail_from="a@caisse.example"))
    assert mailbox is not None
    assert mailbox["sender"] == "a@caisse.example"
