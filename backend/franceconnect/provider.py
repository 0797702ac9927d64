"""The provider as it describes itself: its addresses and its keys, fetched and remembered.

What it signs is trusted only under a key of its own, and with the algorithm that goes with the type
of that key: what a token says of itself never chooses (RFC 8725, 3.1). FranceConnect signs with
ES256 or RS256 and may give a new key the name of the old one, so that a wrong signature, too, is a
reason to look at the keys again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    JoseError,
    MissingAlgorithmError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import ECKey, GuestProtocol, Key, RSAKey
from pydantic import BaseModel, ValidationError, model_validator

from backend.clock import Clock
from backend.franceconnect.refusals import Refusal, Refused

ALGORITHMS = ("ES256", "RS256")
SECONDS_TO_ANSWER = 5.0
"""For one whole answer, however slowly it comes."""
LARGEST_ANSWER_BYTES = 256 * 1024
REMEMBERED_FOR = timedelta(minutes=10)
KEYS_AGAIN_AFTER = timedelta(seconds=60)
"""Unknown keys and wrong signatures make the keys be fetched again, no more often than this."""

_DISCOVERY_PATH = "/.well-known/openid-configuration"
_SMALLEST_RSA_BITS = 2048

Model = TypeVar("Model", bound=BaseModel)


class Description(BaseModel):
    """What is used of the discovery document (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        addresses = (
            self.authorization_endpoint,
            self.token_endpoint,
            self.userinfo_endpoint,
            self.jwks_uri,
            self.end_session_endpoint,
        )
        if any(origin_of(address) != origin_of(self.issuer) for address in addresses):
            raise ValueError("an address is not the issuer's")
        return self


class _KeySet(BaseModel):
    keys: list[Any]


@dataclass(frozen=True)
class Answer:
    """A whole answer of the provider.

    Args:
        content_type: in lower case, without parameters.
    """

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class SigningKey:
    """A public key and the only algorithm that it is used with."""

    key: Key
    algorithm: str


class Provider:
    """Talks to the provider.

    Every method raises ``Refused``: PROVIDER_UNAVAILABLE (no answer in time, or 5xx),
    PROVIDER_UNREADABLE (an answer that is not what the standard says).
    """

    def __init__(self, issuer: str, clock: Clock) -> None:
        self._issuer = issuer
        self._clock = clock
        # One client for everybody: a cookie got with one person's calls would go with another's.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        self._http = httpx.AsyncClient(timeout=SECONDS_TO_ANSWER, cookies=no_cookies)
        self._lock = asyncio.Lock()
        self._description: Description | None = None
        self._described_at: datetime | None = None
        self._keys: Mapping[str, SigningKey] = {}
        self._keys_at: datetime | None = None

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def description(self) -> Description:
        """Return the provider's addresses."""
        async with self._alone():
            if self._description is None or self._older(self._described_at, REMEMBERED_FOR):
                address = self._issuer.rstrip("/") + _DISCOVERY_PATH
                self._description = self._described(await self.ask("GET", address))
                self._described_at = self._clock.now()
            return self._description

    async def ask(
        self,
        method: str,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        bearer: str | None = None,
    ) -> Answer:
        """Send one request and return its whole answer; redirects are not followed."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        body = bytearray()
        try:
            async with (
                asyncio.timeout(SECONDS_TO_ANSWER),
                self._http.stream(method, address, data=form, headers=headers) as response,
            ):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_ANSWER_BYTES:
                        raise Refused(Refusal.PROVIDER_UNREADABLE)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            # Their messages may repeat what was sent.
            raise Refused(Refusal.PROVIDER_UNAVAILABLE) from None
        if response.status_code >= 500:
            raise Refused(Refusal.PROVIDER_UNAVAILABLE)
        content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, content_type, bytes(body))

    async def claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a signed token, once its signature is found right.

        Raises:
            Refused: TOKEN_UNREADABLE, ALGORITHM_REFUSED, KEY_UNKNOWN, SIGNATURE_WRONG.
        """
        keys = await self._known_keys()
        try:
            return verified(token, keys)
        except Refused as refused:
            if refused.refusal not in (Refusal.KEY_UNKNOWN, Refusal.SIGNATURE_WRONG):
                raise
            newer = await self._newer_keys(keys)
            if newer is keys:
                raise
        return verified(token, newer)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Let one caller at a time look at what is remembered; nobody waits long for the others."""
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER), self._lock:
                yield
        except TimeoutError:
            raise Refused(Refusal.PROVIDER_UNAVAILABLE) from None

    async def _known_keys(self) -> Mapping[str, SigningKey]:
        description = await self.description()
        async with self._alone():
            if self._older(self._keys_at, REMEMBERED_FOR):
                await self._fetch_keys(description)
            return self._keys

    async def _newer_keys(self, tried: Mapping[str, SigningKey]) -> Mapping[str, SigningKey]:
        """Return other keys than those ``tried``, or the same when it is too soon to ask again."""
        description = await self.description()
        async with self._alone():
            if self._keys is tried and self._older(self._keys_at, KEYS_AGAIN_AFTER):
                await self._fetch_keys(description)
            return self._keys

    async def _fetch_keys(self, description: Description) -> None:
        answer = await self.ask("GET", description.jwks_uri)
        self._keys = signing_keys(read_json(_KeySet, answer).keys)
        self._keys_at = self._clock.now()

    def _described(self, answer: Answer) -> Description:
        description = read_json(Description, answer)
        if description.issuer != self._issuer:
            raise Refused(Refusal.PROVIDER_UNREADABLE)
        return description

    def _older(self, at: datetime | None, than: timedelta) -> bool:
        return at is None or self._clock.now() - at >= than


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address: ``https://oidc.example``."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def read_json(model: type[Model], answer: Answer) -> Model:
    """Return a JSON answer as ``model``.

    Raises:
        Refused: PROVIDER_UNREADABLE.
    """
    try:
        return model.model_validate_json(answer.body)
    except ValidationError:
        raise Refused(Refusal.PROVIDER_UNREADABLE) from None


def signing_keys(described: list[Any]) -> dict[str, SigningKey]:
    """Return the keys that can be used, by their name; any other is passed over (RFC 7517, 5)."""
    keys: dict[str, SigningKey] = {}
    for one in described:
        if not isinstance(one, dict) or not isinstance(one.get("kid"), str):
            continue
        try:
            found = _signing_key(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if found is not None:
            keys.setdefault(one["kid"], found)
    return keys


def _signing_key(described: dict[str, Any]) -> SigningKey | None:
    key: Key
    if described.get("kty") == "EC" and described.get("crv") == "P-256":
        key, algorithm = ECKey.import_key(described), "ES256"
    elif described.get("kty") == "RSA":
        key, algorithm = RSAKey.import_key(described), "RS256"
        if key.public_key.key_size < _SMALLEST_RSA_BITS:
            return None
    else:
        return None
    if described.get("use", "sig") != "sig" or described.get("alg", algorithm) != algorithm:
        return None
    return SigningKey(key, algorithm)


def verified(token: str, keys: Mapping[str, SigningKey]) -> dict[str, Any]:
    """Return the claims of a token that one of ``keys`` signed.

    Raises:
        Refused: TOKEN_UNREADABLE, ALGORITHM_REFUSED, KEY_UNKNOWN, SIGNATURE_WRONG.
    """

    def key_of(signed: GuestProtocol) -> Key:
        header = signed.headers()
        kid = header.get("kid")
        found = keys.get(kid) if isinstance(kid, str) else None
        if found is None:
            raise Refused(Refusal.KEY_UNKNOWN)
        if header["alg"] != found.algorithm:
            raise Refused(Refusal.ALGORITHM_REFUSED)
        return found.key

    try:
        return jwt.decode(token, key_of, algorithms=ALGORITHMS).claims
    except BadSignatureError:
        raise Refused(Refusal.SIGNATURE_WRONG) from None
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        raise Refused(Refusal.ALGORITHM_REFUSED) from None
    except (JoseError, ValueError, TypeError):
        raise Refused(Refusal.TOKEN_UNREADABLE) from None
