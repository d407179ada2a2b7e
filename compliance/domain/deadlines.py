"""When a remedy is due, why, and how that date may change (rules D1 to D8).

A deadline is a plain date of the office's own time zone. Each computed date comes with its receipt, so that a
councillor can check it with a finger on a wall calendar.
"""

from __future__ import annotations

import calendar as gregorian
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from compliance.domain.calendar import ONE_DAY, WEEKDAYS, WorkingCalendar
from compliance.domain.errors import Refused, WrongUse

MONTHS_IN_A_YEAR = 12
LONGEST = {"days": 3660, "working days": 2500, "weeks": 520, "months": 120}
PERIOD = re.compile(r"([0-9]{1,6}) (working days?|days?|weeks?|months?)")
BY_DECISION = "the decision names the date itself"
EXPECTED_PERIOD = "a period such as '28 days', '20 working days', '4 weeks', '1 month' or 'immediately'"


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"


class VersionKind(StrEnum):
    """Why a deadline version exists (D6)."""

    ORIGINAL = "original"
    EXTENSION = "extension"
    EXTENSION_REVERSED = "extension_reversed"
    CORRECTION = "correction"
    CALENDAR_CHANGE = "calendar_change"
    CLOCK_STOPPED = "clock_stopped"
    CLOCK_RESTARTED = "clock_restarted"
    DATED = "dated"
    REOPENED = "reopened"
    RESENT = "resent"


