"""A last name is found behind the words that carry it, and folded for comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.names import fold_name, parse_last_name
from backend.reasons import Reason, ValueRefused


@pytest.mark.parametrize(
    "text",
    [
        "Venturi",
        "mon nom c'est Venturi",
        "Mon nom est Venturi.",
        "mon nom : Venturi",
        "Mon nom de famille est Venturi",
        "mon nom de naissance c'est Venturi, épouse Durand",
        "je m'appelle Venturi",
        "Je m’appelle Venturi !",
        "jmappelle Venturi",
        "Nom : Venturi",
        "M. Venturi",
        "M Venturi",
        "Monsieur Venturi",
        "Mme Venturi née Dupont",
        "c'est Venturi merci",
        "moi c'est Venturi",
        "bonjour, je suis Venturi",
        "  Venturi s'il vous plaît",
        "V-e-n-t-u-r-i",
    ],
)
def test_carriers_are_left_out(text: str) -> None:
    assert parse_last_name(text) == "Venturi"


@pytest.mark.parametrize(
    "name", ["D'Artagnan", "Le Goff", "Saint-Martin", "Œuvrard", "Lê", "Est", "Lenom", "N'Guyen"]
)
def test_names_of_every_form_are_kept(name: str) -> None:
    assert parse_last_name(name) == name


def test_a_name_of_80_characters_is_accepted() -> None:
    assert parse_last_name("x" * 80) == "x" * 80


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NAME_EMPTY),
        ("  - ", Reason.NAME_EMPTY),
        ("mon nom", Reason.NAME_EMPTY),
        ("mon nom c'est", Reason.NAME_EMPTY),
        ("Madame", Reason.NAME_EMPTY),
        ("123", Reason.NAME_INVALID),
        ("Dupont2", Reason.NAME_INVALID),
        ("<script>", Reason.NAME_INVALID),
        ("x" * 81, Reason.NAME_INVALID),
    ],
)
def test_each_refusal_has_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse_last_name(text)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D'Artagnan", "d’artagnan"),
        ("Lœuillet", "LOEUILLET"),
        ("Le Goff", "LE-GOFF"),
        ("Straße", "strasse"),
        ("Éléonore", "ELEONORE"),
        ("Ælis", "aelis"),
    ],
)
def test_writings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_other_names_fold_apart() -> None:
    assert fold_name("Martin") != fold_name("Martine")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert 1 <= len(parse_last_name(text)) <= 80
    except ValueRefused as refused:
        assert refused.reason.value.startswith("name_")
