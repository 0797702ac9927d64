"""Reads a registry from CSV: the good lines as people, the others as line, column and reason.

The columns are described in docs/registry.md. No message repeats a value.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from backend.identifiers.dates import parse_birth_date
from backend.identifiers.email import parse_email
from backend.identifiers.iban import check_iban
from backend.identifiers.names import parse_last_name
from backend.identifiers.nir import check_birth_date, parse_nir
from backend.identifiers.phone import parse_mobile
from backend.identifiers.postcode import parse_postcode
from backend.identifiers.vitale import WHOLE_LENGTH, parse_vitale_serial
from backend.insured.people import InsuredPerson
from backend.reasons import Reason, ValueRefused

T = TypeVar("T")

REQUIRED = ("nir", "nom_naissance", "prenom", "date_naissance", "code_postal")
OPTIONAL = (
    "nom_usage",
    "ancien_code_postal",
    "iban",
    "numero_serie_vitale",
    "vitale_active",
    "nir_certifie",
    "transfert_depuis",
    "email",
    "mobile",
    "adresse",
    "commune",
)

_YES = {"oui", "o", "1", "vrai", "true"}
_NO = {"non", "n", "0", "faux", "false"}
_SENTENCES = {
    Reason.NIR_UNREADABLE: "le numéro contient un caractère qui n'y a pas sa place",
    Reason.NIR_LENGTH: "le numéro doit avoir 13 caractères, ou 15 avec la clé",
    Reason.NIR_KEY: "la clé ne correspond pas au numéro",
    Reason.NIR_PROVISIONAL: "le numéro est provisoire (il commence par 7 ou 8)",
    Reason.NIR_SPECIAL: "le numéro n'est pas un numéro définitif (il commence par 3, 4, 5 ou 6)",
    Reason.NIR_MONTH: "le mois de naissance dans le numéro n'existe pas",
    Reason.NIR_BIRTH_DATE_MISMATCH: "la date ne correspond pas au numéro de sécurité sociale",
    Reason.NAME_EMPTY: "le nom manque",
    Reason.NAME_INVALID: "le nom contient un caractère qui n'est pas admis, ou est trop long",
    Reason.DATE_UNREADABLE: "la date n'est pas lisible (écrire par exemple 18/12/1962)",
    Reason.DATE_IMPOSSIBLE: "cette date n'existe pas",
    Reason.DATE_FUTURE: "la date est dans l'avenir",
    Reason.DATE_TOO_OLD: "la date remonte à plus de 120 ans",
    Reason.POSTCODE_LENGTH: "le code postal doit avoir 5 chiffres",
    Reason.POSTCODE_UNKNOWN: "aucun département ne correspond à ce code postal",
    Reason.IBAN_INVALID: "l'IBAN n'est pas valide",
    Reason.VITALE_LENGTH: "le numéro de série doit avoir 21 chiffres, ou les 11 derniers",
    Reason.CHOICE_UNCLEAR: "écrire oui ou non",
    Reason.EMAIL_UNREADABLE: "l'adresse e-mail n'est pas lisible",
    Reason.EMAIL_INVALID: "l'adresse e-mail n'est pas valide",
    Reason.PHONE_UNREADABLE: "le numéro de téléphone n'est pas lisible",
    Reason.PHONE_FOREIGN: "le numéro de téléphone doit être français",
    Reason.PHONE_NOT_MOBILE: "ce n'est pas un numéro de mobile",
}


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class LineRefused:
    """Why a line was left out: its number in the file (the header is line 1), column, sentence."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """Return the sentence that the operator reads."""
        return f"Ligne {self.line}, colonne {self.column} : {self.sentence}."


class _ColumnRefused(Exception):
    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__(column, reason.value)
        self.column = column
        self.reason = reason


def read_people(data: bytes, *, today: date) -> tuple[list[InsuredPerson], list[LineRefused]]:
    """Return the people of the good lines, and why the other lines are refused.

    Args:
        data: CSV with a header, parted by ``;`` or ``,`` or tabs, in UTF-8 (BOM or not) or
            Windows-1252, as French spreadsheets write it.
        today: the day on which birth dates are judged.

    Raises:
        FileRefused: empty, a required column missing, an unknown or a repeated one.
    """
    people: list[InsuredPerson] = []
    refused: list[LineRefused] = []
    for line, values in _lines(_decoded(data)):
        try:
            people.append(_person(values, today))
        except _ColumnRefused as error:
            refused.append(LineRefused(line, error.column, _SENTENCES[error.reason]))
    return people, refused


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in REQUIRED if name not in header]
    unknown = [number for number, name in enumerate(header, 1) if name not in REQUIRED + OPTIONAL]
    if missing:
        raise FileRefused(f"Il manque des colonnes dans le fichier : {', '.join(missing)}.")
    if unknown or len(set(header)) < len(header):
        places = f" (colonne n° {', '.join(map(str, unknown))})" if unknown else ""
        raise FileRefused(f"Une colonne est inconnue ou présente deux fois{places}.")
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                padded = [cell.strip() for cell in cells] + [""] * len(header)
                yield rows.line_num, dict(zip(header, padded, strict=False))
    except csv.Error:
        raise FileRefused(
            f"Le fichier n'est plus lisible après la ligne {rows.line_num}."
        ) from None


def _person(values: Mapping[str, str], today: date) -> InsuredPerson:
    nir = _read(values, "nir", parse_nir)
    born = _read(values, "date_naissance", lambda text: parse_birth_date(text, today=today))
    _read(values, "date_naissance", lambda _: check_birth_date(nir, born))
    return InsuredPerson(
        nir13=nir.number,
        birth_name=_read(values, "nom_naissance", parse_last_name),
        married_name=_read_if_given(values, "nom_usage", parse_last_name),
        first_name=_read(values, "prenom", parse_last_name),
        birth_date=born,
        postcode=_read(values, "code_postal", parse_postcode),
        previous_postcode=_read_if_given(values, "ancien_code_postal", parse_postcode),
        iban=_read_if_given(values, "iban", check_iban),
        vitale_serial=_read_if_given(values, "numero_serie_vitale", _serial),
        vitale_active=_read_if_given(values, "vitale_active", _yes_or_no) is not False,
        nir_certified=_read_if_given(values, "nir_certifie", _yes_or_no) is not False,
        transfer_from=values.get("transfert_depuis") or None,
        email=_read_if_given(values, "email", parse_email),
        mobile=_read_if_given(values, "mobile", parse_mobile),
        address=values.get("adresse", ""),
        town=values.get("commune", ""),
    )


def _read(values: Mapping[str, str], column: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(values[column])
    except ValueRefused as error:
        raise _ColumnRefused(column, error.reason) from None


def _read_if_given(values: Mapping[str, str], column: str, parse: Callable[[str], T]) -> T | None:
    return _read(values, column, parse) if values.get(column) else None


def _serial(text: str) -> str:
    end = parse_vitale_serial(text)
    digits = "".join(character for character in text if character.isdigit())
    return digits if len(digits) == WHOLE_LENGTH else end


def _yes_or_no(text: str) -> bool:
    answer = text.casefold()
    if answer in _YES | _NO:
        return answer in _YES
    raise ValueRefused(Reason.CHOICE_UNCLEAR)
