"""Why a value is refused: one code per reason.

The French sentence of each code stands in one place: in ``domain.yml`` (``utter_refused_<code>``)
for what is said in the chat, in ``backend/accounts/sentences.py`` for the personal code, which
never passes through the chat.
"""

from enum import StrEnum


class Reason(StrEnum):
    """A reason for refusing a value or for not going on."""

    NAME_EMPTY = "name_empty"
    NAME_INVALID = "name_invalid"

    NIR_UNREADABLE = "nir_unreadable"
    NIR_LENGTH = "nir_length"
    NIR_KEY = "nir_key"
    NIR_PROVISIONAL = "nir_provisional"
    NIR_SPECIAL = "nir_special"
    NIR_MONTH = "nir_month"
    NIR_BIRTH_DATE_MISMATCH = "nir_birth_date_mismatch"

    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_FUTURE = "date_future"
    DATE_TOO_OLD = "date_too_old"

    POSTCODE_LENGTH = "postcode_length"
    POSTCODE_UNKNOWN = "postcode_unknown"

    IBAN_LENGTH = "iban_length"
    IBAN_INVALID = "iban_invalid"
    VITALE_LENGTH = "vitale_length"

    CHOICE_UNCLEAR = "choice_unclear"

    EMAIL_UNREADABLE = "email_unreadable"
    EMAIL_INVALID = "email_invalid"
    EMAIL_ALREADY_USED = "email_already_used"
    EMAIL_MISMATCH = "email_mismatch"

    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_FOREIGN = "phone_foreign"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    PHONE_NOT_LANDLINE = "phone_not_landline"

    CODE_TOO_SHORT = "code_too_short"
    CODE_TOO_LONG = "code_too_long"
    CODE_LOWER_CASE_MISSING = "code_lower_case_missing"
    CODE_UPPER_CASE_MISSING = "code_upper_case_missing"
    CODE_DIGIT_OR_SPECIAL_MISSING = "code_digit_or_special_missing"
    CODE_CHARACTER_FORBIDDEN = "code_character_forbidden"
    CODE_CONTAINS_NIR = "code_contains_nir"
    CODE_CONTAINS_BIRTH_DATE = "code_contains_birth_date"
    CODE_COMMON = "code_common"
    CODE_CONFIRMATION_MISMATCH = "code_confirmation_mismatch"

    IDENTITY_NOT_FOUND = "identity_not_found"
    PROOF_MISMATCH = "proof_mismatch"

    CHANNEL_UNAVAILABLE = "channel_unavailable"

    FIELD_NOT_YET = "field_not_yet"
    FIELD_NOT_HERE = "field_not_here"
    VALUE_GONE = "value_gone"
    TOO_MANY_ATTEMPTS = "too_many_attempts"


class ValueRefused(Exception):
    """A value that a person gave is refused; it carries the reason, never the value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
