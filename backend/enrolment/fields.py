"""The fields of the enrolment, in the order in which they are asked, and their steps."""

from enum import StrEnum

from backend.sealed.kinds import Kind


class Field(StrEnum):
    """Something that the assistant asks for."""

    LAST_NAME = "last_name"
    NIR = "nir"
    BIRTH_DATE = "birth_date"
    POSTCODE = "postcode"
    IDENTITY_REVIEW = "identity_review"
    """Asked only when the four above do not match: which one is to be corrected?"""
    IBAN_END = "iban_end"
    VITALE_SERIAL = "vitale_serial"
    TERMS = "terms"
    PERSONAL_CODE = "personal_code"
    EMAIL = "email"
    EMAIL_CONFIRMATION = "email_confirmation"
    MOBILE = "mobile"
    LANDLINE = "landline"
    CONSENT_EMAIL = "consent_email"
    CONSENT_PHONE = "consent_phone"
    CONSENT_SMS = "consent_sms"
    RECAP = "recap"


class Step(StrEnum):
    """The six steps that a person is told of."""

    IDENTITY = "identity"
    PROOF = "proof"
    TERMS = "terms"
    PERSONAL_CODE = "personal_code"
    CONTACT = "contact"
    RECAP = "recap"


STEPS: dict[Step, tuple[Field, ...]] = {
    Step.IDENTITY: (
        Field.LAST_NAME,
        Field.NIR,
        Field.BIRTH_DATE,
        Field.POSTCODE,
        Field.IDENTITY_REVIEW,
    ),
    Step.PROOF: (Field.IBAN_END, Field.VITALE_SERIAL),
    Step.TERMS: (Field.TERMS,),
    Step.PERSONAL_CODE: (Field.PERSONAL_CODE,),
    Step.CONTACT: (
        Field.EMAIL,
        Field.EMAIL_CONFIRMATION,
        Field.MOBILE,
        Field.LANDLINE,
        Field.CONSENT_EMAIL,
        Field.CONSENT_PHONE,
        Field.CONSENT_SMS,
    ),
    Step.RECAP: (Field.RECAP,),
}

IDENTITY = STEPS[Step.IDENTITY][:4]
PROOF = STEPS[Step.PROOF]

KIND_OF: dict[Field, Kind] = {
    Field.LAST_NAME: Kind.NOM,
    Field.NIR: Kind.NIR,
    Field.BIRTH_DATE: Kind.DATE,
    Field.POSTCODE: Kind.CODE_POSTAL,
    Field.IBAN_END: Kind.IBAN,
    Field.VITALE_SERIAL: Kind.VITALE,
    Field.EMAIL: Kind.EMAIL,
    Field.EMAIL_CONFIRMATION: Kind.EMAIL,
    Field.MOBILE: Kind.TELEPHONE,
    Field.LANDLINE: Kind.TELEPHONE,
}
"""The fields that hold an identifier, and the kind under which it is sealed; the others are
choices (yes, no, skip) or, for the personal code, never pass through the chat."""


def step_of(field: Field) -> Step:
    """Return the step in which ``field`` is asked."""
    return next(step for step, fields in STEPS.items() if field in fields)
