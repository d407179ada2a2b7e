"""Applying a calendar change equals counting every open deadline anew by walking, and nothing else moves (D9)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.domain.bank_holidays import Listing
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import Dates, StepState
from compliance.domain.version_letters import plan_new
from compliance.rulebook.calendars import Division, Subdivision, working_calendar
from compliance.store import authorities, calendars, cases, steps
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendars_of, in_force, with_calendars
from compliance.usecases.calendars_in_force import CalendarsInForce, dates_behind
from compliance.usecases.case_records import Draft, Story, write
from compliance.usecases.change_calendar import CalendarChange, apply, preview
from compliance.usecases.change_closures import NewClosure, NoClosure
from compliance.usecases.update_calendar import ListChange
from tests.domain import oracles
from tests.support.world import World

TODAY = date(2024, 4, 2)
ENGLAND, SCOTLAND = "england-and-wales", "scotland"
few = settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Undone(Exception):
    """Ends an example: its transaction is rolled back, so that the next one starts from nothing."""


deadlines = st.one_of(
    st.integers(1, 60).map(lambda count: f"{count} working days"),
    st.sampled_from(["1 month", "28 days", "4 weeks"]),
    st.integers(0, 90).map(lambda days: TODAY + timedelta(days=days)),
)
decided = st.integers(0, 70).map(lambda days: TODAY - timedelta(days=days))
stories = st.lists(st.tuples(st.sampled_from(["E1", "S1"]), decided, deadlines, st.booleans()), min_size=1, max_size=12)
weekdays = st.integers(1, 110).map(lambda days: TODAY + timedelta(days=days)).filter(lambda day: day.weekday() < 5)


def _fill(session: Session, world: World, told: list[tuple[str, date, str | date, bool]]) -> None:
    """Log each of them on the day of its decision; the last value marks history."""
    known = calendars_of(session, world.rulebook)
    for number, (code, decided_on, deadline, history) in enumerate(told):
        authority = {"E1": 1, "S1": 2}[code]
        row = {
            "reference": f"C{number}",
            "authority_id": authority,
            "decided_on": decided_on,
            "outcome": "upheld",
            "recorded_at": world.moment.now,
        }
        identifier = cases.add_decisions(session, [row])[f"C{number}"]
        given = {"period": deadline} if isinstance(deadline, str) else {"due_on": max(deadline, decided_on)}
        draft = Draft(f"C{number}-1", f"C{number}", Kind.PERSONAL_REMEDY, "x", **given)
        live = None if history else decided_on
        story = Story(draft, identifier, decided_on, decided_on, live, calendar=known.of(authority))
        write(session, world.rulebook, [story], lambda _: world.moment.now, "Tester")


def _state(session: Session) -> dict[str, tuple[date | None, int, list[tuple[str, int, date, str]]]]:
    """Each recommendation's date, version and rungs."""
    found = {}
    for row in cases.recommendations(session):
        rungs = [
            (step.step, step.deadline_version, step.on_day, step.state)
            for step in steps.of_recommendation(session, row.id)
            if not step.notice
        ]
        found[row.reference] = (row.due_on, row.deadline_version, sorted(rungs))
    return found


@few
@given(told=stories, new_days=st.sets(weekdays, min_size=1, max_size=4), closing=weekdays)
def test_d9_a_change_is_counting_anew_and_nothing_else(
    world: World, told: list[tuple[str, date, str | date, bool]], new_days: set[date], closing: date
) -> None:
    _authorities(world)
    try:
        with world.writing() as session:
            _fill(session, world, told)
            _check(session, world, told, new_days, closing)
            raise Undone
    except Undone:
        pass


def _authorities(world: World) -> None:
    """The two authorities, once for all examples."""
    with world.store.reading() as session:
        there = bool(calendars.own_calendars(session))
    if not there:
        world.authority("E1")
        world.authority("S1", calendar=SCOTLAND)


def _check(
    session: Session, world: World, told: list[tuple[str, date, str | date, bool]], new_days: set[date], closing: date
) -> None:
    england = world.rulebook.calendars[ENGLAND]
    holidays = set(england.bank_holidays()) | new_days
    listed = {day: name for day, name in england.bank_holidays().items() if date(2024, 1, 1) <= day <= england.horizon}
    lists = {ENGLAND: Listing(ENGLAND, listed | dict.fromkeys(new_days, "New"))}
    _apply(session, world, ListChange(lists, "feed", ENGLAND))
    _compare(session, told, "E1", holidays)
    rulebook = in_force(session, world.rulebook)
    closure = NewClosure("S1", closing, "Closed")
    found = preview(session, rulebook, world.moment, closure)
    apply(session, rulebook, world.moment, closure, expected=found.digest, reason="r")
    scottish = set(rulebook.calendars[SCOTLAND].bank_holidays()) | {closing}
    _compare(session, told, "S1", scottish)
    assert preview(session, rulebook, world.moment, ListChange(lists, "feed", ENGLAND)).empty


