"""What the bodies of the chat's requests hold."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from backend.chat.ratings import Rating
from backend.enrolment.fields import Field


class Opening(BaseModel):
    """How the chat is opened."""

    model_config = ConfigDict(extra="forbid")

    embedded: bool = False
    """The page stands in a frame."""


class NewMessage(BaseModel):
    """A message of the person: typed, or a button that was pressed."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    text: str = ""
    payload: str | None = PydanticField(default=None, max_length=200)
    field: Field | None = None


class NewPersonalCode(BaseModel):
    """The personal code, from the secure form."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    code: str = PydanticField(max_length=1000)
    confirmation: str = PydanticField(max_length=1000)


class SolvedCaptcha(BaseModel):
    """The characters of a captcha."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    captcha: UUID
    characters: str = PydanticField(max_length=100)


class NewConsents(BaseModel):
    """Every consent that is awaited, by field: "yes" or "no"."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    choices: dict[str, str]


class NewRating(BaseModel):
    """What a person thinks of an answer; null takes it back."""

    model_config = ConfigDict(extra="forbid")

    rating: Rating | None
