"""Stopped clocks: the working days that were left are kept (rule D6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.clock_stops import counted_anew, days_left, restarted, stopped
from compliance.domain.errors import Refused
from tests.domain import oracles
from tests.domain.almanac import BANK_HOLIDAYS, FIRST_ANCHOR, LAST_ANCHOR, england_and_wales, patient

CALENDAR = england_and_wales()
DAYS = st.dates(FIRST_ANCHOR, LAST_ANCHOR)

# Easter 2024: Good Friday is 29 March, Easter Monday 1 April.
TABLE = [
    # stopped, due, left, restarted, due then
    ("2024-03-04", "2024-03-08", 4, "2024-03-11", "2024-03-15"),
    ("2024-03-08", "2024-03-08", 0, "2024-03-20", "2024-03-20"),
    ("2024-03-08", "2024-03-09", 0, "2024-03-08", "2024-03-09"),
    ("2024-03-08", "2024-03-09", 0, "2024-03-10", "2024-03-11"),
    ("2024-03-08", "2024-03-10", 0, "2024-03-20", "2024-03-20"),
    ("2024-03-28", "2024-03-30", 0, "2024-03-30", "2024-04-02"),
    ("2024-03-27", "2024-04-03", 3, "2024-04-08", "2024-04-11"),
    ("2024-03-20", "2024-03-31", 6, "2024-03-20", "2024-03-31"),
    ("2024-03-20", "2024-04-02", 7, "2024-03-20", "2024-04-02"),
    ("2024-03-23", "2024-03-25", 1, "2024-03-30", "2024-04-02"),
    ("2024-12-20", "2025-01-06", 8, "2025-02-03", "2025-02-13"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("stop", "due", "left", "start", "then"), TABLE)
def test_d6_the_days_that_were_left_are_counted_after_the_restart(
    stop: str, due: str, left: int, start: str, then: str
) -> None:
    assert days_left(day(stop), day(due), CALENDAR) == left
    receipt = restarted(day(start), day(stop), left, day(due), CALENDAR)
    assert receipt.due_on == day(then)
    assert f"from {stop} to {start}" in receipt.rule


def test_a_stop_after_the_due_date_is_refused() -> None:
    with pytest.raises(Refused, match="expected a day on or before the due date 2024-03-08, not 2024-03-09"):
        days_left(day("2024-03-09"), day("2024-03-08"), CALENDAR)


def test_a_restart_before_the_stop_is_refused() -> None:
    with pytest.raises(Refused, match="expected a day on or after 2024-03-09, when the clock stopped"):
        restarted(day("2024-03-08"), day("2024-03-09"), 3, day("2024-03-20"), CALENDAR)


def test_the_receipts_name_the_days() -> None:
    halt = stopped(day("2024-03-27"), 1, "legal_proceedings", CALENDAR)
    assert halt.rule == "the clock is stopped since 2024-03-27 (legal_proceedings); 1 working day left"
    assert halt.due_on is halt.as_dict()["due_on"] is None
    receipt = restarted(day("2024-03-28"), day("2024-03-27"), 1, day("2024-03-28"), CALENDAR)
    assert [f"{step.day} {step.note}" for step in receipt.steps] == [
        "2024-03-27 the clock stopped, 1 working day before the due date 2024-03-28",
        "2024-03-28 the clock started again; this day is not counted",
        "2024-03-29 skipped: Good Friday",
        "2024-03-30 skipped: Saturday",
        "2024-03-31 skipped: Sunday",
        "2024-04-01 skipped: Easter Monday",
    ]
    assert receipt.due_on == day("2024-04-02")


def test_d6_where_no_working_day_was_left_the_receipt_counts_from_the_restart_itself() -> None:
    receipt = restarted(day("2024-03-10"), day("2024-03-08"), 0, day("2024-03-09"), CALENDAR)
    assert receipt.rule == (
        "the clock stood still from 2024-03-08 to 2024-03-10; no working day was left: the first from then on counts"
    )
    assert [f"{step.day} {step.note}" for step in receipt.steps] == [
        "2024-03-08 the clock stopped, 0 working days before the due date 2024-03-09",
        "2024-03-10 the clock started again; the first working day from this one on counts",
    ]
    assert counted_anew(receipt.as_dict(), CALENDAR) == receipt


@patient
@given(stop=DAYS, length=st.integers(0, 90), pause=st.integers(0, 200))
def test_d6_no_working_day_is_lost_or_won(stop: date, length: int, pause: int) -> None:
    due, start = oracles.days_later(stop, length), oracles.days_later(stop, pause)
    left = days_left(stop, due, CALENDAR)
    assert left == sum(
        not oracles.is_closed(oracles.days_later(stop, number), BANK_HOLIDAYS) for number in range(1, length + 1)
    )
    then = restarted(start, stop, left, due, CALENDAR).due_on
    assert then >= due, "a stop takes no time away"
    nothing_left_on = oracles.days_later(start, -1)  # the first working day from the restart on
    counted = oracles.walk(start, left, BANK_HOLIDAYS) if left else oracles.walk(nothing_left_on, 1, BANK_HOLIDAYS)
    assert then == (counted if counted >= due else due)
