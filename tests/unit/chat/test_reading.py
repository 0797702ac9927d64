"""Deciding and hiding: what must hold whatever is typed."""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.chat.reading import Reading, ReadingKind, read, settle
from backend.chat.shapes import PLACEHOLDER, fold
from backend.enrolment.fields import KIND_OF, Field
from backend.sealed.kinds import Kind
from tests.unit.chat.taught import VOCABULARY

DOUBTFUL = "alors le nom dans la famille de mon mari donc Venturi"


def _read(message: str, awaited: Field | None, *known: str) -> Reading:
    return read(message, awaited=awaited, known_names=known, vocabulary=VOCABULARY)


def _texts(reading: Reading) -> str:
    """Return, folded, all that may leave the gateway, whatever the doubt becomes."""
    whole = [reading.text, reading.doubt or "", reading.as_value.text if reading.as_value else ""]
    return fold(PLACEHOLDER.sub("§", "\n".join(whole)))


@pytest.mark.parametrize(
    ("intent", "confidence"),
    [("inform", 0.99), ("nlu_fallback", 0.9), ("ask_why_field", 0.3), (None, 0.0)],
)
def test_a_doubt_that_stays_is_the_value(intent: str | None, confidence: float) -> None:
    settled = settle(_read(DOUBTFUL, Field.LAST_NAME), intent, confidence)

    assert (settled.kind, settled.text) == (ReadingKind.VALUE, "[nom]")
    assert settled.values == ((Kind.NOM, "Venturi"),)


def test_a_doubt_recognised_as_a_question_is_talk_without_its_unknown_words() -> None:
    settled = settle(_read(DOUBTFUL, Field.LAST_NAME), "ask_which_name", 0.9)

    assert settled.kind is ReadingKind.TALK
    assert settled.text == "alors le nom dans la famille de mon mari donc …"
    assert settled.values == ()


def test_what_is_sure_is_not_changed_by_a_parse() -> None:
    reading = _read("Venturi", Field.LAST_NAME)

    assert settle(reading, "cancel", 0.99) == reading


@pytest.mark.parametrize("awaited", [None, *Field])
def test_a_known_name_is_hidden_wherever_it_stands(awaited: Field | None) -> None:
    for message in ("le gôff n'est pas mon nom ?", "pourquoi LE-GOFF ?", "annuler goff, merci"):
        assert "goff" not in _texts(_read(message, awaited, "Le Goff"))


def test_a_known_name_that_is_a_small_word_leaves_the_language_readable() -> None:
    assert _read("où est le numéro", None, "Le").text == "où est le numéro"


def test_a_known_name_that_is_a_word_is_sealed() -> None:
    reading = _read("un petit problème", None, "Petit")

    assert reading.text == "un [nom] problème"
    assert reading.values == ((Kind.NOM, "petit"),)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("mon code c'est zebulon", "mon code c'est …"),
        ("mon mot de passe est zebulon, merci", "mon mot de passe est … merci"),
        ("mon code est refusé", "mon code est refusé"),
        ("c'est quoi le code : le personnel ?", "c'est quoi le code : le personnel ?"),
    ],
)
def test_an_unknown_word_announced_as_a_code_is_dropped(message: str, text: str) -> None:
    reading = _read(message, Field.TERMS)

    assert (reading.text, reading.values) == (text, ())


def test_a_plain_text_passes_as_it_is() -> None:
    assert Reading.plain("Oui") == Reading(ReadingKind.TALK, "Oui")


def test_the_placeholder_of_a_typed_field_is_its_kind() -> None:
    assert Reading.value(Kind.NIR, "1621").text == "[nir]"


@pytest.mark.parametrize("awaited", [None, *Field])
@pytest.mark.parametrize("message", ["", " ", "...", "👍", "\u200b", "/", "…"])
def test_an_empty_message_is_never_a_value(message: str, awaited: Field | None) -> None:
    assert _read(message, awaited).kind in (ReadingKind.TALK, ReadingKind.SECRET)


NAMES = st.text("abcdefghijklmnoprstuvyzéèïAELMV", min_size=6, max_size=12)
NAME_REPLIES = st.sampled_from(
    [
        "{}", "{}.", "{} !", "bonjour {}", "{} merci", "mon nom c'est {}", "je m'appelle {}",
        "c'est {}", "mme {}", "je suis {}", "Bonjour, mon nom est {}. Cordialement",
        "{} 162122B010001", "18/12/1962 {} 63000", "moi c {}", "{} ?", "c'est bien {} ?",
        "alors je vous donne mon nom qui est celui de mon mari {} voilà", "non c'est {}",
        "je me suis trompé de nom {}", "oui {}", "pourquoi {}", "nom : {}", "annuler {}",
        "{}-martin", "jean {}", "le nom de famille c'est {} et mon code postal 63000",
    ]
)  # fmt: skip
IDENTIFIERS = st.sampled_from(
    [
        "162122B010001", "1 62 12 2B 010 001", "2 28 12 31 815 001", "18/12/1962", "181262",
        "18 décembre 1962", "63000", "0G02443", "3910173", "04671322630", "06 12 34 56 78",
        "jean.dupont@orange.fr", "jean point dupont arobase orange point fr", "16212", "1928",
    ]
)  # fmt: skip
VALUE_REPLIES = st.sampled_from(
    [
        "{}", "c'est {}", "voici {} merci", "{} ?", "oui {}", "non c'est {}", "pourquoi {}",
        "je ne sais pas si {} est bon", "mon mari dit que {} est le bon mais je crois que non",
        "Bonjour, je vous prie de noter {} pour mon dossier. Cordialement", "xyzzy {} plugh",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(NAMES, NAME_REPLIES, st.sampled_from([Field.LAST_NAME, Field.IDENTITY_REVIEW]))
def test_a_name_never_survives_where_it_is_asked(name: str, reply: str, awaited: Field) -> None:
    assume(not VOCABULARY.knows(name))

    assert fold(name) not in _texts(_read(reply.format(name), awaited))


@settings(deadline=None)
@given(IDENTIFIERS, VALUE_REPLIES, st.sampled_from([None, *Field]))
def test_an_identifier_never_survives(identifier: str, reply: str, awaited: Field | None) -> None:
    texts = _texts(_read(reply.format(identifier), awaited))

    assert fold(identifier) not in texts
    assert not re.search(r"\d(?:[ .\-/]*\d){2,}", texts)


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, *Field]))
def test_each_value_has_its_placeholder_in_order(message: str, awaited: Field | None) -> None:
    reading = _read(message, awaited)

    for kept in (reading, reading.as_value or reading):
        kinds = [Kind(mark[1:-1]) for mark in PLACEHOLDER.findall(kept.text)]
        assert kinds == [kind for kind, _ in kept.values]


@pytest.mark.parametrize("awaited", [None, *KIND_OF, Field.IDENTITY_REVIEW, Field.PERSONAL_CODE])
@pytest.mark.parametrize("pattern", ["je m'appelle ", "nom ", "zyx wvu ", "12 zyx ", "madame X "])
def test_the_longest_message_is_read_in_time(pattern: str, awaited: Field | None) -> None:
    message = (pattern * 4000)[:4000]

    def taken() -> float:
        start = time.process_time()
        _read(message, awaited, "Venturi")
        return time.process_time() - start

    # The shortest of a few: a busy machine makes one of them long.
    assert min(taken() for _ in range(4)) < 0.2
