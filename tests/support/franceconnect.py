"""An OpenID Connect provider of the tests' own, that signs like FranceConnect, and lies when told.

A real HTTP server on loopback. It checks what a client must send (address of return, secret, PKCE,
each code once) and says in ``complaints`` what was wrong with it.
"""

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from backend.insured.people import InsuredPerson

CLIENT_ID = "amelibot-des-essais"
CLIENT_SECRET = "secret-des-essais"
SECONDS_OF_A_TOKEN = 60
PREFIX = "/api/v2"
_NAMES = {".well-known/openid-configuration": "discovery", "session/end": "end"}
_CALLED_BY_SERVERS = ("/openid-configuration", "/jwks", "/token", "/userinfo")

Claims = dict[str, Any]


@dataclass
class Reply:
    """What an address answers in place of its own answer.

    Args:
        after: in seconds.
        hangs_up: nothing is answered.
    """

    status: int = 200
    content_type: str = "application/json"
    body: bytes = b"{}"
    after: float = 0
    hangs_up: bool = False


@dataclass
class SigningKey:
    """A private key under a name."""

    kid: str
    key: ECKey | RSAKey

    @property
    def algorithm(self) -> str:
        """The algorithm of this type of key."""
        return "ES256" if isinstance(self.key, ECKey) else "RS256"

    def public(self) -> dict[str, Any]:
        """Return what the key set shows."""
        shown = dict(self.key.as_dict(private=False))
        return shown | {"kid": self.kid, "use": "sig", "alg": self.algorithm}


def new_key(algorithm: str = "ES256", kid: str | None = None) -> SigningKey:
    """Return a fresh key: P-256, or RSA of 2,048 bits."""
    made: ECKey | RSAKey
    made = ECKey.generate_key("P-256") if algorithm == "ES256" else RSAKey.generate_key(2048)
    return SigningKey(kid or secrets.token_hex(8), made)


Signer = Callable[[Claims, SigningKey], str]
"""Makes a token of claims, with the key that the provider would use."""


def signed(claims: Claims, key: SigningKey) -> str:
    """Sign as FranceConnect does."""
    return jwt.encode({"alg": key.algorithm, "kid": key.kid}, claims, key.key)


def with_another_key(claims: Claims, key: SigningKey) -> str:
    """Sign with a key that is not the provider's, under the name of its own."""
    return signed(claims, new_key(key.algorithm, key.kid))


def with_an_unknown_name(claims: Claims, key: SigningKey) -> str:
    """Sign with a key that is in no key set."""
    return signed(claims, new_key(key.algorithm))


def without_a_name(claims: Claims, key: SigningKey) -> str:
    """Sign rightly and do not say with which key."""
    return jwt.encode({"alg": key.algorithm}, claims, key.key)


def without_signature(claims: Claims, key: SigningKey) -> str:
    """Declare that no signature is needed (``alg: none``)."""
    return f"{_head_and_body('none', claims, key)}."


def with_the_public_key_as_secret(claims: Claims, key: SigningKey) -> str:
    """Sign with HS256, the secret being the public key that everybody knows."""
    content = _head_and_body("HS256", claims, key)
    secret = key.key.as_pem(private=False)
    return f"{content}.{_base64(hmac.digest(secret, content.encode(), 'sha256'))}"


def with_the_client_secret(claims: Claims, key: SigningKey) -> str:
    """Sign with HS256 and the client's secret, as version 1 of FranceConnect did."""
    content = _head_and_body("HS256", claims, key)
    return f"{content}.{_base64(hmac.digest(CLIENT_SECRET.encode(), content.encode(), 'sha256'))}"


def with_another_algorithm(claims: Claims, key: SigningKey) -> str:
    """Sign rightly with RS256 under the name of a key that is for ES256, or the reverse."""
    other = new_key("RS256" if key.algorithm == "ES256" else "ES256", key.kid)
    return signed(claims, other)


def altered(claims: Claims, key: SigningKey) -> str:
    """Change the claims after signing."""
    head, _, signature = signed(claims, key).split(".")
    return f"{head}.{_base64(json.dumps(claims | {'acr': 'eidas3'}).encode())}.{signature}"


