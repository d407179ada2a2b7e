"""Working days (D4, D5, D9): counted by hand on a wall calendar, then against walking and a list of all days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain import oracles
from tests.domain.almanac import BANK_HOLIDAYS, WALL, england_and_wales, patient, wall_calendar

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        # Christmas 2026: Friday 25 and Monday 28 December closed, then Friday 1 January.
        ("Mon 2026-12-21", 1, "Tue 2026-12-22"),
        ("Mon 2026-12-21", 3, "Thu 2026-12-24"),
        ("Mon 2026-12-21", 4, "Tue 2026-12-29"),
        ("Mon 2026-12-21", 6, "Thu 2026-12-31"),
        ("Mon 2026-12-21", 7, "Mon 2027-01-04"),
        ("Mon 2026-12-21", 10, "Thu 2027-01-07"),
        ("Mon 2026-12-21", 20, "Thu 2027-01-21"),
        ("Thu 2026-12-24", 1, "Tue 2026-12-29"),
        ("Fri 2026-12-25", 1, "Tue 2026-12-29"),
        ("Fri 2026-12-25", 5, "Tue 2027-01-05"),
        ("Mon 2027-01-04", -1, "Thu 2026-12-31"),
        ("Mon 2027-01-04", -4, "Thu 2026-12-24"),
        ("Fri 2027-01-08", -10, "Tue 2026-12-22"),
        # Easter 2027: Friday 26 and Monday 29 March closed.
        ("Wed 2027-03-24", 1, "Thu 2027-03-25"),
        ("Wed 2027-03-24", 2, "Tue 2027-03-30"),
        ("Wed 2027-03-24", 5, "Fri 2027-04-02"),
        ("Wed 2027-03-24", 10, "Fri 2027-04-09"),
        ("Mon 2027-03-22", 20, "Wed 2027-04-21"),
        ("Tue 2027-04-06", -5, "Tue 2027-03-30"),
        ("Tue 2027-04-06", -6, "Thu 2027-03-25"),
        # Nothing to count: the day stays, open or closed.
        ("Wed 2027-03-24", 0, "Wed 2027-03-24"),
        ("Sat 2027-03-27", 0, "Sat 2027-03-27"),
        ("Sat 2027-03-27", -1, "Thu 2027-03-25"),
    ],
)
def test_d4_working_days_counted_by_hand(start: str, count: int, expected: str) -> None:
    assert f"{wall_calendar().shift(date.fromisoformat(start[4:]), count):%a %Y-%m-%d}" == expected


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-12-24", None),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Saturday"),
        ("2026-12-27", "Sunday"),
        ("2026-12-28", "Boxing Day (substitute)"),
        ("2026-12-29", None),
    ],
)
def test_d4_every_closed_day_says_why(day: str, reason: str | None) -> None:
    calendar = wall_calendar()
    assert calendar.why_closed(date.fromisoformat(day)) == reason
    assert calendar.is_working_day(date.fromisoformat(day)) is (reason is None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-12-24", "2026-12-24"), ("2026-12-25", "2026-12-29"), ("2027-01-01", "2027-01-04")],
)
def test_d5_a_closed_day_moves_to_the_next_working_day(day: str, expected: str) -> None:
    assert wall_calendar().on_or_after(date.fromisoformat(day)) == date.fromisoformat(expected)


def test_d9_days_left_until_the_horizon() -> None:
    calendar = wall_calendar()
    assert calendar.days_left(date(2026, 11, 23)) == 403
    assert calendar.days_left(date(2027, 12, 31)) == 0
    assert calendar.days_left(date(2028, 1, 1)) == -1


@patient
@given(day=DAYS, count=st.integers(-60, 60))
def test_d4_shift_equals_walking(day: date, count: int) -> None:
    assert england_and_wales().shift(day, count) == oracles.walk(day, count, BANK_HOLIDAYS)


@patient
@given(day=st.dates(date(2026, 11, 1), date(2027, 5, 31)), count=st.integers(-40, 40))
def test_d4_shift_asked_twice_gives_the_same_day(day: date, count: int) -> None:
    calendar = wall_calendar()
    assert [calendar.shift(day, count), calendar.shift(day, count)] == [oracles.walk(day, count, WALL)] * 2


def test_d4_every_day_shifts_as_the_list_of_working_days_says() -> None:
    calendar = england_and_wales()
    for number in range(date(2000, 1, 1).toordinal(), date(2032, 1, 1).toordinal()):
        day = date.fromordinal(number)
        assert calendar.shift(day, 10) == oracles.working_days_after(day, 10), day
        assert calendar.shift(day, -10) == oracles.working_days_before(day, 10), day
        assert calendar.on_or_after(day) == oracles.first_open(day, BANK_HOLIDAYS), day
