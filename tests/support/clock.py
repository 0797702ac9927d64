"""A clock that only tests move."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands at one instant until it is moved.

    Args:
        at: the first instant, timezone-aware; by default the 2nd of March 2026 at 10:00 UTC.
    """

    def __init__(self, at: datetime = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)) -> None:
        self.set(at)

    def now(self) -> datetime:
        """Return the instant, timezone-aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward (or backward) by ``by``."""
        self._now += by

    def set(self, at: datetime) -> None:
        """Move to ``at``, which must be timezone-aware."""
        if at.tzinfo is None:
            raise ValueError("a timezone-aware instant is needed")
        self._now = at.astimezone(UTC)
