"""Which sites may show the chat: what an operator may write."""

import pytest

from backend.settings import MissingSettings
from tests.support.operator import SERVICE, load


def test_none_unless_set() -> None:
    assert load().embed_origins == ()
    assert load(embed_origins="").embed_origins == ()


def test_they_are_separated_by_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBED_ORIGINS", " https://www.exemple.fr  http://localhost:8000 ")
    assert load().embed_origins == ("https://www.exemple.fr", "http://localhost:8000")


@pytest.mark.parametrize(
    "written",
    [
        "www.exemple.fr",
        "https://www.exemple.fr/",
        "https://www.exemple.fr/page",
        "https://moi@exemple.fr",
        "https://*.exemple.fr",
        "https://exemple.fr;script-src",
        "https://exemple.fr,https://autre.fr",
        "*",
        "'self'",
        "ftp://exemple.fr",
    ],
)
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(MissingSettings, match="EMBED_ORIGINS"):
        load(embed_origins=written)


def test_a_service_wants_https() -> None:
    assert load(**SERVICE, embed_origins="https://exemple.fr").embed_origins
    with pytest.raises(MissingSettings, match="https://"):
        load(**SERVICE, embed_origins="http://exemple.fr")
