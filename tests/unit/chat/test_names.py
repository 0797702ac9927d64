"""Names given in a conversation are recognised later without being kept in clear."""

import pytest

from backend.chat.names import name_indexes, names_in
from backend.keys import Keyring

KEYS = Keyring("un secret d'essai de plus de trente-deux caractères")


@pytest.mark.parametrize(
    ("given", "later", "found"),
    [
        ("Venturi", "merci, Venturi", ["Venturi"]),
        ("Venturi", "VENTURI ou venturi", ["VENTURI", "venturi"]),
        ("Lemaître", "c'est lemaitre avec un accent", ["lemaitre"]),
        ("D'Almeida", "madame d almeida", ["d almeida", "almeida"]),
        ("Saint-Martin", "c'est saint martin", ["saint martin", "martin", "saint"]),
        ("Le Goff", "le compte de goff", ["goff"]),
        ("Venturi", "merci beaucoup", []),
        ("Venturi", "", []),
    ],
)
def test_a_known_name_is_found_however_it_is_written(
    given: str, later: str, found: list[str]
) -> None:
    assert sorted(names_in(later, name_indexes([given], KEYS), KEYS)) == sorted(found)


def test_without_names_nothing_is_found() -> None:
    assert names_in("merci, Venturi", [], KEYS) == []


def test_the_indexes_tell_nothing_without_the_key() -> None:
    other = Keyring("un autre secret d'essai de plus de trente-deux caractères")
    assert not set(name_indexes(["Venturi"], KEYS)) & set(name_indexes(["Venturi"], other))
