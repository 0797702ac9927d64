"""The roads of the chat: their fields, in the order in which they are asked, and their steps."""

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
    CODE_CHANNEL = "code_channel"
    """By which channel on file a provisional code is to come."""
    CAPTCHA = "captcha"
    """Solved in its card, never in the chat; it ends its road."""


class Road(StrEnum):
    """What a person is led to, field by field."""

    ENROLMENT = "enrolment"
    PROVISIONAL_CODE = "provisional_code"
    """Where an enrolment goes on when card and IBAN cannot prove who asks."""
    FORGOTTEN_CODE = "forgotten_code"
    RESEND_LINK = "resend_link"


class Step(StrEnum):
    """The steps that a person is told of."""

    IDENTITY = "identity"
    PROOF = "proof"
    TERMS = "terms"
    PERSONAL_CODE = "personal_code"
    CONTACT = "contact"
    RECAP = "recap"
    CODE_CHANNEL = "code_channel"
    CAPTCHA = "captcha"


CONSENTS = (Field.CONSENT_EMAIL, Field.CONSENT_PHONE, Field.CONSENT_SMS)

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
        *CONSENTS,
    ),
    Step.RECAP: (Field.RECAP,),
    Step.CODE_CHANNEL: (Field.CODE_CHANNEL,),
    Step.CAPTCHA: (Field.CAPTCHA,),
}
"""Every field belongs to one step."""

IDENTITY = STEPS[Step.IDENTITY][:4]
PROOF = STEPS[Step.PROOF]

ROADS: dict[Road, tuple[Field, ...]] = {
    Road.ENROLMENT: (
        *STEPS[Step.IDENTITY],
        *PROOF,
        Field.TERMS,
        Field.PERSONAL_CODE,
        *STEPS[Step.CONTACT],
        Field.RECAP,
    ),
    Road.PROVISIONAL_CODE: (*STEPS[Step.IDENTITY], Field.CODE_CHANNEL, Field.CAPTCHA),
    Road.FORGOTTEN_CODE: (Field.NIR, Field.BIRTH_DATE, Field.CAPTCHA),
    Road.RESEND_LINK: STEPS[Step.IDENTITY],
}
"""The fields of each road, in the order in which they are asked."""

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
choices (yes, no, skip...) or, as the personal code and the captcha, have a form of their own."""


def step_of(field: Field) -> Step:
    """Return the step in which ``field`` is asked."""
    return next(step for step, fields in STEPS.items() if field in fields)


def steps_of(road: Road) -> tuple[Step, ...]:
    """Return the steps of ``road``, in order."""
    return tuple(dict.fromkeys(map(step_of, ROADS[road])))
