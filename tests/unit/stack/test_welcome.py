"""What is said once everything answers."""

from stack.__main__ import welcome
from stack.configuration import Configuration


def test_addresses_are_given() -> None:
    text = welcome(Configuration(port=9000))
    for path in ("/assistant", "/boite-aux-lettres", "/docs"):
        assert f"http://127.0.0.1:9000{path}" in text


def test_no_mailbox_where_mails_really_leave() -> None:
    text = welcome(Configuration(values={"SMTP_URL": "smtp://courrier"}))
    assert "boîte aux lettres" not in text.lower()


def test_service_is_not_told_of_fictitious_people() -> None:
    text = welcome(Configuration(values={"MODE": "service", "PUBLIC_URL": "https://ici.example/"}))
    assert "VENTURI" not in text
    assert "https://ici.example/assistant" in text
