"""Decides what a message is while a field is awaited, and hides what it holds, before storing it.

A message is the awaited value, or talk (a question, a dialogue act, small talk), or in doubt: then
``Reading.doubt`` is to be parsed and ``settle`` decides. Nothing here performs I/O. Every text that
comes out holds placeholders only: no run of 3 digits or more but 3646, no known name.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from backend.chat.shapes import (
    HIDDEN,
    PLACEHOLDER,
    Found,
    Sealed,
    clean,
    fold,
    is_address,
    is_clear,
    replace_found,
    seal_shapes,
)
from backend.chat.told_code import could_be_code, hide_announced, tells_code
from backend.chat.vocabulary import (
    FUNCTION_WORDS,
    WORD,
    Vocabulary,
    is_common,
    is_surname_too,
    parts,
)
from backend.enrolment.fields import KIND_OF, Field
from backend.sealed.kinds import Kind

SECRET_TEXT = "(message masqué)"  # noqa: S105
MIN_CONFIDENCE = 0.5
VALUE_INTENTS = frozenset({"inform", "out_of_scope", "nlu_fallback"})
"""Intents that leave a doubtful message the awaited value."""

_SHORT_NAME_WORDS = 4
_SHORT_REPLY_WORDS = 2
_SHORT_EMAIL_WORDS = 3
_SENTENCE_WORDS = 8
_SHORTEST_NAME_PART = 3
_LONGEST_NAME_WORDS = 5


class ReadingKind(StrEnum):
    """What a message is."""

    VALUE = "value"
    TALK = "talk"
    DOUBT = "doubt"
    SECRET = "secret"  # noqa: S105
    """It is, or may be, a personal code: nothing of it is kept."""


@dataclass(frozen=True)
class Reading:
    """A message as it may be stored and passed on.

    ``text`` holds placeholders, ``values`` the kind and the raw text of each, in order. A doubt
    also has ``doubt``, the text to be parsed, and ``as_value``, what it is if it is the value;
    its ``text`` and ``values`` are what it is if it is talk.
    """

    kind: ReadingKind
    text: str
    values: tuple[tuple[Kind, str], ...] = ()
    doubt: str | None = None
    as_value: "Reading | None" = None

    @classmethod
    def plain(cls, text: str) -> "Reading":
        """Return what a text that holds nothing personal is, for example a button's title."""
        return cls(ReadingKind.TALK, text)

    @classmethod
    def value(cls, kind: Kind, raw: str) -> "Reading":
        """Return a message that as a whole is one value."""
        return cls(ReadingKind.VALUE, kind.placeholder, ((kind, raw),))


_SECRET = Reading(ReadingKind.SECRET, SECRET_TEXT)


def read(
    text: str, *, awaited: Field | None, known_names: Collection[str], vocabulary: Vocabulary
) -> Reading:
    """Read ``text``, typed while ``awaited`` is asked for.

    Args:
        text: what the person typed.
        awaited: the field that is asked for, if any.
        known_names: the names given earlier in the conversation, sealed wherever they stand.
        vocabulary: the words that are nobody's name, unless asked for one.
    """
    plain = clean(text)
    known = _known_names(known_names)
    if tells_code(plain, awaited=awaited, vocabulary=vocabulary):
        return _SECRET
    if awaited is Field.PERSONAL_CODE:
        reading = _read_near_code(plain, known, vocabulary)
    else:
        reading = _read(plain, awaited, known, vocabulary)
    return _guarded(reading, known, vocabulary)


def read_in_card(
    text: str, *, field: Field, known_names: Collection[str], vocabulary: Vocabulary
) -> Reading:
    """Read ``text``, typed in the card of ``field``, a field of ``KIND_OF``.

    It is the field's value, whatever it is, unless it is a code, or talk in known words alone
    where no name is asked.
    """
    kind = KIND_OF[field]
    reading = read(text, awaited=field, known_names=known_names, vocabulary=vocabulary)
    if reading.kind is ReadingKind.SECRET:
        return reading
    talks = reading.kind is ReadingKind.TALK and not reading.values and kind is not Kind.NOM
    if talks and all(map(vocabulary.knows, WORD.findall(reading.text))):
        return reading
    return Reading.value(kind, text)


