"""Due dates and their receipts (D1 to D8), by table."""

from __future__ import annotations

import json
from datetime import date

import pytest

from compliance.domain.deadlines import (
    Period,
    Unit,
    VersionKind,
    due_on,
    extended,
    fixed,
    is_late,
    is_overdue,
    months_after,
    parse_period,
)
from compliance.domain.errors import Refused, WrongUse
from tests.domain.almanac import wall_calendar


def _due(anchor: str, period: str, *, beginning_with: bool = False) -> str:
    receipt = due_on(date.fromisoformat(anchor), parse_period(period), wall_calendar(), beginning_with=beginning_with)
    return receipt.due_on.isoformat()


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        # The corresponding date, or the last day of a month that has none.
        ("2024-09-30", "4 months", "2025-01-30"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-01-31", "2 months", "2024-03-31"),
        ("2023-01-31", "2 months", "2023-03-31"),
        ("2024-01-31", "3 months", "2024-04-30"),
        ("2024-01-30", "1 month", "2024-02-29"),
        ("2023-01-29", "1 month", "2023-02-28"),
        ("2023-01-28", "1 month", "2023-02-28"),
        ("2024-02-29", "1 month", "2024-03-29"),
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2024-02-29", "48 months", "2028-02-29"),
        ("2023-02-28", "1 month", "2023-03-28"),
        ("2024-08-31", "6 months", "2025-02-28"),
        ("2024-11-30", "3 months", "2025-02-28"),
        ("2024-12-31", "1 month", "2025-01-31"),
        ("2024-12-01", "1 month", "2025-01-01"),
        ("1999-12-31", "2 months", "2000-02-29"),
        ("2099-12-31", "2 months", "2100-02-28"),
        ("2024-03-15", "1 month", "2024-04-15"),
    ],
)
def test_d3_months_end_on_the_corresponding_date(anchor: str, period: str, expected: str) -> None:
    assert _due(anchor, period) == expected


def test_d3_months_are_never_counted_step_by_step() -> None:
    by_steps = months_after(months_after(date(2023, 1, 31), 1), 1)
    assert (by_steps, months_after(date(2023, 1, 31), 2)) == (date(2023, 3, 28), date(2023, 3, 31))


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [("2024-03-31", -1, "2024-02-29"), ("2024-01-31", -12, "2023-01-31"), ("2024-05-31", 0, "2024-05-31")],
)
def test_d3_months_back(anchor: str, months: int, expected: str) -> None:
    assert months_after(date.fromisoformat(anchor), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        ("2024-01-01", "1 day", "2024-01-02"),
        ("2024-02-01", "28 days", "2024-02-29"),
        ("2023-02-01", "28 days", "2023-03-01"),
        ("2024-02-01", "4 weeks", "2024-02-29"),
        ("2024-12-30", "1 week", "2025-01-06"),
        # Across both clock changes of a year a day is a day.
        ("2026-10-24", "1 day", "2026-10-25"),
        ("2026-10-25", "1 day", "2026-10-26"),
        ("2027-03-27", "2 days", "2027-03-29"),
    ],
)
def test_d2_days_and_weeks_count_every_day_but_the_anchor(anchor: str, period: str, expected: str) -> None:
    assert _due(anchor, period) == expected


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        ("2026-12-21", "4 working days", "2026-12-29"),
        ("2026-12-21", "20 working days", "2027-01-21"),
        ("2027-03-24", "10 working days", "2027-04-09"),
        ("2027-03-27", "1 working day", "2027-03-30"),
    ],
)
def test_d4_working_days_skip_closed_days(anchor: str, period: str, expected: str) -> None:
    assert _due(anchor, period) == expected


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        # The three months of a public report, received on 15 January: 14 April is the last day.
        ("2024-01-15", "3 months", "2024-04-14"),
        ("2024-01-01", "1 month", "2024-01-31"),
        ("2024-02-01", "1 month", "2024-02-29"),
        ("2024-03-01", "1 month", "2024-03-31"),
        ("2024-12-01", "1 month", "2024-12-31"),
        # Migotti v Colvill [1879]: no such day number, so the last day of the month closes the period.
        ("2024-10-31", "1 month", "2024-11-30"),
        ("2024-01-31", "3 months", "2024-04-30"),
        ("2024-01-30", "1 month", "2024-02-29"),
        ("2023-01-29", "1 month", "2023-02-28"),
        ("2024-01-29", "1 month", "2024-02-28"),
        ("2024-01-31", "2 months", "2024-03-30"),
        ("2024-02-01", "28 days", "2024-02-28"),
        ("2024-02-01", "1 day", "2024-02-01"),
        ("2024-02-01", "1 week", "2024-02-07"),
        ("2026-12-21", "1 working day", "2026-12-21"),
        ("2026-12-21", "5 working days", "2026-12-29"),
        ("2026-12-25", "1 working day", "2026-12-29"),
    ],
)
def test_d3_beginning_with_a_day_includes_it(anchor: str, period: str, expected: str) -> None:
    assert _due(anchor, period, beginning_with=True) == expected


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [("2026-11-25", "1 month", "2026-12-25"), ("2026-12-19", "1 week", "2026-12-26")],
)
def test_d5_a_due_date_on_a_closed_day_stays_and_the_receipt_says_so(anchor: str, period: str, expected: str) -> None:
    receipt = due_on(date.fromisoformat(anchor), parse_period(period), wall_calendar())
    assert receipt.due_on == date.fromisoformat(expected)
    assert receipt.steps[-1].day == receipt.due_on
    assert receipt.steps[-1].note.startswith("due date is not a working day (")
    assert "it does not move" in receipt.steps[-1].note


