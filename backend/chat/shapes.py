"""Finds identifiers in a text by their shape, never by a checksum, and puts placeholders there.

A mistyped NIR is a NIR: what counts is that it looks like something personal. Sealed are
every run of 3 digits or more, whatever separates or imitates the digits, e-mail addresses, dates
with their month in digits or letters, and numbers dictated as words. The hotline number 3646,
times, and numbers of one or two digits stay readable.

The work is linear in the length of the text; the text given to ``seal_shapes`` is a cleaned one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from backend.sealed.kinds import Kind

HOTLINE = "3646"
HIDDEN = "…"
"""What stands in place of something that is neither kept nor passed on."""
PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder) for kind in Kind))

_INVISIBLE_LETTERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_APOSTROPHES = "’‘ʼ`´"
_DASHES = "‐‑‒–—―−"


@dataclass(frozen=True)
class Sealed:
    """A text with placeholders, and the values they stand for, in order of appearance."""

    text: str
    values: tuple[tuple[Kind, str], ...]


_COMMAND = re.compile(r"^(?:/ ?)+(\w*) ?\{.*")


def clean(text: str) -> str:
    """Return ``text`` in the one form that all rules read.

    NFKC, ASCII digits, nothing invisible, single spaces; a typed placeholder is escaped
    (``[nir]`` becomes ``(nir)``), and of Rasa's commands (``/inform{...}``) only the word is left.
    """
    visible = "".join(map(_visible, unicodedata.normalize("NFKC", text)))
    composed = unicodedata.normalize("NFKC", visible)
    escaped = composed.replace("[", "(").replace("]", ")")
    return _COMMAND.sub(r"\1", " ".join(escaped.split())).lstrip("/ ")


@cache
def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if character in _INVISIBLE_LETTERS:
        return ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "" if category[0] == "C" or category in ("Mn", "Me") else character


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with plain apostrophes and dashes.

    The length is kept, so that a place in the folded text is a place in the text.
    """
    return "".join(map(_folded, text))


