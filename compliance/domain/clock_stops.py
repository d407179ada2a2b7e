"""Stopping a deadline's clock and starting it again: the working days that were left are kept (rule D6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.domain.calendar import ONE_DAY, WorkingCalendar
from compliance.domain.deadlines import OpenEnded, Receipt, ReceiptStep, Unit, due_on, fixed, parse_period
from compliance.domain.errors import Refused

ENDS_EARLIER = "the days left end here"
NONE_LEFT = "the first working day from this one on counts"
STOPPED = re.compile(r"the clock stopped, ([0-9]+) working days? before the due date (\d{4}-\d\d-\d\d)")


def days_left(stopped_on: date, due_on: date, calendar: WorkingCalendar) -> int:
    """Working days that were left when the clock stopped: those after that day, up to and with the due date.

    Raises Refused for a stop after the due date: what is late stays late.
    """
    if stopped_on > due_on:
        raise Refused(f"stopped on: expected a day on or before the due date {due_on}, not {stopped_on}")
    days = (stopped_on + ONE_DAY * number for number in range(1, (due_on - stopped_on).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def stopped(stopped_on: date, left: int, category: str, calendar: WorkingCalendar) -> OpenEnded:
    """The receipt of a stopped clock: no date, and how many working days wait for the restart."""
    days = "1 working day" if left == 1 else f"{left} working days"
    rule = f"the clock is stopped since {stopped_on} ({category}); {days} left"
    return OpenEnded(rule, calendar.name, calendar.version, (ReceiptStep(stopped_on, "the clock stopped"),))


def restarted(restarted_on: date, stopped_on: date, left: int, before: date, calendar: WorkingCalendar) -> Receipt:
    """The due date after a restart: the days that were left, counted after the day of the restart.

    Where no working day was left, the first from the restart on: nobody is late by the act of restarting. Never earlier
    than the date before the stop, which may have been no working day: a stop takes no time away. Raises
    Refused for a restart before the stop.
    """
    if restarted_on < stopped_on:
        raise Refused(f"restarted on: expected a day on or after {stopped_on}, when the clock stopped")
    counted = calendar.shift(restarted_on, left) if left else calendar.on_or_after(restarted_on)
    due = max(counted, before)
    days = "1 working day" if left == 1 else f"{left} working days"
    how = f"the {days} left are counted from then" if left else "no working day was left: the first from then on counts"
    rule = f"the clock stood still from {stopped_on} to {restarted_on}; {how}"
    begins = "this day is not counted" if left else NONE_LEFT
    whole = fixed(due, calendar, rule)
    steps = (
        ReceiptStep(stopped_on, f"the clock stopped, {days} before the due date {before}"),
        ReceiptStep(restarted_on, f"the clock started again; {begins}"),
        *_skipped(restarted_on, due, calendar),
        *([ReceiptStep(counted, f"{ENDS_EARLIER}: the due date before the stop stays")] if counted < before else []),
        *whole.steps,
    )
    return Receipt(due, restarted_on, days, rule, steps, calendar.name, calendar.version)


def _skipped(first: date, last: date, calendar: WorkingCalendar) -> list[ReceiptStep]:
    days = [first + ONE_DAY * number for number in range(1, (last - first).days)]
    closed = [(day, calendar.why_closed(day)) for day in days]
    return [ReceiptStep(day, f"skipped: {why}") for day, why in closed if why is not None]


def counted_anew(stored: Mapping[str, Any], calendar: WorkingCalendar) -> Receipt | None:
    """A stored receipt's date once more on another calendar (D9); None unless it was counted in working days.

    The date after a restart still never lies before the one before the stop.
    """
    anchor, steps = date.fromisoformat(stored["anchor"]), stored["steps"]
    halted = STOPPED.fullmatch(steps[0]["note"]) if steps else None
    if halted:
        stopped_on, before = (date.fromisoformat(text) for text in (steps[0]["day"], halted[2]))
        return restarted(anchor, stopped_on, int(halted[1]), before, calendar)
    period = parse_period(stored["period"])
    if period.unit is not Unit.WORKING_DAYS:
        return None
    beginning_with = stored.get("beginning_with", "beginning with" in stored["rule"])
    return due_on(anchor, period, calendar, beginning_with=beginning_with)


def counting_again(stored: Mapping[str, Any], calendar: WorkingCalendar, today: date) -> Receipt:
    """A stored receipt whose date counts again, on the calendar of today (D6).

    As when a calendar changes, no date is brought forward to a day that is over (D9).
    """
    was = Receipt.read(stored)
    anew = counted_anew(stored, calendar) if was.period else None
    if anew is None or anew.due_on == was.due_on or anew.due_on < min(was.due_on, today):
        return was
    return anew
