"""Working days of an office's calendar (rules D4, D5 and D9)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIRST_WEEKEND_DAY = 5
SHORTEST_HORIZON = 400  # days; rule D9
DIGEST_LENGTH = 8
EXTRA_DAYS = re.compile(r", extra days ([0-9a-f]+)")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class WorkingCalendar:
    """A named, versioned set of days on which nobody works.

    `closed` maps each bank holiday and extra closing day to its name; weekends are closed as well. `horizon` is the
    last day for which the official bank holidays had been announced when this version was made. `extra` are the closing
    days among `closed` that are no bank holidays, `division` the part of the official list that the calendar follows.
    """

    name: str
    version: str
    closed: Mapping[date, str]
    horizon: date
    extra: Mapping[date, str] = field(default_factory=dict)
    division: str = ""
    _shifted: dict[tuple[date, int], date] = field(default_factory=dict, repr=False, compare=False)

    def why_closed(self, day: date) -> str | None:
        """Say why nobody works on `day`: the weekend day's name or the holiday's, or None on a working day."""
        if day.weekday() >= FIRST_WEEKEND_DAY:
            return WEEKDAYS[day.weekday()]
        return self.closed.get(day)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on `day`."""
        return self.why_closed(day) is None

    def shift(self, day: date, working_days: int) -> date:
        """Count `working_days` from `day`, which itself is not counted; negative counts back, 0 stays (D4)."""
        known = self._shifted.get((day, working_days))
        if known is not None:
            return known
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        current, left = day, abs(working_days)
        while left:
            current += step
            left -= self.is_working_day(current)
        self._shifted[(day, working_days)] = current
        return current

    def on_or_after(self, day: date) -> date:
        """Give `day` itself when it is a working day, else the next one (D5: reminders go out on working days)."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def days_left(self, today: date) -> int:
        """Days from `today` until the horizon; under 400 calls for an update (D9)."""
        return (self.horizon - today).days

    def with_bank_holidays(self, days: Mapping[date, str], horizon: date, version: str) -> WorkingCalendar:
        """This calendar with another list of bank holidays from the list's first day to its `horizon` (D9).

        Outside the list the bank holidays stay as they are, and so do the office's extra days.
        """
        first = min(days)
        kept = {day: name for day, name in self.bank_holidays().items() if not first <= day <= horizon}
        weekdays = {day: name for day, name in days.items() if day.weekday() < FIRST_WEEKEND_DAY}
        return replace(
            self,
            version=version,
            closed=dict(self.extra) | kept | weekdays,
            horizon=max(self.horizon, horizon),
            _shifted={},
        )

    def with_closures(self, days: Mapping[date, str], owner: str) -> WorkingCalendar:
        """This calendar with the closing days of one authority; name and version say so (D8). None: itself."""
        if not days:
            return self
        return replace(
            self,
            name=f"{self.name} + closure days of {owner}",
            version=f"{self.version}, closure days {digest_of(days)}",
            closed=dict(days) | dict(self.closed),
            _shifted={},
        )

    def as_in(self, version: str) -> WorkingCalendar:
        """This calendar with the office's extra days that one of its versions was made with, as far as that tells (D9).

        The version has a digest of them: they are looked for among the first so many of today's, none included, because
        later days are added as time goes on. Where it is none of these, the calendar is itself.
        """
        told = EXTRA_DAYS.search(version)
        days = sorted(self.extra)
        for number in range(len(days)):
            kept = {day: self.extra[day] for day in days[:number]}
            if (digest_of(kept) if kept else "") == (told[1] if told else ""):
                return replace(self, closed=kept | self.bank_holidays(), extra=kept, _shifted={})
        return self

    def bank_holidays(self) -> dict[date, str]:
        """The closed days that are bank holidays, day to name; a day that is both counts as one."""
        return {day: name for day, name in self.closed.items() if self.extra.get(day) != name}


def digest_of(days: Mapping[date, str]) -> str:
    """Eight letters that tell one list of days and names from another, in whatever order it stands."""
    listed = "\n".join(f"{day.isoformat()} {days[day]}" for day in sorted(days))
    return hashlib.sha256(listed.encode()).hexdigest()[:DIGEST_LENGTH]
