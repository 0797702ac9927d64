"""The random tokens that a browser keeps for us, in cookies that no script reads."""

import secrets

from sanic import HTTPResponse, Request

SESSION = "session"
"""The token of ``backend.accounts.sessions``."""
BROWSER = "browser"
"""The secret of the browser that asked for a provisional code."""
BROWSER_SECONDS = 3600


def give(
    response: HTTPResponse, name: str, value: str, *, secure: bool, max_age: int | None = None
) -> None:
    """Give a cookie; without ``max_age`` it goes when the browser is closed."""
    response.add_cookie(
        name, value, max_age=max_age, httponly=True, secure=secure, samesite="Lax", path="/"
    )


def take_back(response: HTTPResponse, name: str, *, secure: bool) -> None:
    """Have the browser forget a cookie."""
    give(response, name, "", secure=secure, max_age=0)


def browser_of(request: Request) -> str:
    """Return the browser's secret, or a new one to give it: 256 bits, URL-safe."""
    return request.cookies.get(BROWSER) or secrets.token_urlsafe(32)


def give_browser(response: HTTPResponse, secret: str, *, secure: bool) -> None:
    """Give the browser its secret: for as long as a captcha and a code last, and some more."""
    give(response, BROWSER, secret, secure=secure, max_age=BROWSER_SECONDS)
