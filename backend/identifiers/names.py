"""Reads a last name within a message, and folds names so that they compare whatever the writing."""

import re
import unicodedata

from backend.identifiers.text import clean, without_accents
from backend.reasons import Reason, ValueRefused

_MAX_LENGTH = 80
_OF_NAME = (
    r"(?: de (?:famille|naissance|jeune fille|mari[ée]e?|femme(?: mari[ée]e)?|l'[ée]tat civil)"
    r"| d'(?:usage|[ée]pouse?|[ée]poux)| marital)?"
)
_CARRIERS = (
    r"[\s,;:.!\-]+",
    r"(?:bonjour|bonsoir|salut|oui|alors|donc|euh|voil[àa]|ok|d'accord|voici)\b[\s,;:.!\-]*",
    r"moi\b\s*,?(?=\s*(?:c'|je))",
    r"je (?:m'? ?app?el+e?s?|suis|me nomme)\b",
    r"j ?'? ?m'? ?app?el+e?\b",
    rf"(?:mon|le) nom{_OF_NAME}(?: ?,? ?(?:c'? ?est|s'[ée]crit|est)(?=\s)| ?[:=,])?(?=\W)",
    rf"nom{_OF_NAME}(?: ?[:=]| (?:c'? ?est|est)(?=\s))",
    r"c'? ?est(?=\s)",
    r"(?:monsieur|madame|mademoiselle|mlle|mme|mr|dr)\b\.?(?=\s)",
    r"m(?:\. ?| )(?=\w{2})",
)
_CARRIER = re.compile("|".join(_CARRIERS), re.IGNORECASE)
_TAIL = re.compile(
    r"""(?:[\s,;:.!?]+
    | \s*[,(;]?\s*\b(?:n[ée]e|[ée]pouse|[ée]poux|veuve|divorc[ée]e|merci|svp|stp|voil[àa]|
        s'il\ (?:vous|te)\ pla[iî]t)\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_ONLY_CARRIER = re.compile(
    r"(?:(?:mon|le) )?nom(?: de (?:famille|naissance))?|je m'?\s?appelle|c'?est|je suis"
    r"|monsieur|madame|mademoiselle|mme|mlle|mr",
    re.IGNORECASE,
)


def parse_last_name(text: str) -> str:
    """Find the last name in ``text``; case and accents stay as they were typed.

    "Martin née Dupont" gives "Martin": both names are known of a person, one is enough. A name
    spelled out ("V E N T U R I") is put together.

    Raises:
        ValueRefused: NAME_EMPTY, NAME_INVALID (over 80 characters, or something else than letters,
            spaces, hyphens and apostrophes).
    """
    name = _spelled(_stripped(clean(text)))
    name = re.sub(r"\s+", " ", name.replace(".", " ")).strip(" -'\"«»()")
    if not name or _ONLY_CARRIER.fullmatch(name):
        raise ValueRefused(Reason.NAME_EMPTY)
    if len(name) > _MAX_LENGTH or not all(_allowed(character) for character in name):
        raise ValueRefused(Reason.NAME_INVALID)
    return name


def fold_name(text: str) -> str:
    """Return the letters of a name alone, in lower case without accents: ``"lapeyre"``.

    Names that differ by case, accents, hyphens, apostrophes or spaces fold to the same text.
    """
    folded = without_accents(without_accents(clean(text)).casefold())
    return "".join(character for character in folded if character.isalpha())


def _stripped(text: str) -> str:
    if _is_spelled(text):
        return text
    while match := _CARRIER.match(text):
        text = text[match.end() :].lstrip()
    while match := _TAIL.search(text):
        if match.start() == 0:
            break
        text = text[: match.start()]
    return text


def _is_spelled(text: str) -> bool:
    letters = re.split(r"[ \-]+", text)
    return len(letters) >= 3 and all(len(part) == 1 and part.isalpha() for part in letters)


def _spelled(text: str) -> str:
    return re.sub(r"[ \-]+", "", text) if _is_spelled(text) else text


def _allowed(character: str) -> bool:
    return character in " -'" or unicodedata.category(character)[0] in "LM"
