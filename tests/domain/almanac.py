"""Calendars the tests count on: one written by hand, one straight from the holidays package."""

from __future__ import annotations

from datetime import date

from holidays import country_holidays
from hypothesis import HealthCheck, settings

from compliance.domain.calendar import WorkingCalendar

FIRST_ANCHOR, LAST_ANCHOR = date(1990, 1, 1), date(2040, 12, 31)

# From a wall calendar: Christmas 2026 with Boxing Day moved to Monday, New Year and Easter 2027.
WALL = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Boxing Day (substitute)",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 29): "Easter Monday",
}

BANK_HOLIDAYS: dict[date, str] = dict(country_holidays("GB", subdiv="ENG", years=range(1988, 2053)).items())

# The machine may be busy: an example has no time limit, only a number.
patient = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def wall_calendar() -> WorkingCalendar:
    """A calendar that knows the five bank holidays written above and no others."""
    return WorkingCalendar("wall", "2026a", WALL, horizon=date(2027, 12, 31))


def england_and_wales() -> WorkingCalendar:
    """The bank holidays of England and Wales, 1988 to 2052."""
    return WorkingCalendar("england-and-wales", "test", BANK_HOLIDAYS, horizon=date(2052, 12, 31))
