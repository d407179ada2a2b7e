"""What a calendar change would move: open deadlines in working days, and planned reminder steps (rule D9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.domain.calendar import ONE_DAY, WorkingCalendar
from compliance.domain.clock_stops import counted_anew
from compliance.domain.deadlines import Receipt, ReceiptStep
from compliance.domain.kept_rungs import CHOSEN, kept_day, kept_rung, put_on
from compliance.domain.ladders import Ladder
from compliance.domain.receipts import CLOSED_NOW, OPEN_NOW, SKIPPED
from compliance.domain.reminders import LIES_BEFORE, Dates, PlannedStep, StepState, anchor_day, placed
from compliance.domain.version_letters import FIRST, behind_first
from compliance.store import calendars
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import AuthorityCalendars


@dataclass(frozen=True)
class DueMove:
    """A deadline that would move: its recommendation's row in the store, and the receipt of the new date."""

    row: Any
    receipt: Receipt

    def as_dict(self) -> dict[str, object]:
        """The shape of `amends calendar update --format json`; `days` is negative where the new date is earlier."""
        new = self.receipt.due_on
        return _due(self.row) | {"new_due_on": new.isoformat(), "days": (new - self.row.due_on).days}


@dataclass(frozen=True)
class DueKept:
    """A deadline that stays although the change moves what it was counted to: that day would be over already (D9)."""

    row: Any
    counted_on: date

    def as_dict(self) -> dict[str, object]:
        """The shape of `amends calendar update --format json`; `counted_on` is the day that would be over."""
        return _due(self.row) | {"counted_on": self.counted_on.isoformat()}


def _due(row: Any) -> dict[str, object]:
    """A deadline as it is, of a recommendation's row in the store."""
    return {
        "recommendation": row.reference,
        "authority_code": row.authority_code,
        "original_due_on": row.original_due_on.isoformat(),
        "due_on": row.due_on.isoformat(),
    }


@dataclass(frozen=True)
class StepMove:
    """A reminder step that would move; `in_place` where its deadline keeps its date and version."""

    row: Any
    reference: str
    authority_code: str
    planned: PlannedStep
    in_place: bool

    def as_dict(self) -> dict[str, object]:
        """The shape of `amends calendar update --format json`."""
        return {
            "recommendation": self.reference,
            "authority_code": self.authority_code,
            "step": self.row.step,
            "on": self.row.on_day.isoformat(),
            "new_on": self.planned.on_day.isoformat(),
            "days": (self.planned.on_day - self.row.on_day).days,
        }


@dataclass(frozen=True)
class Moves:
    """Everything a calendar change would move, by reference of the recommendation; `kept` are due dates that stay."""

    due: tuple[DueMove, ...]
    steps: tuple[StepMove, ...]
    kept: tuple[DueKept, ...] = ()


def moves(
    session: Session,
    before: AuthorityCalendars,
    after: AuthorityCalendars,
    authority_ids: Iterable[int],
    today: date,
    *,
    lock: bool = False,
) -> Moves:
    """What moves for some authorities when their calendars become those of `after`; nothing is written.

    Only open deadlines whose current version was computed from a period in working days move; explicit dates, months
    and dates that are past never do. None moves to a day before today: what was done by the day that an authority was
    told is never late for a change that came later. Planned steps move with their deadline, or alone where their own
    day does, on whatever calendar that was counted. `before` is what is in force; a date may still stand as the
    office's earlier extra days had it. `lock` keeps others from changing these recommendations until the transaction
    ends.
    """
    due: list[DueMove] = []
    kept: list[DueKept] = []
    rungs: list[StepMove] = []
    rows = calendars.open_deadlines(session, authority_ids, lock=lock)
    planned = calendars.rungs_to_move(session, [row.id for row in rows], (LIES_BEFORE, FIRST))
    for row in rows:
        stored, calendar = json.loads(row.receipt), after.of(row.authority_id)
        in_force = _counted_on(stored, before.of(row.authority_id)) and _counted_on(stored, calendar)
        then = before.as_in(row.authority_id, stored["calendar_version"])
        receipt = None if in_force else _recounted(row, stored, then, calendar, today)
        if receipt is not None and receipt.due_on < today:
            kept += _kept(row, receipt.due_on, before.of(row.authority_id))
            receipt = None
        if receipt is not None:
            due.append(DueMove(row, receipt))
        day = receipt.due_on if receipt else row.due_on
        steps = [each for each in planned.get(row.id, ()) if each.rung is not None or not in_force]
        ladder = after.rulebook.ladder_of(steps[0].ladder) if steps else None
        olds = (then, before.of(row.authority_id))
        rungs += _step_moves(row, steps, day, olds, after, ladder, today) if ladder else ()
    return Moves(tuple(due), tuple(rungs), tuple(kept))


def _counted_on(stored: Mapping[str, Any], calendar: WorkingCalendar) -> bool:
    return (stored["calendar"], stored["calendar_version"]) == (calendar.name, calendar.version)


