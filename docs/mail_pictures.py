"""Takes a picture of every mail: ``python -m docs.mail_pictures`` (needs Chromium)."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from playwright.async_api import Browser

from backend.accounts.states import LinkKind, NoticeKind
from backend.mail.messages import Messages
from tests.support.accounts import EMAIL, settings
from tests.support.browser import chromium

IMAGES = Path(__file__).parent / "images" / "mails"
WIDTH = 640
SENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
IDENTIFIER = UUID(int=1)


def mails() -> Iterator[tuple[str, EmailMessage]]:
    """Give every mail with the name of its picture."""
    messages = Messages(settings(public_url="https://compte.exemple.fr"))
    for name, kind, reminder in (
        ("confirmation", LinkKind.OPENING, False),
        ("resent", LinkKind.RESENT, False),
        ("reminder", LinkKind.OPENING, True),
        ("new_address", LinkKind.NEW_ADDRESS, False),
    ):
        yield (
            name,
            messages.link(
                kind,
                to=EMAIL,
                token="jeton-de-demonstration",  # noqa: S106 - of no account
                confirmation_id=IDENTIFIER,
                sent_at=SENT,
                now=SENT,
                reminder=reminder,
            ),
        )
    yield (
        "provisional_code",
        messages.provisional_code(to=EMAIL, code="0107", code_id=IDENTIFIER, now=SENT),
    )
    for notice in NoticeKind:
        yield (
            notice.value,
            messages.notice(notice, to=EMAIL, notice_id=IDENTIFIER, now=SENT),
        )


async def take_mails(browser: Browser) -> None:
    """Save the HTML part of every mail as a mail program shows it."""
    IMAGES.mkdir(exist_ok=True)
    page = await browser.new_page(viewport={"width": WIDTH, "height": 200})
    for name, mail in mails():
        body = mail.get_body(("html",))
        assert body is not None
        await page.set_content(body.get_content())
        await page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


async def main() -> None:
    """Take all of them."""
    async with chromium() as browser:
        await take_mails(browser)


if __name__ == "__main__":
    asyncio.run(main())
