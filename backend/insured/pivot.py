"""The pivot identity: what FranceConnect and the registry both know of a person's birth.

It is made of the sex, the birth date, the place of birth (code of the INSEE's Code officiel
géographique, or of the country for a birth abroad), the birth name and the first of the first names
(FranceConnect, "identité pivot"). The registry has the first three in the NIR.
"""

import json
import re
from dataclasses import astuple, dataclass
from datetime import date

from backend.identifiers.names import fold_name
from backend.insured.people import InsuredPerson

_PLACE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_SEXES = {"1": "1", "3": "1", "7": "1", "2": "2", "4": "2", "8": "2"}
"""First digit of a NIR, definitive, special or provisional."""
_NORTH_AFRICA = {"91": "99352", "92": "99352", "93": "99352", "94": "99352", "95": "99350"}
_NORTH_AFRICA["96"] = "99351"
_NEW_DEPARTMENTS_FROM = date(1968, 1, 1)
"""Before that day the mainland had no departments 91 to 95: they were Algeria and Morocco."""


class PivotIncomplete(Exception):
    """A part of the identity is missing or has not its form; the message names it, no value."""


@dataclass(frozen=True, repr=False)
class PivotIdentity:
    """One person's birth, written in one way only; never printed.

    Args:
        sex: "1" for a man, "2" for a woman.
        birth_date: ISO 8601.
        birthplace: 5 characters; Corsica is always 20, a birth abroad 99 and its country.
        birth_name, first_name: folded by ``fold_name``, not empty.
    """

    sex: str
    birth_date: str
    birthplace: str
    birth_name: str
    first_name: str

    @classmethod
    def of(
        cls, *, sex: str, birth_date: date, birthplace: str, birth_name: str, first_names: str
    ) -> "PivotIdentity":
        """Return the identity in its one writing.

        Args:
            sex: "1" or "2".
            birthplace: 5 characters, Corsica in any of its writings.
            first_names: as written in the register, the first one first, parted by spaces.

        Raises:
            PivotIncomplete: a part is missing or has not its form.
        """
        if sex not in ("1", "2"):
            raise PivotIncomplete("sex")
        if not _PLACE.fullmatch(birthplace):
            raise PivotIncomplete("birthplace")
        name, first_name = fold_name(birth_name), fold_first_name(first_names)
        if not name:
            raise PivotIncomplete("birth_name")
        if not first_name:
            raise PivotIncomplete("first_name")
        return cls(sex, birth_date.isoformat(), _place(birthplace, birth_date), name, first_name)

    @classmethod
    def of_insured(cls, person: InsuredPerson) -> "PivotIdentity":
        """Return the identity of a person of the registry.

        Raises:
            PivotIncomplete: the registry does not know enough of them.
        """
        return cls.of(
            sex=_SEXES.get(person.nir13[0], ""),
            birth_date=person.birth_date,
            birthplace=person.nir13[5:10],
            birth_name=person.birth_name,
            first_names=person.first_name,
        )

    def canonical(self) -> str:
        """Return the text under whose keyed hash the person is found."""
        return json.dumps(astuple(self))


def fold_first_name(first_names: str) -> str:
    """Return the first of the first names, folded: "Jean-Pierre Marie" gives "jeanpierre"."""
    parts = re.split(r"[\s,;]+", first_names.strip())
    return fold_name(parts[0])


def _place(code: str, birth_date: date) -> str:
    """Return the one writing of a place that the NIR and the register may write differently.

    Corsica was the department 20 until 1976. In the NIR of people born in Algeria, Morocco and
    Tunisia before their independence there is a department of that time, not a country.
    """
    department = code[:2]
    if department in ("2A", "2B"):
        return f"20{code[2:]}"
    if department == "96" or (department in _NORTH_AFRICA and birth_date < _NEW_DEPARTMENTS_FROM):
        return _NORTH_AFRICA[department]
    return code
