"""Which compressions a browser takes, and the pages that leave compressed.

Only pages without any secret: the size of a compressed answer tells what stands twice in it, so a
form's token beside words that a stranger chose could be guessed (BREACH, breachattack.com).
"""

import gzip

from sanic import HTTPResponse, Request

WORTH_IT_BYTES = 1024
REFUSED = {"0", "0.0", "0.00", "0.000"}


def accepted_encodings(header: str) -> set[str]:
    """Return the names in ``Accept-Encoding`` that are not refused (RFC 9110, 12.5.3)."""
    offers = (offer.partition(";q=") for offer in header.lower().replace(" ", "").split(","))
    return {name for name, _, weight in offers if weight not in REFUSED}


def compressed(request: Request, response: HTTPResponse) -> HTTPResponse:
    """Return a page without any secret, compressed if the browser takes it."""
    body = response.body or b""
    if len(body) < WORTH_IT_BYTES:
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in accepted_encodings(request.headers.get("accept-encoding", "")):
        response.body = gzip.compress(body, compresslevel=6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response
