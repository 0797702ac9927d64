"""Why a sign-in through FranceConnect stops: one code per reason, no value."""

from enum import StrEnum


class Refusal(StrEnum):
    """A reason for not going on."""

    ACCESS_DENIED = "access_denied"
    """The person gave up, or FranceConnect did not let them through."""

    STATE_MISSING = "state_missing"
    STATE_UNKNOWN = "state_unknown"
    """Never given, used already, or long forgotten."""
    STATE_EXPIRED = "state_expired"
    STATE_OTHER_BROWSER = "state_other_browser"
    CODE_MISSING = "code_missing"

    PROVIDER_UNAVAILABLE = "provider_unavailable"
    PROVIDER_UNREADABLE = "provider_unreadable"
    PROVIDER_ERROR = "provider_error"
    """An error that is neither the person's nor a matter of time."""
    CODE_REFUSED = "code_refused"

    TOKEN_UNREADABLE = "token_unreadable"  # noqa: S105 - a reason
    ALGORITHM_REFUSED = "algorithm_refused"
    KEY_UNKNOWN = "key_unknown"
    SIGNATURE_WRONG = "signature_wrong"
    ISSUER_WRONG = "issuer_wrong"
    AUDIENCE_WRONG = "audience_wrong"
    TIME_WRONG = "time_wrong"
    NONCE_WRONG = "nonce_wrong"
    LEVEL_TOO_LOW = "level_too_low"
    SUBJECT_WRONG = "subject_wrong"
    USERINFO_UNSIGNED = "userinfo_unsigned"

    IDENTITY_INCOMPLETE = "identity_incomplete"
    NO_MATCH = "no_match"
    """Nobody of the registry has this identity, or more than one person has: not told apart."""


class Refused(Exception):
    """The sign-in stops; nothing was opened."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
