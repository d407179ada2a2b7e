"""When a day begins and ends in the office's zone (D1, S9), around both clock changes of 2026 and 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pendulum
import pytest

from compliance.domain.moment import days_in_words, end_of, start_of
from compliance.domain.wording import spoken

LONDON = "Europe/London"
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        ("2026-03-28", "2026-03-28T00:00:00+00:00", 24),
        ("2026-03-29", "2026-03-29T00:00:00+00:00", 23),
        ("2026-03-30", "2026-03-29T23:00:00+00:00", 24),
        ("2026-10-25", "2026-10-24T23:00:00+00:00", 25),
        ("2026-10-26", "2026-10-26T00:00:00+00:00", 24),
        ("2027-03-28", "2027-03-28T00:00:00+00:00", 23),
        ("2027-10-31", "2027-10-30T23:00:00+00:00", 25),
        ("2024-05-20", "2024-05-19T23:00:00+00:00", 24),
    ],
)
def test_d1_a_day_begins_and_ends_in_london(day: str, start: str, hours: int) -> None:
    begins, ends = start_of(date.fromisoformat(day), LONDON), end_of(date.fromisoformat(day), LONDON)
    assert begins.isoformat() == start
    assert begins.tzinfo is UTC
    assert ends.tzinfo is UTC
    assert ends + timedelta(microseconds=1) - begins == timedelta(hours=hours)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_d1_every_minute_around_a_clock_change_lies_in_its_london_day_alone(change: date) -> None:
    first = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(hours=36)
    spans = {
        day: (start_of(day, LONDON), end_of(day, LONDON)) for day in (change + timedelta(days=n) for n in range(-3, 4))
    }
    for minute in range(72 * 60):
        instant = first + timedelta(minutes=minute)
        there = pendulum.instance(instant).in_timezone(LONDON)
        holding = [day for day, (begins, ends) in spans.items() if begins <= instant <= ends]
        assert holding == [date(there.year, there.month, there.day)], instant


def test_s9_days_follow_each_other_without_gap_or_overlap() -> None:
    for n in range(date(2026, 1, 1).toordinal(), date(2028, 1, 1).toordinal()):
        day, following = date.fromordinal(n), date.fromordinal(n + 1)
        assert start_of(following, LONDON) - end_of(day, LONDON) == timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("until 2024-05-02, or 2024-12-31", "until 2 May 2024, or 31 December 2024"),
        ("meet on 2024-99-99 about 0000-01-01", "meet on 2024-99-99 about 0000-01-01"),
        ("23 001 2024-05-023", "23 001 2024-05-023"),
    ],
)
def test_d1_dates_in_a_sentence_are_written_out_and_what_is_none_stays(said: str, shown: str) -> None:
    assert days_in_words(said) == shown


def test_a_sentence_of_the_program_keeps_a_date_that_is_none() -> None:
    assert spoken("it waits for the order of 2024-99-99, from 2024-05-02") == (
        "it waits for the order of 2024-99-99, from 2 May 2024"
    )
