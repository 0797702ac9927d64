"""The OpenID Connect client: code flow with PKCE, ID token, signed userinfo, sign-out.

Sources: OpenID Connect Core 1.0 (3.1.2 to 3.1.3, 5.3), RFC 7636 (PKCE), RP-Initiated Logout 1.0,
and FranceConnect's documentation for service providers (version 2): levels eIDAS, secret sent in
the form, userinfo as ``application/jwt``.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import ClaimError
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from pydantic import BaseModel

from backend.clock import Clock
from backend.franceconnect.attempts import Attempt
from backend.franceconnect.pivot import identity_of
from backend.franceconnect.provider import Answer, Provider, read_json
from backend.franceconnect.refusals import Refusal, Refused
from backend.insured.pivot import PivotIdentity, PivotIncomplete
from backend.settings import Settings

SCOPE = "openid gender given_name family_name birthdate birthplace birthcountry"
LEVEL_ASKED = "eidas1"
LEVELS_TAKEN = ["eidas1", "eidas2", "eidas3"]
RETURN_PATH = "/franceconnect/retour"
GOODBYE_PATH = "/franceconnect/au-revoir"
CLOCK_SKEW_SECONDS = 30
SECONDS_FOR_ALL = 12.0
"""For all the calls of one return, so that the page comes before the browser gives up."""

_SIGNED = "application/jwt"
_REFUSAL_OF_CLAIM = {
    "iss": Refusal.ISSUER_WRONG,
    "aud": Refusal.AUDIENCE_WRONG,
    "azp": Refusal.AUDIENCE_WRONG,
    "exp": Refusal.TIME_WRONG,
    "iat": Refusal.TIME_WRONG,
    "nbf": Refusal.TIME_WRONG,
    "nonce": Refusal.NONCE_WRONG,
    "acr": Refusal.LEVEL_TOO_LOW,
    "sub": Refusal.SUBJECT_WRONG,
}

_LEVEL: ClaimsOption = {"essential": True, "values": LEVELS_TAKEN}


class _Tokens(BaseModel):
    access_token: str
    id_token: str
    token_type: str


class _Error(BaseModel):
    error: str


@dataclass(frozen=True, repr=False)
class Proven:
    """Who came back; never printed.

    Args:
        id_token: what the provider wants back at sign-out.
    """

    identity: PivotIdentity
    id_token: str


class FranceConnect:
    """The client of one provider.

    Args:
        public_url: our own address, without a final slash.
    """

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, public_url: str, clock: Clock
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._public_url = public_url.rstrip("/")
        self._clock = clock
        self._provider = Provider(issuer, clock)

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> "FranceConnect | None":
        """Return the client that the settings describe; None when they describe none."""
        secret = settings.franceconnect_client_secret
        if not (settings.franceconnect_issuer and settings.franceconnect_client_id and secret):
            return None
        return cls(
            issuer=settings.franceconnect_issuer,
            client_id=settings.franceconnect_client_id,
            client_secret=secret.get_secret_value(),
            public_url=settings.public_url,
            clock=clock,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._provider.close()

    async def authorization_url(self, attempt: Attempt) -> str:
        """Return where the browser goes to sign in.

        Raises:
            Refused: PROVIDER_UNAVAILABLE, PROVIDER_UNREADABLE.
        """
        description = await self._provider.description()
        return str(
            prepare_grant_uri(
                description.authorization_endpoint,
                self._client_id,
                "code",
                redirect_uri=self._public_url + RETURN_PATH,
                scope=SCOPE,
                state=attempt.state,
                nonce=attempt.nonce,
                acr_values=LEVEL_ASKED,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    async def prove(self, attempt: Attempt, code: str) -> Proven:
        """Exchange the code and return who it stands for, once everything is verified.

        Raises:
            Refused: any refusal but those of the state.
        """
        try:
            async with asyncio.timeout(SECONDS_FOR_ALL):
                return await self._prove(attempt, code)
        except TimeoutError:
            raise Refused(Refusal.PROVIDER_UNAVAILABLE) from None

    async def logout_url(self, id_token: str) -> str | None:
        """Return where the browser goes to sign out of FranceConnect too.

        None when FranceConnect does not answer: our own sign-out goes on without it.
        """
        try:
            description = await self._provider.description()
        except Refused:
            return None
        return str(
            add_params_to_uri(
                description.end_session_endpoint,
                [
                    ("id_token_hint", id_token),
                    ("state", secrets.token_urlsafe(32)),
                    ("post_logout_redirect_uri", self._public_url + GOODBYE_PATH),
                ],
            )
        )

    def check_issuer(self, issuer: str | None) -> None:
        """Check the issuer that an answer bears, if it bears one (RFC 9207).

        Raises:
            Refused: ISSUER_WRONG.
        """
        if issuer is not None and issuer != self._issuer:
            raise Refused(Refusal.ISSUER_WRONG)

    async def _prove(self, attempt: Attempt, code: str) -> Proven:
        description = await self._provider.description()
        answer = await self._provider.ask(
            "POST",
            description.token_endpoint,
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._public_url + RETURN_PATH,
                "client_id": self._client_id,
                "client_secret": self._client_secret,
                "code_verifier": attempt.verifier,
            },
        )
        tokens = _tokens(answer)
        signed_in = await self._provider.claims(tokens.id_token)
        self._check(signed_in, nonce={"essential": True, "value": attempt.nonce}, acr=_LEVEL)
        told = await self._provider.ask(
            "GET", description.userinfo_endpoint, bearer=tokens.access_token
        )
        if told.status != 200:
            raise Refused(Refusal.PROVIDER_ERROR)
        if told.content_type != _SIGNED:
            raise Refused(Refusal.USERINFO_UNSIGNED)
        person = await self._provider.claims(told.body.decode("ascii", "replace").strip())
        self._check(person, sub={"essential": True, "value": signed_in["sub"]})
        try:
            return Proven(identity_of(person), tokens.id_token)
        except PivotIncomplete:
            raise Refused(Refusal.IDENTITY_INCOMPLETE) from None

    def _check(self, claims: Mapping[str, Any], **more: ClaimsOption) -> None:
        """Check what both tokens must say, and ``more``."""
        expected: dict[str, ClaimsOption] = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client_id},
            "azp": {"essential": _several(claims.get("aud")), "value": self._client_id},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "sub": {"essential": True},
        }
        registry = JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()), leeway=CLOCK_SKEW_SECONDS, **(expected | more)
        )
        try:
            registry.validate(dict(claims))
        except ClaimError as error:
            raise Refused(_REFUSAL_OF_CLAIM[error.claim.partition(",")[0]]) from None


def _tokens(answer: Answer) -> _Tokens:
    if answer.status == 200:
        tokens = read_json(_Tokens, answer)
        if tokens.token_type.lower() != "bearer":
            raise Refused(Refusal.PROVIDER_UNREADABLE)
        return tokens
    if answer.status == 400 and read_json(_Error, answer).error == "invalid_grant":
        raise Refused(Refusal.CODE_REFUSED)
    raise Refused(Refusal.PROVIDER_ERROR)


def _several(audience: object) -> bool:
    return isinstance(audience, list) and len(audience) > 1
