"""The hours of scheduled sending, on the wall of the office, on ordinary days and on both clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from compliance.domain.hours import SendingHours

LONDON = "Europe/London"
HOURS = SendingHours(time(7), time(19))


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        # Winter: the wall shows UTC.
        ("2024-01-15T06:59:59", False),
        ("2024-01-15T07:00:00", True),
        ("2024-01-15T18:59:59", True),
        ("2024-01-15T19:00:00", False),
        # Summer: the wall is an hour ahead.
        ("2024-07-15T05:59:59", False),
        ("2024-07-15T06:00:00", True),
        ("2024-07-15T17:59:59", True),
        ("2024-07-15T18:00:00", False),
        # 31 March 2024, clocks go forward at 01:00 UTC; 27 October 2024, back at 01:00 UTC.
        ("2024-03-31T05:59:59", False),
        ("2024-03-31T06:00:00", True),
        ("2024-03-31T18:00:00", False),
        ("2024-10-27T06:00:00", False),
        ("2024-10-27T07:00:00", True),
        ("2024-10-27T18:59:59", True),
        ("2024-10-27T19:00:00", False),
    ],
)
def test_the_hours_are_those_of_the_wall(utc: str, is_open: bool) -> None:
    assert HOURS.are_open(datetime.fromisoformat(utc).replace(tzinfo=UTC), LONDON) is is_open


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (datetime(2024, 3, 30, tzinfo=UTC), 90),
        # From 01:00 to 02:00 the wall shows nothing: of 00:30 to 02:00 only the first half hour is left.
        (datetime(2024, 3, 31, tzinfo=UTC), 30),
        # From 01:00 to 02:00 the wall shows everything twice.
        (datetime(2024, 10, 26, 22, tzinfo=UTC), 150),
    ],
)
def test_a_night_of_a_clock_change_minute_by_minute(day: datetime, minutes: int) -> None:
    hours = SendingHours(time(0, 30), time(2))
    counted = [hours.are_open(day + timedelta(minutes=minute), LONDON) for minute in range(8 * 60)]
    assert sum(counted) == minutes


def test_the_hours_in_words() -> None:
    assert str(HOURS) == "07:00 to 19:00"
