"""The kinds of identifiers that are taken out of the chat, and their placeholders."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of identifier; its value is the word inside the placeholder."""

    NIR = "nir"
    IBAN = "iban"
    VITALE = "vitale"
    DATE = "date"
    CODE_POSTAL = "code_postal"
    EMAIL = "email"
    TELEPHONE = "telephone"
    NOM = "nom"
    CHIFFRES = "chiffres"

    @property
    def placeholder(self) -> str:
        """What stands in the text in place of the value, for example ``[nir]``."""
        return f"[{self.value}]"
