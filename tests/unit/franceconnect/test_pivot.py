"""The pivot identity read in FranceConnect's claims: forms, births abroad, what is missing."""

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.franceconnect.pivot import identity_of
from backend.insured.generator import demonstration_people
from backend.insured.people import InsuredPerson
from backend.insured.pivot import PivotIdentity, PivotIncomplete
from tests.support.franceconnect import claims_of

CLAIMS: dict[str, Any] = {
    "sub": "f00",
    "gender": "female",
    "given_name": "Angela Claire Louise",
    "given_name_array": ["Angela", "Claire", "Louise"],
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "birthplace": "75107",
    "birthcountry": "99100",
}


def test_the_example_of_franceconnect() -> None:
    assert identity_of(CLAIMS) == PivotIdentity("2", "1962-08-24", "75107", "dubois", "angela")


@pytest.mark.parametrize("place", ["", "99404", "Kinshasa"])
def test_a_birth_abroad_is_its_country_whatever_the_place_says(place: str) -> None:
    abroad = CLAIMS | {"birthcountry": "99312", "birthplace": place}
    assert identity_of(abroad).birthplace == "99312"


@pytest.mark.parametrize("place", ["2B033", "2b033", "20033"])
def test_corsica(place: str) -> None:
    assert identity_of(CLAIMS | {"birthplace": place}).birthplace == "20033"


@pytest.mark.parametrize(
    "wrong",
    [
        {"gender": "unspecified"},
        {"gender": ""},
        {"gender": ["female"]},
        {"birthdate": "1962-08-00"},
        {"birthdate": "1962-00-00"},
        {"birthdate": "1962"},
        {"birthdate": "19620824"},
        {"birthdate": "1962-W34-5"},
        {"birthdate": "24/08/1962"},
        {"birthdate": 1962},
        {"birthplace": ""},
        {"birthplace": None},
        {"birthplace": "Paris"},
        {"birthcountry": ""},
        {"birthcountry": "FR"},
        {"family_name": ""},
        {"family_name": {"value": "DUBOIS"}},
        {"family_name": "D" * 501},
        {"given_name": ""},
        {"given_name": ["Angela"]},
    ],
)
def test_what_is_missing_or_odd_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(PivotIncomplete):
        identity_of(CLAIMS | wrong)


@pytest.mark.parametrize("name", sorted(set(CLAIMS) - {"sub", "given_name_array"}))
def test_every_part_is_needed(name: str) -> None:
    with pytest.raises(PivotIncomplete, match=f"^{name}$"):
        identity_of({key: value for key, value in CLAIMS.items() if key != name})


@pytest.mark.parametrize("person", demonstration_people()[:60], ids=lambda person: "someone")
def test_what_franceconnect_tells_of_a_person_is_what_the_registry_knows(
    person: InsuredPerson,
) -> None:
    assert identity_of(claims_of(person)) == PivotIdentity.of_insured(person)


VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=12), st.lists(st.text(max_size=3)))


@given(st.dictionaries(st.sampled_from(sorted(CLAIMS)), VALUES))
def test_odd_claims_are_read_or_refused_and_never_fail(changes: dict[str, Any]) -> None:
    try:
        identity = identity_of(CLAIMS | changes)
    except PivotIncomplete as error:
        assert str(error) in {*CLAIMS, "sex", "birth_name", "first_name"}
    else:
        assert set(identity.birthplace) <= set(string.digits)
