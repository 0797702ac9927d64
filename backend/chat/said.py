"""What a person sends: a message, a pressed button, or what a card took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from backend.chat.field_texts import consents_said
from backend.enrolment.fields import Field


@dataclass(frozen=True)
class Said:
    """What a person sends.

    Attributes:
        id: made by the browser, the same when the message is sent again.
        text: what was typed, or the title of the button that was pressed.
        payload: of the button that was pressed.
        field: when it was typed in that field's card: it is that field's value, unless it is a
            question, a dialogue act or a code (``reading.read_in_card``).
    """

    id: UUID
    text: str
    payload: str | None = None
    field: Field | None = None

    @classmethod
    def code_chosen(cls, message_id: UUID) -> Self:
        """Return what stands in the transcript for a personal code given in the secure form."""
        return cls(message_id, "Code personnel choisi", payload="/inform")

    @classmethod
    def consents_given(cls, message_id: UUID, choices: Mapping[Field, bool]) -> Self:
        """Return what stands in the transcript for consents given or refused in their card."""
        return cls(message_id, consents_said(choices), payload="/inform")

    @classmethod
    def captcha_solved(cls, message_id: UUID) -> Self:
        """Return what stands in the transcript for the characters of a captcha."""
        return cls(message_id, "Caractères recopiés", payload="/inform")


@dataclass(frozen=True)
class CaptchaTry:
    """The characters of a captcha, as a person typed them.

    Attributes:
        message_id: made by the browser, the same when it is sent again.
        browser: the secret of the browser in which a code will work.
        address: the network address that asks.
    """

    message_id: UUID
    captcha_id: UUID
    characters: str
    browser: str
    address: str
