"""Closing days that are taken out or corrected give reminders back their days, by whatever way they came (D9, R2.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from compliance.domain.bank_holidays import Listing
from compliance.domain.reminders import Dates, plan
from compliance.rulebook.calendars import Division, Subdivision, working_calendar
from compliance.store import calendars, cases, steps
from compliance.usecases.authority_calendar import calendar_of, with_calendars
from compliance.usecases.calendars_in_force import CalendarsInForce, dates_behind
from compliance.usecases.change_closures import NewClosure, NoClosure
from compliance.usecases.reopen import resend
from compliance.usecases.update_calendar import ListChange
from tests.support.world import World, day, packaged_rulebook
from tests.usecases.calendar_office import consent, look
from tests.usecases.followed import Followed, reverse

NAME = "england-and-wales"
N = "23 001-1"
BRIDGE = ("2024-04-15", "2024-04-16", "2024-04-17")
DUE_IN_10, DUE_IN_3, OVERDUE_5 = "due_in_10_working_days", "due_in_3_working_days", "overdue_5_working_days"


def case_due(world: World, due_on: str, logged_on: str = "2024-04-02") -> Followed:
    """A recommendation with a fixed date, which its authority was told of on the day it was logged."""
    world.today = day(logged_on)
    world.authority("E1", {"link_officer": "ann@e1.example"})
    world.decision("23 001", "E1")
    world.log(N, due_on=day(due_on))
    return Followed(world, "23 001")


def configure(world: World, *days: str) -> None:
    """The office is opened anew with these extra days in calendars.yaml."""
    named = {day(each): "Office closed" for each in days}
    made = working_calendar(NAME, Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, named)
    world.rulebook = with_calendars(replace(packaged_rulebook(), ladders=world.rulebook.ladders), {NAME: made})


def configured(world: World, *days: str) -> None:
    """The same, and somebody consents to what that moves."""
    configure(world, *days)
    consent(world, CalendarsInForce())


def closed_by_itself(world: World, *days: str) -> None:
    """The authority has these closing days of its own, one after the other put in or taken out."""
    with world.store.reading() as session:
        held = {each.day for each in calendars.closures(session)}
    wanted = {day(each) for each in days}
    for each in sorted(wanted - held):
        consent(world, NewClosure("E1", each, "Closed"))
    for each in sorted(held - wanted):
        consent(world, NoClosure("E1", each))


def listed(world: World, *days: str) -> None:
    """The official list has these bank holidays; one less in spring is one more at the end of the year."""
    calendar = packaged_rulebook().calendars[NAME]
    known = {on: name for on, name in calendar.bank_holidays().items() if date(2024, 1, 1) <= on <= calendar.horizon}
    far = ("2024-12-24", "2024-12-27", "2024-12-30", "2024-12-31")
    more = dict.fromkeys(map(day, (*days, *far[len(days) :])), "Jubilee")
    consent(world, ListChange({NAME: Listing(NAME, known | more)}, "feed.json", NAME))


WAYS: dict[str, Callable[..., None]] = {"configured": configured, "own": closed_by_itself, "listed": listed}
each_way = pytest.mark.parametrize("close", WAYS.values(), ids=WAYS.keys())


def behind(world: World) -> str:
    with world.store.reading() as session:
        return dates_behind(session, world.rulebook, world.today)


def rungs(world: World, *names: str) -> dict[str, tuple[str, str]]:
    """The rungs of the version in force as stored: their day and state."""
    with world.store.reading() as session:
        record = cases.recommendation(session, N)
        assert record is not None
        rows = steps.of_recommendation(session, record.id or 0)
    now = [row for row in rows if row.deadline_version == record.deadline_version and not row.notice]
    return {row.step: (row.on_day.isoformat(), row.state) for row in now if not names or row.step in names}


def fresh(world: World) -> dict[str, tuple[str, str]]:
    """The rungs where the ladder has them on the calendar in force."""
    with world.store.reading() as session:
        record, decision = cases.recommendation(session, N), cases.decision(session, "23 001")
        assert record is not None
        assert decision is not None
        assert record.live_from is not None
        calendar = calendar_of(session, world.rulebook, decision.authority_id)
    dates = Dates(decision.decided_on, record.logged_on, record.due_on, record.live_from)
    found = plan(world.rulebook.default_ladder, dates, calendar)
    return {each.name: (each.on_day.isoformat(), each.state.value) for each in found}


def sent(world: World) -> dict[str, list[str]]:
    """The days on which each rung went out."""
    found: dict[str, list[str]] = {}
    for on, _, abouts in world.mail():
        for about in abouts:
            found.setdefault(about.removeprefix(f"{N} "), []).append(on)
    return found


@each_way
def test_days_taken_out_again_give_reminders_back_their_days(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-19")
    before = rungs(world)
    world.run()
    world.today = day("2024-04-04")
    close(world, *BRIDGE)
    assert rungs(world, DUE_IN_3, OVERDUE_5) == {
        DUE_IN_3: ("2024-04-11", "planned"),
        OVERDUE_5: ("2024-04-26", "planned"),
    }
    close(world)
    assert rungs(world) == before | {"logged": ("2024-04-02", "sent")}
    assert behind(world) == ""
    world.walk("2024-04-30")
    assert sent(world)[DUE_IN_3] == ["2024-04-16"]


def test_days_taken_out_of_the_configuration_are_said_until_it_is_consented_to(world: World) -> None:
    case_due(world, "2024-04-19")
    configured(world, *BRIDGE)
    configure(world)
    assert "0 due dates and 2 reminder steps would move" in behind(world)
    shown = [move.as_dict() for move in look(world, CalendarsInForce()).steps]
    assert [(each["step"], each["on"], each["new_on"]) for each in shown] == [
        (DUE_IN_10, "2024-04-02", "2024-04-05"),
        (DUE_IN_3, "2024-04-11", "2024-04-16"),
    ]
    consent(world, CalendarsInForce())
    again = look(world, CalendarsInForce())
    assert (again.empty, again.steps, behind(world)) == (True, (), "")


@each_way
def test_a_wrong_day_corrected_leaves_no_trace_of_it(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-15")
    world.run()
    close(world, "2024-04-16")
    assert rungs(world)[OVERDUE_5] == ("2024-04-23", "planned")
    close(world, "2024-04-26")
    assert rungs(world)[OVERDUE_5] == ("2024-04-22", "planned")
    assert rungs(world) == fresh(world) | {"logged": ("2024-04-02", "sent"), DUE_IN_10: rungs(world)[DUE_IN_10]}


@each_way
def test_a_reminder_that_came_to_lie_before_the_logging_is_back(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-19", "2024-04-04")
    world.run()
    close(world, *BRIDGE)
    assert rungs(world)[DUE_IN_10][1] == "skipped"
    close(world)
    assert rungs(world)[DUE_IN_10] == ("2024-04-05", "planned")
    world.walk("2024-04-30")
    assert sent(world)[DUE_IN_10] == ["2024-04-05"]


@each_way
def test_one_whose_day_is_over_by_then_stays_skipped(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-19", "2024-04-04")
    close(world, *BRIDGE)
    world.today = day("2024-04-08")
    close(world)
    assert rungs(world)[DUE_IN_10][1] == "skipped"


def test_days_that_counted_when_it_was_logged_are_nothing_an_act_chose(world: World) -> None:
    configure(world, "2024-04-16")
    case_due(world, "2024-04-15")
    world.run()
    assert rungs(world)[OVERDUE_5] == ("2024-04-23", "planned")
    configure(world, "2024-04-26")
    assert "0 due dates and 1 reminder step would move" in behind(world)
    consent(world, CalendarsInForce())
    assert rungs(world)[OVERDUE_5] == ("2024-04-22", "planned")


def test_a_date_that_was_away_meanwhile_follows_as_well(world: World) -> None:
    case = case_due(world, "2024-04-19")
    world.run()
    world.today = day("2024-04-04")
    configured(world, *BRIDGE)
    world.extend(N, "2024-08-30")
    reverse(case)
    assert rungs(world)[DUE_IN_3] == ("2024-04-11", "planned")
    configured(world)
    assert rungs(world)[DUE_IN_3] == ("2024-04-16", "planned")


@each_way
def test_nothing_that_went_out_goes_twice(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-19")
    world.walk("2024-04-05")
    world.today = day("2024-04-06")
    close(world, "2024-04-11", *BRIDGE)
    world.run()
    close(world)
    world.walk("2024-05-31")
    assert {name: len(days) for name, days in sent(world).items()} == dict.fromkeys(sent(world), 1)
    assert set(sent(world)) >= {"logged", DUE_IN_10, DUE_IN_3, "due_today", OVERDUE_5}


@each_way
def test_what_waits_since_an_outage_goes_once_it_is_over(world: World, close: Callable[..., None]) -> None:
    """R2.4: nobody sent on the 16th; the days are taken out on the 17th, and the reminder right now goes."""
    case_due(world, "2024-04-19")
    world.walk("2024-04-05")
    close(world, "2024-04-22")
    world.today = day("2024-04-17")
    close(world)
    assert rungs(world)[DUE_IN_3] == ("2024-04-16", "planned")
    world.walk("2024-04-20")
    assert sent(world)[DUE_IN_3] == ["2024-04-17"]


@each_way
def test_what_an_act_put_on_another_day_stays_there(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-30")
    world.run()
    world.today = day("2024-04-15")
    with world.writing() as session:
        resend(session, world.rulebook, world.moment, N, "never got it", "Kim")
    assert rungs(world)["logged"] == ("2024-04-15", "planned")
    close(world, "2024-04-22")
    close(world, "2024-04-23")
    close(world)
    assert rungs(world)["logged"] == ("2024-04-15", "planned")


def another_ladder(world: World) -> None:
    """The office is opened anew with a ladder whose reminder before the due date has another day."""
    ladder = world.rulebook.default_ladder
    changed = tuple(replace(each, offset=-4) if each.name == DUE_IN_3 else each for each in ladder.steps)
    ladders = dict(world.rulebook.ladders) | {ladder.name: replace(ladder, steps=changed)}
    world.rulebook = replace(world.rulebook, ladders=ladders)


def test_another_ladder_in_the_configuration_moves_nothing_that_is_planned(world: World) -> None:
    case_due(world, "2024-04-19")
    another_ladder(world)
    assert behind(world) == ""
    consent(world, NewClosure("E1", day("2024-04-22"), "Closed"))
    assert rungs(world)[DUE_IN_3] == ("2024-04-16", "planned")
    consent(world, NewClosure("E1", day("2024-04-17"), "Closed"))
    assert rungs(world)[DUE_IN_3] == ("2024-04-15", "planned"), "three days, as it was planned"


def as_before_the_upgrade(world: World) -> None:
    """Nothing is kept of how the days of the steps were counted."""
    with world.writing() as session:
        session.connection().execute(text("UPDATE reminder_step SET rung = NULL"))


def test_what_was_planned_before_rungs_were_kept_follows_its_ladder(world: World) -> None:
    case_due(world, "2024-04-19")
    as_before_the_upgrade(world)
    assert behind(world) == ""
    configured(world, "2024-04-17")
    assert rungs(world)[DUE_IN_3] == ("2024-04-15", "planned")
    configured(world)
    assert rungs(world)[DUE_IN_3] == ("2024-04-16", "planned"), "it is known from then on how it is counted"


@each_way
def test_a_ladder_changed_since_moves_nothing_that_was_planned_before_either(
    world: World, close: Callable[..., None]
) -> None:
    case_due(world, "2024-04-19", "2024-04-04")
    before = rungs(world)
    as_before_the_upgrade(world)
    another_ladder(world)
    close(world, "2024-05-30")
    assert rungs(world) == before
    assert behind(world) == ""
    close(world, "2024-05-30", "2024-04-16")
    assert rungs(world, DUE_IN_3) == {DUE_IN_3: ("2024-04-17", "planned")}, "its own day is closed now"


@each_way
def test_one_sent_anew_before_the_upgrade_does_not_go_before_that(world: World, close: Callable[..., None]) -> None:
    """R2.4: the day of sending anew is no day of the ladder's."""
    case_due(world, "2024-05-31")
    world.walk("2024-04-05")
    world.today = day("2024-04-08")
    with world.writing() as session:
        resend(session, world.rulebook, world.moment, N, "never got it", "Kim")
    as_before_the_upgrade(world)
    close(world, "2024-05-30")
    assert rungs(world)["logged"] == ("2024-04-08", "planned")
    close(world, "2024-05-30", "2024-04-08")
    assert rungs(world)["logged"] == ("2024-04-09", "planned")


