"""Cleans what people typed: look-alike characters, invisible characters, digits said in words."""

import re
import unicodedata

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u00b4`]")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O"})
_DIGIT_LOOKALIKES = str.maketrans("OoIiLl|", "0011111")

_UNITS = {
    "zero": 0,
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
}
_TEENS = {"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15}
_TEENS["seize"] = 16
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_HUNDRED = {"cent", "cents"}
_REPEATS = {"double": 2, "triple": 3}
_NUMBER_WORDS = {*_UNITS, *_TEENS, *_TENS, *_HUNDRED, *_REPEATS, "vingts", "mille", "mil"}
_LOOK_LIKE_NUMBERS = {"il", "lol", "oil", "ill", "bal", "bol", "bio", "lab"}
_TOKEN = re.compile(r"[^\W\d_]+|\d+|\s+|.", re.DOTALL)


def clean(text: str) -> str:
    """Return ``text`` in NFKC, without invisible characters, with plain dashes and apostrophes.

    Every run of spaces (non-breaking ones too) becomes one space; both ends are trimmed.
    """
    normal = unicodedata.normalize("NFKC", text)
    visible = "".join(
        " " if character.isspace() else character
        for character in normal
        if character.isspace() or unicodedata.category(character) not in {"Cf", "Cc"}
    )
    plain = _APOSTROPHES.sub("'", _DASHES.sub("-", visible))
    return re.sub(r"\s+", " ", plain).strip()


def without_accents(text: str) -> str:
    """Return ``text`` without accents; the letters œ, æ and ø are written oe, ae and o."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def as_digits(token: str) -> str:
    """Return ``token`` with the letters that look like 0 or 1 replaced by these digits."""
    return token.translate(_DIGIT_LOOKALIKES)


def read_number_words(text: str, *, thousands: bool = False) -> str:
    """Return ``text`` in lower case, without accents, its French number words written in digits.

    Each number said is written apart ("un soixante-deux douze" -> "1 62 12"), the longest reading
    wins ("soixante deux" -> 62, "quatre-vingt-douze" -> 92), "double zéro" gives "0 0". An "un"
    that stands alone in a sentence stays a word. A thousand is the start of a year ("douze mille
    neuf cent" -> "12 1900", "deux mille cinq" -> 2005) unless ``thousands`` is set ("soixante-trois
    mille" -> 63000).
    """
    tokens = _TOKEN.findall(without_accents(text).lower())
    out: list[str] = []
    position = 0
    while position < len(tokens):
        if tokens[position] not in _NUMBER_WORDS:
            out.append(tokens[position])
            position += 1
            continue
        words, after = _run_of_number_words(tokens, position)
        numbers = _numbers(words, thousands=thousands)
        lonely = len(words) == 1 and words[0] in {"un", "une", "double", "triple"}
        if numbers is None or (lonely and not _beside_digits(out, tokens[after:])):
            out.append("".join(tokens[position:after]))
        else:
            out.append(" ".join(numbers))
        position = after
    return "".join(out)


def digit_runs(text: str, *, also: str = "") -> list[list[str]]:
    """Return the runs of neighbouring numbers in ``text``, each a list of its groups of digits.

    Groups are parted by spaces, dots, dashes, slashes and the like; words part the runs. Letters
    that look like 0 or 1 are read as such inside a group that has a digit, and as groups of their
    own where that is safe: between two groups, "l" before the first, three of them ("OOl") after
    the last. ``also`` lists capital letters that may stand in a group.
    """
    runs: list[list[str]] = [[]]
    unsure: list[str] = []
    for token in [*re.findall(r"(?:[^\W_]|\|)+", text), ""]:
        group = as_digits(token.upper())
        like_a_group = bool(re.fullmatch(rf"[0-9{also}]{{1,}}", group))
        if like_a_group and any(character.isdigit() for character in token):
            lead = [known for known in unsure if runs[-1] or known == "1"]
            runs[-1] += [*lead, group]
            unsure = []
        elif like_a_group and len(group) <= 3 and token.lower() not in _LOOK_LIKE_NUMBERS:
            unsure.append(group)
        else:
            runs[-1] += [known for known in unsure if runs[-1] and len(known) == 3]
            runs.append([])
            unsure = []
    return [run for run in runs if run]


def _run_of_number_words(tokens: list[str], start: int) -> tuple[list[str], int]:
    words = [tokens[start]]
    end = start + 1
    position = end
    while position < len(tokens):
        piece = tokens[position]
        if piece in _NUMBER_WORDS:
            words.append(piece)
            end = position + 1
        elif piece == "et" and words[-1] in _TENS:
            words.append(piece)
        elif not (piece.isspace() or piece in "-,."):
            break
        position += 1
    if words[-1] == "et":
        words.pop()
    return words, end


def _beside_digits(before: list[str], after: list[str]) -> bool:
    left = "".join(before[-2:]).strip()
    right = "".join(after[:2]).strip()
    return left[-1:].isdigit() or right[:1].isdigit()


def _numbers(words: list[str], *, thousands: bool) -> list[str] | None:
    numbers: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        if word in _REPEATS:
            digit = _UNITS.get(words[position + 1]) if position + 1 < len(words) else None
            if digit is None:
                return None
            numbers += [str(digit)] * _REPEATS[word]
            position += 2
            continue
        value, position = _one_number(words, position, thousands=thousands)
        if value is None:
            return None
        numbers.append(str(value))
    return numbers


def _one_number(words: list[str], start: int, *, thousands: bool) -> tuple[int | None, int]:
    if words[start] in {"mille", "mil"}:
        below, end = _below_thousand(words, start + 1)
        return 1000 + (below or 0), end
    value, end = _below_thousand(words, start)
    if value is None or end >= len(words) or words[end] not in {"mille", "mil"}:
        return value, end
    below, after = _below_thousand(words, end + 1)
    if thousands:
        return value * 1000 + (below or 0), after
    if value == 2 and (below or 0) < 100:
        return 2000 + (below or 0), after
    return value, end


def _below_thousand(words: list[str], start: int) -> tuple[int | None, int]:
    value, end = _below_hundred(words, start)
    if end < len(words) and words[end] in _HUNDRED and (value is None or 2 <= value <= 19):
        below, after = _below_hundred(words, end + 1)
        if below == 0:
            below, after = None, end + 1
        return 100 * (1 if value is None else value) + (below or 0), after
    return value, end


def _below_hundred(words: list[str], start: int) -> tuple[int | None, int]:
    word = words[start] if start < len(words) else ""
    following = words[start + 1] if start + 1 < len(words) else ""
    if word == "quatre" and following in {"vingt", "vingts"}:
        below, end = _below_twenty(words, start + 2)
        return 80 + (below or 0), end if below else start + 2
    if word in _TENS:
        position = start + 2 if following == "et" else start + 1
        below, end = _below_twenty(words, position)
        if not below or (below > 9 and word != "soixante"):
            return _TENS[word], start + 1
        return _TENS[word] + below, end
    return _below_twenty(words, start)


def _below_twenty(words: list[str], start: int) -> tuple[int | None, int]:
    word = words[start] if start < len(words) else ""
    if word == "dix":
        unit = _UNITS.get(words[start + 1]) if start + 1 < len(words) else None
        return (10 + unit, start + 2) if unit in {7, 8, 9} else (10, start + 1)
    value = _UNITS.get(word, _TEENS.get(word))
    return value, start if value is None else start + 1
