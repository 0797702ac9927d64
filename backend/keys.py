"""Everything that needs a secret key: sealing, blind indexes and link tokens.

One master secret is stretched into one key per purpose (HKDF-SHA256, RFC 5869), so that no key
serves two uses. Values are sealed with AES-256-GCM (RFC 5116); the context (for example the
conversation and the kind of the value) is authenticated with it: a value copied elsewhere does
not open.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_CONTEXT_SEPARATOR = b"\x1f"


class SealBroken(Exception):
    """The sealed value was altered, or is opened in another context than its own."""


class Keyring:
    """Derives and uses the keys of one deployment.

    Args:
        secret: the master secret, 32 characters or more.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._aead = AESGCM(self.derive("seal"))

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key of ``purpose``."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
            self._secret
        )

    def seal(self, value: str, *context: str) -> bytes:
        """Encrypt ``value``; it opens again only with the same ``context``."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, value.encode(), _joined(context))

    def unseal(self, sealed: bytes, *context: str) -> str:
        """Decrypt what ``seal`` returned.

        Raises:
            SealBroken: altered bytes, or another context.
        """
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, ciphertext, _joined(context)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error

    def index(self, value: str, purpose: str) -> bytes:
        """Return the 32-byte keyed hash under which ``value`` is looked up.

        Keyed, because the plain hash of a NIR or of a phone number is guessed in seconds.
        """
        return hmac.digest(self.derive(f"index:{purpose}"), value.encode(), "sha256")

    def token(self, identifier: str, purpose: str) -> str:
        """Return the 256-bit URL-safe token of ``identifier``: the same one each time.

        A mail that is sent again thus bears the same link, though only the token's hash is kept.
        """
        digest = hmac.digest(self.derive(f"token:{purpose}"), identifier.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def digits(self, identifier: str, purpose: str, length: int) -> str:
        """Return the decimal code of ``identifier``, ``length`` digits: the same one each time.

        Like a token, it can be written in a message again although it is stored nowhere.
        """
        digest = hmac.digest(self.derive(f"digits:{purpose}"), identifier.encode(), "sha256")
        return str(int.from_bytes(digest) % 10**length).zfill(length)


def hash_token(token: str) -> bytes:
    """Return the 32-byte SHA-256 under which a link token is stored."""
    return hashlib.sha256(token.encode()).digest()


def _joined(context: tuple[str, ...]) -> bytes:
    return _CONTEXT_SEPARATOR.join(part.encode() for part in context)