def settle(reading: Reading, intent: str | None, confidence: float) -> Reading:
    """Return what a doubtful ``reading`` is, given the parse of ``reading.doubt``.

    Only a known question or dialogue act, recognised well enough, is talk.
    """
    if reading.as_value is None:
        return reading
    if intent is None or intent in VALUE_INTENTS or confidence < MIN_CONFIDENCE:
        return reading.as_value
    return Reading(ReadingKind.TALK, reading.text, reading.values)


def _read(
    plain: str, awaited: Field | None, known: re.Pattern[str] | None, vocabulary: Vocabulary
) -> Reading:
    expected = KIND_OF.get(awaited) if awaited else None
    asks_name = awaited in (Field.LAST_NAME, Field.IDENTITY_REVIEW)
    sealed, announced = _sealed_as_announced(plain, expected)
    speech = _speech(sealed)
    corrects = _CORRECTION.search(speech) is not None
    loose = corrects or (asks_name and not _asks(plain, speech))
    sealed = replace_found(sealed, lambda piece: _names_known(piece, known))
    sealed = replace_found(
        sealed,
        lambda piece: _names_said(
            piece,
            vocabulary,
            loose=loose,
            corrects=corrects,
            capital=awaited is Field.IDENTITY_REVIEW and not corrects,
        ),
    )
    if corrects and "nom" in speech.split() and not _of_kind(sealed, Kind.NOM):
        sealed = replace_found(sealed, lambda piece: _unknown(piece, vocabulary))
    asked = _name_then_asked(plain, vocabulary) if expected is Kind.NOM else None
    if asked is not None and not sealed.values:
        return Reading.value(Kind.NOM, asked)
    if expected is None or _is_talk(plain, speech):
        if awaited is Field.IDENTITY_REVIEW and not _is_talk(plain, speech):
            return _read_review(sealed, vocabulary)
        return _talk(sealed, vocabulary if asks_name else None)
    if announced:
        return _values_only(sealed.values)
    if expected is Kind.NOM:
        return _read_name(plain, sealed, vocabulary)
    return _read_value(plain, sealed, expected, vocabulary)


def _sealed_as_announced(plain: str, expected: Kind | None) -> tuple[Sealed, bool]:
    """Seal the shapes of ``plain``; also say whether they are announced as of another kind.

    "Mon code postal est 97400" is a postcode, whatever is awaited.
    """
    if expected is not None and expected is not Kind.NOM:
        folded = fold(plain)
        for kind, words in _ANNOUNCED_BY.items():
            if kind is expected or not re.search(rf"\b(?:{words})\b", folded):
                continue
            sealed = seal_shapes(plain, expected=kind)
            if _of_kind(sealed, kind) and _announces(words).search(_speech(sealed)):
                return sealed, True
    return seal_shapes(plain, expected=expected), False


# --- the three cases --------------------------------------------------------------------------


def _read_near_code(plain: str, known: re.Pattern[str] | None, vocabulary: Vocabulary) -> Reading:
    """Whatever is typed may be the code, unless it is made of known words and addresses only."""
    sealed = seal_shapes(plain)
    rest = PLACEHOLDER.sub(" ", sealed.text)
    addresses = all(kind is Kind.EMAIL and is_address(raw) for kind, raw in sealed.values)
    sayable = _SAYABLE.fullmatch(rest) is not None and addresses
    if (
        sayable
        and not _names_known(rest, known)
        and (_is_talk(plain, _speech(sealed)) or not any(map(could_be_code, rest.split())))
        and all(vocabulary.knows(word) for word in WORD.findall(rest))
    ):
        return _talk(sealed, None)
    return _SECRET


