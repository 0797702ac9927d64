"""SMS of the demonstration are kept in a folder, once each."""

import os
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from backend.sms.gateway import FolderSms, HttpSms, SmsFailed, list_sms, make_sms
from tests.support.accounts import settings


async def test_an_sms_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    await FolderSms(tmp_path / "sms").send(to="+33639980001", text="Voilà", key=uuid4())
    (kept,) = list_sms(tmp_path / "sms")
    (path,) = (tmp_path / "sms").iterdir()
    assert (kept.to, kept.text) == ("+33639980001", "Voilà")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_same_sms_is_kept_once(tmp_path: Path) -> None:
    key = uuid4()
    for _ in range(2):
        await FolderSms(tmp_path).send(to="+33639980001", text="Voilà", key=key)
    assert len(list_sms(tmp_path)) == 1


async def test_the_newest_comes_first(tmp_path: Path) -> None:
    for minute, text in enumerate(("old", "new")):
        key = uuid4()
        await FolderSms(tmp_path).send(to="+33639980001", text=text, key=key)
        os.utime(tmp_path / f"{key}.json", (60 * minute, 60 * minute))
    assert [sms.text for sms in list_sms(tmp_path)] == ["new", "old"]


async def test_a_folder_that_cannot_be_written_is_an_error_without_the_number(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SmsFailed) as failed:
        await FolderSms(tmp_path / "file").send(to="+33639980001", text="Voilà", key=uuid4())
    assert "339" not in str(failed.value)


def test_no_folder_is_no_sms(tmp_path: Path) -> None:
    assert list_sms(tmp_path / "none") == []


def test_the_gateway_is_the_one_of_the_settings(tmp_path: Path) -> None:
    assert isinstance(make_sms(settings(sms_dir=tmp_path)), FolderSms)
    assert isinstance(make_sms(settings(sms_url="", sms_dir=tmp_path)), FolderSms)
    assert isinstance(make_sms(settings(sms_url="http://127.0.0.1:1/sms")), HttpSms)
