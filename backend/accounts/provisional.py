"""The rules of provisional codes: their lengths, their lives, their tries, their channels.

From the guide on the provisional code: 4 digits by e-mail, 30 minutes; 8 digits by post. By SMS as
by e-mail. Fifteen days give a letter the time to arrive.
"""

import unicodedata
from datetime import timedelta

from backend.accounts.states import Channel
from backend.identifiers.masks import mask
from backend.insured.people import InsuredPerson
from backend.sealed.kinds import Kind

MOST_CODES = 3
"""For one NIR, in ``MOST_CODES_WITHIN``."""
MOST_CODES_WITHIN = timedelta(hours=24)

_QUICK_TRIES = 3
_POSTED_TRIES = 10_000
"""1 chance in 10,000, and more tries than one network address has in 15 days: a posted code works
anywhere, and who knows a NIR must not be able to kill it before its owner has the letter.
"""
_QUICK_LENGTH, _POSTED_LENGTH = 4, 8
_QUICK_LIFE, _POSTED_LIFE = timedelta(minutes=30), timedelta(days=15)


def length(channel: Channel) -> int:
    """Return how many digits a code of this channel has."""
    return _POSTED_LENGTH if channel is Channel.POST else _QUICK_LENGTH


def most_tries(channel: Channel) -> int:
    """Return how often a code of this channel is tried at most, right or wrong."""
    return _POSTED_TRIES if channel is Channel.POST else _QUICK_TRIES


def valid_for(channel: Channel) -> timedelta:
    """Return how long a code of this channel works; the very last instant counts."""
    return _POSTED_LIFE if channel is Channel.POST else _QUICK_LIFE


def read_digits(typed: str) -> str | None:
    """Return the 4 or 8 digits that ``typed`` is, spaces aside; None: it is a personal code.

    A personal code has 8 characters or more and not only digits: the two are never mistaken.
    """
    digits = "".join(unicodedata.normalize("NFKC", typed).split())
    if digits.isascii() and digits.isdecimal() and len(digits) in (_QUICK_LENGTH, _POSTED_LENGTH):
        return digits
    return None


def channels_of(digits: str) -> tuple[Channel, ...]:
    """Return the channels by which a code of so many digits may have come."""
    return tuple(channel for channel in Channel if length(channel) == len(digits))


def channels(person: InsuredPerson) -> tuple[Channel, ...]:
    """Return the channels that the registry knows for ``person``, the quickest first."""
    known = {
        Channel.EMAIL: person.email,
        Channel.SMS: person.mobile,
        Channel.POST: person.address.strip() and person.town.strip(),
    }
    return tuple(channel for channel, destination in known.items() if destination)


def masked_destination(channel: Channel, person: InsuredPerson) -> str:
    """Return in French where a code would go ("au numéro qui finit par 23"), for its owner."""
    if channel is Channel.SMS:
        return f"au numéro qui finit par {(person.mobile or '')[-2:]}"
    if channel is Channel.EMAIL:
        return f"à l’adresse {mask(Kind.EMAIL, person.email or '')}"
    return "à l’adresse connue de votre caisse"
