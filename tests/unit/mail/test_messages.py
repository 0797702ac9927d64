"""Every mail is complete in text and in HTML, fetches nothing, and can be sent again as it was."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest

from backend.accounts.states import LinkKind, NoticeKind
from backend.mail.messages import Messages
from tests.support.accounts import EMAIL, settings

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
SENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
IDENTIFIER = UUID("7d6f7d0e-4c4f-4a55-8a1c-000000000001")
TOKEN = "t" * 43
PUBLIC_URL = "https://compte.exemple.fr"
LINK = f"{PUBLIC_URL}/confirmation/{TOKEN}"
CONFIRMATION = "Votre compte ameli - Confirmation de votre adresse mail"
PAGES_STYLE = Path(__file__).parents[3] / "widget" / "src" / "styles" / "site.css"

messages = Messages(settings(public_url=f"{PUBLIC_URL}/"))

Write = Callable[[], EmailMessage]


def link(kind: LinkKind, *, reminder: bool = False) -> EmailMessage:
    return messages.link(
        kind,
        to=EMAIL,
        token=TOKEN,
        confirmation_id=IDENTIFIER,
        sent_at=SENT,
        now=NOW,
        reminder=reminder,
    )


def notice(kind: NoticeKind) -> EmailMessage:
    return messages.notice(kind, to=EMAIL, notice_id=IDENTIFIER, now=NOW)


def code() -> EmailMessage:
    return messages.provisional_code(to=EMAIL, code="0107", code_id=IDENTIFIER, now=NOW)


LINKS: dict[str, Write] = {
    "confirmation": lambda: link(LinkKind.OPENING),
    "resent": lambda: link(LinkKind.RESENT),
    "reminder": lambda: link(LinkKind.OPENING, reminder=True),
    "new_address": lambda: link(LinkKind.NEW_ADDRESS),
}
EVERY: dict[str, Write] = {
    **LINKS,
    "provisional_code": code,
    **{kind.value: lambda kind=kind: notice(kind) for kind in NoticeKind},
}
SUBJECTS = {
    "confirmation": CONFIRMATION,
    "resent": CONFIRMATION,
    "reminder": f"Rappel : {CONFIRMATION}",
    "new_address": "Votre compte ameli - Confirmation de votre nouvelle adresse e-mail",
    "provisional_code": "Votre compte ameli - Votre code provisoire",
    "code_changed": "Votre compte ameli - Votre code personnel a changé",
    "address_changed_old": "Votre compte ameli - Votre adresse e-mail a changé",
    "address_changed_new": "Votre compte ameli - Votre nouvelle adresse e-mail est confirmée",
    "account_exists": "Votre compte ameli - Nouvelle demande de création de compte",
    "account_closed": "Votre compte ameli - Votre compte est fermé",
}
every_mail = pytest.mark.parametrize("write", EVERY.values(), ids=EVERY)
every_link = pytest.mark.parametrize("write", LINKS.values(), ids=LINKS)


def raw(mail: EmailMessage, subtype: str) -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    return str(body.get_content())


def part(mail: EmailMessage, subtype: str) -> str:
    return " ".join(raw(mail, subtype).split())


def shown(html: str) -> list[str]:
    """Return the words that the HTML part shows, block by block."""
    body = re.sub(r"(?s).*<body.*?>|<h1.*?</h1>", "", html)
    blocks = re.split(r"</?(?:p|h2|div|body|html)\b[^>]*>", body)
    words = (" ".join(unescape(re.sub(r"<[^>]+>", "", block)).split()) for block in blocks)
    return [block for block in words if block]


@pytest.mark.parametrize(("name", "subject"), SUBJECTS.items(), ids=SUBJECTS)
def test_subject_and_sender_are_those_that_people_search_for(name: str, subject: str) -> None:
    mail = EVERY[name]()
    assert mail["Subject"] == subject
    assert mail["From"].addresses[0].display_name == "Votre Assurance Maladie"


def test_no_mail_is_forgotten_here() -> None:
    assert set(SUBJECTS) == set(EVERY)


@every_link
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_both_parts_bear_the_link_and_its_end(write: Write, subtype: str) -> None:
    assert LINK in part(write(), subtype)
    assert "9 mars 2026 à 11 h 00" in part(write(), subtype)


@pytest.mark.parametrize("name", ["confirmation", "resent", "new_address"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_new_link_lives_seven_days(name: str, subtype: str) -> None:
    assert "7 jours" in part(EVERY[name](), subtype)


@every_link
def test_the_html_shows_the_link_as_a_button_and_in_clear(write: Write) -> None:
    html = part(write(), "html")
    assert html.count(f'href="{LINK}"') == 2
    assert f">{LINK}</a>" in html


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_the_code_is_alone_and_its_rules_are_said(subtype: str) -> None:
    body = part(code(), subtype)
    assert body.count("0107") == 1
    for rule in ("30 minutes", "une seule fois", "jamais à personne", "par téléphone"):
        assert rule in body
    assert f"{PUBLIC_URL}/connexion" in body


def test_the_code_is_not_seen_before_the_mail_is_opened() -> None:
    assert "0107" not in code()["Subject"]
    assert "0107" not in raw(code(), "html").partition("Votre code provisoire")[0]


@every_mail
def test_the_headers_say_what_the_mail_is(write: Write) -> None:
    mail = write()
    assert mail["To"] == EMAIL
    assert str(IDENTIFIER) in mail["Message-ID"]
    assert mail["Message-ID"].endswith("@compte.exemple.fr>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_reminder_is_another_mail_than_the_one_it_reminds_of() -> None:
    first, reminder = EVERY["confirmation"](), EVERY["reminder"]()
    assert first["Message-ID"] != reminder["Message-ID"]


@every_mail
def test_no_line_begins_with_a_sign_that_belongs_to_the_one_before(write: Write) -> None:
    for subtype in ("plain", "html"):
        assert not re.search(r" [?!:;»]|« ", raw(write(), subtype))


@every_mail
def test_both_parts_say_what_to_do_if_it_was_not_you(write: Write) -> None:
    for subtype in ("plain", "html"):
        assert "prévenez vite votre caisse" in part(write(), subtype).lower()
        assert "3646" in part(write(), subtype)


@every_mail
def test_both_parts_say_that_nothing_is_asked_by_phone(write: Write) -> None:
    for subtype in ("plain", "html"):
        assert re.search(
            r"(Personne|Aucun code) ne vous [^.]* par téléphone\.", part(write(), subtype)
        )


@every_mail
def test_both_parts_say_that_the_mail_is_automatic_and_the_project_independent(
    write: Write,
) -> None:
    for subtype in ("plain", "html"):
        assert "automate" in part(write(), subtype)
        assert "démonstration, indépendant de l’Assurance Maladie" in part(write(), subtype)


@every_mail
def test_the_text_says_all_that_the_html_says(write: Write) -> None:
    mail = write()
    text = re.sub(r" \(https://[^)]*\)", "", part(mail, "plain"))
    missing = [block for block in shown(raw(mail, "html")) if block not in text]
    assert [block for block in missing if "bouton" not in block] == []


@every_mail
def test_the_html_says_all_that_the_text_says(write: Write) -> None:
    mail = write()
    html = " ".join(shown(raw(mail, "html")))
    text = re.sub(r" \(https://[^)]*\)", "", raw(mail, "plain"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    steps = ("--", "1. Ouvrez cette adresse", "2. Sur la page, appuyez sur le bouton")
    missing = [line for line in lines if line not in html and not line.startswith(steps)]
    assert missing == []


@every_mail
def test_the_html_fetches_nothing_and_runs_nothing(write: Write) -> None:
    html = part(write(), "html")
    assert not re.search(r"<(img|link|script|style|iframe|table|form)|src=|url\(|@import", html)
    assert '<html lang="fr">' in html


@every_mail
def test_every_link_is_ours_or_the_caisses(write: Write) -> None:
    found = re.findall(r'href="(.*?)"', part(write(), "html"))
    assert found
    for address in found:
        assert address.startswith((f"{PUBLIC_URL}/", "tel:3646", "mailto:moncompteameli"))
    assert re.findall(r"https?://[^\s)/]+", part(write(), "plain")) == [PUBLIC_URL] * len(
        re.findall(r"https?://", part(write(), "plain"))
    )


@every_mail
def test_no_mail_names_its_reader(write: Write) -> None:
    for subtype in ("plain", "html"):
        assert EMAIL not in part(write(), subtype)
        assert str(IDENTIFIER) not in part(write(), subtype)


@every_mail
def test_the_title_is_the_subject(write: Write) -> None:
    assert f"<title>{write()['Subject']}</title>" in unescape(part(write(), "html"))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1d2733", "#ffffff"),
        ("#0b5c63", "#ffffff"),
        ("#ffffff", "#0b5c63"),
        ("#485461", "#f6f5f1"),
        ("#1d2733", "#f6f5f1"),
        ("#1d2733", "#e1efee"),
    ],
)
def test_every_colour_of_the_html_has_contrast(ink: str, paper: str) -> None:
    """WCAG 2.2, 1.4.6: at least 7:1."""
    html = part(EVERY["confirmation"](), "html") + part(EVERY["provisional_code"](), "html")
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert ink in html
    assert paper in html
    assert (light + 0.05) / (dark + 0.05) >= 7


@every_mail
def test_its_colours_are_those_of_the_pages(write: Write) -> None:
    in_light = PAGES_STYLE.read_text().split("@media", 1)[0]
    colours = [set(re.findall(r"#[0-9a-f]{6}", text)) for text in (part(write(), "html"), in_light)]
    assert colours[0]
    assert colours[0] <= colours[1]


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


@every_mail
def test_lines_are_short_enough_for_every_server(write: Write) -> None:
    assert max(len(line) for line in write().as_bytes().splitlines()) <= 998
