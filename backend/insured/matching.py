"""Whether what a person says agrees with the registry, and whether an account can be opened.

The comparisons do the same work whoever is there and whatever differs: neither the answer's time
nor its form tells which detail was wrong.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from backend.identifiers.iban import END_LENGTH as IBAN_END_LENGTH
from backend.identifiers.names import fold_name
from backend.identifiers.vitale import END_LENGTH as VITALE_END_LENGTH
from backend.insured.people import NOBODY, InsuredPerson

_LOOKALIKES = str.maketrans("OI", "01")


class Cause(StrEnum):
    """Why an account cannot be opened at once; each has its own way on."""

    VITALE_INACTIVE = "vitale_inactive"
    NO_BANK_DETAILS = "no_bank_details"
    PROVISIONAL_NIR = "provisional_nir"
    REGIME_TRANSFER = "regime_transfer"


def identity_matches(
    person: InsuredPerson | None, *, last_name: str, birth_date: date, postcode: str
) -> bool:
    """Tell whether the person found under the NIR bears this name, birth date and postcode.

    The birth or the married name counts, both together too ("Martin-Durand"), with or without the
    first name; so does the present or the previous postcode. False when ``person`` is None.
    """
    known = person or NOBODY
    birth = fold_name(known.birth_name)
    married = fold_name(known.married_name or known.birth_name)
    first = fold_name(known.first_name)
    names = [birth, married, birth + married, married + birth]
    names += [first + name for name in names[:2]] + [name + first for name in names[:2]]
    same_name = _any_same(fold_name(last_name), names)
    same_date = _same(birth_date.isoformat(), known.birth_date.isoformat())
    same_postcode = _any_same(postcode, [known.postcode, known.previous_postcode or "?"])
    return (person is not None) & same_name & same_date & same_postcode


def proof_matches(person: InsuredPerson, *, iban_end: str, vitale_serial: str) -> bool:
    """Tell whether the last 7 characters of the IBAN and the last 11 digits of the card agree.

    O and 0, I and 1 are taken for one another in the IBAN: they look the same on a statement.
    """
    known_iban = (person.iban or "?" * IBAN_END_LENGTH)[-IBAN_END_LENGTH:]
    known_serial = (person.vitale_serial or "?" * VITALE_END_LENGTH)[-VITALE_END_LENGTH:]
    same_iban = _same(iban_end.upper().translate(_LOOKALIKES), known_iban.translate(_LOOKALIKES))
    same_serial = _same(vitale_serial, known_serial)
    return same_iban & same_serial


def ineligibility(person: InsuredPerson) -> Cause | None:
    """Return why the account cannot be opened with card and IBAN; None when it can.

    Of several causes, the one that must be settled first.
    """
    if not person.nir_certified:
        return Cause.PROVISIONAL_NIR
    if person.transfer_from is not None:
        return Cause.REGIME_TRANSFER
    if not person.vitale_active or person.vitale_serial is None:
        return Cause.VITALE_INACTIVE
    if person.iban is None:
        return Cause.NO_BANK_DETAILS
    return None


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(_digest(given), _digest(known))


def _any_same(given: str, known: Iterable[str]) -> bool:
    found = False
    for value in known:
        found |= _same(given, value) & (value != "")
    return found


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()
