"""Reads the pivot identity in the claims of FranceConnect.

``birthdate`` is ISO 8601 (with 00 for a day or a month that is not known); ``birthplace`` a code of
the Code officiel géographique, empty for a birth abroad; ``birthcountry`` a code of the same, 99100
for France; ``given_name`` all first names in the order of the register; ``gender`` male or female
(FranceConnect, "données usagers").
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from backend.insured.pivot import PivotIdentity, PivotIncomplete

FRANCE = "99100"

_SEXES = {"male": "1", "female": "2"}
_COUNTRY = re.compile(r"99[0-9]{3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_NAME = 500
"""In characters, all first names together."""


def identity_of(claims: Mapping[str, Any]) -> PivotIdentity:
    """Return the identity that the claims describe.

    Raises:
        PivotIncomplete: a part is missing or has not its form.
    """
    return PivotIdentity.of(
        sex=_SEXES.get(_text(claims, "gender"), ""),
        birth_date=_birth_date(claims),
        birthplace=_place(claims),
        birth_name=_text(claims, "family_name"),
        first_names=_text(claims, "given_name"),
    )


def _birth_date(claims: Mapping[str, Any]) -> date:
    written = _text(claims, "birthdate")
    try:
        if _DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise PivotIncomplete("birthdate")


def _place(claims: Mapping[str, Any]) -> str:
    country = _text(claims, "birthcountry")
    if not _COUNTRY.fullmatch(country):
        raise PivotIncomplete("birthcountry")
    return _text(claims, "birthplace").upper() if country == FRANCE else country


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise PivotIncomplete(name)
    return value.strip()
