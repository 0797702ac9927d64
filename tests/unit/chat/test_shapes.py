"""Identifiers are found by their shape, whatever the way of writing, and nothing else is hidden."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.chat.shapes import PLACEHOLDER, clean, is_clear, seal_shapes
from backend.sealed.kinds import Kind

WAYS_OF_WRITING = {
    Kind.NIR: [
        "162122B010001",
        "1 62 12 2B 010 001",
        "1-62-12-2B-010-001-54",
        "1.62.12.2b.010.001",
        "2 28 12 31 815 001",
        "2 28 12 31 815 OO1",
        "2\u00a028\u00a012\u00a031\u00a0815\u00a0001",
        "１６２１２２Ｂ０１０００１",
        "1\u200b62122B0100\u200d01",
        "2 28 12 31 815 00l",
        "2/28/12/31/815/001",
        "2 tiret 28 tiret 12 tiret 31 tiret 815 tiret 001",
        "un soixante-deux douze deux B zéro dix zéro zéro un",
        "162122B01001",
        "1 62 12 2 B 010 001",
        "1 62 12 2B 010 001 clé 54",
    ],
    Kind.IBAN: [
        "FR6420041000010134780G02443",
        "FR64 2004 1000 0101 3478 0G02 443",
        "fr64 2004 1000 0101 3478 0g02 443",
        "FR 64 2004 1000 0101 3478 0G02 443",
        "FR64-2004-1000-0101-3478-0G02-443",
        "0G02443",
        "0G02 443",
        "DE89 3704 0044 0532 0130 00",
    ],
    Kind.VITALE: [
        "04671322630",
        "04 671 322 630",
        "04.671.322.630",
        "802500000204671322630",
        "8025000002 04 671 322 630",
        "O4671322630",
    ],
    Kind.DATE: [
        "18/12/1962",
        "18-12-62",
        "18.12.1962",
        "18 12 1962",
        "18121962",
        "1962-12-18",
        "18 décembre 1962",
        "18 DECEMBRE 62",
        "1er mars 1970",
        "18 déc. 1962",
        "3 sept 62",
        "dix-huit décembre mille neuf cent soixante-deux",
        "décembre 1962",
        "3/12/28",
    ],
    Kind.CODE_POSTAL: ["63000", "63 000", "63.000", "63O00", "６３０００", "soixante-trois mille"],
    Kind.TELEPHONE: [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "O6 12 34 56 78",
    ],
    Kind.EMAIL: [
        "jean.dupont@gmail.com",
        "jean.dupont @ gmail.com",
        "Jean-Dupont63@orange.fr",
        "jean.dupont(a)orange.fr",
        "jean.dupont arobase orange point fr",
        "jean point dupont arobase orange point fr",
        "jean dupont at wanadoo dot fr",
        "jean.dupont AROBASE gmail",
        "jean＠gmail．com",
        "jean@gmail",
    ],
    Kind.CHIFFRES: ["123", "1 2 3", "12-34", "1234", "cent vingt-trois quatre", "O12", "1_2_3_4"],
}

LONGEST_SECONDS = 0.2
"""For 4,000 characters on a busy machine; what grows faster than the length takes seconds."""


@pytest.mark.parametrize(
    ("kind", "written"), [(kind, way) for kind, ways in WAYS_OF_WRITING.items() for way in ways]
)
def test_every_way_of_writing_is_sealed_under_its_kind(kind: Kind, written: str) -> None:
    text = clean(f"alors voici : {written}")

    sealed = seal_shapes(text)

    assert sealed.text == f"alors voici : {kind.placeholder}"
    assert sealed.values[0][1] == clean(written)


@pytest.mark.parametrize(
    "ordinary",
    [
        "j'ai un compte et deux enfants",
        "depuis deux jours",
        "les 7 derniers chiffres",
        "valable 7 jours",
        "entre 7 et 21 jours",
        "appelez le 3646",
        "le 36 46 ne répond pas",
        "code à 4 chiffres",
        "étape 2 sur 6",
        "il y a une ou deux questions",
        "mille mercis",
        "vingt et un jours",
        "ouvert de 8h30 à 17h",
        "les 11 derniers chiffres, ou les 21 ?",
        "où est le @ sur mon clavier",
        "comment faire arobase sur un clavier ?",
        "en mai deux fois",
        "la 1re et la 2e page",
        "Il y a un souci",
        "je suis en 4G",
    ],
)
def test_ordinary_sentences_stay_readable(ordinary: str) -> None:
    assert seal_shapes(clean(ordinary)).text == ordinary


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0G02443", Kind.IBAN),
        ("0g02 443", Kind.IBAN),
        ("3910173", Kind.IBAN),
        ("3910 173", Kind.IBAN),
        ("AB0C2DE", Kind.IBAN),
        ("zéro G zéro deux quatre cent quarante-trois", Kind.IBAN),
        ("04671322630", Kind.VITALE),
        ("0467132263", Kind.VITALE),
        ("16212201000", Kind.NIR),
        ("181262", Kind.DATE),
        ("18 12 62", Kind.DATE),
        ("6300", Kind.CODE_POSTAL),
        ("06 12 34 56", Kind.TELEPHONE),
    ],
)
def test_the_expected_kind_wins_where_the_shape_allows_it(written: str, expected: Kind) -> None:
    assert seal_shapes(written, expected=expected).values == ((expected, written),)


@pytest.mark.parametrize(
    ("written", "expected", "kind"),
    [
        ("162122B010001", Kind.VITALE, Kind.NIR),
        ("jean@x.fr", Kind.NIR, Kind.EMAIL),
        ("0612345678", Kind.IBAN, Kind.TELEPHONE),
        ("18/12/1962", Kind.CODE_POSTAL, Kind.DATE),
    ],
)
def test_a_clear_shape_keeps_its_own_kind(written: str, expected: Kind, kind: Kind) -> None:
    assert seal_shapes(written, expected=expected).values == ((kind, written),)
    assert is_clear(kind, written)


def test_a_plain_number_is_not_clear() -> None:
    assert not is_clear(Kind.CODE_POSTAL, "63000")
    assert not is_clear(Kind.DATE, "18121962")


def test_several_values_keep_their_order() -> None:
    sealed = seal_shapes("1 62 12 2B 010 001 63000 puis 18/12/1962, 06 12 34 56 78 et a@b.fr")

    assert sealed.text == "[nir] [code_postal] puis [date], [telephone] et [email]"
    assert [raw for _, raw in sealed.values] == [
        "1 62 12 2B 010 001",
        "63000",
        "18/12/1962",
        "06 12 34 56 78",
        "a@b.fr",
    ]


def test_a_typed_placeholder_is_escaped() -> None:
    assert clean("c'est [nir] ou ［nom］") == "c'est (nir) ou (nom)"


@pytest.mark.parametrize("command", ["/restart", " //restart", "\u200b/restart", "／restart"])
def test_a_slash_command_is_plain_text(command: str) -> None:
    assert clean(command) == "restart"


def test_nothing_invisible_is_left() -> None:
    assert clean("bon\u202ejour\u0000\t\n ma\u00addame\u2066") == "bonjour madame"


def test_digits_of_other_scripts_are_digits() -> None:
    assert clean("٦٣٠٠٠") == "63000"


_FRAGMENTS = """
    0 1 2 2B 7 06 12 62 001 010 3646 1962 63000 O l I 14h30 1er un deux cent et mars décembre
    tiret @ arobase point a at gmail com fr FR . , - / ( ) [nir] + : le code oui jean
