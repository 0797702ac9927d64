"""The folder of letters: whole ones only, for the print room's eyes."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from backend.letters.spool import LetterUnknown, SpoolFailed, list_letters, put_letter, read_letter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "letters"


def test_a_letter_is_put_under_its_code_s_id_for_its_owner_only(folder: Path) -> None:
    code = uuid4()
    put_letter(folder, code, b"%PDF")
    (path,) = folder.iterdir()
    assert path.name == f"{code}.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert read_letter(folder, code) == b"%PDF"


def test_putting_it_again_leaves_one(folder: Path) -> None:
    code = uuid4()
    put_letter(folder, code, b"one")
    put_letter(folder, code, b"two")
    assert [path.read_bytes() for path in folder.iterdir()] == [b"two"]


def test_a_letter_that_cannot_be_put_is_an_error_without_its_address(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SpoolFailed, match=r"^NotADirectoryError$|^FileExistsError$"):
        put_letter(tmp_path / "file", uuid4(), b"%PDF")


def test_a_letter_cut_while_it_is_written_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SpoolFailed):
        put_letter(folder, uuid4(), b"%PDF")
    assert list(folder.iterdir()) == []


def test_letters_are_listed_newest_first(folder: Path) -> None:
    old, new = uuid4(), uuid4()
    for minute, code in enumerate((old, new)):
        put_letter(folder, code, b"%PDF")
        os.utime(folder / f"{code}.pdf", (60 * minute, 60 * minute))
    (folder / "half.part").touch()
    assert [letter.key for letter in list_letters(folder)] == [new, old]
    assert list_letters(folder)[1].at == datetime(1970, 1, 1, tzinfo=UTC)


def test_no_folder_is_no_letter(folder: Path) -> None:
    assert list_letters(folder) == []
    with pytest.raises(LetterUnknown):
        read_letter(folder, uuid4())