def _read_review(sealed: Sealed, vocabulary: Vocabulary) -> Reading:
    """All four identity values are there: the name alone is the name, typed again.

    A wrong name costs one of a few attempts: unannounced, it is taken only with its capital.
    """
    words = _words(sealed)
    if len(words) <= _SHORT_NAME_WORDS and not _makes_sentence(words):
        if not sealed.values:
            named = _looks_like_name(words, vocabulary)
            whole = _span(sealed.text, words) if named else ""
            return Reading.value(Kind.NOM, whole) if named else _talk(sealed, vocabulary)
        sealed = replace_found(sealed, lambda piece: _unknown(piece, vocabulary))
    return _talk(sealed, vocabulary)


def _read_name(plain: str, sealed: Sealed, vocabulary: Vocabulary) -> Reading:
    words = _trimmed(_words(sealed))
    if _of_kind(sealed, Kind.NOM):
        if _BIRTH_OR_MARRIED.search(_speech(sealed)):
            sealed = replace_found(sealed, lambda piece: _unknown(piece, vocabulary))
        return _values_only(sealed.values)
    unknown = [word for word in words if not vocabulary.knows(word)]
    if sealed.values:
        return _name_among_shapes(sealed, words, vocabulary)
    if not words or "ou" in map(fold, words[1:-1]):
        return _talk(sealed, vocabulary)
    whole = Reading.value(Kind.NOM, _span(plain, words))
    speaks = _makes_sentence(words) or any(is_common(word) for word in words if len(word) > 3)
    if len(words) == 1:
        return whole if unknown or is_surname_too(words[0]) else _talk(sealed, vocabulary)
    if len(words) <= _SHORT_NAME_WORDS and not speaks and (unknown or _are_surnames(words)):
        return whole
    if not unknown:
        return _talk(sealed, vocabulary)
    named = replace_found(sealed, lambda piece: _unknown(piece, vocabulary))
    alone = _values_only(named.values) if len(named.values) == 1 else whole
    return _doubt(sealed, vocabulary, alone)


def _name_then_asked(plain: str, vocabulary: Vocabulary) -> str | None:
    """Return the name of "Dupont ?" and of "Casanova, ça te va ?"; None if it is another question.

    It comes first, with its capital, and known words follow.
    """
    said = _NAME_FIRST.fullmatch(plain)
    if said is None:
        return None
    words = WORD.findall(said["name"])
    named = len(words) <= _SHORT_NAME_WORDS and _looks_like_name(words, vocabulary)
    rest = WORD.findall(said["rest"] or "")
    return said["name"] if named and all(map(vocabulary.knows, rest)) else None


def _name_among_shapes(sealed: Sealed, words: list[str], vocabulary: Vocabulary) -> Reading:
    """With other values in the message, the words that are left over are the name.

    What announces another value ("mon iban finit par") is not.
    """

    def unknown(piece: str) -> Found:
        end = _ANNOUNCED.search(fold(piece))
        return _unknown(piece[: end.start()] if end else piece, vocabulary)

    if words and all(fold(word) in _PARTICLES or not vocabulary.knows(word) for word in words):
        named = replace_found(sealed, lambda piece: _merged(piece, lambda _: True))
    else:
        named = replace_found(sealed, unknown)
    if (
        not _of_kind(named, Kind.NOM)
        and not _ANNOUNCED.search(_speech(sealed))
        and len(words) <= _SHORT_NAME_WORDS
    ):
        named = replace_found(sealed, lambda piece: _merged(piece, is_surname_too))
    values = tuple(
        (Kind.NOM if kind is Kind.CHIFFRES and _LETTERS_INSIDE.search(raw) else kind, raw)
        for kind, raw in named.values
    )
    return _values_only(values)


