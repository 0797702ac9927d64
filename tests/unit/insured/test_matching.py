"""Identity, proof and eligibility: what agrees, and the same work whoever is there."""

from dataclasses import replace
from datetime import date

import pytest

from backend.insured import matching
from backend.insured.generator import MARRIED, MOVED, TOTO, VENTURI, demonstration_case
from backend.insured.matching import Cause, identity_matches, ineligibility, proof_matches
from backend.insured.people import InsuredPerson


def matches(person: InsuredPerson | None, **given: object) -> bool:
    values = {"last_name": "Venturi", "birth_date": date(1962, 12, 18), "postcode": "63000"}
    return identity_matches(person, **(values | given))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Venturi", "VENTURI", "vèntüri", "Paul Venturi", "venturi paul"])
def test_writings_of_the_name_match(name: str) -> None:
    assert matches(VENTURI, last_name=name)


@pytest.mark.parametrize(
    "given",
    [
        {"last_name": "Ventura"},
        {"last_name": "Paul"},
        {"last_name": "?"},
        {"birth_date": date(1962, 12, 19)},
        {"postcode": "63001"},
    ],
)
def test_any_wrong_detail_fails(given: dict[str, object]) -> None:
    assert not matches(VENTURI, **given)


def test_nobody_matches_nothing() -> None:
    assert not matches(None)
    assert not matches(None, last_name="?", birth_date=date(1, 1, 1), postcode="?")


@pytest.mark.parametrize(
    "name", ["Lemaitre", "d almeida", "Lemaître-D'Almeida", "D’Almeida Lemaître", "Hélène Lemaître"]
)
def test_birth_and_married_names_match(name: str) -> None:
    assert matches(MARRIED, last_name=name, birth_date=MARRIED.birth_date, postcode="38000")


@pytest.mark.parametrize(("postcode", "same"), [("42100", True), ("69008", True), ("42000", False)])
def test_present_and_previous_postcodes_match(postcode: str, same: bool) -> None:
    assert (
        matches(MOVED, last_name="Garnier", birth_date=MOVED.birth_date, postcode=postcode) is same
    )


@pytest.mark.parametrize(
    ("person", "name"), [(VENTURI, "Venturi"), (VENTURI, "X"), (None, "X"), (MARRIED, "X")]
)
def test_the_same_comparisons_are_made_whoever_is_there(
    person: InsuredPerson | None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    digest = matching._digest
    monkeypatch.setattr(matching, "_digest", lambda value: (calls.append(value), digest(value))[1])
    matches(person, last_name=name)
    assert len(calls) == 22


def test_proof_matches_whole_or_short_serial() -> None:
    assert proof_matches(VENTURI, iban_end="0G02443", vitale_serial="04671322630")
    assert proof_matches(TOTO, iban_end="3910173", vitale_serial="01647314244")


def test_proof_takes_the_letter_o_for_zero() -> None:
    assert proof_matches(VENTURI, iban_end="OG02443", vitale_serial="04671322630")


@pytest.mark.parametrize(
    ("iban_end", "serial"), [("0G02444", "04671322630"), ("0G02443", "04671322631")]
)
def test_wrong_proof_fails(iban_end: str, serial: str) -> None:
    assert not proof_matches(VENTURI, iban_end=iban_end, vitale_serial=serial)


def test_proof_fails_without_anything_on_file() -> None:
    bare = replace(VENTURI, iban=None, vitale_serial=None)
    assert not proof_matches(bare, iban_end="", vitale_serial="")


@pytest.mark.parametrize("cause", list(Cause))
def test_each_cause_has_its_person(cause: Cause) -> None:
    assert ineligibility(demonstration_case(cause)) is cause


def test_the_people_of_the_guides_are_eligible() -> None:
    assert ineligibility(VENTURI) is None
    assert ineligibility(TOTO) is None


def test_a_person_without_card_is_not_eligible() -> None:
    assert ineligibility(replace(VENTURI, vitale_serial=None)) is Cause.VITALE_INACTIVE
