"""The demonstration's mailbox shows its mails safely, and does not exist otherwise."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from backend.accounts.states import LinkKind
from backend.letters.spool import put_letter
from backend.mail import routes
from backend.mail.delivery import FolderDelivery
from backend.mail.folder import list_mails
from backend.mail.messages import Messages
from backend.settings import Mode, Settings
from backend.sms.gateway import FolderSms
from tests.support.accounts import settings
from tests.support.pages import served

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def pages(of: Settings) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return served(routes.blueprint, settings=of)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "box"


@pytest.fixture
async def client(box: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with pages(here(box)) as client:
        yield client


def here(box: Path, **changes: object) -> Settings:
    folders = {
        "mailbox_dir": box,
        "sms_dir": box.parent / "sms",
        "letters_dir": box.parent / "letters",
    }
    return settings(**folders | changes)


async def keep(box: Path, to: str, token: str = "jeton", minutes: int = 0) -> str:
    at = NOW + timedelta(minutes=minutes)
    mail = Messages(settings()).link(
        LinkKind.OPENING, to=to, token=token, confirmation_id=uuid4(), sent_at=at, now=at
    )
    known = {mail.key for mail in list_mails(box)}
    await FolderDelivery(box).send(mail)
    (key,) = {mail.key for mail in list_mails(box)} - known
    return f"/boite-aux-lettres/{key}"


async def test_an_empty_mailbox_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/boite-aux-lettres")
    assert page.status_code == 200
    assert "La boîte est vide" in page.text


async def test_the_newest_mail_comes_first(client: httpx.AsyncClient, box: Path) -> None:
    for minutes, to in ((0, "un@exemple.fr"), (2, "trois@exemple.fr"), (1, "deux@exemple.fr")):
        await keep(box, to, minutes=minutes)
    page = (await client.get("/boite-aux-lettres")).text
    assert page.index("trois@") < page.index("deux@") < page.index("un@")


async def test_the_link_of_a_mail_can_be_followed(client: httpx.AsyncClient, box: Path) -> None:
    address = await keep(box, "un@exemple.fr")
    listed = (await client.get("/boite-aux-lettres")).text
    page = (await client.get(address)).text
    assert f'href="{address}"' in listed
    assert '<a href="http://127.0.0.1:8080/confirmation/jeton">' in page
    assert f'<iframe src="{address}/html"' in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page


async def test_the_html_part_runs_nothing_and_opens_links_in_the_window(
    client: httpx.AsyncClient, box: Path
) -> None:
    answer = await client.get(f"{await keep(box, 'un@exemple.fr')}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert '<base target="_top">' in answer.text
    assert 'href="http://127.0.0.1:8080/confirmation/jeton"' in answer.text


async def test_what_a_mail_says_is_shown_as_text(client: httpx.AsyncClient, box: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "<script>a</script>", "a@b.fr", "c@d.fr"
    mail["Date"] = NOW
    mail.set_content("<script>b</script> http://x/<script>")
    await FolderDelivery(box).send(mail)
    (kept,) = list_mails(box)
    for path in ("/boite-aux-lettres", f"/boite-aux-lettres/{kept.key}"):
        assert "<script>" not in (await client.get(path)).text


@pytest.mark.parametrize("key", ["inconnu", "..", "%2e%2e%2fetc", "inconnu/html"])
async def test_an_unknown_mail_is_not_found(client: httpx.AsyncClient, box: Path, key: str) -> None:
    await keep(box, "un@exemple.fr")
    assert (await client.get(f"/boite-aux-lettres/{key}")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"smtp_url": "smtp://127.0.0.1"},
        {
            "mode": Mode.SERVICE,
            "smtp_url": "smtp://127.0.0.1",
            "nir_legal_basis": "décret",
            "sms_url": "https://sms.exemple.fr",
            "public_url": "https://compte.exemple.fr",
        },
    ],
)
async def test_where_mails_really_leave_there_is_no_mailbox(
    box: Path, changes: dict[str, object]
) -> None:
    address = await keep(box, "un@exemple.fr")
    letter = uuid4()
    put_letter(box.parent / "letters", letter, b"%PDF")
    pdf = f"/boite-aux-lettres/lettres/{letter}"
    async with pages(here(box, **changes)) as client:
        for path in ("/boite-aux-lettres", address, f"{address}/html", pdf):
            assert (await client.get(path)).status_code == 404


async def test_sms_are_shown_as_text(client: httpx.AsyncClient, box: Path) -> None:
    await FolderSms(box.parent / "sms").send(to="+33639980001", text="<b>0123</b>", key=uuid4())
    page = (await client.get("/boite-aux-lettres")).text
    assert "&lt;b&gt;0123" in page
    assert "+33639980001" in page


async def test_a_letter_can_be_opened(client: httpx.AsyncClient, box: Path) -> None:
    letter = uuid4()
    put_letter(box.parent / "letters", letter, b"%PDF-1.4")
    address = f"/boite-aux-lettres/lettres/{letter}"
    assert f'href="{address}"' in (await client.get("/boite-aux-lettres")).text
    answer = await client.get(address)
    assert (answer.headers["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.4")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "key", ["9dd64edf-9c61-401f-a9fb-32097127ab5e", "inconnue", "..%2f..%2fetc%2fpasswd"]
)
async def test_an_unknown_letter_is_not_found(client: httpx.AsyncClient, key: str) -> None:
    assert (await client.get(f"/boite-aux-lettres/lettres/{key}")).status_code == 404
