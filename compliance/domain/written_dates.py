"""Dates as people write them, in English on any machine."""

from __future__ import annotations

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


def written(day: date) -> str:
    """A date as "3 March 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """A date as "Tuesday 3 March 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {written(day)}"
