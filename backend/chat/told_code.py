"""Recognises a personal code that is told in the chat, where it is never to be kept.

A code mixes capitals, small letters, digits and special characters. After "mon code", "mot de
passe" or "mdp" a token of mixed classes is one, and so is an unknown word that is announced as
one; without them, so is a token of letters, digits and specials that stands alone.
"""

import re

from backend.chat.shapes import HIDDEN, fold, is_address, is_clear, seal_shapes, takes_as_short
from backend.chat.vocabulary import WORD, Vocabulary, is_common, parts
from backend.enrolment.fields import KIND_OF, Field
from backend.identifiers.personal_code import MAX_LENGTH, MIN_LENGTH
from backend.sealed.kinds import Kind

_CUE = (
    r"\b(?:codes?(?! ?(?:postal|postale|postaux|poste|banque|guichet|bic|swift|iban|pays|insee|"
    r"commune|organisme|regime|caisse|porte|promo|ape|naf|qr)\b)|mots? de passe?|mdp|password)\b"
)
_QUALIFIED = (
    r"(?: (?:perso|personnel|secret|provisoire|ameli|actuel|d'acces|d'ameli|de connexion|a moi|"
    r"pour [a-z]+|que (?:j'ai|j|je)(?: [a-z']+){1,4}?)){0,3}"
)
_LINK = r"(?:,? (?:est|c'est|c est|c|cest|sera|serait|etait) ?[:=]?| ?[:=])"
_FILLER = r"(?: (?:bien|toujours|donc|maintenant|encore|ceci|plutot))?"
_PUT = r"\b(?:mis|mets|mettre|choisi|choisis|pris|prendre|tape|rentre|entre|utilise|essaye|saisi)"
_SPEAKS_OF_CODE = re.compile(_CUE)
_ANNOUNCED = re.compile(rf"{_CUE}{_QUALIFIED}{_LINK}{_FILLER} ?(?=\S)")
_MY_CODE = re.compile(rf"\bmon {_CUE}{_QUALIFIED} (?=\S)")
_PUT_AS_CODE = re.compile(
    rf"{_PUT} (?=(?P<code>\S+) (?P<as>comme|en|pour) (?:[a-z]+ ){{0,2}}{_CUE})"
)
_IS_MY_CODE = re.compile(
    rf"(?<!\S)(?=(?P<code>\S+),? (?:est|c'est|c|cest|sera|etait) (?:le|mon) (?:nouveau )?{_CUE})"
)

_PUNCTUATION = ".,;:!?()\"'«»“”"
_NEVER_INSIDE = ".,;:?()\"'«»“”"
_STRONG = frozenset("*_#$%&^~|\\<>{}§£")
"""Specials that do not stand between two words of a sentence, as "/", "-" and "+" may."""
_UNUSUAL = re.compile(r"[*#$%&^~|\\<>{}§£]")
_ANNOUNCER = re.compile(r"^(?P<word>[^\W\d_]{1,12})[:=.°]+(?=.)")
_LINKED = re.compile(r"://|^www\.")
_COUNTED = re.compile(r"\d{1,2}[^\w]?(?P<word>[^\W\d_]{3,})")
_TIMES = re.compile(r"(?:\d{1,2}|[hjm]|mn|min|er|eme|e|[^\w])+")
_THREE_LETTERS = re.compile(r"[^\W\d_]{3}")
_MISTYPED_DATE = re.compile(r"\d{1,2}\W?[^\W\d_]{3,10}\W?(?:\d{2}|\d{4})")


def tells_code(plain: str, *, awaited: Field | None, vocabulary: Vocabulary) -> bool:
    """Return whether the cleaned text ``plain`` surely tells a code."""
    folded = fold(plain)
    tokens = plain.split(" ")
    if _SPEAKS_OF_CODE.search(folded) is None:
        likely = [token for token in tokens if _stands_as_code(token, awaited)]
        others = [token for token in tokens if not _is_small(token)]
        return likely == others != [] or any(_UNUSUAL.search(token) for token in likely)
    return any(_is_mixed(token, vocabulary) for token in tokens) or _is_announced(
        plain, folded, vocabulary
    )


def could_be_code(token: str) -> bool:
    """Return whether ``token`` keeps the rules of a code: length, cases, a digit or a special."""
    core = token.rstrip(_NEVER_INSIDE)
    return (
        MIN_LENGTH <= len(core) <= MAX_LENGTH
        and any(map(str.isupper, core))
        and any(map(str.islower, core))
        and any(not character.isalpha() and character not in "'’" for character in core)
    )


