"""Whose provisional code it is and where it goes: sealed in the code's own row."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from backend.keys import Keyring

_PURPOSE = "provisional_code"


@dataclass(frozen=True, repr=False)
class Recipient:
    """The person of a provisional code; never printed.

    Args:
        nir13: 13 characters, upper case, without key or spaces.
        destination: an e-mail address, an E.164 number, or the lines of a postal address below the
            name, parted by line feeds.
    """

    nir13: str
    last_name: str
    first_names: str
    birth_date: date
    destination: str

    @property
    def full_name(self) -> str:
        """First names and last name, as on an envelope."""
        return f"{self.first_names} {self.last_name}".strip()


def seal_recipient(keys: Keyring, code_id: UUID, recipient: Recipient) -> bytes:
    """Seal ``recipient`` for its own code."""
    document = asdict(recipient) | {"birth_date": recipient.birth_date.isoformat()}
    return keys.seal(json.dumps(document, ensure_ascii=False), _PURPOSE, str(code_id))


def open_recipient(keys: Keyring, code_id: UUID, sealed: bytes) -> Recipient:
    """Open what ``seal_recipient`` returned.

    Raises:
        SealBroken: altered, or of another code.
    """
    document = json.loads(keys.unseal(sealed, _PURPOSE, str(code_id)))
    return Recipient(**document | {"birth_date": date.fromisoformat(document["birth_date"])})
