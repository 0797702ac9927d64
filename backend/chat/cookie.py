"""The signed cookie that ties a browser to its conversation; set only when the chat is opened.

There are two sorts. A page of ours gets one that other sites' requests never carry. In a frame of
another site that one would not be kept at all: there it is ``SameSite=None`` and ``Partitioned``
(CHIPS, draft-cutler-httpbis-partitioned-cookies): kept apart for each of these sites.
"""

from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sanic import HTTPResponse, Request

from backend.keys import Keyring
from backend.web import cookies

NAME = "conversation"
EMBEDDED_NAME = "embedded-conversation"
SENT_EMBEDDED_NAME = f"__Host-{EMBEDDED_NAME}"
"""Browsers take a name with this prefix from this very host only, and with ``Secure``."""
MAX_AGE_SECONDS = 30 * 24 * 3600


class ConversationCookie:
    """Writes and reads the cookie."""

    def __init__(self, keys: Keyring, *, secure: bool) -> None:
        self._signer = URLSafeTimedSerializer(keys.derive("cookie").hex(), salt=NAME)
        self._secure = secure

    def set(self, response: HTTPResponse, conversation_id: UUID, *, embedded: bool = False) -> None:
        """Give the cookie to the browser.

        Args:
            embedded: for a page of ours in a frame of another site.
        """
        value = self._signer.dumps(conversation_id.hex)
        if embedded:
            _give_embedded(response, value, max_age=MAX_AGE_SECONDS)
        else:
            cookies.give(response, NAME, value, secure=self._secure, max_age=MAX_AGE_SECONDS)

    def take_back(self, response: HTTPResponse, *, embedded: bool = False) -> None:
        """Have the browser forget the cookie."""
        if embedded:
            _give_embedded(response, "", max_age=0)
        else:
            cookies.take_back(response, NAME, secure=self._secure)

    def read(self, request: Request) -> UUID | None:
        """Return the conversation that the browser may see, if the cookie is ours."""
        return self._opened(request, NAME) or self._opened(request, SENT_EMBEDDED_NAME)

    def is_embedded(self, request: Request) -> bool:
        """Tell whether the conversation is known by a cookie of the second sort."""
        return (
            self._opened(request, NAME) is None
            and self._opened(request, SENT_EMBEDDED_NAME) is not None
        )

    def _opened(self, request: Request, name: str) -> UUID | None:
        value = request.cookies.get(name)
        if not value:
            return None
        try:
            return UUID(self._signer.loads(value, max_age=MAX_AGE_SECONDS))
        except (BadData, ValueError):
            return None


def _give_embedded(response: HTTPResponse, value: str, *, max_age: int) -> None:
    response.add_cookie(
        EMBEDDED_NAME,
        value,
        max_age=max_age,
        httponly=True,
        secure=True,
        samesite="None",
        path="/",
        host_prefix=True,
        partitioned=True,
    )