def _apply(session: Session, world: World, change: ListChange) -> None:
    before = _state(session)
    found = preview(session, world.rulebook, world.moment, change)
    assert _state(session) == before
    apply(session, world.rulebook, world.moment, change, expected=found.digest, reason="r")
    after = _state(session)
    moved = {move.row.reference for move in found.due}
    stepped = {move.reference for move in found.steps}
    for reference, state in after.items():
        if reference not in moved | stepped:
            assert state == before[reference]
        assert (state[1] > 1) == (reference in moved)


def _compare(session: Session, told: list[tuple[str, date, str | date, bool]], code: str, holidays: set[date]) -> None:
    """Every date of an authority equals the one by walking; what may not move stands where it was logged."""
    for number, (whose, decided_on, deadline, history) in enumerate(told):
        if whose != code or not isinstance(deadline, str) or not deadline.endswith("working days"):
            continue
        record = cases.recommendation(session, f"C{number}-1")
        assert record is not None
        assert record.original_due_on is not None
        if history or record.original_due_on < TODAY:
            assert (record.due_on, record.deadline_version) == (record.original_due_on, 1)
        else:
            assert record.due_on == oracles.walk(decided_on, int(deadline.split()[0]), holidays)
    for number, (whose, decided_on, deadline, _history) in enumerate(told):
        if whose == code and isinstance(deadline, date):
            record = cases.recommendation(session, f"C{number}-1")
            assert record is not None
            assert (record.due_on, record.deadline_version) == (max(deadline, decided_on), 1)


closing_days = st.sets(st.integers(0, 50).map(lambda days: TODAY + timedelta(days=days)), max_size=5)
ways = st.sampled_from(["configured", "own"])


@few
@given(told=stories, at_first=closing_days, changes=st.lists(st.tuples(ways, closing_days), min_size=1, max_size=5))
def test_r2_4_rungs_stand_where_a_new_plan_has_them_whatever_days_were_put_in_and_out(
    world: World,
    told: list[tuple[str, date, str | date, bool]],
    at_first: set[date],
    changes: list[tuple[str, set[date]]],
) -> None:
    _authorities(world)
    packaged = world.rulebook
    try:
        with world.writing() as session:
            world.rulebook = _configured(packaged, at_first)
            _fill(session, world, told)
            for way, days in changes:
                world.rulebook = _configured(packaged, days) if way == "configured" else world.rulebook
                for change in [CalendarsInForce()] if way == "configured" else _own(session, days):
                    found = preview(session, world.rulebook, world.moment, change)
                    apply(session, world.rulebook, world.moment, change, expected=found.digest, reason="r")
                assert dates_behind(session, world.rulebook, TODAY) == ""
                _as_planned_anew(session, world)
            raise Undone
    except Undone:
        pass
    finally:
        world.rulebook = packaged


def _configured(packaged: Rulebook, days: set[date]) -> Rulebook:
    made = working_calendar(ENGLAND, Subdivision.ENGLAND, Division.ENGLAND_AND_WALES, dict.fromkeys(days, "Closed"))
    return with_calendars(packaged, {ENGLAND: made})


def _own(session: Session, days: set[date]) -> list[CalendarChange]:
    """What gives E1 these closing days of its own and no others."""
    held = {row.day for row in calendars.closures(session) if row.code == "E1"}
    return [*(NewClosure("E1", day, "Closed") for day in days - held), *(NoClosure("E1", day) for day in held - days)]


def _as_planned_anew(session: Session, world: World) -> None:
    """Each rung of a live recommendation has the day that a new plan gives it, and is planned where that is to come."""
    known = calendars_of(session, world.rulebook)
    for row in calendars.open_deadlines(session, authorities.ids(session).values(), lock=False):
        ladder = world.rulebook.default_ladder
        dates = Dates(row.decided_on, row.logged_on, row.due_on, row.live_from)
        calendar, office = known.of(row.authority_id), world.rulebook.calendar
        anew = {step.name: step for step in plan_new(ladder, dates, calendar, office)}
        for step in steps.of_recommendation(session, row.id):
            if step.notice or step.deadline_version != row.deadline_version or ladder.step(step.step).introduces:
                continue
            wanted = anew[step.step]
            if step.state == StepState.PLANNED:
                assert step.on_day == wanted.on_day
            elif wanted.on_day >= TODAY:
                assert "goes first" in step.reason or wanted.state is StepState.SKIPPED
