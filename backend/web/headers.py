"""Security headers of every answer."""

from collections.abc import Callable
from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

CHAT_PAGE = "/assistant"
"""The one page that runs Lit, and that the sites of ``EMBED_ORIGINS`` may show in a frame."""


def content_security_policy(
    *,
    policies: str = "'none'",
    framed_by: str = "'none'",
    forms_lead_to: str | None = None,
    scripts: str = "",
    styles: str = "",
) -> str:
    """Return the policy of an answer.

    Args:
        policies: the Trusted Types policies that its scripts may make.
        framed_by: the origins whose pages may show it in a frame.
        forms_lead_to: the one other origin to which the answer to a form may send the browser:
            browsers hold a form to ``form-action`` through every redirect.
        scripts: the hashes of the scripts that stand in the page itself.
        styles: the same of its styles.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".rstrip(),
            f"style-src 'self' {styles}".rstrip(),
            "img-src 'self' data:",
            "media-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            f"form-action 'self' {forms_lead_to or ''}".rstrip(),
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
            f"trusted-types {policies}",
            "require-trusted-types-for 'script'",
        )
    )


def install(
    app: Sanic[Any, Any],
    *,
    https: bool,
    forms_lead_to: str | None = None,
    embed_origins: tuple[str, ...] = (),
    chat_sources: Callable[[], tuple[str, str]] = lambda: ("", ""),
) -> None:
    """Set the headers on every answer of ``app``; a route may set its own beforehand.

    Args:
        forms_lead_to: see ``content_security_policy``.
        embed_origins: the sites whose pages may show ``CHAT_PAGE``.
        chat_sources: gives the hashes of the scripts and of the styles that stand in it.
    """

    policy = content_security_policy(forms_lead_to=forms_lead_to)

    async def set_headers(request: Request, response: BaseHTTPResponse) -> None:
        headers = response.headers
        if request.path.rstrip("/") == CHAT_PAGE:
            scripts, styles = chat_sources()
            chat_policy = content_security_policy(
                policies="lit-html",
                framed_by=" ".join(("'self'", *embed_origins)),
                forms_lead_to=forms_lead_to,
                scripts=scripts,
                styles=styles,
            )
            headers.setdefault("Content-Security-Policy", chat_policy)
            if embed_origins:
                # A site that isolates itself (Cross-Origin-Embedder-Policy) only frames pages that
                # do so too and that say that they may be shown; all that this page loads is ours.
                headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
                headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
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
