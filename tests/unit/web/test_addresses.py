"""Which network address a limit counts."""

import pytest

from backend.web.addresses import counted


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:ffff::1]", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("_hidden", "_hidden"),
        ("", ""),
    ],
)
def test_an_address_as_it_is_counted(address: str, expected: str) -> None:
    assert counted(address) == expected