def test_d8_the_receipt_names_each_skipped_day_and_why() -> None:
    receipt = due_on(date(2026, 12, 21), Period(7, Unit.WORKING_DAYS), wall_calendar())
    assert receipt.as_dict() == {
        "due_on": "2027-01-04",
        "anchor": "2026-12-21",
        "period": "7 working days",
        "rule": "count 7 working days after the day it is counted from, skipping closed days",
        "steps": [
            {"day": "2026-12-21", "note": "the day it is counted from, not part of the period"},
            {"day": "2026-12-25", "note": "skipped: Christmas Day"},
            {"day": "2026-12-26", "note": "skipped: Saturday"},
            {"day": "2026-12-27", "note": "skipped: Sunday"},
            {"day": "2026-12-28", "note": "skipped: Boxing Day (substitute)"},
            {"day": "2027-01-01", "note": "skipped: New Year's Day"},
            {"day": "2027-01-02", "note": "skipped: Saturday"},
            {"day": "2027-01-03", "note": "skipped: Sunday"},
            {"day": "2027-01-04", "note": "working day 7: the last day of the period"},
        ],
        "calendar": "wall",
        "calendar_version": "2026a",
        "beginning_with": False,
    }
    assert json.loads(json.dumps(receipt.as_dict())) == receipt.as_dict()


@pytest.mark.parametrize(
    ("anchor", "period", "beginning_with", "notes"),
    [
        ("2027-01-31", "1 month", False, ["the day it is counted", "February 2027 has no day 31: its last day"]),
        ("2027-01-29", "3 months", False, ["the day it is counted", "the corresponding day number 29"]),
        ("2027-01-18", "2 weeks", False, ["the day it is counted", "14 days after 2027-01-18"]),
        ("2027-01-18", "1 day", False, ["the day it is counted", "1 day after 2027-01-18"]),
        ("2027-01-20", "1 week", True, ["the first day of the period", "7 days after", "one day earlier"]),
    ],
)
def test_d8_the_receipt_explains_the_last_day(anchor: str, period: str, beginning_with: bool, notes: list[str]) -> None:
    receipt = due_on(date.fromisoformat(anchor), parse_period(period), wall_calendar(), beginning_with=beginning_with)
    found = [step.note for step in receipt.steps if "not a working day" not in step.note]
    assert len(found) == len(notes)
    assert all(start in note for start, note in zip(notes, found, strict=True))
    assert period in receipt.rule
    assert ("beginning with" in receipt.rule) is beginning_with


def test_d2_an_explicit_date_has_a_receipt_too() -> None:
    receipt = fixed(date(2027, 3, 31), wall_calendar())
    assert (receipt.due_on, receipt.anchor) == (date(2027, 3, 31), date(2027, 3, 31))
    assert receipt.rule == "the decision names the date itself"
    assert (receipt.calendar, receipt.calendar_version) == ("wall", "2026a")
    assert fixed(date(2027, 3, 31), wall_calendar(), "agreed").rule == "agreed"


@pytest.mark.parametrize("period", ["1 day", "1 week", "1 month", "1 working day"])
def test_a_date_beyond_the_last_year_is_wrong_use(period: str) -> None:
    with pytest.raises(WrongUse, match="beyond the last date there is"):
        due_on(date(9999, 12, 31), parse_period(period), wall_calendar())


@pytest.mark.parametrize(
    ("day", "late"), [("2024-02-28", False), ("2024-02-29", False), ("2024-03-01", True), ("2025-02-28", True)]
)
def test_d1_the_due_date_itself_is_in_time(day: str, late: bool) -> None:
    due = date(2024, 2, 29)
    assert is_late(date.fromisoformat(day), due) is late
    assert is_overdue(due, date.fromisoformat(day)) is late


def test_d7_lateness_is_judged_on_the_amended_date() -> None:
    original, done = date(2024, 1, 31), date(2024, 2, 10)
    assert is_late(done, original)
    assert not is_late(done, extended(original, done))


@pytest.mark.parametrize("new", ["2024-01-31", "2024-01-30", "1990-01-01"])
def test_d6_an_extension_never_takes_time_away(new: str) -> None:
    with pytest.raises(Refused, match="after the current due date 2024-01-31"):
        extended(date(2024, 1, 31), date.fromisoformat(new))


def test_d6_every_reason_for_a_new_version_has_its_kind() -> None:
    assert set(VersionKind) == {
        "original",
        "extension",
        "extension_reversed",
        "correction",
        "calendar_change",
        "clock_stopped",
        "clock_restarted",
        "dated",
        "reopened",
        "resent",
    }


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(1, Unit.MONTHS), "1 month"),
        (Period(2, Unit.MONTHS), "2 months"),
        (Period(1, Unit.WORKING_DAYS), "1 working day"),
        (Period(5, Unit.WORKING_DAYS), "5 working days"),
    ],
)
def test_a_period_reads_as_one_would_say_it(period: Period, text: str) -> None:
    assert str(period) == text