def _read_value(plain: str, sealed: Sealed, expected: Kind, vocabulary: Vocabulary) -> Reading:
    shapes = _expected_once(
        tuple((kind, raw) for kind, raw in sealed.values if kind is not Kind.NOM), expected
    )
    if any(kind is expected or is_clear(kind, raw) for kind, raw in shapes):
        return _values_only(shapes)
    words = _trimmed(_words(sealed))
    rest = PLACEHOLDER.sub(" ", sealed.text)
    if len(shapes) == 1 and expected is not Kind.EMAIL and not _DIGIT.search(rest):
        raw = shapes[0][1]
    else:
        raw = plain
    whole = Reading.value(expected, raw)
    if shapes:
        return _doubt(sealed, vocabulary, whole) if len(words) > _SENTENCE_WORDS else whole
    if _promises_to_come_back(rest, vocabulary):
        return _talk(sealed, None)
    if _DIGIT.search(rest) and len(words) <= _SHORT_NAME_WORDS:
        return whole
    if all(vocabulary.knows(word) for word in words):
        return _talk(sealed, None)
    short = _SHORT_EMAIL_WORDS if expected is Kind.EMAIL else _SHORT_REPLY_WORDS
    return whole if len(words) <= short else _doubt(sealed, vocabulary, whole)


def _promises_to_come_back(rest: str, vocabulary: Vocabulary) -> bool:
    """Whether the only digits count a time, among known words: "je reviens dans 5 minutes"."""
    left = _A_WHILE.sub(" ", rest)
    return (
        left != rest
        and not _DIGIT.search(left)
        and all(vocabulary.knows(word) for word in WORD.findall(left))
    )


def _expected_once(
    shapes: tuple[tuple[Kind, str], ...], expected: Kind
) -> tuple[tuple[Kind, str], ...]:
    """Return ``shapes`` where only the first is of the awaited kind because it is awaited."""
    first = next((place for place, (kind, _) in enumerate(shapes) if kind is expected), None)
    return tuple(
        (seal_shapes(raw).values or ((kind, raw),))[0]
        if kind is expected and place != first
        else (kind, raw)
        for place, (kind, raw) in enumerate(shapes)
    )


def _talk(sealed: Sealed, vocabulary: Vocabulary | None) -> Reading:
    """Pass the text on; with a vocabulary, its unknown words are hidden and lost."""
    text = sealed.text if vocabulary is None else _hide(sealed.text, vocabulary)
    return Reading(ReadingKind.TALK, text, sealed.values)


def _doubt(sealed: Sealed, vocabulary: Vocabulary, as_value: Reading) -> Reading:
    named = replace_found(sealed, lambda piece: _unknown(piece, vocabulary))
    hidden = _hide(sealed.text, vocabulary)
    return Reading(ReadingKind.DOUBT, hidden, sealed.values, named.text, as_value)


def _values_only(values: tuple[tuple[Kind, str], ...]) -> Reading:
    text = " ".join(kind.placeholder for kind, _ in values)
    return Reading(ReadingKind.VALUE, text, values)


def _guarded(reading: Reading, known: re.Pattern[str] | None, vocabulary: Vocabulary) -> Reading:
    """Hide whatever slipped through."""

    def swept(piece: str) -> str:
        safe = hide_announced(piece, vocabulary)
        named = replace_found(seal_shapes(safe), lambda part: _names_known(part, known))
        return PLACEHOLDER.sub(HIDDEN, named.text)

    return replace(
        reading,
        text=_outside_placeholders(reading.text, swept),
        doubt=None if reading.doubt is None else _outside_placeholders(reading.doubt, swept),
    )


# --- questions and dialogue acts --------------------------------------------------------------

