"""Instants are written as in Paris, summer and winter."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.french_time import day, day_and_time, lasting


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 3, 9, 10, 0, tzinfo=UTC), "9 mars 2026 à 11 h 00"),
        (datetime(2026, 7, 31, 22, 5, tzinfo=UTC), "1er août 2026 à 0 h 05"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31 décembre 2026 à 23 h 59"),
    ],
)
def test_day_and_time(at: datetime, written: str) -> None:
    assert day_and_time(at) == written
    assert day(at) == written.partition(" à ")[0]


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (timedelta(days=7), "7 jours"),
        (timedelta(minutes=30), "30 minutes"),
    ],
)
def test_lasting(time: timedelta, written: str) -> None:
    assert lasting(time) == written
