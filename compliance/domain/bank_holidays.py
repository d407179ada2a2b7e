"""Comparing an official list of bank holidays with the calendar in force (rule D9): what differs, what is wrong.

A list that lost days is refused. One that merely reaches too little ahead calls for attention and can be applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.domain.calendar import FIRST_WEEKEND_DAY, SHORTEST_HORIZON, WorkingCalendar, digest_of

COUNTED_BEFORE = "the calendars in force are others than those that open dates were counted on"


@dataclass(frozen=True)
class Listing:
    """The bank holidays of one division as somebody published them: day to name, never empty."""

    division: str
    days: Mapping[date, str]

    @property
    def first(self) -> date:
        """The first day the list speaks of."""
        return min(self.days)

    @property
    def horizon(self) -> date:
        """The last day the list speaks of; nothing is announced after it."""
        return max(self.days)

    @property
    def digest(self) -> str:
        """What tells this list from another one."""
        return digest_of(self.days)


@dataclass(frozen=True)
class Difference:
    """What a list would change in a calendar: days closed from now on, days open from now on, and its reach."""

    added: Mapping[date, str]
    removed: Mapping[date, str]
    horizon_before: date
    horizon_after: date

    def __bool__(self) -> bool:
        """Whether there is anything to apply: other days, or the same days known for longer."""
        return bool(self.added or self.removed or self.horizon_after > self.horizon_before)


def compared(calendar: WorkingCalendar, listing: Listing) -> Difference:
    """Compare a list with the bank holidays in force, from the list's first day to its last; weekends do not count."""
    in_force = _in_force(calendar, listing.first, listing.horizon)
    listed = {day: name for day, name in listing.days.items() if day.weekday() < FIRST_WEEKEND_DAY}
    return Difference(
        added={day: listed[day] for day in sorted(listed.keys() - in_force.keys())},
        removed={day: in_force[day] for day in sorted(in_force.keys() - listed.keys())},
        horizon_before=calendar.horizon,
        horizon_after=max(calendar.horizon, listing.horizon),
    )


def shrunken(
    calendar: WorkingCalendar, listing: Listing, today: date, gone: Collection[date] = frozenset()
) -> str | None:
    """Why a list is refused as shrunken, in words, or None (D9).

    It lacks days that are in force and to come, or has fewer days than before. A bank holiday that was moved within its
    year is no loss: another day of that year came in its place. Nor are days that a person names as `gone`; what came
    in the place of one of these stands for no other.
    """
    gap = _gap(listing)
    if gap is not None:
        return f"{listing.division} has no bank holiday at all in {gap}"
    announced = {day: name for day, name in _in_force(calendar, today, calendar.horizon).items() if day > today}
    lost = [day for day in announced if day not in listing.days and day not in gone]
    in_force = _in_force(calendar, listing.first, calendar.horizon).keys()
    let_go = (in_force & set(gone)) - listing.days.keys()
    gained = Counter(day.year for day in compared(calendar, listing).added)
    missing = Counter(day.year for day in (*lost, *let_go))
    for day in lost:
        if gained[day.year] < missing[day.year]:
            return f"{listing.division} lacks {announced[day]} on {day}, which is in force and still to come"
    before = len(in_force - let_go)
    after = sum(day.weekday() < FIRST_WEEKEND_DAY and day <= calendar.horizon for day in listing.days)
    if after < before:
        reach = f"from {listing.first} to {calendar.horizon}"
        return f"{listing.division} has {after} bank holidays {reach}, fewer than the {before} in force"
    return None


def takes_away(calendar: WorkingCalendar, listing: Listing, day: date) -> bool:
    """Whether a list opens a day that is a bank holiday in force."""
    return day in compared(calendar, listing).removed


def updating(found: str) -> str:
    """The command to type about a calendar that differs from a list, or from that which open dates were counted on."""
    return "amends calendar update" if found.startswith(COUNTED_BEFORE) else "amends calendar update SOURCE"


def short_horizon(horizon: date, today: date) -> str | None:
    """What is said of bank holidays that are known for less than 400 days ahead, or None (D9)."""
    left = (horizon - today).days
    if left >= SHORTEST_HORIZON:
        return None
    known = f"known until {horizon}, {left} days ahead" if left >= 0 else f"known until {horizon}, which is over"
    return f"bank holidays are {known}; expected at least {SHORTEST_HORIZON} days"


def merged(calendar: WorkingCalendar, listing: Listing, version: str) -> WorkingCalendar:
    """The calendar with the list in force."""
    return calendar.with_bank_holidays(listing.days, listing.horizon, version)


def _in_force(calendar: WorkingCalendar, first: date, last: date) -> dict[date, str]:
    found = {day: name for day, name in calendar.bank_holidays().items() if first <= day <= last}
    return {day: found[day] for day in sorted(found) if day.weekday() < FIRST_WEEKEND_DAY}


def _gap(listing: Listing) -> int | None:
    years = {day.year for day in listing.days}
    return next((year for year in range(min(years), max(years)) if year not in years), None)