_QUESTION = re.compile(
    r"\?"
    r"|\b(?:pourquoi|pourkoi|pourqoi|pk|pq|prk|comment|coment|comen|komen|cmt|combien|kombien|quels?|"
    r"quelles?|kel|kelle|quoi|koi|lequel|laquelle|lesquels|lesquelles|esque|keske|kesse|puis-je)\b"
    r"|\b(?:est|es)[ -]ce (?:que?|qu|k)\b|\bqu ?'?est|\best-(?:ce|il|elle)\b|\b(?:a|y a)-t-"
    r"|\b(?:peut|doit)[ -]on\b|\bdois[ -]je\b|\bfaut-il\b"
    r"|\b(?:pouvez|pourriez|avez|etes|auriez|voulez|demandez|pourrais)-vous\b"
    r"|\b(?:pouvez|pourriez) vous\b|^(?:\W*(?:et|mais|bonjour|alors|svp)\W+)*(?:ou|qui|quand|que)\b"
    r"|\b(?:c'?est|c|trouve|trouver|la|ca|sa) ou\b(?! )|\b(?:c'?est|c) ou (?:que|qu|le|la|ca|sa)\b"
    r"|\bou\W*$"
)
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)
_CORRECTION = re.compile(
    r"\btromp(?:e|ee|es|er|ez)\b|\berreurs?\b|\bcorrig(?:e|er|ez|eons)\b|\bmodifi(?:e|er|ez|ons)\b"
    r"|\brectifi(?:e|er|ez)\b|\bchang(?:e|er|ez)\b|^\W*(?:non|nan)\b|\bremplac(?:e|er|ez)\b"
    r"|\bplutot\b"
)
_ACT = re.compile(
    r"\b(?:ann?ul(?:e|er|ez|ons)|stop|abandonn(?:e|er)|j'?arrete|arret(?:e|er|ez|ons)|aide|aider|"
    r"aidez|help|recomm?enc(?:e|er|ez|ons)|passer|suivante?|conseill(?:er|ere)|quelqu'un|qqn|humain|"
    r"perdue?|secours|sos|reprendre|reprends|pause|aurevoir)\b"
    r"|\bau revoir\b|\bplus tard\b|\blaisse[rz]? tomber\b|\bde zero\b"
    r"|\b(?:l'ai|ai|l'a|j'en ai|n'en ai|trouve|sais|chais|connais|marche|souviens|dispose|rappelle|"
    r"arrive|comprends?|comprend|compris|veux|souhaite|peux) (?:pas|plus|rien|po)\b"
    r"|\brien compris\b|\bparler? a\b|^\W*(?:je )?passe\W*$"
)
_POLITE = frozenset(
    """allo alors bah ben bien bonjour bonne bonsoir c'est cest coucou cordialement d'accord
    ecoutez euh excusez-moi hein hello hum journee la madame mademoiselle merci messieurs mesdames
    monsieur ok okay ouais oui pardon plait plaît parfait salut si soiree s'il stp super svp vous
    tenez tres voici voila""".split()  # noqa: SIM905
)
_SENTENCE = frozenset(
    """je j tu vous nous on il elle ils c ca mon ma mes votre vos n pas plus rien est suis ai veux
    peux sais que qui moi cette ce avez faut ou un une
    ta tes sa ses notre nos""".split()  # noqa: SIM905
)
_SAYABLE = re.compile(r"(?:[^\W\d_]|(?<!\w)\d{1,2}(?!\w)|[ .,;:!?'’()-])+")
_DIGIT = re.compile(r"\d")
_A_WHILE = re.compile(r"\b\d{1,2} ?(?:mn|min|minutes?|h|heures?|jours?|semaines?)\b")
_LETTERS_INSIDE = re.compile(r"[^\W\d_]{3}")


def _speech(sealed: Sealed) -> str:
    """Return what is said around the values, folded."""
    return fold(PLACEHOLDER.sub("§", sealed.text))


def _asks(plain: str, speech: str) -> bool:
    return bool(_QUESTION.search(speech) or _WHERE.search(plain))


def _is_talk(plain: str, speech: str) -> bool:
    return bool(
        _asks(plain, speech)
        or _ACT.search(speech)
        or _CORRECTION.search(speech)
        or ("§" not in speech and not _trimmed(WORD.findall(speech)) and not _DIGIT.search(speech))
    )


def _makes_sentence(words: list[str]) -> bool:
    return any(part in _SENTENCE for word in words for part in parts(word))


# --- words and names --------------------------------------------------------------------------