@cache
def _folded(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    return unicodedata.normalize("NFD", character)[0].lower()[0]


def join(pieces: list[str | tuple[Kind, str]]) -> Sealed:
    """Return the pieces put together, each value behind its placeholder."""
    return Sealed(
        "".join(piece if isinstance(piece, str) else piece[0].placeholder for piece in pieces),
        tuple(piece for piece in pieces if not isinstance(piece, str)),
    )


def split(sealed: Sealed) -> list[str | tuple[Kind, str]]:
    """Return the plain stretches of a sealed text and its values, in order."""
    pieces: list[str | tuple[Kind, str]] = []
    end = 0
    places = PLACEHOLDER.finditer(sealed.text)
    for place, value in zip(places, sealed.values, strict=True):
        pieces += [sealed.text[end : place.start()], value]
        end = place.end()
    return [piece for piece in [*pieces, sealed.text[end:]] if piece]


Found = list[tuple[int, int, Kind]]
"""Where values stand in a plain text: start, end and kind, in order, without overlap."""


def replace_found(sealed: Sealed, find: Callable[[str], Found]) -> Sealed:
    """Return ``sealed`` with what ``find`` sees in its plain stretches sealed too."""
    pieces: list[str | tuple[Kind, str]] = []
    for piece in split(sealed):
        if not isinstance(piece, str):
            pieces.append(piece)
            continue
        position = 0
        for start, end, kind in find(piece):
            pieces += [piece[position:start], (kind, piece[start:end])]
            position = end
        pieces.append(piece[position:])
    return join(pieces)


def seal_shapes(text: str, *, expected: Kind | None = None) -> Sealed:
    """Return ``text`` with every identifier behind the placeholder of its kind.

    Args:
        text: a text that ``clean`` returned; placeholders in it are taken as sealed already.
        expected: the kind that is awaited: it wins wherever the shape allows it.
    """
    known = tuple((Kind(mark[0][1:-1]), mark[0]) for mark in PLACEHOLDER.finditer(text))
    sealed = Sealed(text, known)
    while True:
        count = len(sealed.values)
        sealed = replace_found(sealed, _emails)
        sealed = replace_found(sealed, _dates)
        sealed = replace_found(sealed, lambda piece: _runs(piece, expected))
        if len(sealed.values) == count:
            break
    values = (value for value in sealed.values if not PLACEHOLDER.fullmatch(value[1]))
    return Sealed(sealed.text, tuple(values))


def is_clear(kind: Kind, raw: str) -> bool:
    """Whether ``raw`` is of ``kind`` beyond doubt, whatever else was awaited."""
    if kind in (Kind.EMAIL, Kind.NOM):
        return True
    if kind is Kind.DATE and any(character in "/.-" or character.isalpha() for character in raw):
        return True
    groups = [group.written for run in _split_runs(raw, None) for group in _groups(run)]
    return kind in _CLEAR and _strong_kind(groups, raw) is kind


# --- e-mail addresses -------------------------------------------------------------------------

_PROVIDERS = (
    "gmail|orange|wanadoo|free|hotmail|outlook|yahoo|laposte|sfr|live|icloud|bbox|numericable|"
    "aol|msn"
)
_LOCAL = r"[\w.+%'-]{1,64}+"
_DOTTED = r"(?: ?(?:\.| point | dot ) ?[a-z0-9-]{1,40}+){1,4}"
_EMAIL = re.compile(
    rf"(?<![\w.+%'-]){_LOCAL}"
    rf"(?: (?:point|tiret|underscore|dot|tiret du (?:bas|huit|8)) {_LOCAL}){{0,5}}"
    r"(?:"
    rf"@[\w-]{{1,60}}+(?:,(?:com|eu|fr|net|org)\b|(?:\.[\w-]{{1,60}}+)*+)"
    rf"| ?(?:@|\((?:a|at|arobase)\)| arr?oba[sz]e? | at ) ?[a-z0-9-]{{1,40}}+{_DOTTED}"
    rf"| (?:arr?oba[sz]e?) (?:{_PROVIDERS})\b"
    r")"
)
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_SHORT_ADDRESS = re.compile(r"[\w.+-]+")
_DICTATED = re.compile(r" (?:arr?oba[sz]e?|at) ")
_BEFORE_ADDRESS = frozenset(
    [
        "a",
        "adresse",
        "bonjour",
        "c",
        "c'est",
        "cest",
        "c'et",
        "contact",
        "contactez",
        "courriel",
        "de",
        "e-mail",
        "ecrire",
        "ecrivez",
        "email",
        "est",
        "et",
        "l",
        "la",
        "le",
        "les",
        "l'adresse",
        "m'ecrire",
        "ma",
        "mail",
        "mel",
        "messagerie",
        "moi",
        "mon",
        "nouveau",
        "nouvelle",
        "ok",
        "oui",
        "non",
        "pour",
        "sur",
        "voici",
        "voila",
        "utilise",
        "utiliser",
        "mettez",
        "mets",
        "donc",
        "alors",
        "euh",
        "comment",
        "faire",
    ]
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:['-][^\W_]+)* $")


def _emails(text: str) -> Found:
    folded = fold(text)
    found: Found = []
    for match in _EMAIL.finditer(folded):
        start = match.start()
        if _DICTATED.search(match[0]):
            floor = found[-1][1] if found else 0
            start = _start_of_dictated(folded, start, floor)
        found.append((start, match.end(), Kind.EMAIL))
    return found


def _start_of_dictated(folded: str, start: int, floor: int) -> int:
    """Take in the words said before ("jean dupont arobase..."), up to four."""
    for _ in range(4):
        window = folded[max(floor, start - 40) : start]
        word = _WORD_BEFORE.search(window)
        if word is None or word[0].rstrip() in _BEFORE_ADDRESS:
            break
        start -= len(word[0])
    return start


def is_address(raw: str) -> bool:
    """Whether ``raw`` as a whole is an address with its domain: "jean@exemple.fr"."""
    return _ADDRESS.fullmatch(fold(raw)) is not None


def takes_as_short(raw: str) -> bool:
    """Whether ``raw`` may be an address without its "@" part: "jean_dupont63"."""
    return _SHORT_ADDRESS.fullmatch(raw) is not None


# --- dates ------------------------------------------------------------------------------------

_TEENS = "onze|douze|treize|quatorze|quinze|seize"
_NUMBER_WORDS = (
    f"zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|{_TEENS}|vingts?|trente|quarante|"
    "cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|mil"
)
_SPOKEN = rf"(?:{_NUMBER_WORDS})(?:[ -](?:et[ -])?(?:{_NUMBER_WORDS}))"
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_SHORT_MONTHS = "janv|jan|fevr|fev|mar|avr|juil|jul|aou|sept|sep|oct|nov|dec"
_GAP = r"[ \-/.,]{0,2}"
_TENS = "vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante"
_YEAR = rf"(?:\d{{4}}|'?\d{{2}}|{_SPOKEN}{{1,8}}|{_TENS})"
_WRITTEN_DATE = re.compile(
    r"(?<![^\W_])(?:"
    rf"(?:\d{{1,2}}(?:er|eme|e)?|premier|{_SPOKEN}{{0,2}})"
    rf"(?: (?:de|du mois de))?{_GAP}(?:{_MONTHS})"
    rf"(?:{_GAP}(?:de l'an )?{_YEAR}(?![^\W_]))?"
    rf"|\d{{1,2}}{_GAP}(?:{_SHORT_MONTHS}){_GAP}(?:\d{{4}}|'?\d{{2}})"
    rf"|(?:{_MONTHS}){_GAP}(?:\d{{4}}|'?\d{{2}}|{_SPOKEN}{{1,8}})"
    r")(?![^\W_])"
)
_DIGIT_DATE = re.compile(
    r"(?<![^\W_])(?<!\d[/.\-])(?:"
    r"(?P<day>\d{1,2}) ?([/.\-]) ?(?P<month>\d{1,2}) ?\2 ?(?:\d{4}|\d{2})"
    r"|(?:19|20)\d{2}([/.\-])(?P<iso_month>\d{2})\4(?P<iso_day>\d{2})"
    r")(?![^\W_])(?! ?[/.\-] ?\d)"
)


def _dates(text: str) -> Found:
    folded = fold(text)
    found: Found = [(*match.span(), Kind.DATE) for match in _WRITTEN_DATE.finditer(folded)]
    for match in _DIGIT_DATE.finditer(folded):
        day, month = match["day"] or match["iso_day"], match["month"] or match["iso_month"]
        if _is_day(day, month) and not any(
            a < match.end() and match.start() < b for a, b, _ in found
        ):
            found.append((*match.span(), Kind.DATE))
    return sorted(found)


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


# --- runs of digits and number words ----------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+")
_IS_NUMBER_WORD = re.compile(_NUMBER_WORDS)
_READABLE = re.compile(
    r"\d{1,2}(?:h\d{0,2}|j|jrs?|mn|min|s|er|ere|re|e|eme|nd|nde|ans?|fois|x)|h\d{1,2}"
)
_CLOSE_DIGITS = re.compile(r"[0-9](?:[\W_]*[0-9]){2}")
_LOOKS_LIKE_DIGITS = re.compile(r"[0-9OoIlAaBb]+")
_CONFUSED = str.maketrans("OoIl", "0011")
_SEPARATOR_WORDS = frozenset(
    {"tiret", "espace", "slash", "barre", "virgule", "point", "puis", "cle"}
)
_MAX_CONNECTORS = 2
_MIN_DIGITS = 3
_MAX_GROUPS = 24


@dataclass(frozen=True)
class _Element:
    """One token of a run: where it stands, and the digits (and letters) or the word it is."""

    start: int
    end: int
    written: str = ""
    word: str = ""
    readable: bool = False


@dataclass(frozen=True)
class _Group:
    """Digits (and letters) that belong together, and where they stand."""

    start: int
    end: int
    written: str


def _runs(text: str, expected: Kind | None) -> Found:
    return [value for run in _split_runs(text, expected) for value in _values(text, run, expected)]


def _split_runs(text: str, expected: Kind | None) -> Iterator[list[_Element]]:
    run: list[_Element] = []
    connectors: list[_Element] = []
    before: re.Match[str] | None = None
    for token in _TOKEN.finditer(text):
        element = _element(token, follows=bool(run))
        if element is not None:
            if not run and before is not None and _is_country(before, token, element):
                run = [_Element(*before.span(), written="FR")]
            run += [*connectors, element]
            connectors = []
        elif run and len(connectors) < _MAX_CONNECTORS and _connects(token[0], run[-1], expected):
            connectors.append(_connector(token))
        elif run:
            yield run
            run, connectors = [], []
        before = token
    if run:
        yield run


def _element(token: re.Match[str], *, follows: bool) -> _Element | None:
    start, end = token.span()
    folded = fold(token[0])
    if _IS_NUMBER_WORD.fullmatch(folded):
        return _Element(start, end, word=folded)
    if any(character in "0123456789" for character in folded):
        written = token[0]
        if _LOOKS_LIKE_DIGITS.fullmatch(written):
            written = written.translate(_CONFUSED)
        readable = _READABLE.fullmatch(folded) is not None
        return _Element(start, end, written=written.upper(), readable=readable)
    if follows and folded in ("oo", "ooo"):
        return _Element(start, end, written="0" * len(folded))
    return None


def _is_country(before: re.Match[str], token: re.Match[str], element: _Element) -> bool:
    return (
        fold(before[0]) == "fr"
        and token.start() - before.end() == 1
        and element.written[:2].isdecimal()
    )


def _connects(token: str, last: _Element, expected: Kind | None) -> bool:
    folded = fold(token)
    if folded == "et":
        return bool(last.word)
    if folded in ("a", "b", "be"):
        return last.written.endswith("2") or last.word == "deux" or expected is Kind.IBAN
    if set(token) <= set("OoIl"):
        return True
    return folded in _SEPARATOR_WORDS or (expected is Kind.IBAN and len(token) == 1)


def _connector(token: re.Match[str]) -> _Element:
    folded = fold(token[0])
    written = ""
    if set(token[0]) <= set("OoIl"):
        written = token[0].translate(_CONFUSED)
    elif folded == "be" or len(folded) == 1:
        written = folded[0].upper()
    return _Element(*token.span(), written=written)


def _values(text: str, run: list[_Element], expected: Kind | None) -> Found:
    run = _without_article(run)
    groups = _groups(run)
    written = "".join(group.written for group in groups)
    if not _is_identifier(text, run, groups, expected):
        return []
    start, end = run[0].start, run[-1].end
    if text[start - 1 : start] == "+":
        start -= 1
    strong = _strong_kind([group.written for group in groups], text[start:end])
    mistyped_serial = strong is Kind.TELEPHONE and expected is Kind.VITALE
    if strong is not None and strong in _CLEAR and not mistyped_serial:
        return [(start, end, strong)]
    if expected is not None and expected in _FITS and _FITS[expected](written):
        return [(start, end, expected)]
    if strong is not None:
        return [(start, end, strong)]
    return _several(text, groups) or [(start, end, _weak_kind(written))]


def _without_article(run: list[_Element]) -> list[_Element]:
    """Drop "un" in "c'est un 06..." and "63000, un instant": there it is no digit."""
    if any(element.word not in ("", "un") for element in run):
        return run
    if run[0].word == "un" and len(run) > 1 and run[1].written.startswith("0"):
        run = run[1:]
    if run[-1].word == "un" and len(run) > 1:
        run = run[:-1]
    return run


def _is_identifier(
    text: str, run: list[_Element], groups: list[_Group], expected: Kind | None
) -> bool:
    written = "".join(group.written for group in groups)
    words = sum(1 for element in run if element.word)
    if words == len(run) - sum(1 for e in run if not e.word and not e.written):
        return words > 1 and (len(groups) > 1 or len(written) >= _MIN_DIGITS)
    if words == 0 and written == HOTLINE:
        return False
    if any(element.readable for element in run):
        firm = "".join(element.written for element in run if not element.readable)
        close = _CLOSE_DIGITS.search(text, run[0].start, run[-1].end)
        return close is not None or _digits(firm) >= _MIN_DIGITS
    if expected is Kind.IBAN and _IBAN_END.fullmatch(written):
        return True
    return _digits(written) >= _MIN_DIGITS


def _digits(written: str) -> int:
    return sum(character in "0123456789" for character in written)


def _groups(run: list[_Element]) -> list[_Group]:
    """Put number words together: "soixante", "deux" are 62."""
    groups: list[_Group] = []
    number: int | None = None
    for element in run:
        if element.word:
            grown = None if number is None else _grown(number, element.word)
            if grown is None:
                number = _VALUES[element.word]
                groups.append(_Group(element.start, element.end, str(number)))
            else:
                number = grown
                groups[-1] = _Group(groups[-1].start, element.end, str(number))
        elif element.written:
            number = None
            groups.append(_Group(element.start, element.end, element.written))
    return groups


_VALUES = {
    word: value
    for value, words in {
        **dict(
            enumerate(f"zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|{_TEENS}".split("|"))
        ),
        20: "vingt vingts",
        30: "trente",
        40: "quarante",
        50: "cinquante",
        60: "soixante",
        70: "septante",
        80: "huitante octante",
        90: "nonante",
        100: "cent cents",
        1000: "mille mil",
    }.items()
    for word in words.split()
}


def _grown(number: int, word: str) -> int | None:
    """Return the number that ``word`` makes of ``number``; None if it begins another one."""
    value = _VALUES[word]
    tail, is_round = number % 100, number >= 100 and number % 100 == 0
    if value == 1000:
        return number * value if 1 < number < value else None
    if value == 100:
        if 2 <= number % 1000 <= 9:
            return number + number % 1000 * 99
        return number + value if number % 1000 == 0 and number else None
    fits = {
        0: False,
        20: tail == 4 or is_round,
    }.get(value, is_round)
    if 1 <= value <= 9:
        fits = is_round or (tail >= 20 and tail % 10 == 0)
        fits = fits or (value >= 7 and tail in (10, 70, 90))
    elif 10 <= value <= 16:
        fits = is_round or tail in (60, 80)
    if not fits:
        return None
    return number + 76 if value == 20 and tail == 4 else number + value


# --- which kind -------------------------------------------------------------------------------

_IBAN_END = re.compile(r"(?=.*\d.*\d)[0-9A-Z]{7}")
_IBAN_TAIL = re.compile(r"(?=.*[A-Z])(?=.*\d.*\d.*\d)[0-9A-Z]{7}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{4,30}")
_NIR = re.compile(
    r"[1-8]\d{2}(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?"
)
_NEAR_NIR = re.compile(r"[1-8](?=(?:[A-Z]*\d){9})[0-9A-Z]{11,15}|[1-8]\d{3,5}2[AB]\d{3,9}")
_PHONE = re.compile(r"0[1-9]\d{8}")
_FOREIGN_PHONE = re.compile(r"(?:\+|00)[1-9]\d{7,13}")
_DAY = re.compile(r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?:19|20)\d{2}")
_DAY_WITHOUT_GAPS = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?:19|20)\d{2}")
_VITALE = re.compile(r"\d{11}|\d{21}")
_POSTCODE = re.compile(r"\d{5}")

_CLEAR = (Kind.NIR, Kind.IBAN, Kind.TELEPHONE)
_FITS: dict[Kind, Callable[[str], object]] = {
    Kind.NIR: re.compile(r"(?=(?:[A-Z]*\d){8})[0-9A-Z]{11,16}").fullmatch,
    Kind.IBAN: re.compile(r"(?=.*\d.*\d)[0-9A-Z]{5,34}").fullmatch,
    Kind.VITALE: re.compile(r"\d{8,23}").fullmatch,
    Kind.DATE: re.compile(r"\d{6,8}").fullmatch,
    Kind.CODE_POSTAL: re.compile(r"\d{4,6}|2[AB]\d{3}").fullmatch,
    Kind.TELEPHONE: re.compile(r"\d{8,14}").fullmatch,
}
"""What each awaited kind may look like, mistyped included (upper case, without separators)."""


def _strong_kind(groups: list[str], raw: str) -> Kind | None:
    """Return the kind whose shape these groups have exactly; None if there is none."""
    written = "".join(groups)
    if _NIR.fullmatch(written):
        return Kind.NIR
    if _PHONE.fullmatch(written) or _FOREIGN_PHONE.fullmatch(
        ("+" if raw.startswith("+") else "") + written
    ):
        return Kind.TELEPHONE
    if _IBAN.fullmatch(written):
        return Kind.IBAN
    day = _DAY.fullmatch(" ".join(groups)) or _DAY_WITHOUT_GAPS.fullmatch(written)
    if day and _is_day(day["day"], day["month"]):
        return Kind.DATE
    if _VITALE.fullmatch(written):
        return Kind.VITALE
    return Kind.CODE_POSTAL if _POSTCODE.fullmatch(written) else None


def _weak_kind(written: str) -> Kind:
    if _IBAN_TAIL.fullmatch(written):
        return Kind.IBAN
    return Kind.NIR if _NEAR_NIR.fullmatch(written) else Kind.CHIFFRES


def _several(text: str, groups: list[_Group]) -> Found:
    """Cut a run into values of exact shape ("1 62 12... 63000"); empty if it cannot be."""
    if not 1 < len(groups) <= _MAX_GROUPS:
        return []
    cuts: list[Found | None] = [[]]
    for end in range(1, len(groups) + 1):
        best: Found | None = None
        for start in range(end):
            head = cuts[start]
            if head is None or (best is not None and len(best) <= len(head) + 1):
                continue
            part = groups[start:end]
            kind = _part_kind(part, text)
            if kind is not None:
                best = [*head, (part[0].start, part[-1].end, kind)]
        cuts.append(best)
    found = cuts[-1] or []
    return found if any(kind is not Kind.CODE_POSTAL for _, _, kind in found) else []


def _part_kind(part: list[_Group], text: str) -> Kind | None:
    length = sum(len(group.written) for group in part)
    if not 5 <= length <= 34:
        return None
    start, end = part[0].start, part[-1].end
    kind = _strong_kind([group.written for group in part], text[start:end])
    return None if kind is Kind.CODE_POSTAL and len(part) > 1 else kind