def _recounted(
    row: Any, stored: Mapping[str, Any], old: WorkingCalendar, new: WorkingCalendar, today: date
) -> Receipt | None:
    """The receipt of the date counted anew, or None where it does not move."""
    if row.due_on is None or row.due_on < today or stored["due_on"] != row.due_on.isoformat() or not stored["period"]:
        return None
    receipt = counted_anew(stored, new)
    if receipt is None or receipt.due_on == row.due_on:
        return None
    skipped = {step["day"]: step["note"].removeprefix(SKIPPED) for step in stored["steps"] if SKIPPED in step["note"]}
    counted = {receipt.anchor + ONE_DAY * number for number in range(1, (row.due_on - receipt.anchor).days)}
    was = {day: skipped.get(day.isoformat()) for day in counted}
    days = _changed(receipt.anchor, max(row.due_on, receipt.due_on), lambda day: was.get(day, old.why_closed(day)), new)
    return replace(receipt, steps=(*receipt.steps, *days))


def _kept(row: Any, counted_on: date, old: WorkingCalendar) -> Iterable[DueKept]:
    """The date that stays, if it is this change that would move it: what stayed at an earlier one is not told again."""
    before = counted_anew(json.loads(row.receipt), old)
    if before is None or before.due_on != counted_on:
        yield DueKept(row, counted_on)


def _changed(first: date, last: date, old: Callable[[date], str | None], new: WorkingCalendar) -> Iterable[ReceiptStep]:
    """The days in between that the change closes or opens, as lines of the receipt; `old` says why one was closed."""
    day = first
    while day <= last:
        was, now = old(day), new.why_closed(day)
        if was is None and now is not None:
            yield ReceiptStep(day, f"{CLOSED_NOW}{now}")
        elif was is not None and now is None:
            yield ReceiptStep(day, f"{OPEN_NOW}{was}")
        day += ONE_DAY


def _step_moves(
    row: Any,
    steps: Sequence[Any],
    due: date | None,
    olds: Sequence[WorkingCalendar],
    after: AuthorityCalendars,
    ladder: Ladder,
    today: date,
) -> Iterable[StepMove]:
    """The steps whose day is another one now, or that the first letter goes before now (R1).

    One that was skipped because its day lay too early is planned again where that is to come now. `olds` are the
    calendars on which a step may have been counted of which it is not kept how.
    """
    new, office = after.of(row.authority_id), after.rulebook.calendar
    dates, in_place = Dates(row.decided_on, row.logged_on, due, row.live_from), due == row.due_on
    kept = {step.step: _rung_of(step, dates, olds, ladder, in_place=in_place) for step in steps}
    found = [_there(step, kept[step.step], dates, new) for step in steps]
    anew = [there for there in found if there is not None]
    if row.deadline_version == 1:
        anew = behind_first(anew, ladder, office)
    by_name = {there.name: there for there in anew}
    for step in steps:
        there = by_name.get(step.step)
        if there is not None and _moves(step, there, today, in_place=in_place):
            yield StepMove(step, row.reference, row.authority_code, there, in_place)


def _moves(step: Any, there: PlannedStep, today: date, *, in_place: bool) -> bool:
    if step.state == StepState.PLANNED:
        return there.on_day != step.on_day or (in_place and there.reason.startswith(FIRST))
    if not in_place or there.state is not StepState.PLANNED:
        return False
    if step.reason.startswith(FIRST):
        return step.deadline_version == 1 and there.on_day > today
    return there.on_day != step.on_day and there.on_day >= today


def _there(step: Any, rung: str | None, dates: Dates, calendar: WorkingCalendar) -> PlannedStep | None:
    """Where a step has its day on a calendar, by how that is counted; None where it has none.

    One that an act put on its day stays, and goes to the next working day as long as its own is closed.
    """
    if rung == CHOSEN:
        return PlannedStep(step.step, calendar.on_or_after(step.on_day), rung=put_on(step.on_day))
    nominal = kept_day(rung, dates.due_on, calendar) if rung else None
    return placed(step.step, nominal, dates, calendar, rung=rung or CHOSEN) if nominal else None


def _rung_of(step: Any, dates: Dates, olds: Sequence[WorkingCalendar], ladder: Ladder, *, in_place: bool) -> str | None:
    """How the day of a step is counted: as it is kept, which a later ladder does not change; None where it has no day.

    With a new date it is planned anew, by the ladder of today. So is one of which nothing is kept, as long as that
    ladder explains its day on a calendar of before; where it does not, an act or another ladder put it there.
    """
    if ladder.rank(step.step) < 0:
        return None
    if in_place and step.rung is not None:
        return str(step.rung)
    rung = ladder.step(step.step)
    anchor = anchor_day(rung, dates)
    counted = kept_rung(rung, anchor) if anchor else None
    if not in_place or (counted and _explains(counted, step, dates, olds)):
        return counted
    return CHOSEN if step.state == StepState.PLANNED else None


def _explains(rung: str, step: Any, dates: Dates, olds: Sequence[WorkingCalendar]) -> bool:
    """Whether a step that is counted so had the day on which it is on one of these calendars."""
    days = [(old, kept_day(rung, dates.due_on, old)) for old in olds]
    return any(day is not None and old.on_or_after(day) == step.on_day for old, day in days)
