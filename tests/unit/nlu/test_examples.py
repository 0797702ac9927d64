"""The training data is clean, and its check finds what is not."""

from collections.abc import Iterator

import pytest

from bot.nlu.check import Example, faults, read_examples

SURNAMES = frozenset(
    """martin bernard thomas robert richard durand dubois moreau laurent simon michel
    lefebvre leroy roux david bertrand morel fournier girard bonnet dupont lambert fontaine
    rousseau vincent muller lefevre faure andre mercier guerin boyer garnier chevalier
    francois legrand gauthier garcia perrin robin clement morin nicolas henry roussel mathieu
    gautier masson marchand duval denis dumont lemaire noel meyer dufour meunier brun blanchard
    giraud joly riviere lucas brunet gaillard barbier arnaud martinez gerard roche renard roy
    leroux colin vidal caron picard roger fabre aubert lemoine renaud dumas lacroix olivier
    philippe bourgeois pierre benoit rey leclerc payet rolland guillaume lecomte lopez jean dupuy
    guillot hubert berger carpentier sanchez dupuis moulin louis deschamps huet vasseur perez
    boucher fleury royer klein jacquet adam poirier marty aubry charles charpentier maillard
    baron bertin bailly herve collet leger julien prevost cousin germain langlois boulanger
    marechal lejeune venturi toto""".split()  # noqa: SIM905
)
"""The commonest French surnames that are no everyday words (Petit, Blanc...), and those of the
guides' fictitious people."""


def well_filled(intent: str, text: str) -> Iterator[Example]:
    words = ("un", "deux", "trois", "quatre", "cinq")
    for first in words:
        for second in words:
            yield Example(intent, f"{intent} {first} {second}", "a.yml")
    yield Example(intent, text, "a.yml")


def faults_of(*intents: tuple[str, str]) -> list[str]:
    return list(faults([e for intent, text in intents for e in well_filled(intent, text)]))


def test_the_training_data_has_no_fault() -> None:
    assert list(faults(list(read_examples()))) == []


def test_the_training_data_names_nobody() -> None:
    from bot.nlu.text import fold

    told = {word for example in read_examples() for word in fold(example.text).split()}
    assert told & SURNAMES == set()


def test_one_text_under_two_intents_is_a_fault() -> None:
    found = faults_of(("greet", "Où ça, déjà ?"), ("thank", "ou ca deja"))
    assert found == ["'ou ca deja' stands under greet, thank"]


@pytest.mark.parametrize("text", ["né en 1962", "1 62 12", "06.12", "moi@exemple.fr"])
def test_a_raw_identifier_is_a_fault(text: str) -> None:
    assert len(faults_of(("inform", text))) == 1


def test_a_number_of_two_digits_is_no_identifier() -> None:
    assert faults_of(("ask_iban", "les 11 derniers ou les 7 ?")) == []


def test_an_unknown_placeholder_is_a_fault() -> None:
    assert "unknown placeholder" in faults_of(("inform", "c'est [prenom]"))[0]


def test_an_intent_of_few_examples_is_a_fault() -> None:
    assert list(faults([Example("greet", "bonjour", "a.yml")])) == [
        "greet has 1 examples, 20 are needed"
    ]
