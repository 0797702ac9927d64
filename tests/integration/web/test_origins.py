"""The ``Origin`` header: what is not that of a page of ours is refused, however it is written."""

from urllib.parse import urlsplit

import pytest

from tests.support.caller import Caller

PATHS = ["/chat/conversation", "/connexion"]
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
STRANGE = [
    "http://[",
    "http://[::1",
    "https://",
    "null",
    "",
    "127.0.0.1",
    "https://ailleurs.example",
]


async def post(caller: Caller, path: str, **headers: str) -> int:
    """Send an empty form, or an empty body; return the status."""
    return (await caller.http.post(path, headers=FORM | headers)).status_code


@pytest.mark.parametrize("path", PATHS)
async def test_another_origin_is_refused(caller: Caller, path: str) -> None:
    answers = {origin: await post(caller, path, Origin=origin) for origin in STRANGE}
    assert answers == dict.fromkeys(STRANGE, 403)


async def test_without_a_host_nothing_is_ours(caller: Caller) -> None:
    answers = {path: await post(caller, path, Host="", Origin="https://") for path in PATHS}
    assert answers == dict.fromkeys(PATHS, 403)


@pytest.mark.parametrize(("path", "status"), [("/chat/conversation", 201), ("/connexion", 422)])
async def test_our_own_origin_is_taken(caller: Caller, path: str, status: int) -> None:
    public = caller.services.settings.public_url
    for origin in (caller.url, f"http://{urlsplit(public).netloc}"):
        caller.http.cookies.clear()
        assert await post(caller, path, Origin=origin) == status
