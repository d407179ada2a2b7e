"""How the day of a planned step is counted, kept with the step in a few words (rules R1 and D9).

So it can be counted again once a calendar changes, on whatever calendar it was counted before. A ladder that was
changed since moves nothing that is planned.
"""

from __future__ import annotations

from datetime import date, timedelta

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import months_after
from compliance.domain.ladders import Anchor, LadderStep, OffsetUnit

CHOSEN = ""  # an act chose the day, such as sending anew


def kept_rung(step: LadderStep, anchor: date) -> str:
    """What is kept of a rung: "due -3 working_days" or, as other anchors never move, "2024-04-02 11 months"."""
    counted_from = Anchor.DUE.value if step.anchor is Anchor.DUE else anchor.isoformat()
    return f"{counted_from} {step.offset} {step.unit.value}"


def put_on(day: date) -> str:
    """What is kept of a step that an act put on a day, once a calendar moves it: "2024-04-15 0 calendar_days"."""
    return f"{day.isoformat()} 0 {OffsetUnit.CALENDAR_DAYS.value}"


def kept_day(rung: str, due_on: date | None, calendar: WorkingCalendar) -> date | None:
    """The day a kept rung is counted to, open or closed; None for one counted from a due date that is not known."""
    counted_from, offset, unit = rung.split(" ")
    anchor = due_on if counted_from == Anchor.DUE else date.fromisoformat(counted_from)
    return None if anchor is None else counted(anchor, int(offset), OffsetUnit(unit), calendar)


def counted(anchor: date, offset: int, unit: OffsetUnit, calendar: WorkingCalendar) -> date:
    """The day so far from an anchor, open or closed."""
    if unit is OffsetUnit.WORKING_DAYS:
        return calendar.shift(anchor, offset)
    if unit is OffsetUnit.MONTHS:
        return months_after(anchor, offset)
    return anchor + timedelta(days=offset)
