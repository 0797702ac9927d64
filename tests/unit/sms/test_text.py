"""The SMS fits in one, and every phone shows it."""

from backend.sms.text import code_text

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic character set of 3GPP TS 23.038."""


def test_it_is_one_sms_of_the_gsm_alphabet() -> None:
    text = code_text("0123", "01 23 45 67 89")
    assert len(text) <= 160
    assert set(text) <= GSM


def test_it_says_the_code_how_long_it_works_and_where() -> None:
    text = code_text("0123", "3646")
    for words in ("0123", "30 minutes", "navigateur", "3646", "personne"):
        assert words in text
