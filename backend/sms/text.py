"""The text of the SMS that bears a provisional code: one SMS, in the GSM alphabet."""


def code_text(code: str, phone_number: str) -> str:
    """Return the text: 160 characters at most, all of the GSM 7-bit alphabet (3GPP TS 23.038)."""
    return (
        f"Votre code provisoire ameli : {code}. Valable 30 minutes, dans le navigateur où vous "
        f"l'avez demandé. Ne le donnez à personne. Aide : {phone_number}"
    )
