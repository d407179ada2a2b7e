"""Dates as people write them, in English on any machine."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from compliance.domain.calendar import WEEKDAYS

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SHORTEST_MONTH = 3
WRITTEN = re.compile(r"(?:(?P<day>[0-9]{1,2}) )?(?P<month>[A-Za-z]{3,9}) (?P<year>[0-9]{4})")


def read_written(text: str, *, end: bool = False) -> date:
    """The day of "2023-09-01", "1 September 2023" or "Sep 2023".

    A month alone is its first day, or its last at an `end`. Raises ValueError for anything else and for no such day.
    """
    found = WRITTEN.fullmatch(text)
    if found is None:
        return date.fromisoformat(text)
    year, month = int(found["year"]), _month(found["month"].casefold())
    day = int(found["day"]) if found["day"] else monthrange(year, month)[1] if end and year else 1
    return date(year, month, day)


def _month(word: str) -> int:
    known = [name.casefold() for name in MONTHS]
    short = [name[:SHORTEST_MONTH] for name in known]
    return (known if word in known else short).index(word) + 1


def written(day: date) -> str:
    """A date as "3 March 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """A date as "Tuesday 3 March 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {written(day)}"
