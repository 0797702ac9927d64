"""A person who enrols by chat: answers whatever is asked, as the insured person would."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from backend.insured.generator import VENTURI
from backend.insured.people import InsuredPerson
from tests.support.chat_client import ChatClient, Refused

CODE = "Soleil-Bleu-2026"
PAUSE_SECONDS = 1.0
"""Each try counts as a message, and messages are limited."""

PASSING = {409, 429, 503}
"""Statuses after which the same message can be sent again."""


def typed_by(person: InsuredPerson, email: str) -> dict[str, str]:
    """Return what ``person`` types for each field that is typed."""
    assert person.iban is not None
    assert person.vitale_serial is not None
    return {
        "last_name": person.birth_name,
        "nir": person.nir13,
        "birth_date": f"{person.birth_date:%d/%m/%Y}",
        "postcode": person.postcode,
        "iban_end": person.iban[-7:],
        "vitale_serial": person.vitale_serial[-11:],
        "email": email,
        "email_confirmation": email,
        "mobile": "06 39 98 01 23",
    }


BUTTONS = {
    "terms": "/affirm",
    "landline": "/skip",
    "consent_email": "/deny",
    "consent_phone": "/deny",
    "consent_sms": "/deny",
    "recap": "/affirm",
}
"""The button pressed for each other field."""


@dataclass
class Applicant:
    """A person under way; ``ways`` replaces what is typed for some fields."""

    chat: ChatClient
    person: InsuredPerson = VENTURI
    email: str = "paul.venturi@exemple.fr"
    ways: Mapping[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Open the chat and start."""
        self.chat.open()
        self.chat.press("/start_enrolment")

    def go_to(self, awaited: str) -> None:
        """Begin, and answer everything before ``awaited``."""
        self.begin()
        while self.chat.awaited != awaited:
            self.answer()

    def go_on(self) -> None:
        """Answer everything that is still asked, the recap included."""
        while self.chat.awaited is not None:
            self.answer()

    def answer(self, *, id: str | None = None) -> str:
        """Answer what is asked now, with the message id ``id``; return what is said."""
        asked = self.chat.awaited
        answer = self._send(id)
        assert self.chat.awaited != asked, f"{asked} was not taken: {answer}"
        return answer

    def answer_through(self, *, seconds: float = 90) -> str:
        """Answer what is asked now, sending the same message again until it passes."""
        asked = self.chat.awaited
        message = str(uuid4())
        answer = insist(lambda: self._send(message), seconds=seconds)
        assert self.chat.awaited != asked, f"{asked} was not taken: {answer}"
        return answer

    def _send(self, id: str | None) -> str:
        asked = self.chat.awaited
        assert asked is not None, "nothing is asked"
        if asked == "personal_code":
            return self.chat.personal_code(CODE, id=id)
        if asked in BUTTONS:
            return self.chat.press(BUTTONS[asked], id=id)
        return self.chat.say({**typed_by(self.person, self.email), **self.ways}[asked], id=id)

    def go_on_through(self, *, seconds: float = 90) -> None:
        """Answer everything that is still asked, through restarts of any process."""
        while self.chat.awaited is not None:
            self.answer_through(seconds=seconds)


def insist(send: Callable[[], str], *, seconds: float = 90) -> str:
    """Call ``send`` until the service answers it.

    Raises:
        TimeoutError: it did not, in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return send()
        except Refused as refused:
            if refused.status not in PASSING:
                raise
            last = f"{refused.status} {refused.reason}"
        except httpx.TransportError as error:
            last = type(error).__name__
        if time.monotonic() > deadline:
            raise TimeoutError(f"no answer after {seconds} s: {last}")
        time.sleep(PAUSE_SECONDS)