def claims_of(person: InsuredPerson) -> Claims:
    """Return what FranceConnect would tell of somebody in the registry."""
    place = person.nir13[5:10]
    abroad = place.startswith("99")
    return {
        "gender": "male" if person.nir13[0] == "1" else "female",
        "family_name": person.birth_name.upper(),
        "given_name": f"{person.first_name} Camille",
        "birthdate": person.birth_date.isoformat(),
        "birthplace": "" if abroad else place,
        "birthcountry": place if abroad else "99100",
    }


@dataclass
class _Grant:
    """What a code or an access token stands for."""

    redirect_uri: str
    nonce: str | None
    challenge: str
    claims: Claims
    subject: str = field(default_factory=lambda: secrets.token_hex(16))


class FranceConnectServer:
    """The provider. Everything public here may be changed by a test at any time.

    Attributes:
        person: what the userinfo tells of whoever signs in.
        change: what is changed in the claims of ``id_token`` and ``userinfo``; None removes one.
        signers: how ``id_token`` and ``userinfo`` are signed.
        replies: what is answered instead, by ``discovery``, ``jwks``, ``token``, ``userinfo``.
        denies: the error that comes back in place of a code.
        asks: whether a page asks the person, with a button, or the browser goes straight back.
        level: the ``acr`` given.
        userinfo_type: the content type under which the userinfo comes.
        calls: how often each address was asked.
        complaints: what a client did wrong.
        ended: the parameters of the last sign-out.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        host, port = self._server.server_address[:2]
        self.origin = f"http://{host!s}:{port}"
        self.issuer = self.origin + PREFIX
        self.key = new_key()
        self.reset()

    def reset(self) -> None:
        """Be honest and forget everything but the key."""
        self.person: Claims = {}
        self.published = [self.key]
        self.change: dict[str, Claims] = {"id_token": {}, "userinfo": {}, "discovery": {}}
        self.signers: dict[str, Signer] = {"id_token": signed, "userinfo": signed}
        self.replies: dict[str, Reply] = {}
        self.denies: str | None = None
        self.asks = False
        self.level = "eidas1"
        self.userinfo_type = "application/jwt; charset=utf-8"
        self.redirect_uri: str | None = None
        self.calls: dict[str, int] = {}
        self.complaints: list[str] = []
        self.ended: dict[str, str] = {}
        self._codes: dict[str, _Grant] = {}
        self._used: set[str] = set()
        self._access: dict[str, _Grant] = {}

    def start(self) -> None:
        """Serve, in a thread."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop at once, even what is slow."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def rotate(self, algorithm: str = "ES256", kid: str | None = None) -> None:
        """Sign with a new key from now on; the old one is shown no more."""
        self.key = new_key(algorithm, kid)
        self.published = [self.key]

    def answer(self, method: str, address: str, body: str, bearer: str) -> tuple[int, str, bytes]:
        """Return status, content type (or where to go) and body for one request."""
        parts = urlsplit(address)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        form = {name: values[0] for name, values in parse_qs(body).items()}
        name = parts.path.removeprefix(PREFIX).strip("/")
        name = _NAMES.get(name, name)
        self.calls[name] = self.calls.get(name, 0) + 1
        if (reply := self.replies.get(name)) is not None:
            self._released.wait(reply.after)
            if reply.hangs_up:
                raise ConnectionAbortedError
            return reply.status, reply.content_type, reply.body
        match method, name:
            case "GET", "discovery":
                return _json(self._description() | self.change["discovery"])
            case "GET", "jwks":
                return _json({"keys": [key.public() for key in self.published]})
            case "GET", "authorize":
                return self._authorize(given)
            case "GET", "consent":
                return self._back(given)
            case "POST", "token":
                return self._token(form)
            case "GET", "userinfo":
                return self._userinfo(bearer)
            case "GET", "end":
                self.ended = given
                return 302, f"{given['post_logout_redirect_uri']}?state={given['state']}", b""
        return 404, "text/plain", b""

    def _description(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
        }

    def _authorize(self, given: Mapping[str, str]) -> tuple[int, str, bytes]:
        expected = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "code_challenge_method": "S256",
            "acr_values": "eidas1",
            "scope": "openid gender given_name family_name birthdate birthplace birthcountry",
        }
        self.complaints += [name for name in expected if given.get(name) != expected[name]]
        self.complaints += [
            name
            for name in ("state", "nonce", "code_challenge")
            if len(given.get(name, "")) < 43  # 256 bits
        ]
        if self.redirect_uri is not None and given.get("redirect_uri") != self.redirect_uri:
            self.complaints.append("redirect_uri")
        if self.asks:
            return 200, "text/html; charset=utf-8", _consent_page(given)
        return self._back(given)

    def _back(self, given: Mapping[str, str]) -> tuple[int, str, bytes]:
        answer = {"state": given["state"], "iss": self.issuer}
        error = given.get("error") or self.denies
        if error:
            answer |= {"error": error, "error_description": "Madame VENTURI a refusé"}
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self._codes[answer["code"]] = _Grant(
                given["redirect_uri"], given.get("nonce"), given["code_challenge"], self.person
            )
        return 302, f"{given['redirect_uri']}?{urlencode(answer)}", b""

    def _token(self, form: Mapping[str, str]) -> tuple[int, str, bytes]:
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            self.complaints.append("client_secret")
            return _json({"error": "invalid_client"}, 401)
        code = form.get("code", "")
        grant = self._codes.get(code)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        faults = {
            "code": grant is None or code in self._used,
            "grant_type": form.get("grant_type") != "authorization_code",
            "redirect_uri": grant is not None and form.get("redirect_uri") != grant.redirect_uri,
            "code_verifier": grant is not None and challenge != grant.challenge,
        }
        self._used.add(code)
        if any(faults.values()) or grant is None:
            self.complaints += [name for name, wrong in faults.items() if wrong]
            return _json({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        self._access[access] = grant
        claims = self._common(grant) | {"nonce": grant.nonce, "acr": self.level}
        return _json(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": SECONDS_OF_A_TOKEN,
                "id_token": self._sign("id_token", claims),
            }
        )

    def _userinfo(self, bearer: str) -> tuple[int, str, bytes]:
        grant = self._access.get(bearer)
        if grant is None:
            self.complaints.append("access_token")
            return _json({"error": "invalid_token"}, 401)
        token = self._sign("userinfo", self._common(grant) | grant.claims)
        return 200, self.userinfo_type, token.encode()

    def _common(self, grant: _Grant) -> Claims:
        now = int(self._now().timestamp())
        times = {"iat": now, "exp": now + SECONDS_OF_A_TOKEN}
        return {"iss": self.issuer, "aud": CLIENT_ID, "sub": grant.subject} | times

    def _sign(self, what: str, claims: Claims) -> str:
        changed = claims | self.change[what]
        kept = {name: value for name, value in changed.items() if value is not None}
        return self.signers[what](kept, self.key)


@contextmanager
def franceconnect_server(
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[FranceConnectServer]:
    """Run a provider during the block; its tokens are of the instant that ``now`` tells."""
    server = FranceConnectServer(now)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(provider: FranceConnectServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            cookie = self.headers.get("Cookie", "")
            if "personne=" in cookie and self.path.endswith(_CALLED_BY_SERVERS):
                provider.complaints.append("cookie")
            try:
                status, kind, content = provider.answer(method, self.path, body, bearer)
            except ConnectionAbortedError:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Location" if status in (302, 303) else "Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if self.path.endswith(_CALLED_BY_SERVERS):
                self.send_header("Set-Cookie", f"personne={secrets.token_hex(8)}; Path={PREFIX}")
            self.end_headers()
            self.wfile.write(content)

    return Handler


def _consent_page(given: Mapping[str, str]) -> bytes:
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in given.items()
    )
    return (
        '<!doctype html><html lang="fr"><head><title>Fournisseur d’essai</title></head>'
        f'<body><h1>Fournisseur d’essai</h1><form action="{PREFIX}/consent">{fields}'
        '<button>Continuer</button> <button name="error" value="access_denied">Annuler</button>'
        "</form></body></html>"
    ).encode()


def _head_and_body(algorithm: str, claims: Claims, key: SigningKey) -> str:
    head = {"typ": "JWT", "alg": algorithm, "kid": key.kid}
    return f"{_base64(json.dumps(head).encode())}.{_base64(json.dumps(claims).encode())}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _json(content: Claims, status: int = HTTPStatus.OK) -> tuple[int, str, bytes]:
    return int(status), "application/json; charset=utf-8", json.dumps(content).encode()
