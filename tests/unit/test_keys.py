"""Sealing, blind indexes and link tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.keys import Keyring, SealBroken, hash_token

KEYS = Keyring("un secret d'essai de plus de trente-deux caractères")
OTHERS = Keyring("un autre secret d'essai de plus de trente-deux caractères")


@given(st.text(), st.lists(st.text(alphabet="abc123"), max_size=3))
def test_what_is_sealed_opens_in_its_context(value: str, context: list[str]) -> None:
    assert KEYS.unseal(KEYS.seal(value, *context), *context) == value


@pytest.mark.parametrize("context", [(), ("a",), ("a", "c"), ("b", "a"), ("ab",), ("a", "b", "")])
def test_nothing_opens_in_another_context(context: tuple[str, ...]) -> None:
    with pytest.raises(SealBroken):
        KEYS.unseal(KEYS.seal("162122B010001", "a", "b"), *context)


@given(st.integers(min_value=0, max_value=40), st.integers(min_value=1, max_value=255))
def test_an_altered_value_does_not_open(place: int, change: int) -> None:
    sealed = bytearray(KEYS.seal("162122B010001", "a"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        KEYS.unseal(bytes(sealed), "a")


@given(st.binary(max_size=40))
def test_anything_else_does_not_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        KEYS.unseal(junk, "a")


def test_the_same_value_is_never_sealed_twice_alike() -> None:
    assert KEYS.seal("x", "a") != KEYS.seal("x", "a")


def test_an_index_depends_on_value_purpose_and_key() -> None:
    index = KEYS.index("162122B010001", "account")
    assert index == KEYS.index("162122B010001", "account")
    assert (
        len(
            {
                index,
                KEYS.index("162122B010002", "account"),
                KEYS.index("162122B010001", "insured"),
                OTHERS.index("162122B010001", "account"),
            }
        )
        == 4
    )


def test_a_token_is_the_same_each_time_and_its_hash_is_not_the_token() -> None:
    token = KEYS.token("an-id", "confirmation")
    assert token == KEYS.token("an-id", "confirmation")
    assert token != KEYS.token("an-id", "other")
    assert len(token) == 43, "256 bits"
    assert token.encode() not in hash_token(token)
