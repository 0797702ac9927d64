"""The signed cookie that ties a browser to its conversation; set only when the chat is opened."""

from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sanic import HTTPResponse, Request

from backend.keys import Keyring
from backend.web import cookies

NAME = "conversation"
MAX_AGE_SECONDS = 30 * 24 * 3600


class ConversationCookie:
    """Writes and reads the cookie."""

    def __init__(self, keys: Keyring, *, secure: bool) -> None:
        self._signer = URLSafeTimedSerializer(keys.derive("cookie").hex(), salt=NAME)
        self._secure = secure

    def set(self, response: HTTPResponse, conversation_id: UUID) -> None:
        """Give the cookie to the browser."""
        response.add_cookie(
            NAME,
            self._signer.dumps(conversation_id.hex),
            max_age=MAX_AGE_SECONDS,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
            path="/",
        )

    def take_back(self, response: HTTPResponse) -> None:
        """Have the browser forget the cookie."""
        cookies.take_back(response, NAME, secure=self._secure)

    def read(self, request: Request) -> UUID | None:
        """Return the conversation that the browser may see, if the cookie is ours."""
        value = request.cookies.get(NAME)
        if not value:
            return None
        try:
            return UUID(self._signer.loads(value, max_age=MAX_AGE_SECONDS))
        except (BadData, ValueError):
            return None
