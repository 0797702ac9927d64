"""Who is on the way to FranceConnect: what must come back with them, once, in the same browser.

Kept in Redis under the hash of the state, sealed. Taking it deletes it: a state works once.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.asyncio import Redis

from backend.clock import Clock
from backend.franceconnect.refusals import Refusal, Refused
from backend.keys import Keyring, hash_token

VALID_FOR = timedelta(minutes=10)
"""To the second, by our clock; Redis forgets a little later."""
_FORGOTTEN_AFTER = timedelta(minutes=15)
_PURPOSE = "franceconnect"


@dataclass(frozen=True, repr=False)
class Attempt:
    """The secrets of one passage: 256 bits each, URL-safe; never printed.

    Args:
        nonce: comes back in the ID token.
        verifier: proves to the provider who asks for the tokens (PKCE, RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


class Attempts:
    """All passages under way. Every method raises ``RedisError`` when Redis does not answer."""

    def __init__(self, redis: Redis, keys: Keyring, clock: Clock) -> None:
        self._redis = redis
        self._keys = keys
        self._clock = clock

    async def begin(self, browser: str) -> Attempt:
        """Begin a passage in the browser that holds this secret."""
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
        document = {
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "browser": hash_token(browser).hex(),
            "at": self._clock.now().isoformat(),
        }
        await self._redis.set(
            _key(attempt.state),
            self._keys.seal(json.dumps(document), _PURPOSE, attempt.state),
            ex=_FORGOTTEN_AFTER,
        )
        return attempt

    async def take(self, state: str, browser: str) -> Attempt:
        """Return the passage of this state; it cannot be taken again.

        Raises:
            Refused: STATE_UNKNOWN, STATE_OTHER_BROWSER, STATE_EXPIRED.
        """
        sealed = await self._redis.getdel(_key(state))
        if not isinstance(sealed, bytes):
            raise Refused(Refusal.STATE_UNKNOWN)
        document = json.loads(self._keys.unseal(sealed, _PURPOSE, state))
        if not hmac.compare_digest(document["browser"], hash_token(browser).hex()):
            raise Refused(Refusal.STATE_OTHER_BROWSER)
        if self._clock.now() - datetime.fromisoformat(document["at"]) > VALID_FOR:
            raise Refused(Refusal.STATE_EXPIRED)
        return Attempt(state, document["nonce"], document["verifier"])


def _key(state: str) -> str:
    return f"{_PURPOSE}:{hash_token(state).hex()}"
