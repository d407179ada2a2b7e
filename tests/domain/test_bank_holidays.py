"""Official lists against the calendar in force (D9): differences, losses, moved days, reach."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.bank_holidays import Listing, compared, merged, short_horizon, shrunken
from compliance.domain.calendar import WorkingCalendar

TODAY = date(2026, 3, 2)
IN_FORCE = {
    date(2025, 12, 25): "Christmas Day",
    date(2026, 1, 1): "New Year's Day",
    date(2026, 5, 4): "May Day",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 5, 3): "May Day",
    date(2030, 5, 6): "May Day",
}
EXTRA = {date(2026, 12, 24): "Office closed"}
CALENDAR = WorkingCalendar("any", "packaged", EXTRA | IN_FORCE, date(2027, 5, 3), EXTRA, "scotland")


def listing(*changes: str) -> Listing:
    """The list in force from 2026 to its horizon, with days added ("+") and taken out ("-")."""
    days = {day: name for day, name in IN_FORCE.items() if date(2026, 1, 1) <= day <= CALENDAR.horizon}
    for change in changes:
        day = date.fromisoformat(change[1:])
        if change[0] == "+":
            days[day] = "New day"
        else:
            del days[day]
    return Listing("scotland", days)


def test_the_same_list_differs_in_nothing() -> None:
    assert not compared(CALENDAR, listing())
    assert shrunken(CALENDAR, listing(), TODAY) is None


def test_added_and_removed_days_and_a_longer_reach() -> None:
    found = compared(CALENDAR, listing("+2026-06-15", "-2026-05-04", "+2027-12-27"))
    assert list(found.added) == [date(2026, 6, 15), date(2027, 12, 27)]
    assert found.removed == {date(2026, 5, 4): "May Day"}
    assert (found.horizon_before, found.horizon_after) == (date(2027, 5, 3), date(2027, 12, 27))


def test_a_longer_reach_alone_is_worth_applying() -> None:
    weekend = listing("+2027-12-26")
    assert compared(CALENDAR, weekend)
    assert compared(CALENDAR, weekend).added == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["-2026-12-25"], "scotland lacks Christmas Day on 2026-12-25, which is in force and still to come"),
        (["-2027-05-03"], "scotland lacks May Day on 2027-05-03, which is in force and still to come"),
        (["-2026-12-25", "+2027-06-14"], "scotland lacks Christmas Day on 2026-12-25, which is in force"),
        (["-2026-12-25", "-2026-05-04", "+2026-05-11"], "scotland lacks May Day on 2026-05-04"),
    ],
)
def test_a_list_that_lost_days_to_come_is_shrunken(changes: list[str], said: str) -> None:
    found = shrunken(CALENDAR, listing(*changes), TODAY)
    assert found is not None
    assert said in found


def test_a_list_with_fewer_days_that_are_over_is_shrunken_too() -> None:
    less = {day: name for day, name in IN_FORCE.items() if day != date(2026, 1, 1) and day.year < 2028}
    said = "scotland has 5 bank holidays from 2025-12-25 to 2027-05-03, fewer than the 6 in force"
    assert shrunken(CALENDAR, Listing("scotland", less), TODAY) == said
    assert shrunken(CALENDAR, Listing("scotland", less), TODAY, {date(2026, 5, 4)}) == said, "gone in another list only"
    assert shrunken(CALENDAR, Listing("scotland", less | {date(2026, 1, 2): "moved"}), TODAY) is None


@pytest.mark.parametrize(
    ("changes", "gone", "said"),
    [
        (["-2026-12-25"], ["2026-12-25"], None),
        (["-2026-12-25", "-2027-05-03"], ["2026-12-25", "2027-05-03"], None),
        (["-2026-12-25", "-2027-05-03"], ["2026-12-25"], "scotland lacks May Day on 2027-05-03"),
        (["-2026-01-01"], ["2026-01-01"], None),
        # One that was moved has its new day, which replaces no other.
        (["-2026-05-04", "+2026-05-08"], ["2026-05-04"], None),
        (["-2026-05-04", "-2026-12-25", "+2026-05-08"], ["2026-05-04"], "scotland lacks Christmas Day on 2026-12-25"),
        (["-2026-05-04", "-2026-12-25", "+2026-05-08"], ["2026-12-25"], "scotland lacks May Day on 2026-05-04"),
        (["-2026-05-04", "-2026-12-25", "+2026-05-08"], ["2026-05-04", "2026-12-25"], None),
        (["-2026-05-04", "-2026-12-25", "+2026-05-08", "+2026-12-28"], ["2026-05-04"], None),
        (["-2026-05-04", "-2026-12-25", "+2027-06-14"], ["2026-05-04"], "scotland lacks Christmas Day on 2026-12-25"),
        (["-2027-05-03", "-2026-12-25", "+2026-12-28"], ["2027-05-03"], None),
        # This list still has the one that is gone from another.
        (["-2026-05-04", "+2026-05-08"], ["2026-12-25"], None),
    ],
)
def test_a_day_that_a_person_names_as_gone_is_no_loss(changes: list[str], gone: list[str], said: str | None) -> None:
    days = {date.fromisoformat(day) for day in gone}
    found = shrunken(CALENDAR, listing(*changes), TODAY, days)
    assert found is None if said is None else found is not None and said in found


def test_a_list_with_a_year_missing_is_shrunken() -> None:
    assert shrunken(CALENDAR, Listing("scotland", IN_FORCE), TODAY) == "scotland has no bank holiday at all in 2028"


def test_a_bank_holiday_that_was_moved_within_its_year_is_no_loss() -> None:
    # As in 2020, when the early May holiday went from the 4th to the 8th.
    assert shrunken(CALENDAR, listing("-2026-05-04", "+2026-05-08"), TODAY) is None


def test_a_list_that_starts_later_leaves_what_is_before_it() -> None:
    late = listing("-2026-01-01")
    assert shrunken(CALENDAR, late, TODAY) is None
    calendar = merged(CALENDAR, late, "new")
    assert calendar.why_closed(date(2026, 1, 1)) == "New Year's Day"
    assert calendar.why_closed(date(2025, 12, 25)) == "Christmas Day"


def test_a_merged_list_replaces_what_it_speaks_of_and_nothing_else() -> None:
    calendar = merged(CALENDAR, listing("-2026-05-04", "+2026-05-08"), "new")
    assert calendar.is_working_day(date(2026, 5, 4))
    assert calendar.why_closed(date(2026, 5, 8)) == "New day"
    assert calendar.why_closed(date(2026, 12, 24)) == "Office closed", "the office's own days stay"
    assert calendar.why_closed(date(2030, 5, 6)) == "May Day", "what follows from the law stays beyond the list"
    assert (calendar.version, calendar.name) == ("new", "any")
    assert calendar.shift(date(2026, 5, 1), 1) == date(2026, 5, 4), "nothing counted before is remembered"


@pytest.mark.parametrize(("left", "alarm"), [(400, False), (399, True), (0, True), (-1, True)])
def test_under_400_days_is_an_alarm(left: int, alarm: bool) -> None:
    assert (short_horizon(date.fromordinal(TODAY.toordinal() + left), TODAY) is not None) is alarm


def test_closures_of_an_authority_show_in_name_and_version() -> None:
    days = {date(2026, 12, 24): "Town hall closed", date(2026, 12, 25): "Christmas break"}
    calendar = CALENDAR.with_closures(days, "E1")
    assert calendar.name == "any + closure days of E1"
    assert calendar.version.startswith("packaged, closure days ")
    assert calendar.why_closed(date(2026, 12, 25)) == "Christmas Day", "a bank holiday keeps its name"
    assert CALENDAR.with_closures({}, "E1") is CALENDAR
