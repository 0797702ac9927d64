"""Every mail is complete in text and in HTML, fetches nothing, and can be sent again as it was."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

import pytest

from backend.accounts.states import LinkKind, NoticeKind
from backend.mail.messages import Messages
from tests.support.accounts import EMAIL, settings

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
IDENTIFIER = UUID("7d6f7d0e-4c4f-4a55-8a1c-000000000001")
TOKEN = "t" * 43
LINK = f"https://compte.exemple.fr/confirmation/{TOKEN}"

messages = Messages(settings(public_url="https://compte.exemple.fr/"))


def confirmation() -> EmailMessage:
    return messages.link(
        LinkKind.OPENING, to=EMAIL, token=TOKEN, confirmation_id=IDENTIFIER, sent_at=NOW, now=NOW
    )


def account_exists() -> EmailMessage:
    return messages.notice(NoticeKind.ACCOUNT_EXISTS, to=EMAIL, notice_id=IDENTIFIER, now=NOW)


def part(mail: EmailMessage, subtype: str) -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    return " ".join(str(body.get_content()).replace("’", "'").split())


every_mail = pytest.mark.parametrize("write", [confirmation, account_exists])
Write = Callable[[], EmailMessage]


def test_subject_and_sender_are_those_of_the_guides() -> None:
    mail = confirmation()
    assert mail["Subject"] == "Votre compte ameli - Confirmation de votre adresse mail"
    assert mail["From"].addresses[0].display_name == "Votre Assurance Maladie"


def test_both_parts_bear_the_link_and_its_life() -> None:
    for subtype in ("plain", "html"):
        assert LINK in part(confirmation(), subtype)
        assert "7 jours" in part(confirmation(), subtype)


def test_the_html_shows_the_link_as_a_button_and_in_clear() -> None:
    html = part(confirmation(), "html")
    assert html.count(f'href="{LINK}"') == 2
    assert f">{LINK}</a>" in html


@every_mail
def test_the_headers_say_what_the_mail_is(write: Write) -> None:
    mail = write()
    assert mail["To"] == EMAIL
    assert mail["Message-ID"] == f"<{IDENTIFIER}@compte.exemple.fr>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]


@every_mail
def test_both_parts_say_what_to_do_if_it_was_not_you(write: Write) -> None:
    for subtype in ("plain", "html"):
        assert "Prévenez vite votre caisse" in part(write(), subtype)
        assert "3646" in part(write(), subtype)


@every_mail
def test_both_parts_say_that_the_mail_is_automatic_and_the_project_independent(
    write: Write,
) -> None:
    for subtype in ("plain", "html"):
        assert "automate" in part(write(), subtype)
        assert "démonstration, indépendant de l'Assurance Maladie" in part(write(), subtype)


@every_mail
def test_the_text_says_all_that_the_html_says(write: Write) -> None:
    html = re.sub(r"<title>.*?</title>|<h1.*?</h1>|<[^>]+>", "", part(write(), "html"))
    sentences = {each.strip() for each in re.split(r"(?<=[.?]) ", html)}
    missing = {each for each in sentences if each not in part(write(), "plain")}
    assert all("bouton" in each or "adresse" in each for each in missing)


@every_mail
def test_the_html_fetches_nothing_and_runs_nothing(write: Write) -> None:
    html = part(write(), "html")
    assert not re.search(r"<(img|link|script|style|iframe|table|form)|src=|url\(|@import", html)
    assert '<html lang="fr">' in html


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1b1b35", "#ffffff"),
        ("#0c419a", "#ffffff"),
        ("#ffffff", "#0c419a"),
        ("#4a4a63", "#f2f4f8"),
    ],
)
def test_every_colour_of_the_html_has_contrast(ink: str, paper: str) -> None:
    """WCAG 2.2, 1.4.6: at least 7:1."""
    html = part(confirmation(), "html")
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert ink in html
    assert paper in html
    assert (light + 0.05) / (dark + 0.05) >= 7


def test_no_other_colour_is_used() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", part(confirmation(), "html")))
    assert colours == {"#1b1b35", "#ffffff", "#0c419a", "#4a4a63", "#f2f4f8"}


@every_mail
def test_a_mail_sent_again_has_the_same_identifier_and_content(write: Write) -> None:
    first, second = write(), write()
    assert first["Message-ID"] == second["Message-ID"]
    assert [part(first, s) for s in ("plain", "html")] == [
        part(second, s) for s in ("plain", "html")
    ]


def test_no_header_can_be_added_through_the_address() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        messages.notice(
            NoticeKind.ACCOUNT_EXISTS,
            to="a@exemple.fr\nBcc: b@exemple.fr",
            notice_id=IDENTIFIER,
            now=NOW,
        )


def test_lines_are_short_enough_for_every_server() -> None:
    assert max(len(line) for line in confirmation().as_bytes().splitlines()) <= 998
