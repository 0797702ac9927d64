"""Which pages are ours, by the ``Origin`` header that browsers send."""

from urllib.parse import urlsplit

from sanic import Request


def is_ours(request: Request, origin: str) -> bool:
    """Tell whether ``origin`` is that of a page of ours; one that cannot be read is not."""
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    public = urlsplit(request.app.ctx.services.settings.public_url).netloc
    return host != "" and host in (public, request.host)
