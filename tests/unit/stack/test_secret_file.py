"""Secrets are made once, kept privately, and never made for a real service."""

from pathlib import Path

import pytest

from stack import secret_file
from stack.failure import Failure

GIVEN = {name: name * 8 for name in secret_file.KEYS}


def test_made_once_then_kept(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    first = secret_file.load(path, {}, make_keys=True)
    assert secret_file.load(path, {}, make_keys=True) == first
    assert set(first) == {*secret_file.KEYS, "REDIS_PASSWORD"}
    assert len(set(first.values())) == 4


def test_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    secret_file.load(path, {}, make_keys=True)
    assert path.stat().st_mode & 0o777 == 0o600


def test_given_secret_comes_first(tmp_path: Path) -> None:
    loaded = secret_file.load(tmp_path / "secrets.env", GIVEN, make_keys=True)
    assert loaded["SECRET_KEY"] == GIVEN["SECRET_KEY"]


def test_service_without_keys_is_told_which(tmp_path: Path) -> None:
    given = {"SECRET_KEY": GIVEN["SECRET_KEY"]}
    with pytest.raises(Failure, match=r"INTERNAL_SECRET, RASA_SECRET \("):
        secret_file.load(tmp_path / "secrets.env", given, make_keys=False)
    assert not (tmp_path / "secrets.env").exists()


def test_service_keys_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    secret_file.load(path, GIVEN, make_keys=False)
    assert GIVEN["SECRET_KEY"] not in path.read_text()


def test_short_key_is_refused_without_showing_it(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"^RASA_SECRET est trop court") as refusal:
        secret_file.load(tmp_path / "s.env", GIVEN | {"RASA_SECRET": "abc"}, make_keys=False)
    assert "abc" not in str(refusal.value)
