"""The HTTP gateway for SMS, against a real server that fails in every way."""

import logging
from collections.abc import Iterator
from time import monotonic
from uuid import UUID

import pytest

from backend.sms.gateway import HttpSms, SmsFailed
from tests.support.sms import SmsServer, sms_server

NUMBER = "+33639980001"
KEY = UUID(int=7)


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    """A gateway that takes everything until told otherwise."""
    with sms_server() as server:
        yield server


async def send(url: str, token: str | None = "jeton-secret", patience: float = 1.0) -> None:
    await HttpSms(url, token, patience).send(to=NUMBER, text="Votre code : 0123", key=KEY)


async def test_an_sms_is_posted_with_its_token_and_its_key(gateway: SmsServer) -> None:
    await send(gateway.url)
    ((headers, body),) = gateway.requests
    assert body == {"to": NUMBER, "text": "Votre code : 0123", "reference": str(KEY)}
    assert headers["Authorization"] == "Bearer jeton-secret"
    assert headers["Idempotency-Key"] == str(KEY)
    assert headers["Content-Type"] == "application/json"


async def test_without_a_token_none_is_sent(gateway: SmsServer) -> None:
    await send(gateway.url, token=None)
    assert "Authorization" not in gateway.requests[0][0]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_a_success(gateway: SmsServer, status: int) -> None:
    gateway.behaviour = status
    await send(gateway.url)


@pytest.mark.parametrize("status", [302, 307, 400, 401, 404, 409, 422, 429, 500, 503])
async def test_a_refusal_is_told_by_its_status_alone(gateway: SmsServer, status: int) -> None:
    gateway.behaviour = status
    with pytest.raises(SmsFailed, match=f"^HTTP {status}$"):
        await send(gateway.url)
    assert len(gateway.requests) == 1


@pytest.mark.parametrize("behaviour", ["cut", "slow", "drip"])
async def test_a_gateway_that_hangs_or_cuts_is_given_up(gateway: SmsServer, behaviour: str) -> None:
    gateway.behaviour = behaviour
    begun = monotonic()
    with pytest.raises(SmsFailed) as failed:
        await send(gateway.url, patience=0.3)
    assert monotonic() - begun < 2
    assert failed.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://passerelle.invalid/", "pas une adresse", "http://[::/"]
)
async def test_a_gateway_that_is_not_there_is_an_error(url: str) -> None:
    with pytest.raises(SmsFailed):
        await send(url)


@pytest.mark.parametrize("behaviour", [200, 500, "cut"])
async def test_neither_number_nor_code_nor_token_is_in_the_logs(
    gateway: SmsServer, behaviour: int | str, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.behaviour = behaviour
    caplog.set_level(logging.DEBUG)
    error = ""
    try:
        await send(gateway.url)
    except SmsFailed as failed:
        error = repr(failed)
    said = " ".join([*caplog.messages, error])
    for secret in ("639980001", "0123", "jeton-secret"):
        assert secret not in said
