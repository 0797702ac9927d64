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
SAME_AS_BEFORE = ("consent_phone", "consent_sms")
"""The fields that take "idem" for an answer."""
MISSING = {
    "last_name": "utter_answer_which_name",
    "nir": "utter_answer_where_nir",
    "postcode": "utter_answer_which_postcode",
    "iban_end": "utter_answer_no_bank_details",
    "vitale_serial": "utter_answer_vitale_serial_unavailable",
    "email": "utter_answer_no_email",
}
"""What helps who does not have it: the same as the button of the field's card."""
NOT_CORRECTED = ("identity_review", "email_confirmation", "recap", "captcha")
"""The fields that are not offered for correction: they follow from others."""
