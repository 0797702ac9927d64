"""The fields of the enrolment as the dialogue needs them; a test compares them to the backend's."""

from __future__ import annotations

FORM = "enrolment_form"

KIND_OF: dict[str, str | None] = {
    "last_name": "nom",
    "nir": "nir",
    "birth_date": "date",
    "postcode": "code_postal",
    "identity_review": None,
    "iban_end": "iban",
    "vitale_serial": "vitale",
    "terms": None,
    "personal_code": None,
    "email": "email",
    "email_confirmation": "email",
    "mobile": "telephone",
    "landline": "telephone",
    "consent_email": None,
    "consent_phone": None,
    "consent_sms": None,
    "recap": None,
    "code_channel": None,
    "captcha": None,
}
"""Each field in the order of asking, and the kind under which its value is sealed."""

STEPS_OF: dict[str, tuple[str, ...]] = {
    "enrolment": ("identity", "proof", "terms", "personal_code", "contact", "recap"),
    "provisional_code": ("identity", "code_channel", "captcha"),
    "forgotten_code": ("identity", "captcha"),
    "resend_link": ("identity",),
}
"""The steps of each road, in their order."""

FIELDS = tuple(KIND_OF)
PROOF = ("iban_end", "vitale_serial")
PHONES = ("mobile", "landline")
CONSENTS = ("consent_email", "consent_phone", "consent_sms")
SAME_AS_BEFORE = ("email_confirmation", "consent_phone", "consent_sms")
"""The fields that take "idem" for an answer."""
NOT_CORRECTED = ("identity_review", "email_confirmation", "recap", "captcha")
"""The fields that are not offered for correction: they follow from others."""
