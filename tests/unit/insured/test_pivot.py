"""The pivot identity: one writing for what the NIR and FranceConnect write differently."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.names import fold_name
from backend.insured.generator import (
    CORSICAN,
    MARRIED,
    OVERSEAS,
    TOTO,
    VENTURI,
    demonstration_people,
)
from backend.insured.people import InsuredPerson
from backend.insured.pivot import PivotIdentity, PivotIncomplete, fold_first_name

BORN = date(1985, 5, 21)


def identity(
    *,
    sex: str = "2",
    birth_date: date = BORN,
    birthplace: str = "38185",
    birth_name: str = "Lemaître",
    first_names: str = "Hélène",
) -> PivotIdentity:
    return PivotIdentity.of(
        sex=sex,
        birth_date=birth_date,
        birthplace=birthplace,
        birth_name=birth_name,
        first_names=first_names,
    )


def with_nir(nir13: str, born: date = BORN) -> InsuredPerson:
    return replace(MARRIED, nir13=nir13, birth_date=born)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (VENTURI, PivotIdentity("1", "1962-12-18", "20010", "venturi", "paul")),
        (TOTO, PivotIdentity("2", "1928-12-03", "31815", "toto", "marie")),
        (MARRIED, PivotIdentity("2", "1985-05-21", "38185", "lemaitre", "helene")),
        (OVERSEAS, PivotIdentity("2", "1978-02-14", "97411", "hoarau", "lucie")),
        (CORSICAN, PivotIdentity("1", "1970-11-30", "20004", "casanova", "andre")),
    ],
)
def test_people_of_the_registry(person: InsuredPerson, expected: PivotIdentity) -> None:
    assert PivotIdentity.of_insured(person) == expected


@pytest.mark.parametrize("place", ["2A004", "20004"])
def test_corsica_before_and_after_1976_is_one_place(place: str) -> None:
    assert identity(birthplace=place).birthplace == "20004"


@pytest.mark.parametrize("place", ["97411", "97105", "97209", "97302", "97608", "98735", "98818"])
def test_overseas_places_are_those_of_the_nir(place: str) -> None:
    assert PivotIdentity.of_insured(with_nir(f"28505{place}017")).birthplace == place


@pytest.mark.parametrize("country", ["99352", "99109", "99404"])
def test_a_birth_abroad_is_its_country(country: str) -> None:
    assert PivotIdentity.of_insured(with_nir(f"28505{country}017")).birthplace == country


@pytest.mark.parametrize(
    ("department", "country"),
    [
        ("91", "99352"),
        ("92", "99352"),
        ("93", "99352"),
        ("94", "99352"),
        ("95", "99350"),
        ("96", "99351"),
    ],
)
def test_old_departments_of_north_africa_are_countries(department: str, country: str) -> None:
    born = with_nir(f"25505{department}123017", date(1955, 5, 21))
    assert PivotIdentity.of_insured(born).birthplace == country


@pytest.mark.parametrize(
    ("born", "place"), [(date(1967, 12, 31), "99352"), (date(1968, 1, 1), "91228")]
)
def test_the_same_numbers_are_the_mainland_from_1968(born: date, place: str) -> None:
    assert identity(birthplace="91228", birth_date=born).birthplace == place


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hélène", "helene"),
        ("HELENE", "helene"),
        ("Jean-Pierre", "jeanpierre"),
        ("JEAN-PIERRE Marie", "jeanpierre"),
        ("Jean Pierre", "jean"),
        ("Marie, Louise", "marie"),
        ("  Anne  Sophie ", "anne"),
        ("Loi\u0308c", "loic"),
        ("Anne‑Marie", "annemarie"),
        ("", ""),
    ],
)
def test_the_first_of_the_first_names(written: str, folded: str) -> None:
    assert fold_first_name(written) == folded


@pytest.mark.parametrize("name", ["D'ALMEIDA", "d’Almeida", "D Almeida", "Dalmeida", "d-almeida"])
def test_a_name_is_one_name_however_it_is_written(name: str) -> None:
    assert identity(birth_name=name).birth_name == "dalmeida"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sex": ""},
        {"sex": "3"},
        {"birthplace": ""},
        {"birthplace": "3818"},
        {"birthplace": "381855"},
        {"birthplace": "2C004"},
        {"birthplace": "٣8185"},
        {"birth_name": ""},
        {"birth_name": "--"},
        {"first_names": "  "},
        {"first_names": "-"},
    ],
)
def test_an_incomplete_identity_is_none(wrong: dict[str, str]) -> None:
    with pytest.raises(PivotIncomplete):
        identity(**wrong)  # type: ignore[arg-type]


def test_what_is_missing_is_named_without_any_value() -> None:
    with pytest.raises(PivotIncomplete, match=r"^birthplace$"):
        identity(birthplace="Grenoble")


@pytest.mark.parametrize(
    "change",
    [
        {"sex": "1"},
        {"birth_date": date(1985, 5, 22)},
        {"birthplace": "38186"},
        {"birth_name": "Lemaitre-Roche"},
        {"first_names": "Hélèna"},
    ],
)
def test_each_part_counts(change: dict[str, object]) -> None:
    assert identity().canonical() != identity(**change).canonical()  # type: ignore[arg-type]


def test_it_is_not_printed() -> None:
    assert "helene" not in repr(identity())
    assert "lemaitre" not in repr(identity())


def test_the_people_of_the_demonstration_are_told_apart() -> None:
    people = demonstration_people()
    assert len({PivotIdentity.of_insured(one).canonical() for one in people}) == len(people)


NAMES = st.text(st.characters(categories=("L", "M", "Zs", "Pd")), min_size=1, max_size=40)


@given(NAMES, NAMES)
def test_writing_it_again_changes_nothing(birth_name: str, first_names: str) -> None:
    if not fold_name(birth_name) or not fold_first_name(first_names):
        return
    once = identity(birth_name=birth_name, first_names=first_names)
    again = identity(birth_name=once.birth_name, first_names=once.first_name)
    assert again.canonical() == once.canonical()


@given(NAMES, NAMES, NAMES, NAMES)
def test_no_two_identities_have_one_canonical_writing(a: str, b: str, c: str, d: str) -> None:
    one = PivotIdentity("1", "2000-01-01", "75112", a, b)
    other = PivotIdentity("1", "2000-01-01", "75112", c, d)
    assert (one.canonical() == other.canonical()) is (one == other)