_NAME_CUE = re.compile(
    r"\b(?:(?P<firm>(?:je|j) ?m'? ?ap?pell?e?|jm'?app?ell?e?"
    r"|nom(?: de (?:famille|naissance|jeune fille|mariage|femme mariee|epouse))?(?: a moi)?"
    r"(?:,? (?:est|c'est|c|cest|c est|etait|sera)(?: bien| maintenant| plutot)?| ?[:=]| en| par))"
    r"|(?P<kin>mari|femme|fils|fille|frere|soeur|mere|pere|je suis)"
    r"|(?P<civil>(?:mme|mlle|mr|m|madame|mademoiselle|monsieur|nee|epouse|veuve|"
    r"soussignee?|nom(?: de (?:famille|naissance|jeune fille|mariage))?)\.?)"
    r"|(?P<loose>c'est|c est|cest|c|suis|"
    r"moi(?! (?:l|d|le|la|les|de|du|des)\b))"
    r"|(?P<instead>(?:plutot|mais|pas)(?! (?:l|d|le|la|les|de|du|des)\b)))"
    r"(?![\w']) ?(?=[^\W\d_])"
)
_NAME_FIRST = re.compile(rf"(?P<name>{WORD.pattern}(?: {WORD.pattern})*)(?P<rest>,[^\d?]*)? ?\?+")
_BIRTH_OR_MARRIED = re.compile(r"\b(?:nee|epouse|veuve)\b")
_ANNOUNCED = re.compile(
    r"\b(?:mon|ma|mes|le|la|les|l'|nos?|notre)\s?(?:numeros?|n°|iban|rib|cartes?|vitale|serie|date|"
    r"naissance|code|adresse|e-?mails?|mails?|telephone|portable|fixe|compte)\b"
)
_ANNOUNCED_BY: dict[Kind, str] = {
    Kind.NIR: r"nir|numero (?:de )?secu(?:rite sociale)?",
    Kind.DATE: r"date de naissance",
    Kind.CODE_POSTAL: r"code postale?|cp",
    Kind.IBAN: r"iban|rib",
    Kind.VITALE: r"(?:numero de )?serie",
    Kind.TELEPHONE: r"tel|telephone|portable|mobile|fixe",
}
"""What announces a value of each kind of digits."""
_PARTICLES = frozenset(
    {"le", "la", "les", "de", "du", "des", "d", "l", "el", "al", "ben", "bin", "van", "von", "da"}
)


@cache
def _announces(words: str) -> re.Pattern[str]:
    """Return what finds a value (§) right after or before ``words`` that announce it."""
    link = r"(?: (?:c'?est|est|c|etait|sera|plutot|maintenant|bien|actuel|finit par|le|la))*"
    return re.compile(
        rf"(?<!sur mon )(?<!sur ma )(?<!sur le )\b(?:{words}),?{link} ?[:=]? ?§"
        rf"|§,?{link}(?: (?:mon|ma|comme|pour))+ (?:{words})\b"
    )


def _known_names(names: Collection[str]) -> re.Pattern[str] | None:
    """Return what finds ``names``, and their longer parts, in a folded text."""
    folded = {tuple(parts(name)) for name in names}
    single = {(part,) for name in folded for part in name if len(part) >= _SHORTEST_NAME_PART}
    wanted = sorted(
        (
            name
            for name in folded | single
            if len(name) > 1 or (name and name[0] not in FUNCTION_WORDS)
        ),
        key=lambda name: (-len("".join(name)), name),
    )
    if not wanted:
        return None
    alternatives = "|".join(r"[\W_]{0,3}".join(map(re.escape, name)) for name in wanted)
    return re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W\d_])")


def _names_known(piece: str, known: re.Pattern[str] | None) -> Found:
    if known is None:
        return []
    return [(*match.span(), Kind.NOM) for match in known.finditer(fold(piece))]