def hide_announced(piece: str, vocabulary: Vocabulary) -> str:
    """Hide the unknown word after "mon code est", which may be a code and may be a slip."""
    kept: list[str] = []
    end = 0
    for cue in _ANNOUNCED.finditer(fold(piece)):
        code = piece[cue.end() :].split(" ", 1)[0]
        word = code.strip(_PUNCTUATION)
        if cue.end() < end or (WORD.fullmatch(word) and vocabulary.knows(word)) or not word:
            continue
        kept += [piece[end : cue.end()], HIDDEN]
        end = cue.end() + len(code)
    return "".join([*kept, piece[end:]])


def _is_announced(plain: str, folded: str, vocabulary: Vocabulary) -> bool:
    """Whether an unknown word stands where a code would: "mon code est Zebulon"."""

    def at(start: int) -> str:
        return plain[start:].split(" ", 1)[0].strip(_PUNCTUATION)

    def is_told(word: str) -> bool:
        return not word.islower() and not word.isupper() and _is_unknown(word, vocabulary)

    after = (*_ANNOUNCED.finditer(folded), *_MY_CODE.finditer(folded))
    if any(is_told(at(cue.end())) for cue in after):
        return True
    if any(is_told(at(cue.start())) for cue in _IS_MY_CODE.finditer(folded)):
        return True
    return any(
        _is_unknown(at(cue.end()), vocabulary)
        or (cue["as"] == "comme" and not is_common(at(cue.end())))
        for cue in _PUT_AS_CODE.finditer(folded)
    )


def _is_unknown(word: str, vocabulary: Vocabulary) -> bool:
    return bool(parts(word)) and not vocabulary.knows(word)


def _is_mixed(token: str, vocabulary: Vocabulary) -> bool:
    """Whether ``token``, near the word "code", mixes classes of characters as a code does."""
    core = _core(token)
    if not _THREE_LETTERS.search(core) and not _mixes_cases(core):
        return False
    if is_address(core) or _LINKED.search(core) or "…" in core:
        return False
    strong = any(character in _STRONG for character in core)
    if any(map(str.isdecimal, core)):
        counted = _COUNTED.fullmatch(core)
        return strong or not (
            _is_identifier(core) or (counted and vocabulary.knows(counted["word"]))
        )
    inside = any(character in _STRONG for character in core.strip("*_#$%&^~|\\<>{}§£"))
    return inside or (strong and not vocabulary.knows(core))


def _stands_as_code(token: str, awaited: Field | None) -> bool:
    """Whether ``token``, alone in its message, can hardly be anything but a code."""
    core = _ANNOUNCER.sub("", token.strip(_NEVER_INSIDE))
    expected = KIND_OF.get(awaited) if awaited else None
    classes = (
        any(map(str.isalpha, core)),
        any(map(str.isdecimal, core)),
        any(not character.isalnum() and character not in "'’" for character in core),
    )
    if not all(classes) or not MIN_LENGTH <= len(core) <= MAX_LENGTH:
        return False
    if "@" in core or _LINKED.search(core) or _TIMES.fullmatch(fold(core)):
        return False
    if expected is Kind.EMAIL and takes_as_short(core):
        return False
    if expected is Kind.DATE and _MISTYPED_DATE.fullmatch(core):
        return False
    read = seal_shapes(core, expected=expected).values
    if any(kind is expected for kind, _ in read) and not _UNUSUAL.search(core):
        return False
    return not _is_identifier(core)


def _is_identifier(core: str) -> bool:
    """Whether ``core`` as a whole is a value that the shapes seal."""
    sealed = seal_shapes(core)
    if len(sealed.values) != 1 or sealed.values[0][1] != core:
        return False
    kind, raw = sealed.values[0]
    return is_clear(kind, raw) or not _THREE_LETTERS.search(core)


def _core(token: str) -> str:
    return _ANNOUNCER.sub("", token.strip(_PUNCTUATION))


def _mixes_cases(core: str) -> bool:
    return any(map(str.isupper, core)) and any(map(str.islower, core))


def _is_small(token: str) -> bool:
    core = token.strip(_PUNCTUATION)
    return (WORD.fullmatch(core) is not None and is_common(core)) or not any(map(str.isalnum, core))
