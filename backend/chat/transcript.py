"""The conversation as its owner takes it away: a text, in French, with values masked."""

import re
from collections.abc import Sequence
from datetime import datetime
from textwrap import indent
from types import MappingProxyType

from backend.chat.models import Message
from backend.chat.ratings import Rating
from backend.french_time import day_and_time
from backend.sealed.kinds import Kind

FILE_NAME = "conversation-amelibot.txt"

MASKED = MappingProxyType(
    {
        Kind.NOM: "nom masqué",
        Kind.NIR: "numéro de sécurité sociale masqué",
        Kind.DATE: "date masquée",
        Kind.CODE_POSTAL: "code postal masqué",
        Kind.IBAN: "IBAN masqué",
        Kind.VITALE: "numéro de série masqué",
        Kind.EMAIL: "adresse e-mail masquée",
        Kind.TELEPHONE: "numéro de téléphone masqué",
        Kind.CHIFFRES: "chiffres masqués",
    }
)
"""What stands for a value that is no longer kept: the words of ``widget/src/elements/text.ts``."""

_AUTHORS = {"person": "Vous", "bot": "AmeliBot", "staff": "Une personne de l’équipe"}
_RATINGS = {Rating.HELPFUL: "utile", Rating.NOT_HELPFUL: "pas utile"}
_PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder) for kind in Kind))


def write_transcript(messages: Sequence[Message], texts: Sequence[str], *, at: datetime) -> str:
    """Return the whole file.

    Args:
        messages: in order.
        texts: what their owner sees of each.
        at: when it is asked for, an aware instant.
    """
    parts = [f"Ma conversation avec AmeliBot\nTéléchargée le {day_and_time(at)}, heure de Paris.\n"]
    parts += [
        _written(message, text) for message, text in zip(messages, texts, strict=True) if text
    ]
    return "\n".join(parts)


def _written(message: Message, text: str) -> str:
    if message.author == "person":
        text = _PLACEHOLDER.sub(lambda found: f"({MASKED[Kind(found[0][1:-1])]})", text)
    lines = [text]
    if message.status == "failed":
        lines.append("(Ce message n’a pas reçu de réponse.)")
    if message.rating is not None:
        lines.append(f"(Votre avis sur cette réponse : {_RATINGS[Rating(message.rating)]}.)")
    # Set in, no line of a message can pass for the name of somebody who speaks.
    said = indent("\n".join(lines), "    ")
    return f"{_AUTHORS[message.author]}, le {day_and_time(message.at)} :\n{said}\n"
