"""The clock as a value: it comes in from outside and is never read by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """What day it is in the office (D1), the instant as zone-aware UTC, and who acts."""

    today: date
    now: datetime
    actor: str = "amends"


def start_of(day: date, time_zone: str) -> datetime:
    """The instant a day begins in the office's zone, in UTC: when a fact dated that day counts as known (S9)."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def end_of(day: date, time_zone: str) -> datetime:
    """The last microsecond of a day in the office's zone, in UTC."""
    return start_of(day + timedelta(days=1), time_zone) - timedelta(microseconds=1)
