"""The client of the internal API."""

import httpx
import pytest
from fake_backend import FakeBackend

from bot.actions.backend import Backend, BackendUnavailable


def client(respond: object) -> Backend:
    return Backend("http://backend/", "secret", httpx.MockTransport(respond))


async def test_the_secret_is_sent() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer secret"
        assert request.url.path == "/internal/conversations/abc/enrolment"
        return httpx.Response(200, json=FakeBackend().view("abc"))

    assert (await client(respond).enrolment("abc")).status == "none"


@pytest.mark.parametrize("status", [401, 404, 500, 503])
async def test_an_error_is_unavailable(status: int) -> None:
    with pytest.raises(BackendUnavailable):
        await client(lambda _: httpx.Response(status)).enrolment("abc")


@pytest.mark.parametrize("body", [[], {}, {"status": "open"}, "x"])
async def test_another_shape_is_unavailable(body: object) -> None:
    with pytest.raises(BackendUnavailable):
        await client(lambda _: httpx.Response(200, json=body)).enrolment("abc")


async def test_no_connection_is_unavailable_and_says_nothing_of_the_request() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("to /internal/conversations/abc", request=request)

    with pytest.raises(BackendUnavailable) as caught:
        await client(respond).start("abc")
    assert str(caught.value) == "ConnectTimeout"


async def test_an_answer_without_enrolment_is_no_failure() -> None:
    backend = Backend("http://backend", "secret", FakeBackend().transport())
    answer = await backend.answer("abc", {"field": "nir", "reference": "ok"})
    assert not answer.accepted
    assert answer.reason is None
    assert answer.view.status == "none"


async def test_a_422_carries_its_reason() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(422, json={"reason": "value_gone"})
        return httpx.Response(200, json=FakeBackend().view("abc"))

    answer = await client(respond).answer("abc", {"field": "nir", "reference": "x"})
    assert (answer.accepted, answer.reason, answer.field) == (False, "value_gone", "nir")
