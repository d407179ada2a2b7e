"""Closing days put into `calendars.yaml` move open deadlines on consent, and until then are said (D6, D9, D8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.rulebook.calendars import Division, Subdivision, working_calendar
from compliance.store import events
from compliance.usecases.authority_calendar import with_calendars
from compliance.usecases.calendars_in_force import CalendarsInForce, dates_behind
from compliance.usecases.check_calendars import CalendarCheck, FeedLook, check_calendars
from tests.support.world import World, packaged_rulebook
from tests.usecases.calendar_office import NEW_DAY, consent, days_of, due, feed, look, two_calendars, versions

NAME = "england-and-wales"
CLOSED = "Office closed"
SUBJECT = "calendar dates"


@pytest.fixture
def office(world: World) -> World:
    return two_calendars(world)


def close(world: World, *days: date) -> World:
    """The office is opened anew with these extra days in calendars.yaml."""
    named = dict.fromkeys(days, CLOSED)
    made = working_calendar(NAME, Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, named)
    world.rulebook = with_calendars(packaged_rulebook(), {NAME: made})
    return world


def behind(world: World) -> str:
    with world.store.reading() as session:
        return dates_behind(session, world.rulebook, world.today)


def checked(world: World) -> CalendarCheck:
    with world.writing() as session:
        return check_calendars(session, world.rulebook, world.moment, FeedLook())


def test_a_day_in_the_configuration_is_found_by_the_daily_check_until_it_is_consented_to(office: World) -> None:
    assert (checked(office).findings, behind(office)) == ([], "")
    close(office, NEW_DAY)
    assert (checked(office).opened, checked(office).opened) == (1, 0)
    with office.store.reading() as session:
        (said,) = events.stream(session, SUBJECT.replace(" ", "/"))
    assert said.entry.kind is Happening.CALENDAR_ALARM
    assert said.entry.payload["what"] == (
        "the calendars in force are others than those that open dates were counted on: 1 due date and "
        "7 reminder steps would move; look and consent: amends calendar update"
    )
    assert office.tasks() == [("calendar_differs", "casework_manager", SUBJECT)]
    assert due(office, "23 001-1") == "2024-04-30 v1"
    consent(office, CalendarsInForce())
    assert behind(office) == ""
    assert (checked(office).closed, office.tasks()) == (1, [])


def test_the_preview_names_the_day_and_consent_writes_a_version(office: World) -> None:
    close(office, NEW_DAY)
    found = look(office, CalendarsInForce())
    assert found.what == "calendars in force: england-and-wales, northern-ireland, scotland"
    shown = found.as_dict(applied=False)
    assert shown["calendars"] == [
        {
            "calendar": NAME,
            "closed": [{"day": "2024-04-16", "name": CLOSED}],
            "open": [],
            "horizon": "2028-12-26",
            "new_horizon": "2028-12-26",
        }
    ]
    assert [move.as_dict()["new_due_on"] for move in found.due] == ["2024-05-01"]
    with pytest.raises(Refused, match="not what was shown as 'other'"):
        consent(office, CalendarsInForce(), "other")
    consent(office, CalendarsInForce())
    assert due(office, "23 001-1") == "2024-05-01 v2"
    second = versions(office, "23 001-1")[1]
    assert (second["kind"], second["previous_due_on"]) == ("calendar_change", "2024-04-30")
    assert "Office closed (16 April 2024) is a closed day now." in second["receipt"]["words"]
    with office.store.reading() as session:
        (said,) = events.stream(session, f"calendar/{NAME}")
    assert (said.entry.kind, said.entry.payload["source"]) == (Happening.CALENDAR_CHANGED, "calendars.yaml")
    assert look(office, CalendarsInForce()).empty


def test_steps_move_alone_as_they_do_with_a_list_and_stay_there(office: World) -> None:
    close(office, NEW_DAY)
    consent(office, CalendarsInForce())
    assert days_of(office, "23 001-3")["due_in_10_working_days", 1] == ("2024-04-15", "planned")
    close(office, NEW_DAY, date(2024, 12, 27))
    assert behind(office) == ""
    consent(office, feed(office, date(2024, 4, 22)))
    assert days_of(office, "23 001-3")["due_in_10_working_days", 1] == ("2024-04-12", "planned")


def test_a_further_day_beside_those_that_counted_already(office: World) -> None:
    close(office, date(2024, 4, 9))
    office.log("23 001-4", due_on=date(2024, 4, 30))
    consent(office, CalendarsInForce())
    close(office, date(2024, 4, 9), NEW_DAY)
    found = look(office, CalendarsInForce())
    assert [(move.row.reference, move.as_dict()["days"]) for move in found.due] == [("23 001-1", 1)]
    consent(office, CalendarsInForce())
    for reference in ("23 001-3", "23 001-4"):
        assert days_of(office, reference)["due_in_10_working_days", 1] == ("2024-04-15", "planned")


def test_a_day_taken_out_of_the_configuration_brings_the_date_back(office: World) -> None:
    close(office, NEW_DAY)
    consent(office, CalendarsInForce())
    close(office)
    assert "1 due date and" in behind(office)
    consent(office, CalendarsInForce(NAME))
    assert due(office, "23 001-1") == "2024-04-30 v3"
    assert "Office closed (16 April 2024) is a working day now." in versions(office, "23 001-1")[2]["receipt"]["words"]
    assert behind(office) == ""


def test_a_day_that_touches_nothing_open_is_nobodys_task(office: World) -> None:
    close(office, date(2024, 12, 27))
    assert (behind(office), checked(office).findings) == ("", [])
    assert look(office, CalendarsInForce()).empty


def test_a_calendar_that_an_authority_goes_by_and_that_is_gone_is_an_alarm(office: World) -> None:
    known = {name: each for name, each in office.rulebook.calendars.items() if name != "scotland"}
    office.rulebook = replace(office.rulebook, calendars=known)
    (finding,) = checked(office).findings
    assert (finding.kind, finding.about) == ("calendar_alarm", "dates")
    assert "there is no calendar 'scotland' in calendars.yaml" in finding.what