"""
FRAGMENTS = st.sampled_from(_FRAGMENTS.split())
MESSAGES = st.one_of(
    st.text(max_size=60),
    st.lists(FRAGMENTS, max_size=14).map(" ".join),
    st.lists(FRAGMENTS, max_size=14).map("".join),
)
KINDS = st.sampled_from([None, *Kind])


@settings(deadline=None)
@given(MESSAGES, KINDS)
@example("12 34h30", None)
def test_no_run_of_three_digits_survives(message: str, expected: Kind | None) -> None:
    text = PLACEHOLDER.sub("§", seal_shapes(clean(message), expected=expected).text)

    runs = re.findall(r"\d(?:[ .\-/]*\d){2,}", text)

    assert {re.sub(r"\D", "", run) for run in runs} <= {"3646"}


@settings(deadline=None)
@given(MESSAGES, KINDS)
def test_sealing_twice_changes_nothing(message: str, expected: Kind | None) -> None:
    once = seal_shapes(clean(message), expected=expected)

    again = seal_shapes(once.text, expected=expected)

    assert (again.text, again.values) == (once.text, ())


@settings(deadline=None)
@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(message: str) -> None:
    assert clean(clean(message)) == clean(message)


@settings(deadline=None)
@given(MESSAGES, KINDS)
def test_the_values_put_back_give_the_cleaned_text(message: str, expected: Kind | None) -> None:
    sealed = seal_shapes(clean(message), expected=expected)
    kinds = [Kind(mark[1:-1]) for mark in PLACEHOLDER.findall(sealed.text)]
    raws = iter(raw for _, raw in sealed.values)

    assert kinds == [kind for kind, _ in sealed.values]
    assert PLACEHOLDER.sub(lambda _: next(raws), sealed.text) == clean(message)


@pytest.mark.parametrize(
    "pattern",
    [
        "@", "a", "1 ", "1/", "a@", "un ", "deux cent ", "12 mars ", "a point ", " at ", "a.b",
        "jean arobase ", "06 12 34 56 78 ", "1 62 12 2B 010 001 63000 x ", "18 12 1962 ", "é\u0336",
        "12345678 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 x ", "FR 2 A ", "\u200b", "3646 ",
    ],
)  # fmt: skip
def test_the_longest_message_is_sealed_in_time(pattern: str) -> None:
    message = (pattern * 4000)[:4000]
    seal_shapes(clean(message))

    durations = []
    for _ in range(3):
        start = time.process_time()
        seal_shapes(clean(message))
        durations.append(time.process_time() - start)

    assert min(durations) < LONGEST_SECONDS


@settings(max_examples=30, deadline=None)
@given(st.lists(FRAGMENTS, min_size=1, max_size=6), st.sampled_from(["", " "]))
def test_no_repetition_takes_long(fragments: list[str], glue: str) -> None:
    message = clean((glue.join(fragments) + " ") * 400)[:4000]
    start = time.process_time()

    seal_shapes(message)

    assert time.process_time() - start < LONGEST_SECONDS
