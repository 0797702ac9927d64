"""The internal API, as the dialogue calls it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.enrolment.fields import Field, Road
from tests.support.accounts import settings
from tests.support.caller import Caller, calling
from tests.support.clock import FakeClock

SECRET = settings().internal_secret.get_secret_value()
VIEW = {
    "status",
    "road",
    "cause",
    "awaited",
    "given",
    "channels",
    "step",
    "steps",
    "step_name",
    "attempts_left",
}


@pytest.fixture
async def caller(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Caller]:
    """A gateway, and the conversation of somebody in it."""
    async with calling(postgres_url, redis_url, clock, tmp_path) as caller:
        await caller.open()
        yield caller


@pytest.fixture
async def internal(caller: Caller) -> AsyncIterator[httpx.AsyncClient]:
    """The dialogue's way to the enrolment of that conversation."""
    base = f"{caller.url}/internal/conversations/{await caller.conversation_id()}"
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False) as http:
        yield http


async def post(http: httpx.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    """Return the answer to a call that succeeds."""
    return dict((await http.post(path, json=body)).raise_for_status().json())


async def test_without_anything_under_way_the_view_says_so(internal: httpx.AsyncClient) -> None:
    view = (await internal.get("/enrolment")).json()
    assert set(view) == VIEW
    assert (view["status"], view["road"], view["steps"]) == ("none", None, 6)


@pytest.mark.parametrize(
    ("body", "road", "awaited", "steps"),
    [
        (None, "enrolment", "last_name", 6),
        ({}, "enrolment", "last_name", 6),
        ({"road": "enrolment"}, "enrolment", "last_name", 6),
        ({"road": "forgotten_code"}, "forgotten_code", "nir", 2),
        ({"road": "resend_link"}, "resend_link", "last_name", 1),
    ],
)
async def test_a_road_is_begun(
    internal: httpx.AsyncClient, body: Any, road: str, awaited: str, steps: int
) -> None:
    view = await post(internal, "/enrolment/start", body)
    assert (view["road"], view["awaited"], view["step"], view["steps"]) == (road, awaited, 1, steps)
    assert set(view) == VIEW


@pytest.mark.parametrize("road", ["provisional_code", "elsewhere", 1, None])
async def test_no_other_road_is_begun(internal: httpx.AsyncClient, road: Any) -> None:
    answer = await internal.post("/enrolment/start", json={"road": road})
    assert (answer.status_code, answer.json()["reason"]) == (400, "body_unreadable")


async def test_a_provisional_code_waits_for_the_identity(
    caller: Caller, internal: httpx.AsyncClient
) -> None:
    await post(internal, "/enrolment/start")
    answered = await post(internal, "/enrolment/provisional-code")
    assert (answered["accepted"], answered["reason"]) == (False, "field_not_yet")
    await caller.give(Road.ENROLMENT, until=Field.IBAN_END)
    answered = await post(internal, "/enrolment/provisional-code")
    assert (answered["accepted"], answered["field"]) == (True, "code_channel")
    view = answered["enrolment"]
    assert (view["road"], view["cause"]) == ("provisional_code", "no_serial")
    assert (view["channels"], view["step_name"]) == (["email", "sms", "post"], "code_channel")


async def test_the_captcha_is_no_answer_of_this_api(
    caller: Caller, internal: httpx.AsyncClient
) -> None:
    await post(internal, "/enrolment/start", {"road": "forgotten_code"})
    body = {"field": "captcha", "choice": "yes"}
    assert (await post(internal, "/enrolment/answers", body))["reason"] == "field_not_yet"


async def test_a_provisional_code_needs_an_enrolment(internal: httpx.AsyncClient) -> None:
    answer = await internal.post("/enrolment/provisional-code")
    assert (answer.status_code, answer.json()["reason"]) == (404, "no_enrolment")


@pytest.mark.parametrize("secret", ["", "Basic x", f"Bearer {SECRET[:-1]}", SECRET])
@pytest.mark.parametrize("path", ["/enrolment/start", "/enrolment/provisional-code"])
async def test_nobody_else_is_answered(internal: httpx.AsyncClient, path: str, secret: str) -> None:
    answer = await internal.post(path, headers={"Authorization": secret})
    assert answer.status_code == 401


async def test_a_conversation_that_nobody_opened_has_its_own(
    caller: Caller, internal: httpx.AsyncClient
) -> None:
    await post(internal, "/enrolment/start")
    other = f"{caller.url}/internal/conversations/{uuid4()}/enrolment"
    assert (await internal.get(other)).json()["status"] == "none"