@dataclass(frozen=True)
class Period:
    """A length of time as a decision states it: `count` of `unit`."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value[:-1] if self.count == 1 else self.unit.value}"


@dataclass(frozen=True)
class ReceiptStep:
    """One line of a receipt: the day it speaks of and what happened to it."""

    day: date
    note: str


@dataclass(frozen=True)
class Receipt:
    """How a due date was computed (D8): anchor, rule in words, each skipped day with its reason, calendar version."""

    due_on: date
    anchor: date
    period: str
    rule: str
    steps: tuple[ReceiptStep, ...]
    calendar: str
    calendar_version: str
    beginning_with: bool = False

    def as_dict(self) -> dict[str, object]:
        """The receipt as plain values, dates in ISO 8601; the shape of `amends deadline --format json`."""
        return {
            "due_on": self.due_on.isoformat(),
            "anchor": self.anchor.isoformat(),
            "period": self.period,
            "rule": self.rule,
            "steps": [{"day": step.day.isoformat(), "note": step.note} for step in self.steps],
            "calendar": self.calendar,
            "calendar_version": self.calendar_version,
            "beginning_with": self.beginning_with,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Receipt:
        """A receipt from the plain values of `as_dict`."""
        return cls(
            date.fromisoformat(stored["due_on"]),
            date.fromisoformat(stored["anchor"]),
            stored["period"],
            stored["rule"],
            _read_steps(stored),
            stored["calendar"],
            stored["calendar_version"],
            stored.get("beginning_with", False),
        )


@dataclass(frozen=True)
class OpenEnded:
    """Why a deadline has no date for now (D2, D6): a receipt without a day, in the same shape."""

    rule: str
    calendar: str
    calendar_version: str
    steps: tuple[ReceiptStep, ...] = ()

    @property
    def due_on(self) -> None:
        """No day."""
        return None

    def as_dict(self) -> dict[str, object]:
        """The receipt as plain values; `due_on` and `anchor` are None."""
        return {
            "due_on": None,
            "anchor": None,
            "period": "",
            "rule": self.rule,
            "steps": [{"day": step.day.isoformat(), "note": step.note} for step in self.steps],
            "calendar": self.calendar,
            "calendar_version": self.calendar_version,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> OpenEnded:
        """An open-ended receipt from the plain values of `as_dict`."""
        return cls(stored["rule"], stored["calendar"], stored["calendar_version"], _read_steps(stored))


def _read_steps(stored: Mapping[str, Any]) -> tuple[ReceiptStep, ...]:
    return tuple(ReceiptStep(date.fromisoformat(step["day"]), step["note"]) for step in stored["steps"])


def parse_period(text: str, named: Mapping[str, Period] | None = None) -> Period:
    """Read a period as decisions and import files write it (D2).

    `named` holds the office's own words such as "immediately". Raises WrongUse when the text is no period.
    """
    word = " ".join(text.split()).casefold()
    if named and word in named:
        return named[word]
    match = PERIOD.fullmatch(word)
    if match is None:
        raise WrongUse(f"period {text!r} is not {EXPECTED_PERIOD}")
    count, unit = int(match[1]), Unit(match[2].removesuffix("s") + "s")
    if not 1 <= count <= LONGEST[unit.value]:
        raise WrongUse(f"period {text!r} is outside 1 to {LONGEST[unit.value]} {unit.value}")
    return Period(count, unit)


def months_after(anchor: date, months: int) -> date:
    """Add months by the corresponding-date rule (D3, Dodds v Walker [1981]).

    The same day number in the later month, or that month's last day where there is none; always from the anchor.
    """
    index = anchor.year * MONTHS_IN_A_YEAR + anchor.month - 1 + months
    year, month = divmod(index, MONTHS_IN_A_YEAR)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def due_on(anchor: date, period: Period, calendar: WorkingCalendar, *, beginning_with: bool = False) -> Receipt:
    """Compute a due date and its receipt (D2 to D4, D8).

    The anchor day is excluded, unless the clock is one "beginning with" its anchor: then it is included and the period
    ends one day earlier (D3), save where its last month has no such day number: it ends on that month's last day
    (Migotti v Colvill [1879]). Due dates do not roll to a working day (D5). Raises WrongUse when the period ends after
    the last year a date can hold.
    """
    count = _count_working_days if period.unit is Unit.WORKING_DAYS else _count_calendar_time
    try:
        due, steps, rule = count(anchor, period, calendar, beginning_with)
    except (OverflowError, ValueError) as error:
        raise WrongUse(f"{period} from {anchor} ends beyond the last date there is") from error
    steps += _remarks(due, calendar)
    return Receipt(due, anchor, str(period), rule, tuple(steps), calendar.name, calendar.version, beginning_with)


def fixed(day: date, calendar: WorkingCalendar, rule: str = BY_DECISION) -> Receipt:
    """The receipt of an explicit date, such as "by 31 March 2025" (D2)."""
    return Receipt(day, day, "", rule, tuple(_remarks(day, calendar)), calendar.name, calendar.version)


def _remarks(due: date, calendar: WorkingCalendar) -> list[ReceiptStep]:
    """What a reader of the receipt should know of the due date itself (D5, D8)."""
    remarks = []
    closed = calendar.why_closed(due)
    if closed is not None:
        remarks.append(ReceiptStep(due, f"due date is not a working day ({closed}); it does not move"))
    if due > calendar.horizon:
        remarks.append(ReceiptStep(due, f"bank holidays after {calendar.horizon} are not announced yet"))
    return remarks


def _count_working_days(
    anchor: date, period: Period, calendar: WorkingCalendar, beginning_with: bool
) -> tuple[date, list[ReceiptStep], str]:
    day = anchor - ONE_DAY if beginning_with else anchor
    steps = [ReceiptStep(anchor, _anchor_note(beginning_with))]
    counted = 0
    while counted < period.count:
        day += ONE_DAY
        closed = calendar.why_closed(day)
        if closed is None:
            counted += 1
        else:
            steps.append(ReceiptStep(day, f"skipped: {closed}"))
    steps.append(ReceiptStep(day, f"working day {period.count}: the last day of the period"))
    return day, steps, f"count {period} {_mode(beginning_with)}, skipping closed days"


def _count_calendar_time(
    anchor: date, period: Period, _calendar: WorkingCalendar, beginning_with: bool
) -> tuple[date, list[ReceiptStep], str]:
    steps = [ReceiptStep(anchor, _anchor_note(beginning_with))]
    if period.unit is Unit.MONTHS:
        end = months_after(anchor, period.count)
        rule = f"{period} {_mode(beginning_with)}, by the corresponding date"
        if end.day != anchor.day:
            # The month's last day closes the period either way: there is no later day to step back from (Migotti).
            month = gregorian.month_name[end.month]
            steps.append(ReceiptStep(end, f"{month} {end.year} has no day {anchor.day}: its last day"))
            return end, steps, rule
        steps.append(ReceiptStep(end, f"the corresponding day number {anchor.day}"))
    else:
        days = period.count * (len(WEEKDAYS) if period.unit is Unit.WEEKS else 1)
        end = anchor + timedelta(days=days)
        rule = f"{period} {_mode(beginning_with)}, every day counted"
        steps.append(ReceiptStep(end, f"{Period(days, Unit.DAYS)} after {anchor.isoformat()}"))
    if beginning_with:
        end -= ONE_DAY
        steps.append(ReceiptStep(end, "one day earlier, because the first day is part of the period"))
    return end, steps, rule


def _anchor_note(beginning_with: bool) -> str:
    return "the first day of the period" if beginning_with else "the day it is counted from, not part of the period"


def _mode(beginning_with: bool) -> str:
    return "beginning with the first day" if beginning_with else "after the day it is counted from"


def extended(current: date, new: date) -> date:
    """Check an agreed extension and give the date lateness is judged on from then on (D6, D7).

    Raises Refused when the new date is not later than the current one: an extension never takes time away.
    """
    if new <= current:
        raise Refused(f"an extension must end after the current due date {current}, and {new} does not")
    return new


def is_late(completed_on: date, current_due_on: date) -> bool:
    """Done after the current due date is late; on the day itself is in time (D1, D7, E4)."""
    return completed_on > current_due_on


def is_overdue(current_due_on: date, today: date) -> bool:
    """Not done and the due date has ended (D1)."""
    return today > current_due_on
