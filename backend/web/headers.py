"""Security headers of every answer."""

from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)


def install(app: Sanic[Any, Any], *, https: bool, forms_lead_to: str | None = None) -> None:
    """Set the headers on every answer of ``app``; a route may set its own beforehand.

    Args:
        forms_lead_to: the one other origin to which the answer to a form may send the browser:
            browsers hold a form to ``form-action`` through every redirect.
    """
    policy = CONTENT_SECURITY_POLICY
    if forms_lead_to:
        policy = policy.replace("form-action 'self'", f"form-action 'self' {forms_lead_to}")

    async def set_headers(_: Request, response: BaseHTTPResponse) -> None:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cache-Control", "no-store")
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000")

    app.register_middleware(set_headers, "response")
