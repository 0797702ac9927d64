"""Reads an e-mail address, dictated forms too; a likely typing mistake is never changed."""

import re

from email_validator import EmailNotValidError, validate_email

from backend.identifiers.text import clean
from backend.reasons import Reason, ValueRefused

_AT = re.compile(
    r"\s*(?:\(\s*(?:at|arobase)\s*\)|\[\s*(?:at|arobase)\s*\])\s*|\s+(?:arobase?|arobas|at)\s+",
    re.IGNORECASE,
)
_DICTATED = (
    (re.compile(r"\s+(?:tiret du (?:8|huit|bas)|tiret bas|soulign[ée]|underscore)\s+", re.I), "_"),
    (re.compile(r"\s+(?:tiret(?: du (?:6|six))?|trait d'union)\s+", re.IGNORECASE), "-"),
    (re.compile(r"\s+(?:point|dot)\s+", re.IGNORECASE), "."),
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"«»]+@[^\s<>()\[\],;:\"«»]+")
_WORDS_BEFORE = {
    "est", "c'est", "cest", "suis", "mail", "e-mail", "email", "mel", "courriel", "adresse", "a",
    "à", "sur", "voici", "oui", "bonjour", "alors", "donc", "voilà", "voila", "par", "ok", "avec",
    "plutôt", "plutot", "non", "à:", "utilise", "prenez", "mettez", "moi", "l'adresse", "ou", "et",
}  # fmt: skip


def parse_email(text: str) -> str:
    """Find the e-mail address in ``text`` ("marie point dupont arobase exemple point fr" too).

    Raises:
        ValueRefused: EMAIL_UNREADABLE (no address, several, or a loose word just before it that
            may belong to it), EMAIL_INVALID (its form is wrong).
    """
    plain = _written(clean(text))
    found = [
        (match.start(), match[0].lstrip("'").rstrip(".'!?")) for match in _ADDRESS.finditer(plain)
    ]
    if len({fold_email(address) for _, address in found}) != 1:
        raise ValueRefused(Reason.EMAIL_UNREADABLE)
    start, address = found[0]
    if _loose_word_before(plain[:start]):
        raise ValueRefused(Reason.EMAIL_UNREADABLE)
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueRefused(Reason.EMAIL_INVALID) from None


def fold_email(email: str) -> str:
    """Return the form under which an address is unique: NFKC, without case."""
    return clean(email).casefold()


def _written(text: str) -> str:
    if "@" not in text:
        text = _AT.sub("@", text)
    text = re.sub(r"\s*@\s*", "@", text)
    text = re.sub(r"\s+\.\s+(?=\w)", ".", text)
    for pattern, sign in _DICTATED:
        text = pattern.sub(sign, text)
    return text


def _loose_word_before(before: str) -> bool:
    if not before.endswith(" "):
        return False
    word = before.rsplit(maxsplit=1)[-1].lower()
    return word[-1].isalnum() and word not in _WORDS_BEFORE
