"""Registries in CSV: French habits, good lines taken, others reported without their values."""

from datetime import date

import pytest

from backend.insured.csv_import import FileRefused, read_people

TODAY = date(2026, 3, 2)
HEADER = "nir;nom_naissance;prenom;date_naissance;code_postal"
LINE = "1 62 12 2B 010 001;VENTURI;Hélène;18/12/1962;63000"


def read(text: str, encoding: str = "utf-8") -> tuple[int, list[str]]:
    people, refused = read_people(text.encode(encoding), today=TODAY)
    return len(people), [str(line) for line in refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_of_french_spreadsheets_are_read(encoding: str, delimiter: str, end: str) -> None:
    text = f"{HEADER}{end}{LINE}{end}".replace(";", delimiter)
    people, refused = read_people(text.encode(encoding), today=TODAY)
    assert [person.first_name for person in people] == ["Hélène"]
    assert refused == []


def test_every_column_is_read() -> None:
    text = (
        HEADER + ";nom_usage;ancien_code_postal;iban;numero_serie_vitale;vitale_active;nir_certifie"
        ";transfert_depuis;email;mobile;adresse;commune\n"
        + LINE
        + ";Durand;69008;FR64 2004 1010 0301 3478 0G02 443;802500000204671322630;non;non;MSA"
        ";v@courrier.example;06 39 98 00 01;1 rue des Lilas;Clermont-Ferrand\n"
    )
    people, _ = read_people(text.encode(), today=TODAY)
    person = people[0]
    assert person.nir13 == "162122B010001"
    assert (person.married_name, person.previous_postcode) == ("Durand", "69008")
    assert person.iban == "FR6420041010030134780G02443"
    assert person.vitale_serial == "802500000204671322630"
    assert (person.vitale_active, person.nir_certified) == (False, False)
    assert (person.transfer_from, person.mobile) == ("MSA", "+33639980001")
    assert (person.email, person.address) == ("v@courrier.example", "1 rue des Lilas")
    assert person.town == "Clermont-Ferrand"


def test_empty_columns_mean_nothing_on_file() -> None:
    people, _ = read_people(f"{HEADER};iban;vitale_active\n{LINE};;\n".encode(), today=TODAY)
    assert people[0].iban is None
    assert people[0].vitale_active


def test_good_lines_are_taken_and_others_reported() -> None:
    wrong_date = LINE.replace("18/12", "31/02")
    assert read(f"{HEADER}\n{LINE}\n\n{wrong_date}\n{LINE}\n") == (
        2,
        ["Ligne 4, colonne date_naissance : cette date n'existe pas."],
    )


@pytest.mark.parametrize(
    ("good", "wrong", "column"),
    [
        ("010 001", "010 001 04", "nir"),
        ("010 001", "", "nir"),
        ("VENTURI", "", "nom_naissance"),
        ("Hélène", "Zo3", "prenom"),
        ("1962", "1963", "date_naissance"),
        ("63000", "96000", "code_postal"),
        ("63000", "63000;FR00", "iban"),
        ("63000", "63000;;123", "numero_serie_vitale"),
        ("63000", "63000;;;peut-être", "vitale_active"),
        ("63000", "63000;;;;x", "email"),
        ("63000", "63000;;;;;+32 470 12 34 56", "mobile"),
    ],
)
def test_the_column_is_named_and_no_value_repeated(good: str, wrong: str, column: str) -> None:
    header = HEADER + ";iban;numero_serie_vitale;vitale_active;email;mobile"
    taken, sentences = read(f"{header}\n{LINE.replace(good, wrong)}\n")
    assert taken == 0
    assert sentences[0].startswith(f"Ligne 2, colonne {column} : ")
    assert not any(value in sentences[0] for value in ("VENTURI", "63000", "96000", "1962", "470"))


@pytest.mark.parametrize(
    "text",
    ["", "nir;prenom\n", HEADER + ";couleur\n", HEADER + ";nir\n", HEADER + '\n"a' + "x" * 200_000],
)
def test_a_file_that_is_no_registry_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read(text)


def test_a_refused_file_does_not_repeat_an_unknown_header() -> None:
    with pytest.raises(FileRefused) as refused:
        read(HEADER + ";VENTURI\n")
    assert "VENTURI" not in str(refused.value)
