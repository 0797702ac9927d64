"""Who an account belongs to opens with the key, and in its own account only."""

from datetime import date
from uuid import uuid4

import pytest

from backend.accounts.owner import (
    Owner,
    email_index,
    nir_index,
    open_address,
    open_owner,
    seal_address,
    seal_owner,
)
from backend.keys import Keyring, SealBroken

OWNER = Owner(
    "162122B010001", "VENTURI", "", date(1962, 12, 18), "j@exemple.fr", "+33612345678", None
)


def test_an_owner_comes_back_whole(keys: Keyring) -> None:
    account_id = uuid4()
    assert open_owner(keys, account_id, seal_owner(keys, account_id, OWNER)) == OWNER


def test_an_owner_does_not_open_in_another_account(keys: Keyring) -> None:
    with pytest.raises(SealBroken):
        open_owner(keys, uuid4(), seal_owner(keys, uuid4(), OWNER))


def test_an_address_does_not_open_for_another_link(keys: Keyring) -> None:
    link = uuid4()
    sealed = seal_address(keys, link, "j@exemple.fr")
    assert open_address(keys, link, sealed) == "j@exemple.fr"
    with pytest.raises(SealBroken):
        open_address(keys, uuid4(), sealed)


def test_an_address_is_found_whatever_its_case(keys: Keyring) -> None:
    assert email_index(keys, "J@Exemple.FR ") == email_index(keys, "j@exemple.fr")


def test_an_index_needs_the_key(keys: Keyring) -> None:
    other = Keyring("x" * 40)
    assert nir_index(keys, OWNER.nir13) != nir_index(other, OWNER.nir13)
    assert nir_index(keys, OWNER.nir13) != email_index(keys, OWNER.nir13)


def test_an_owner_is_never_printed() -> None:
    assert OWNER.nir13 not in repr(OWNER)
    assert OWNER.last_name not in repr(OWNER)
