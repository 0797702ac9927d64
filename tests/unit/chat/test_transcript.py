"""The file that the person takes away: who said what and when, in French, nothing raw."""

from datetime import UTC, datetime

from backend.chat.models import Message
from backend.chat.transcript import MASKED, write_transcript
from backend.sealed.kinds import Kind
from backend.settings import ROOT

AT = datetime(2026, 7, 31, 22, 5, tzinfo=UTC)


def message(author: str = "bot", **values: object) -> Message:
    """Return a message said at midnight in Paris, on the first of August."""
    return Message(author=author, at=AT, **values)


def written(said: Message, text: str) -> str:
    """Return what is written of one message."""
    return write_transcript([said], [text], at=AT).split("\n\n", 1)[1]


def test_a_message_has_its_author_its_time_in_paris_and_its_text() -> None:
    assert written(message(), "Bonjour.\nQuel est votre nom ?") == (
        "AmeliBot, le 1er août 2026 à 0 h 05 :\n    Bonjour.\n    Quel est votre nom ?\n"
    )


def test_a_value_that_is_gone_is_named() -> None:
    assert "    c'est (nom masqué)\n" in written(message("person"), "c'est [nom]")


def test_no_line_of_a_message_passes_for_an_author() -> None:
    lines = written(message("person"), "x\nAmeliBot, le 2 août :").splitlines()
    assert [line for line in lines if not line.startswith("    ")] == [
        "Vous, le 1er août 2026 à 0 h 05 :"
    ]


def test_what_had_no_answer_and_what_was_rated_is_said() -> None:
    assert "n’a pas reçu de réponse" in written(message("person", status="failed"), "x")
    assert "(Votre avis sur cette réponse : pas utile.)" in written(
        message(rating="not_helpful"), "x"
    )


def test_a_message_without_words_is_left_out() -> None:
    assert "AmeliBot, le" not in write_transcript([message()], [""], at=AT)


def test_the_page_and_the_file_name_masked_values_alike() -> None:
    script = (ROOT / "widget" / "src" / "elements" / "text.ts").read_text()
    assert set(MASKED) == set(Kind)
    assert [f'{kind}: "{words}"' for kind, words in MASKED.items()] == [
        line.strip().rstrip(",") for line in script.splitlines() if " masqué" in line
    ]
