"""Reads the value of a field from what a person typed: pure rules, one canonical text each."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from backend.accounts.states import Channel
from backend.enrolment.fields import Field
from backend.identifiers.dates import parse_birth_date
from backend.identifiers.email import fold_email, parse_email
from backend.identifiers.iban import parse_iban_end
from backend.identifiers.names import parse_last_name
from backend.identifiers.nir import Nir, check_birth_date, parse_nir
from backend.identifiers.phone import parse_landline, parse_mobile
from backend.identifiers.postcode import parse_postcode
from backend.identifiers.vitale import parse_vitale_serial
from backend.reasons import Reason, ValueRefused


class Choice(StrEnum):
    """An answer that is not an identifier."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"
    SAME = "same"
    """As for the field before: "idem"."""
    EMAIL = Channel.EMAIL.value
    SMS = Channel.SMS.value
    POST = Channel.POST.value


BEFORE: dict[Field, Field] = {
    Field.CONSENT_PHONE: Field.CONSENT_EMAIL,
    Field.CONSENT_SMS: Field.CONSENT_PHONE,
}
"""The fields that may be answered "the same", and the field whose value that is."""

CHOICES: dict[Field, tuple[Choice, ...]] = {
    Field.TERMS: (Choice.YES, Choice.NO),
    Field.MOBILE: (Choice.SKIP,),
    Field.LANDLINE: (Choice.SKIP,),
    Field.CONSENT_EMAIL: (Choice.YES, Choice.NO),
    Field.CONSENT_PHONE: (Choice.YES, Choice.NO),
    Field.CONSENT_SMS: (Choice.YES, Choice.NO),
    Field.RECAP: (Choice.YES,),
    Field.CODE_CHANNEL: (Choice.EMAIL, Choice.SMS, Choice.POST, Choice.NO),
}


def read_value(field: Field, raw: str, *, given: Mapping[Field, str], today: date) -> str:
    """Return the canonical value of ``field`` found in ``raw``.

    NIR: 13 characters. Birth date: ISO 8601. IBAN end: 7 characters. Vitale serial: 11 digits.
    Phones: E.164. ``given`` holds the canonical values accepted so far, for the cross-checks.

    Raises:
        ValueRefused: with the reason.
    """
    match field:
        case Field.LAST_NAME:
            return parse_last_name(raw)
        case Field.NIR:
            nir = parse_nir(raw)
            _check_together(nir, _date(given.get(Field.BIRTH_DATE)))
            return nir.number
        case Field.BIRTH_DATE:
            birth_date = parse_birth_date(raw, today=today)
            _check_together(_nir(given.get(Field.NIR)), birth_date)
            return birth_date.isoformat()
        case Field.POSTCODE:
            return parse_postcode(raw)
        case Field.IBAN_END:
            return parse_iban_end(raw)
        case Field.VITALE_SERIAL:
            return parse_vitale_serial(raw)
        case Field.EMAIL:
            return parse_email(raw)
        case Field.EMAIL_CONFIRMATION:
            email = parse_email(raw)
            if fold_email(email) != fold_email(given.get(Field.EMAIL, "")):
                raise ValueRefused(Reason.EMAIL_MISMATCH)
            return email
        case Field.MOBILE:
            return parse_mobile(raw)
        case Field.LANDLINE:
            return parse_landline(raw)
        case _:
            raise ValueRefused(Reason.CHOICE_UNCLEAR)


def read_choice(field: Field, choice: str, *, given: Mapping[Field, str]) -> str:
    """Return the canonical value that ``choice`` means for ``field``.

    Raises:
        ValueRefused: ``CHOICE_UNCLEAR``, the field does not take it.
    """
    if choice == Choice.SAME and field in BEFORE and BEFORE[field] in given:
        return given[BEFORE[field]]
    if choice not in CHOICES.get(field, ()):
        raise ValueRefused(Reason.CHOICE_UNCLEAR)
    return Choice(choice)


def check_channel(choice: str, on_file: Collection[Channel]) -> None:
    """Refuse a channel that is not ``on_file``; "no" is no channel.

    Raises:
        ValueRefused: ``CHANNEL_UNAVAILABLE``.
    """
    if choice != Choice.NO and choice not in on_file:
        raise ValueRefused(Reason.CHANNEL_UNAVAILABLE)


def _check_together(nir: Nir | None, birth_date: date | None) -> None:
    if nir and birth_date:
        check_birth_date(nir, birth_date)


def _nir(number: str | None) -> Nir | None:
    return parse_nir(number) if number else None


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
