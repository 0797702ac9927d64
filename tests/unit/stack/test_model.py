"""When a model is trained anew, and which ones are kept."""

from pathlib import Path

import pytest

from stack.failure import Failure
from stack.model import data_hash, outdated


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "bot/data/nlu/a.yml", "bot/nlu/classifier.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "bot/requirements.txt").write_text("rasa==3.6.21")
    return tmp_path


def test_hash_depends_on_content_only(root: Path) -> None:
    before = data_hash(root)
    (root / "config.yml").touch()
    assert data_hash(root) == before
    assert len(before) == 16


@pytest.mark.parametrize(
    "source",
    [
        "config.yml",
        "domain.yml",
        "bot/data/nlu/a.yml",
        "bot/nlu/classifier.py",
        "bot/requirements.txt",
    ],
)
def test_hash_changes_with_each_source(root: Path, source: str) -> None:
    before = data_hash(root)
    (root / source).write_text("autre chose")
    assert data_hash(root) != before


def test_hash_changes_when_a_file_is_renamed(root: Path) -> None:
    before = data_hash(root)
    (root / "bot/data/nlu/a.yml").rename(root / "bot/data/nlu/b.yml")
    assert data_hash(root) != before


def test_compiled_python_changes_nothing(root: Path) -> None:
    before = data_hash(root)
    (root / "bot/nlu/__pycache__").mkdir()
    (root / "bot/nlu/__pycache__/classifier.pyc").write_bytes(b"\x00")
    assert data_hash(root) == before


def test_missing_source_says_how_to_get_it_back(root: Path) -> None:
    (root / "domain.yml").unlink()
    with pytest.raises(Failure, match=r"^Il manque domain\.yml : .*git checkout"):
        data_hash(root)


def test_last_used_models_are_kept() -> None:
    names = [(f"{number:016x}.tar.gz", float(number)) for number in range(7)]
    assert sorted(outdated(names, kept=5)) == [f"{0:016x}.tar.gz", f"{1:016x}.tar.gz"]


def test_models_with_another_name_are_never_deleted() -> None:
    assert outdated([("publié.tar.gz", 0.0), (".gitkeep", 0.0)], kept=0) == []
