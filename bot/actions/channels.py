"""The words by which people choose how to receive a provisional code."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.text import fold

__all__ = ["channel_chosen", "channels_named"]

_WORDS = {
    "email": {"mail", "mails", "email", "emails", "mel", "courriel", "electronique"},
    "sms": {"sms", "texto", "textos", "portable", "mobile", "telephone", "tel"},
    "post": {"courrier", "poste", "postal", "postale", "lettre", "papier", "domicile"},
}
_NOT = {"pas", "ni", "sauf", "jamais", "sans", "aucun", "aucune", "plus"}
_NONE = {"aucun", "aucune", "rien"}
_AROUND = frozenset(
    """a accord adresse alors au aux avec avez bah ben bien boite bonjour ca ce cela chez
    choisis choix code connu connue d dans de deja du e en envoi envoie envoye envoyer envoyez
    est et euh habituel habituelle il ira je l la le les lettres ma me merci mes message mettez
    mettre mieux moi mon non numero ok on ouais oui par plait plutot possible pour prefere que
    recevoir s sera ses son stp sur svp tres un une va veux voudrais vous""".split()  # noqa: SIM905
)
_KNOWN = _AROUND.union(_NONE, *_WORDS.values())


def channel_chosen(text: str, intent: str | None, on_file: Sequence[str]) -> str | None:
    """Return the channel that a typed ``text`` chooses: "email", "sms", "post", "no" or None.

    A channel that is named counts when the text says little else or was understood as an answer;
    "pas par SMS", or two channels at once, choose nothing. "Oui" takes the only channel of
    ``on_file``.
    """
    words = _words(text)
    said = set(words)
    named = channels_named(text)
    little_else = bool(words) and said <= _KNOWN
    if named:
        refused = bool(said & _NOT) or "non" in words[1:]
        heard = little_else or intent in ("inform", "affirm")
        return named.pop() if len(named) == 1 and heard and not refused else None
    if intent == "affirm":
        return on_file[0] if len(on_file) == 1 else None
    refused = intent in ("deny", "skip") or (little_else and bool(said & _NONE))
    return "no" if refused else None


def channels_named(text: str) -> set[str]:
    """Return the channels that ``text`` names, wanted or not."""
    said = set(_words(text))
    named = {channel for channel, names in _WORDS.items() if said & names}
    return named - {"post"} if "electronique" in said else named


def _words(text: str) -> list[str]:
    return fold(text.lower().replace("e-mail", "email")).split()
