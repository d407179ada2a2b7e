"""What is kept of a rung gives the day that the rung gives, on every calendar (R1, D9)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.kept_rungs import kept_day, kept_rung, put_on
from compliance.domain.ladders import Anchor, LadderStep, OffsetUnit

OPEN = WorkingCalendar("office", "1", {}, date(2027, 12, 31))
CLOSED = WorkingCalendar("office", "2", {date(2024, 4, 18): "Office closed"}, date(2027, 12, 31))
DUE, LOGGED = date(2024, 4, 19), date(2024, 4, 2)


@pytest.mark.parametrize(
    ("anchor", "offset", "unit", "kept", "on_open", "on_closed"),
    [
        (Anchor.DUE, -3, OffsetUnit.WORKING_DAYS, "due -3 working_days", date(2024, 4, 16), date(2024, 4, 15)),
        (Anchor.DUE, 0, OffsetUnit.WORKING_DAYS, "due 0 working_days", DUE, DUE),
        (Anchor.DUE, 7, OffsetUnit.CALENDAR_DAYS, "due 7 calendar_days", date(2024, 4, 26), date(2024, 4, 26)),
        (Anchor.LOGGED, 12, OffsetUnit.WORKING_DAYS, "2024-04-02 12 working_days", date(2024, 4, 18), DUE),
        (Anchor.DECIDED, 11, OffsetUnit.MONTHS, "2024-04-02 11 months", date(2025, 3, 2), date(2025, 3, 2)),
    ],
)
def test_a_kept_rung_is_counted_on_any_calendar(
    anchor: Anchor, offset: int, unit: OffsetUnit, kept: str, on_open: date, on_closed: date
) -> None:
    rung = LadderStep("x", anchor, offset, unit, "due_soon")
    assert kept_rung(rung, DUE if anchor is Anchor.DUE else LOGGED) == kept
    assert [kept_day(kept, DUE, calendar) for calendar in (OPEN, CLOSED)] == [on_open, on_closed]


def test_a_rung_counted_from_a_due_date_has_no_day_without_one() -> None:
    assert kept_day("due -3 working_days", None, OPEN) is None
    assert kept_day("2024-04-02 11 months", None, OPEN) == date(2025, 3, 2)


def test_a_day_that_was_chosen_is_kept_itself() -> None:
    assert put_on(date(2024, 4, 18)) == "2024-04-18 0 calendar_days"
    assert kept_day(put_on(date(2024, 4, 18)), None, CLOSED) == date(2024, 4, 18)
