"""An authority's own calendar and closing days, changed on consent (D4, D9); on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.errors import AmendsError, NotFound, Refused
from compliance.store import authorities, calendars, cases
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.change_calendar import CalendarChange
from compliance.usecases.change_closures import NamedCalendar, NewClosure, NoClosure, list_closures
from compliance.usecases.explain import explain
from tests.support.world import World
from tests.usecases.calendar_office import consent, due, look, two_calendars, versions


@pytest.fixture
def office(world: World) -> World:
    return two_calendars(world)


def test_an_authority_goes_by_its_own_calendar_and_closing_days(office: World) -> None:
    with office.writing() as session:
        logged = explain(session, office.rulebook, office.moment, "23 002-1")["deadlines"]
    assert isinstance(logged, list)
    assert logged[0]["receipt"]["calendar"] == "scotland"
    done = consent(office, NewClosure("S1", date(2024, 4, 22), "Spring holiday"))
    assert [move.row.reference for move in done.due] == ["23 002-1"]
    assert due(office, "23 002-1") == "2024-05-01 v2"
    receipt = versions(office, "23 002-1")[1]["receipt"]
    assert receipt["calendar"] == "scotland + closure days of S1"
    assert "closure days" in receipt["calendar_version"]
    with office.store.reading() as session:
        assert list_closures(session, office.rulebook, "S1")["closures"] == [
            {"day": "2024-04-22", "name": "Spring holiday"}
        ]
    consent(office, NoClosure("S1", date(2024, 4, 22)))
    assert due(office, "23 002-1") == "2024-04-30 v3"


def test_another_calendar_counts_anew(office: World) -> None:
    office.today = date(2024, 12, 30)
    office.decision("24 009", "E1")
    office.log("24 009-1", period="5 working days")
    assert due(office, "24 009-1") == "2025-01-07 v1"
    consent(office, NamedCalendar("E1", "scotland"))
    assert due(office, "24 009-1") == "2025-01-08 v2", "2 January is a bank holiday in Scotland"
    with office.store.reading() as session:
        record = cases.decision(session, "24 009")
        assert record is not None
        assert calendar_of(session, office.rulebook, record.authority_id).name == "scotland"
    assert consent(office, NamedCalendar("E1", "scotland")).empty
    consent(office, NamedCalendar("E1", ""))
    assert due(office, "24 009-1") == "2025-01-07 v3"


REFUSALS: list[tuple[CalendarChange, type[AmendsError], str]] = [
    (NewClosure("E1", date(2024, 4, 1), "x"), Refused, "day: expected a day on or after today, 2024-04-02"),
    (NewClosure("E1", date(2024, 4, 9), " "), Refused, "name: expected what the day is called"),
    (NewClosure("E1", date(2024, 4, 22), "x"), Refused, "2024-04-22 is a closing day of E1 already"),
    (NewClosure("E9", date(2024, 4, 9), "x"), NotFound, "there is no authority 'E9'"),
    (NoClosure("E1", date(2024, 4, 9)), NotFound, "E1 has no closing day on 2024-04-09"),
    (NoClosure("E1", date(2024, 4, 1)), Refused, "2024-04-01 is over"),
    (NamedCalendar("E1", "wales"), Refused, "there is no calendar 'wales' in calendars.yaml; it has england-and-wales"),
    (NamedCalendar("E9", "scotland"), NotFound, "there is no authority 'E9'"),
]


@pytest.mark.parametrize(("change", "kind", "said"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_refused(office: World, change: CalendarChange, kind: type[AmendsError], said: str) -> None:
    with office.writing() as session:
        identifier = calendars.closures(session)
        assert identifier == []
        record = cases.decision(session, "23 001")
        assert record is not None
        rows = [{"authority_id": record.authority_id, "day": day, "name": "Fair"} for day in _held()]
        calendars.add_closures(session, rows)
    with pytest.raises(kind, match=said.replace("(", r"\(")):
        look(office, change)


def _held() -> tuple[date, date]:
    return date(2024, 4, 1), date(2024, 4, 22)


def test_a_stored_calendar_that_the_office_gave_up_is_said(office: World) -> None:
    with office.writing() as session:
        authorities.change(session, "E1", {"calendar": "wales"})
    with pytest.raises(Refused, match="there is no calendar 'wales'"):
        office.log("23 001-9", period="20 working days")