def _names_said(
    piece: str, vocabulary: Vocabulary, *, loose: bool, corrects: bool, capital: bool
) -> Found:
    """Find the names that follow "je m'appelle", "madame", "nom :"...

    After a mere "c'est" only where ``loose``, and, where ``capital``, only with its capital.
    """
    found: Found = []
    for cue in _NAME_CUE.finditer(fold(piece)):
        if cue["loose"] and not (loose and (piece[cue.end()].isupper() or not capital)):
            continue
        if cue["instead"] and not corrects:
            continue
        if cue["kin"] and not (loose and cue["kin"] == "je suis"):
            initial, following = piece[cue.end()], piece[cue.end() + 1 : cue.end() + 2]
            if not (initial.isupper() and following.islower()):
                continue
        name = _name_at(
            piece,
            cue.end(),
            vocabulary,
            firm=cue["firm"] is not None,
            civil=bool(cue["civil"] or cue["kin"]),
        )
        if name is not None and (not found or found[-1][1] <= name[0]):
            found.append((*name, Kind.NOM))
    return found


def _name_at(
    piece: str, start: int, vocabulary: Vocabulary, *, firm: bool, civil: bool
) -> tuple[int, int] | None:
    """Return where the name that begins at ``start`` stands, None if no name does."""
    end = start
    name_end: int | None = None
    for _ in range(_LONGEST_NAME_WORDS):
        word = WORD.match(piece, end)
        if word is None:
            break
        is_particle = fold(word[0]) in _PARTICLES
        first = name_end is None
        capital = word[0][0].isupper() and (civil or not first)
        if not is_particle:
            if is_common(word[0]):
                break
            if vocabulary.knows(word[0]) and not capital and not (firm and first):
                break
            name_end = word.end()
        end = word.end() + 1
        if piece[word.end() : end] != " ":
            break
    return None if name_end is None else (start, name_end)


def _unknown(piece: str, vocabulary: Vocabulary) -> Found:
    return _merged(piece, lambda word: not vocabulary.knows(word))


def _are_surnames(words: list[str]) -> bool:
    return all(fold(word) in _PARTICLES or is_surname_too(word) for word in words)


def _looks_like_name(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether all of ``words`` but particles have their capital and may be names."""
    telling = [word for word in words if fold(word) not in _PARTICLES]
    return bool(telling) and all(
        word[0].isupper() and (is_surname_too(word) or not vocabulary.knows(word))
        for word in telling
    )


def _merged(piece: str, wanted: Callable[[str], bool]) -> Found:
    """Find the wanted words, neighbours together."""
    found: Found = []
    for word in WORD.finditer(piece):
        if not wanted(word[0]):
            continue
        if found and piece[found[-1][1] : word.start()] == " ":
            found[-1] = (found[-1][0], word.end(), Kind.NOM)
        else:
            found.append((*word.span(), Kind.NOM))
    return found


def _hide(text: str, vocabulary: Vocabulary) -> str:
    def hidden(piece: str) -> str:
        return WORD.sub(lambda word: word[0] if vocabulary.knows(word[0]) else HIDDEN, piece)

    return _outside_placeholders(text, hidden)


def _outside_placeholders(text: str, change: Callable[[str], str]) -> str:
    changed: list[str] = []
    end = 0
    for mark in PLACEHOLDER.finditer(text):
        changed += [change(text[end : mark.start()]), mark[0]]
        end = mark.end()
    return "".join([*changed, change(text[end:])])


def _words(sealed: Sealed) -> list[str]:
    return WORD.findall(PLACEHOLDER.sub(" 0 ", sealed.text))


def _trimmed(words: list[str]) -> list[str]:
    """Drop the polite words at both ends."""
    first, last = 0, len(words)
    while first < last and fold(words[first]) in _POLITE:
        first += 1
    while last > first and fold(words[last - 1]) in _POLITE:
        last -= 1
    return words[first:last]


def _span(plain: str, words: list[str]) -> str:
    """Return the stretch of ``plain`` from the first of ``words`` to the last."""
    start = plain.index(words[0])
    return plain[start : plain.rindex(words[-1]) + len(words[-1])]


def _of_kind(sealed: Sealed, kind: Kind) -> bool:
    return any(found is kind for found, _ in sealed.values)
