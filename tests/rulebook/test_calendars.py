"""Bank holidays: two packages agree, the list reaches far enough, and an office may close on further days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pendulum
import pytest

from compliance.rulebook import load_rulebook
from compliance.rulebook.calendars import Division, Subdivision, announced, bank_holidays, working_calendar

ENOUGH_DAYS = 400
PARTS = [
    (Subdivision.ENGLAND, Division.ENGLAND_AND_WALES),
    (Subdivision.WALES, Division.ENGLAND_AND_WALES),
    (Subdivision.SCOTLAND, Division.SCOTLAND),
    (Subdivision.NORTHERN_IRELAND, Division.NORTHERN_IRELAND),
]
# The list shipped with govuk-bank-holidays 0.19 is older than the Royal Proclamation of 3 February 2026, which made
# this day a bank holiday in Scotland. Empty this when the shipped list has caught up.
PROCLAIMED_LATER = {Division.SCOTLAND: {date(2026, 6, 15)}}


@pytest.mark.parametrize(("subdivision", "division"), PARTS)
def test_computed_holidays_are_the_official_ones(subdivision: Subdivision, division: Division) -> None:
    official = announced(division)
    first, last = date(official[0].year, 1, 1), date(official[-1].year, 12, 31)
    computed = {day for day in bank_holidays(subdivision) if first <= day <= last}
    assert last.year - first.year > 15
    assert computed - set(official) == PROCLAIMED_LATER.get(division, set())
    assert set(official) <= computed


@pytest.mark.parametrize("division", Division)
def test_the_horizon_is_far_enough(division: Division) -> None:
    # The one place where a test reads the real clock: it is meant to turn red when the shipped list grows old.
    today = pendulum.today("Europe/London").date()  # noqa: TID251
    calendar = working_calendar("any", Subdivision.ENGLAND, division, {})
    assert calendar.days_left(today) >= ENOUGH_DAYS, "update govuk-bank-holidays and holidays"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(1995, 5, 8), "May Day"),
        (date(2011, 4, 29), "William"),
        (date(2020, 5, 8), "May Day"),
        (date(2022, 9, 19), "Elizabeth"),
        (date(2027, 12, 28), "Boxing Day"),
        (date(2040, 12, 25), "Christmas Day"),
    ],
)
def test_known_days_are_closed_by_name(day: date, why: str) -> None:
    calendar = working_calendar("england", Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, {})
    assert why in (calendar.why_closed(day) or "")


@pytest.mark.parametrize("day", [date(1995, 5, 1), date(2020, 5, 4), date(2026, 6, 15), date(2026, 12, 24)])
def test_known_days_are_open(day: date) -> None:
    calendar = working_calendar("england", Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, {})
    assert calendar.is_working_day(day)


def test_extra_days_close_the_office_and_change_the_version(folder: Path) -> None:
    plain = load_rulebook(folder).calendar
    file = folder / "calendars.yaml"
    text = file.read_text(encoding="utf-8")
    days = "[{day: 2026-12-24, name: Office closed}, {day: '2026-12-29', name: Stocktaking}]"
    file.write_text(text.replace("extra_days: []", f"extra_days: {days}", 1), encoding="utf-8")
    book = load_rulebook(folder)
    assert book.calendar.why_closed(date(2026, 12, 24)) == "Office closed"
    assert book.calendar.why_closed(date(2026, 12, 29)) == "Stocktaking"
    assert plain.is_working_day(date(2026, 12, 24))
    assert book.calendar.version.startswith(f"{plain.version}, extra days ")
    assert book.calendars["scotland"].version == plain.version


def test_the_version_depends_on_the_days_and_not_on_their_order() -> None:
    def version(*days: int) -> str:
        extra = {date(2026, 12, day): "closed" for day in days}
        return working_calendar("any", Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, extra).version

    assert version(23, 24) == version(24, 23) != version(24)


def test_a_bank_holiday_keeps_its_own_name() -> None:
    extra = {date(2026, 12, 25): "Office closed"}
    calendar = working_calendar("any", Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, extra)
    assert calendar.why_closed(date(2026, 12, 25)) == "Christmas Day"
