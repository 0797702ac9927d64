"""Copies of training messages as people really type them: with slips, or in the manner of SMS."""

import random
import re

from bot.nlu.text import without_accents

_PLACEHOLDER = re.compile(r"(\[\w+\])")
_NEIGHBOURS = {
    "a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "km", "m": "lp", "n": "b", "o": "ip", "p": "om",
    "q": "sa", "r": "et", "s": "qd", "t": "ry", "u": "yi", "v": "cb", "w": "xs", "x": "wc",
    "y": "tu", "z": "ae",
}  # fmt: skip
"""The keys beside each key of a French keyboard."""

_SMS = (
    (r"\bqu['’ ]?est[- ]ce qu(e|')", "esk"),
    (r"\bqu['’]", "k "),
    (r"\bque\b", "ke"),
    (r"\bqui\b", "ki"),
    (r"\bquoi\b", "koi"),
    (r"\bc['’]est\b", "c"),
    (r"\bj['’]ai\b", "g"),
    (r"\bje ne\b|\bje n['’]", "j"),
    (r"\bje\b", "j"),
    (r"\b(ne|n['’])\s*", ""),
    (r"\bpas\b", "pa"),
    (r"\bpour\b", "pr"),
    (r"\bpourquoi\b", "pk"),
    (r"\bcomment\b", "cmt"),
    (r"\bbonjour\b", "bjr"),
    (r"\bs'il vous pla[iî]t\b|\bsvp\b", "svp"),
    (r"\bvous\b", "vs"),
    (r"\bavec\b", "ac"),
    (r"\btoujours\b", "tjs"),
    (r"\bquand\b", "qd"),
    (r"\bdans\b", "ds"),
    (r"\bbeaucoup\b", "bcp"),
    (r"\bnum[ée]ro\b", "num"),
    (r"\bmessage\b", "msg"),
    (r"\bsécurité sociale\b", "secu"),
    (r"\btéléphone\b", "tel"),
    (r"['’]", ""),
)


def with_slips(text: str, chance: random.Random, *, rate: float = 0.06) -> str:
    """Return ``text`` with letters dropped, doubled, swapped or mistyped.

    ``rate`` is the share of letters touched; at least one is, in a text of four letters or more.
    Placeholders are left alone.
    """
    letters = list(text)
    hidden = {i for found in _PLACEHOLDER.finditer(text) for i in range(*found.span())}
    places = [i for i, letter in enumerate(letters) if letter.isalpha() and i not in hidden]
    if len(places) < 4:
        return text
    for i in chance.sample(places, max(1, round(rate * len(places)))):
        slip = chance.choice(("drop", "double", "swap", "beside"))
        if slip == "drop":
            letters[i] = ""
        elif slip == "double":
            letters[i] *= 2
        elif slip == "swap" and i + 1 in places:
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            near = _NEIGHBOURS.get(without_accents(letters[i].lower()))
            letters[i] = chance.choice(near) if near else letters[i]
    return "".join(letters)


def as_sms(text: str) -> str:
    """Return ``text`` in lower case, without accents, its small words cut short."""
    short = text.lower()
    for pattern, replacement in _SMS:
        short = re.sub(pattern, replacement, short)
    return " ".join(without_accents(short).split())
