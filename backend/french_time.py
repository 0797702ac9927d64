"""Instants as people in France read them: in Paris, with the month in letters."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def day(at: datetime) -> str:
    """Return the day in Paris of a timezone-aware instant, for example ``1er mars 2026``."""
    there = at.astimezone(_PARIS)
    number = "1er" if there.day == 1 else str(there.day)
    return f"{number} {_MONTHS[there.month - 1]} {there.year}"


def lasting(time: timedelta) -> str:
    """Return a time of whole days, or else of minutes, for example ``7 jours``."""
    days, rest = divmod(time, timedelta(days=1))
    return f"{time // timedelta(minutes=1)} minutes" if rest else f"{days} jours"


def day_and_time(at: datetime) -> str:
    """Return the day and the time in Paris, for example ``1er mars 2026 à 9 h 05``."""
    there = at.astimezone(_PARIS)
    return f"{day(at)} à {there.hour} h {there.minute:02}"
