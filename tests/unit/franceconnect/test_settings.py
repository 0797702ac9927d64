"""FranceConnect's settings: all or none, https in a service."""

import pytest

from backend.settings import MissingSettings
from tests.support.operator import SERVICE, load

ALL = {
    "franceconnect_issuer": "https://fc.exemple/api/v2",
    "franceconnect_client_id": "client",
    "franceconnect_client_secret": "secret",
}


def test_off_unless_set() -> None:
    assert load().franceconnect_issuer is None


def test_empty_is_not_set() -> None:
    assert load(**dict.fromkeys(ALL, "")).franceconnect_issuer is None


def test_all_three_are_taken() -> None:
    secret = load(**ALL).franceconnect_client_secret
    assert secret is not None
    assert secret.get_secret_value() == "secret"


@pytest.mark.parametrize("missing", ALL)
def test_one_that_is_missing_is_named(missing: str) -> None:
    with pytest.raises(MissingSettings, match=missing.upper()):
        load(**{name: value for name, value in ALL.items() if name != missing})


def test_a_service_wants_https() -> None:
    plain = ALL | {"franceconnect_issuer": "http://fc.exemple/api/v2"}
    assert load(**plain).franceconnect_issuer
    assert load(**ALL, **SERVICE).franceconnect_issuer
    with pytest.raises(MissingSettings, match="https://"):
        load(**plain, **SERVICE)


def test_the_secret_is_never_told() -> None:
    assert "secret'" not in repr(load(**ALL))
    with pytest.raises(MissingSettings) as told:
        load(franceconnect_client_secret="très secret")
    assert "très secret" not in str(told.value)
