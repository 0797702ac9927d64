"""Tokens of any form: read once the signature is right, refused with a reason, never a failure."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import SecurityWarning

from backend.franceconnect.provider import signing_keys, verified
from backend.franceconnect.refusals import Refusal, Refused
from tests.support.franceconnect import new_key, signed

KEY = new_key(kid="K")
KEYS = signing_keys([KEY.public()])
HEAD = {"alg": "ES256", "kid": "K"}


def token(head: object, body: bytes = b"{}") -> str:
    parts = (json.dumps(head).encode(), body, b"x" * 64)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def refusal(written: str) -> Refusal:
    with pytest.raises(Refused) as refused:
        verified(written, KEYS)
    return refused.value.refusal


def test_a_right_token_is_read() -> None:
    assert verified(signed({"sub": "x"}, KEY), KEYS) == {"sub": "x"}


@pytest.mark.parametrize("head", [1, [], ["alg"], "alg", None, {}, {"alg": 1}, {"alg": ["ES256"]}])
def test_a_head_that_is_none(head: object) -> None:
    assert refusal(token(head)) in (Refusal.TOKEN_UNREADABLE, Refusal.ALGORITHM_REFUSED)


@pytest.mark.parametrize("algorithm", ["none", "None", "es256", "EdDSA", "HS256", "RS256", "ES384"])
def test_another_algorithm(algorithm: str) -> None:
    assert refusal(token(HEAD | {"alg": algorithm})) is Refusal.ALGORITHM_REFUSED


@pytest.mark.parametrize("kid", ["k", "", "K "])
def test_another_name(kid: str) -> None:
    assert refusal(token(HEAD | {"kid": kid})) is Refusal.KEY_UNKNOWN


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": new_key().public()},
        {"jku": "https://ailleurs.exemple/jwks"},
        {"x5u": "https://ailleurs.exemple/x5u"},
        {"crit": ["b64"], "b64": False},
        {"crit": ["x"], "x": 1},
    ],
)
def test_a_token_brings_no_key_and_no_rule_of_its_own(more: dict[str, Any]) -> None:
    assert refusal(token(HEAD | more)) in (Refusal.SIGNATURE_WRONG, Refusal.TOKEN_UNREADABLE)


@pytest.mark.parametrize("content", [b"[]", b"1", b"null", b"x", b"\xff", b"{}{}"])
def test_signed_rightly_and_no_claims(content: bytes) -> None:
    written = jws.serialize_compact(HEAD, content, KEY.key, algorithms=["ES256"])
    assert refusal(written) is Refusal.TOKEN_UNREADABLE


@pytest.mark.parametrize("keys", [[1], [None], [{}], [{"kid": "K"}], [{"kid": "K", "kty": "EC"}]])
def test_odd_keys_are_passed_over(keys: list[Any]) -> None:
    assert signing_keys([*keys, KEY.public()]).keys() == {"K"}


def test_a_short_rsa_key_is_passed_over() -> None:
    number = rsa.generate_private_key(65537, 1024).public_key().public_numbers().n
    modulus = base64.urlsafe_b64encode(number.to_bytes(128)).rstrip(b"=").decode()
    shown = {"kty": "RSA", "kid": "court", "e": "AQAB", "n": modulus}
    with pytest.warns(SecurityWarning):
        assert signing_keys([shown]) == {}


@given(st.text(max_size=300))
def test_any_text_is_refused(written: str) -> None:
    assert refusal(written) in Refusal


@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64"]), st.none() | st.text())
)
def test_any_head_is_refused(head: dict[str, Any]) -> None:
    assert refusal(token(HEAD | head)) in Refusal


@given(st.data())
def test_one_character_changed_is_refused(data: st.DataObject) -> None:
    whole = signed({"sub": "x"}, KEY)
    # The last character of a part may hold bits that mean nothing.
    ends = {at - 1 for at, character in enumerate(whole) if character == "."} | {len(whole) - 1}
    at = data.draw(st.sampled_from(sorted(set(range(len(whole))) - ends)))
    put = data.draw(st.sampled_from("ABCDEFabcdef0123-_.").filter(lambda c: c != whole[at]))
    assert refusal(whole[:at] + put + whole[at + 1 :]) in Refusal
