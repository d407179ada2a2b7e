"""The schedules fall on the right days of the office, also when the clocks change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from compliance.domain.office import Rulebook
from compliance.runtime import open_installation
from flows.schedules import crons, falls_on, next_waking, schedule, wakings

LONDON = ZoneInfo("Europe/London")
CLOCK_CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@pytest.fixture
def rulebook() -> Rulebook:
    """The packaged configuration."""
    with open_installation(need_database=False) as office:
        return office.rulebook


def times(name: str, day: date, rulebook: Rulebook) -> list[str]:
    return [f"{moment:%Y-%m-%d %H:%M %Z}" for moment in asyncio.run(wakings(name, day, rulebook))]


@pytest.mark.parametrize("change", CLOCK_CHANGES, ids=str)
def test_the_daily_job_falls_on_each_day_around_a_clock_change_once(change: date, rulebook: Rulebook) -> None:
    spring = change.month == 3
    before, after = ("GMT", "BST") if spring else ("BST", "GMT")
    for number in (-1, 0, 1):
        day = change + timedelta(days=number)
        zone = before if number < 0 else after
        assert times("track_deadlines", day, rulebook) == [f"{day} 06:30 {zone}"]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_daily_job_falls_on_every_day_of_a_year_once(year: int, rulebook: Rulebook) -> None:
    async def wakes() -> list[datetime]:
        found = [datetime(year, 1, 1, tzinfo=LONDON)]
        while found[-1].year == year:
            found.append(await next_waking("track_deadlines", found[-1] + timedelta(seconds=1), rulebook))
        return found[1:-1]

    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    assert [each.date() for each in asyncio.run(wakes())] == days


def test_the_annual_letters_fall_on_the_day_after_the_year_end_only(rulebook: Rulebook) -> None:
    assert times("annual_letters", date(2026, 4, 1), rulebook) == ["2026-04-01 05:00 BST"]
    assert not asyncio.run(falls_on("annual_letters", date(2026, 3, 31), rulebook))
    assert not asyncio.run(falls_on("annual_letters", date(2026, 4, 2), rulebook))


def test_another_year_end_moves_them(rulebook: Rulebook) -> None:
    december = replace(rulebook, year_end=(12, 31))
    assert asyncio.run(falls_on("annual_letters", date(2027, 1, 1), december))
    assert not asyncio.run(falls_on("annual_letters", date(2027, 4, 1), december))


def test_mail_goes_out_in_office_hours_on_weekdays(rulebook: Rulebook) -> None:
    friday = times("send_reminders", date(2026, 3, 27), rulebook)
    assert (friday[0], friday[-1], len(friday)) == ("2026-03-27 07:00 GMT", "2026-03-27 18:55 GMT", 144)
    assert times("send_reminders", date(2026, 3, 28), rulebook) == []


def test_delivery_is_asked_for_four_times_an_hour_in_office_hours(rulebook: Rulebook) -> None:
    friday = times("poll_delivery", date(2026, 3, 27), rulebook)
    assert (friday[0], friday[-1], len(friday)) == ("2026-03-27 07:12 GMT", "2026-03-27 18:57 GMT", 48)
    assert times("poll_delivery", date(2026, 3, 28), rulebook) == []


def test_evidence_is_collected_before_the_day_is_planned(rulebook: Rulebook) -> None:
    assert (
        times("collect_evidence", date(2026, 3, 28), rulebook)[0]
        < times("track_deadlines", date(2026, 3, 28), rulebook)[0]
    )


def test_returned_mail_is_read_every_quarter_of_an_hour_and_before_the_day_is_planned(rulebook: Rulebook) -> None:
    saturday = times("collect_returned_mail", date(2026, 3, 28), rulebook)
    assert (len(saturday), saturday[0]) == (96, "2026-03-28 00:08 GMT")
    assert "2026-03-28 06:23 GMT" in saturday


def test_deployments_get_the_office_zone(rulebook: Rulebook) -> None:
    for name, cron in crons(rulebook).items():
        made = schedule(name, rulebook)
        assert (made.cron, made.timezone) == (cron, "Europe/London")


def test_the_next_waking_is_after_now(rulebook: Rulebook) -> None:
    with open_installation(date(2026, 3, 28), need_database=False) as office:
        now = office.moment().now.replace(hour=12)
    assert f"{asyncio.run(next_waking('track_deadlines', now, rulebook)):%Y-%m-%d %H:%M %Z}" == "2026-03-29 06:30 BST"
