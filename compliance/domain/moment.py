"""The clock as a value: it comes in from outside and is never read by a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1974, 2100
"""What is written by hand or imported lies in these years: the first ombudsman's act, and no slip of the fingers."""


@dataclass(frozen=True)
class Moment:
    """What day it is in the office (D1), the instant as zone-aware UTC, and who acts.

    With `imported_at` the day and the instant are those of an old fact, and that is when it was imported.
    """

    today: date
    now: datetime
    actor: str = "amends"
    imported_at: datetime | None = None


def start_of(day: date, time_zone: str) -> datetime:
    """The instant a day begins in the office's zone, in UTC: when a fact dated that day counts as known (S9)."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def end_of(day: date, time_zone: str) -> datetime:
    """The last microsecond of a day in the office's zone, in UTC."""
    return start_of(day + timedelta(days=1), time_zone) - timedelta(microseconds=1)


ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def day_in_words(day: date) -> str:
    """A day as people write it, "3 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def days_in_words(text: str, how: Callable[[date], str] = day_in_words, dates: re.Pattern[str] = ISO_DATE) -> str:
    """A sentence with its ISO 8601 dates as people write them, `how`; what only looks like one, 2024-13-45, stays."""

    def said(found: re.Match[str]) -> str:
        try:
            return how(date.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    return dates.sub(said, text)
