"""Reads the contact details typed in a form, with what was accepted of an earlier try."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.identifiers.email import fold_email, parse_email
from backend.identifiers.phone import parse_landline, parse_mobile
from backend.limits import Limit
from backend.reasons import Reason, ValueRefused

EMAIL = "email"
EMAIL_CONFIRMATION = "email_confirmation"
MOBILE = "mobile"
LANDLINE = "landline"
CONSENT_EMAIL = "consent_email"
CONSENT_PHONE = "consent_phone"
CONSENT_SMS = "consent_sms"
CONSENTS = (CONSENT_EMAIL, CONSENT_PHONE, CONSENT_SMS)
FIELDS = (EMAIL, EMAIL_CONFIRMATION, MOBILE, LANDLINE, *CONSENTS)
ADDRESSES_PER_PERSON = Limit("addresses-person", "20/hour")
"""By NIR: bounds how many addresses somebody who proved who they are can find to be taken."""
YES = "oui"
"""What a ticked box sends."""

Faults = dict[str, Reason]
"""The reason why a field is refused, by field."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Contact:
    """How a person is reached; never printed.

    Args:
        mobile, landline: E.164 numbers.
    """

    email: str
    mobile: str | None
    landline: str | None
    consent_email: bool
    consent_phone: bool
    consent_sms: bool

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Contact":
        """Return the contact details that ``read_contact`` accepted without a fault."""
        return cls(
            email=values[EMAIL],
            mobile=values.get(MOBILE),
            landline=values.get(LANDLINE),
            consent_email=CONSENT_EMAIL in values,
            consent_phone=CONSENT_PHONE in values,
            consent_sms=CONSENT_SMS in values,
        )


def read_contact(
    typed: Mapping[str, str], draft: Mapping[str, str]
) -> tuple[dict[str, str], Faults]:
    """Return the accepted values by field, in canonical form, and the faults.

    A field left empty keeps the value of ``draft``; a box counts as it is now. The address is asked
    for twice, as in the guides, unless the draft has it; the phone numbers are optional.
    """
    values: dict[str, str] = {}
    faults: Faults = {}
    if typed.get(EMAIL) or typed.get(EMAIL_CONFIRMATION) or EMAIL not in draft:
        email, email_faults = read_address(typed)
        faults |= email_faults
        if email is not None:
            values[EMAIL] = email
    else:
        values[EMAIL] = draft[EMAIL]
    phones, phone_faults = read_phones(typed, draft)
    consents = {field: YES for field in CONSENTS if typed.get(field) == YES}
    return values | phones | consents, faults | phone_faults


def read_address(typed: Mapping[str, str]) -> tuple[str | None, Faults]:
    """Return the address typed twice, or why it is refused."""
    try:
        email = parse_email(typed.get(EMAIL, ""))
    except ValueRefused as refused:
        return None, {EMAIL: refused.reason}
    try:
        again = parse_email(typed.get(EMAIL_CONFIRMATION, ""))
    except ValueRefused:
        return None, {EMAIL_CONFIRMATION: Reason.EMAIL_MISMATCH}
    if fold_email(again) != fold_email(email):
        return None, {EMAIL_CONFIRMATION: Reason.EMAIL_MISMATCH}
    return email, {}


def read_phones(
    typed: Mapping[str, str], draft: Mapping[str, str]
) -> tuple[dict[str, str], Faults]:
    """Return the phone numbers in E.164, by field, and the faults."""
    values: dict[str, str] = {}
    faults: Faults = {}
    for field, parse in _PHONES.items():
        if not typed.get(field):
            if field in draft:
                values[field] = draft[field]
            continue
        try:
            values[field] = parse(typed[field])
        except ValueRefused as refused:
            faults[field] = refused.reason
    return values, faults


_PHONES: dict[str, Callable[[str], str]] = {MOBILE: parse_mobile, LANDLINE: parse_landline}
