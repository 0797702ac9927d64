"""Without a mail server the mails of the demonstration are kept in a folder, and read there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from backend.accounts.states import LinkKind
from backend.mail.delivery import DeliveryFailed, FolderDelivery, SmtpDelivery, make_delivery
from backend.mail.folder import MailUnknown, list_mails, read_mail
from backend.mail.messages import Messages
from tests.support.accounts import EMAIL, settings

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
messages = Messages(settings())


async def keep(folder: Path, token: str, at: datetime = NOW) -> None:
    await FolderDelivery(folder).send(
        messages.link(
            LinkKind.OPENING, to=EMAIL, token=token, confirmation_id=uuid4(), sent_at=at, now=at
        )
    )


async def test_a_mail_comes_back_whole(tmp_path: Path) -> None:
    await keep(tmp_path / "a" / "box", "jeton")
    (mail,) = list_mails(tmp_path / "a" / "box")
    assert (mail.to, mail.at) == (EMAIL, NOW)
    assert mail.links == ("http://127.0.0.1:8080/confirmation/jeton",)
    assert "bouton" in mail.text
    assert "<html" in mail.html
    assert read_mail(tmp_path / "a" / "box", mail.key) == mail


async def test_the_newest_comes_first(tmp_path: Path) -> None:
    for minutes, token in ((1, "b"), (2, "c"), (0, "a")):
        await keep(tmp_path / "box", token, NOW + timedelta(minutes=minutes))
    assert [m.links[0][-1] for m in list_mails(tmp_path / "box")] == ["c", "b", "a"]


def test_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert list_mails(tmp_path / "none") == []


@pytest.mark.parametrize("made", [[], ["tmp"], ["tmp", "new"]])
async def test_a_folder_half_made_is_empty_and_then_completed(
    tmp_path: Path, made: list[str]
) -> None:
    for name in made:
        (tmp_path / name).mkdir()
    assert list_mails(tmp_path) == []
    await keep(tmp_path, "jeton")
    assert len(list_mails(tmp_path)) == 1


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "new/x", "1.2.3"])
async def test_only_mails_of_the_folder_can_be_read(tmp_path: Path, key: str) -> None:
    await keep(tmp_path / "box", "jeton")
    with pytest.raises(MailUnknown):
        read_mail(tmp_path / "box", key)


async def test_a_folder_that_cannot_be_written_is_a_failed_delivery(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryFailed):
        await keep(tmp_path / "file" / "box", "jeton")


def test_the_settings_choose_the_delivery(tmp_path: Path) -> None:
    assert isinstance(make_delivery(settings(mailbox_dir=tmp_path)), FolderDelivery)
    assert isinstance(make_delivery(settings(smtp_url="smtp://host")), SmtpDelivery)


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host:25"])
def test_an_address_that_is_not_smtp_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpDelivery(url, "localhost")
