"""Reads French phone numbers, those of the overseas departments and collectivities too."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from backend.identifiers.text import clean, digit_runs, read_number_words
from backend.reasons import Reason, ValueRefused

_REGIONS = ("RE", "GP", "MQ", "GF", "YT", "BL", "MF", "PM", "FR")
_COUNTRY_CODES = {phonenumbers.country_code_for_region(region) for region in _REGIONS}
_MOBILE = {PhoneNumberType.MOBILE}
_LANDLINE = {PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP}
_FICTION_MOBILE = re.compile(r"63998\d{4}")
_FICTION_LANDLINE = re.compile(r"(?:19900|26191|35301|46571|53649)\d{4}")
"""The numbers that ARCEP keeps for fiction; phonenumbers does not know them all."""


def parse_mobile(text: str) -> str:
    """Find the mobile number in ``text``; in E.164: ``+33612345678``, ``+262692123456``.

    Raises:
        ValueRefused: PHONE_UNREADABLE, PHONE_FOREIGN, PHONE_NOT_MOBILE.
    """
    number = _read(text)
    if not _is_of(number, _MOBILE, _FICTION_MOBILE):
        raise ValueRefused(Reason.PHONE_NOT_MOBILE)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def parse_landline(text: str) -> str:
    """Find the landline number in ``text``, numbers in 09 included; in E.164.

    Raises:
        ValueRefused: PHONE_UNREADABLE, PHONE_FOREIGN, PHONE_NOT_LANDLINE.
    """
    number = _read(text)
    if not _is_of(number, _LANDLINE, _FICTION_LANDLINE):
        raise ValueRefused(Reason.PHONE_NOT_LANDLINE)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _read(text: str) -> PhoneNumber:
    spoken = read_number_words(clean(text).replace("(0)", " "))
    international = re.search(r"(?:\+|\bplus\b|(?<!\d)(?<!\d[\s./-])0\s?0)\s?(?=[1-9])", spoken)
    if international:
        digits = "".join(next(iter(digit_runs(spoken[international.end() :])), []))
        return _international(digits)
    for run in digit_runs(spoken):
        digits = "".join(run)
        if len(digits) == 10 and digits.startswith("0"):
            return _national(digits)
    raise ValueRefused(Reason.PHONE_UNREADABLE)


def _national(digits: str) -> PhoneNumber:
    # Saint-Pierre-et-Miquelon: its prefix, 508, is part of the ten digits.
    if digits.startswith("0508"):
        return _international(digits[1:])
    for region in _REGIONS:
        number = _parsed(digits, region)
        if number and (
            phonenumbers.is_valid_number_for_region(number, region)
            or _is_fiction(number, _FICTION_MOBILE)
            or _is_fiction(number, _FICTION_LANDLINE)
        ):
            return number
    raise ValueRefused(Reason.PHONE_UNREADABLE)


def _international(digits: str) -> PhoneNumber:
    # Numbers overseas are often written with +33 though their own prefix is +262, +590...
    if re.fullmatch(r"330?\d{9}", digits):
        return _national("0" + digits[-9:])
    number = _parsed("+" + digits, None)
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueRefused(Reason.PHONE_UNREADABLE)
    if number.country_code not in _COUNTRY_CODES:
        raise ValueRefused(Reason.PHONE_FOREIGN)
    if not phonenumbers.is_valid_number(number):
        raise ValueRefused(Reason.PHONE_UNREADABLE)
    return number


def _parsed(digits: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except NumberParseException:
        return None


def _is_of(number: PhoneNumber, types: set[int], fiction: re.Pattern[str]) -> bool:
    return _is_fiction(number, fiction) or phonenumbers.number_type(number) in types


def _is_fiction(number: PhoneNumber, fiction: re.Pattern[str]) -> bool:
    return number.country_code == 33 and bool(fiction.fullmatch(str(number.national_number)))