def test_one_skipped_before_the_upgrade_by_another_ladder_stays_skipped(world: World) -> None:
    case_due(world, "2024-04-08", "2024-04-04")
    world.run()
    as_before_the_upgrade(world)
    another_ladder(world)
    configured(world, "2024-04-03")
    assert rungs(world, DUE_IN_3) == {DUE_IN_3: ("2024-04-03", "skipped")}


@each_way
def test_no_reminder_comes_in_the_place_of_the_first_letter(world: World, close: Callable[..., None]) -> None:
    """R1: logged on a Saturday, the letter goes on Monday, and a closing day brings the reminder to Monday too."""
    case_due(world, "2024-04-12", "2024-04-06")
    assert rungs(world, DUE_IN_3) == {DUE_IN_3: ("2024-04-09", "planned")}
    close(world, "2024-04-10")
    assert rungs(world, "logged", DUE_IN_3) == {
        "logged": ("2024-04-08", "planned"),
        DUE_IN_3: ("2024-04-08", "skipped"),
    }
    close(world)
    assert rungs(world, DUE_IN_3) == {DUE_IN_3: ("2024-04-09", "planned")}
    close(world, "2024-04-10")
    world.walk("2024-04-12")
    assert sent(world) == {"logged": ["2024-04-08"], "due_today": ["2024-04-12"]}


@each_way
def test_so_where_the_letter_comes_to_the_day_of_the_reminder(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-11", "2024-04-05")
    assert rungs(world, DUE_IN_3) == {DUE_IN_3: ("2024-04-08", "planned")}
    close(world, "2024-04-05")
    assert rungs(world, "logged", DUE_IN_3) == {
        "logged": ("2024-04-08", "planned"),
        DUE_IN_3: ("2024-04-08", "skipped"),
    }
    close(world)
    assert rungs(world, "logged", DUE_IN_3) == {
        "logged": ("2024-04-05", "planned"),
        DUE_IN_3: ("2024-04-08", "planned"),
    }
    world.walk("2024-04-11")
    assert sent(world) == {"logged": ["2024-04-05"], DUE_IN_3: ["2024-04-08"], "due_today": ["2024-04-11"]}
