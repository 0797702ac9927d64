"""Who an account belongs to: sealed in the account, looked up by keyed hashes."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from backend.keys import Keyring


@dataclass(frozen=True, repr=False)
class Owner:
    """The person of an account; never printed.

    Args:
        nir13: 13 characters, upper case, without key or spaces.
        email: None once the address was forgotten.
        mobile, landline: E.164 numbers.
    """

    nir13: str
    last_name: str
    first_names: str
    birth_date: date
    email: str | None
    mobile: str | None
    landline: str | None


def seal_owner(keys: Keyring, account_id: UUID, owner: Owner) -> bytes:
    """Seal ``owner`` for its own account."""
    document = asdict(owner) | {"birth_date": owner.birth_date.isoformat()}
    return keys.seal(json.dumps(document, ensure_ascii=False), "account", str(account_id))


def open_owner(keys: Keyring, account_id: UUID, sealed: bytes) -> Owner:
    """Open what ``seal_owner`` returned.

    Raises:
        SealBroken: altered, or of another account.
    """
    document = json.loads(keys.unseal(sealed, "account", str(account_id)))
    return Owner(**document | {"birth_date": date.fromisoformat(document["birth_date"])})


def seal_address(keys: Keyring, confirmation_id: UUID, email: str) -> bytes:
    """Seal the address to which the link of ``confirmation_id`` is sent."""
    return keys.seal(email, "email_confirmation", str(confirmation_id))


def open_address(keys: Keyring, confirmation_id: UUID, sealed: bytes) -> str:
    """Open what ``seal_address`` returned.

    Raises:
        SealBroken: altered, or of another link.
    """
    return keys.unseal(sealed, "email_confirmation", str(confirmation_id))


def nir_index(keys: Keyring, nir13: str) -> bytes:
    """Return the 32 bytes under which the account of a NIR is found."""
    return keys.index(nir13, "account:nir")


def email_index(keys: Keyring, email: str) -> bytes:
    """Return the 32 bytes under which the account of an address is found, whatever its case."""
    return keys.index(email.strip().casefold(), "account:email")
