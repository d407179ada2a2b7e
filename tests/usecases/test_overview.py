"""Every number of the overview, and every figure of a year, is the length of the list behind it (S10, S11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.letters import Averages
from compliance.domain.next_action import Action
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from compliance.domain.statistics import Figures, Similar, year_endings
from compliance.domain.work_filters import Filters
from compliance.store import authorities
from compliance.store.deadline_tables import ClockStop
from compliance.store.rows import insert_rows
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.my_work import my_work
from compliance.usecases.open_authority import AuthorityView, open_authority
from compliance.usecases.open_figure import NAMES, TOGETHER, open_figure
from compliance.usecases.overview import Number, Overview, overview, overview_years
from tests.support.next_actions import refreshed
from tests.support.prepared import prepared
from tests.support.statements import heard
from tests.support.world import World


@pytest.fixture
def busy(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """Three authorities of three types with cases of many ages; the day is 20 May 2024."""
    with prepared(grown_busy, database_kind, request) as world:
        yield world


def grown_busy(world: World) -> None:
    world.authority("E1")
    world.authority("E2", {}, type="county")
    world.authority(
        "E0", {"link_officer": "old@e0.example"}, closed_on=date(2024, 3, 31), successor="E1", type="district"
    )
    world.today = date(2024, 5, 20)
    for code in ("E1", "E2", "E0"):
        for number, days in enumerate((60, 80, 100, 200, 400) if code == "E0" else (12, 40, 100, 200, 400)):
            decided = world.today - timedelta(days=days)
            world.decision(f"{code} {number}", code, decided_on=decided, satisfactory_remedy=number == 0)
            for place, due in enumerate((-10, 0, 5, 20, 60, 200), start=1):
                name = f"{code} {number}-{place}"
                response = Response.REFUSED if (number, place) == (1, 3) else Response.AGREED
                world.log(name, due_on=world.today + timedelta(days=due), response=response)
    world.evidence("E1 0-1")
    world.evidence("E2 3-4")
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    for name, outcome in (("E1 4-1", Outcome.SATISFIED), ("E1 4-2", Outcome.CEASED), ("E0 4-1", Outcome.NOT_SATISFIED)):
        world.end(name, outcome)
    for place in range(2, 7):
        world.end(f"E0 4-{place}")
    stop = {"category": "legal", "reason": "x", "stopped_by": "Kim", "days_left": 9, "stopped_on": world.today}
    with world.writing() as session:
        insert_rows(session, ClockStop, [stop | {"recommendation_id": 7, "recorded_at": world.moment.now}])
        session.connection().exec_driver_sql("UPDATE recommendation SET due_on = NULL WHERE id = 7")
        session.connection().exec_driver_sql("UPDATE recommendation SET hold_ends_on = '2024-06-30' WHERE id = 8")


def looked(world: World) -> Overview:
    refreshed(world.store)
    with world.store.reading() as session:
        return overview(session, world.rulebook, world.today)


def numbers(found: Overview) -> Iterator[Number]:
    for value in vars(found).values():
        if isinstance(value, Number):
            yield value
        elif isinstance(value, tuple):
            yield from value


def test_each_number_is_the_length_of_its_list(busy: World) -> None:
    found = looked(busy)
    seen = list(numbers(found))
    assert len(seen) > 20
    assert len({number.words for number in seen}) == len(seen) - 1  # "overdue" is a state as well
    with busy.store.reading() as session:
        for number in seen:
            whole = my_work(session, busy.today, number.filters, size=1000)
            assert (number.words, number.count) == (number.words, len(whole.items))
    assert sum(number.count > 0 for number in seen) > 18


def test_what_is_counted_whatever_is_next(busy: World) -> None:
    """R6, E2: nobody to write to is counted also where evidence comes first, and evidence where a doubt does."""
    refreshed(busy.store)
    with busy.store.reading() as session:
        doubtful = my_work(session, busy.today, Filters(action=Action.SETTLE_MESSAGE)).items[0].reference
        of_e2 = my_work(session, busy.today, Filters(authority="E2"), size=1000).total
    before = looked(busy)
    busy.evidence(doubtful)
    found = looked(busy)
    assert (before.no_contact.count, before.to_judge.count) == (of_e2, 2)
    assert (found.no_contact.count, found.to_judge.count) == (of_e2, 3)
    assert found.in_doubt == before.in_doubt
    with busy.store.reading() as session:
        assert open_authority(session, busy.rulebook, busy.moment, "E2").work.total == of_e2
        listed = my_work(session, busy.today, found.to_judge.filters).items
    assert doubtful in {each.reference for each in listed}
    assert {each.evidence_waiting for each in listed} == {1}


def test_parts_add_up_to_what_is_open(busy: World) -> None:
    found = looked(busy)
    assert found.open.count == 90 - 8
    for parts in (found.by_state, found.by_age, found.by_type, found.by_who):
        assert sum(part.count for part in parts) == found.open.count
    counts = [number.count for number in found.due_within]
    assert counts == sorted(counts)
    assert found.in_doubt.count > 0
    assert not found.behind


@pytest.mark.parametrize("day", ["2024-02-29", "2023-12-31", "2024-05-31", "0001-06-01"])
def test_ages_have_no_gap_and_no_overlap(world: World, day: str) -> None:
    with world.store.reading() as session:
        if day.startswith("0001"):
            return
        found = overview(session, world.rulebook, date.fromisoformat(day))
    ends = [(number.filters.decided_from, number.filters.decided_to) for number in found.by_age]
    assert (ends[0][1], ends[-1][0]) == (None, None)
    for (begins, _), (_, before) in pairwise(ends):
        assert begins is not None
        assert before == begins - timedelta(days=1)


def test_an_empty_office_has_nothing(world: World) -> None:
    assert {number.count for number in numbers(looked(world))} == {0}
    with world.store.reading() as session:
        assert {year.figures for year in overview_years(session, world.rulebook, world.moment)} == {Figures()}


def test_figures_of_years_are_those_that_are_measured(busy: World) -> None:
    busy.today = date(2025, 4, 1)
    with busy.store.reading() as session:
        years = overview_years(session, busy.rulebook, busy.moment, 3)
        assert [year.ending for year in years] == [date(2026, 3, 31), date(2025, 3, 31), date(2024, 3, 31)]
        for year in years:
            measured = measure_compliance(session, busy.rulebook, year.ending, busy.moment.now)
            assert year.figures == sum(measured.figures.values(), start=Figures())
            assert sum((each.figures for each in year.by_type), start=Figures()) == year.figures
            assert {each.type.value: each.similar.upheld for each in year.by_type if each.type.value == "other"} == {
                "other": None
            }
        assert years[1].figures.not_complied == 1


def test_an_authority_stands_beside_similar_ones_year_by_year(busy: World) -> None:
    busy.today = date(2025, 4, 1)
    compared = set()
    with busy.store.reading() as session:
        for authority in authorities.all_of_them(session):
            for year in open_authority(session, busy.rulebook, busy.moment, authority.code).years:
                measured = measure_compliance(session, busy.rulebook, year.ending, busy.moment.now)
                assert year.figures == measured.figures.get(authority.code, Figures())
                assert year.similar == measured.similar.get(authority.code, Averages())
                compared |= {AuthorityType(authority.type)} if year.similar != Averages() else set()
    assert compared
    assert compared <= set(busy.rulebook.comparators)


@pytest.mark.parametrize("how", Similar)
def test_a_type_is_not_compared_with_itself(busy: World, how: Similar) -> None:
    """A pooled average of a type is the figure of the type; the mean of its authorities' rates is another (S7)."""
    with busy.store.reading() as session:
        (year,) = overview_years(session, replace(busy.rulebook, similar=how), busy.moment, 1)
    compared = {each.type for each in year.by_type if each.similar.upheld is not None}
    assert compared == (set() if how is Similar.POOLED else {AuthorityType.LONDON_BOROUGH, AuthorityType.COUNTY})


def test_a_year_is_empty_where_nothing_counts_in_it(busy: World) -> None:
    with busy.store.reading() as session:
        years = overview_years(session, busy.rulebook, busy.moment, 4)
    assert [year.is_empty for year in years] == [False, False, True, True]


def test_each_figure_opens_the_cases_behind_it(busy: World) -> None:
    some = 0
    with busy.store.reading() as session:
        for ending in (date(2025, 3, 31), date(2024, 3, 31)):
            measured = measure_compliance(session, busy.rulebook, ending, busy.moment.now)
            for code in (None, "E0", "E1", "E2"):
                whole = (
                    sum(measured.figures.values(), start=Figures())
                    if code is None
                    else measured.figures.get(code, Figures())
                )
                for name in NAMES:
                    behind = open_figure(session, busy.rulebook, ending, busy.moment.now, name, code)
                    assert sum(case.number for case in behind) == getattr(whole, name)
                    some += len(behind)
                for name, parts in TOGETHER.items():
                    behind = open_figure(session, busy.rulebook, ending, busy.moment.now, name, code)
                    assert sum(case.number for case in behind) == sum(getattr(whole, each) for each in parts)
            for kind in AuthorityType:
                codes = {each for each, body in measured.bodies.items() if body.type is kind}
                behind = open_figure(session, busy.rulebook, ending, busy.moment.now, "upheld", kind=kind)
                assert {case.authority_code for case in behind} <= codes
                expected = sum(measured.figures.get(each, Figures()).upheld for each in codes)
                assert sum(case.number for case in behind) == expected
        assert some > 20
        days = {
            name: {
                (case.reference, case.day)
                for case in open_figure(session, busy.rulebook, date(2025, 3, 31), busy.moment.now, name)
            }
            for name in ("upheld", "not_complied", "recommendations_complied")
        }
        assert ("E1 0", date(2024, 5, 8)) in days["upheld"]
        assert days["not_complied"] == {("E0 4", date(2024, 5, 20))}
        assert ("E1 4", date(2024, 5, 20)) in days["recommendations_complied"]
        with pytest.raises(WrongUse, match="figure: expected one of upheld"):
            open_figure(session, busy.rulebook, date(2025, 3, 31), busy.moment.now, "x")


def test_years_end_where_the_office_says() -> None:
    assert year_endings(date(2024, 3, 31), 3, 31, 2) == [date(2024, 3, 31), date(2023, 3, 31)]
    assert year_endings(date(2024, 4, 1), 3, 31, 1) == [date(2025, 3, 31)]
    assert year_endings(date(2024, 3, 1), 2, 29, 3) == [date(2025, 2, 28), date(2024, 2, 29), date(2023, 2, 28)]


def authority(world: World, code: str = "E1", **more: Any) -> AuthorityView:
    refreshed(world.store)
    with world.store.reading() as session:
        return open_authority(session, world.rulebook, world.moment, code, **more)


def test_an_authority_with_what_it_owes_and_who_it_was(busy: World) -> None:
    view = authority(busy)
    assert [(each.code, each.closed_on) for each in view.predecessors] == [("E0", date(2024, 3, 31))]
    assert view.work.total == 60 - 8
    assert view.work.items[0].days_late == 10
    assert [(each.role.value, each.state.value) for each in view.contacts] == [("link_officer", "working")]
    assert (view.reachable, view.successor, view.answers_code) == (True, None, "E1")
    old = authority(busy, "E0", page=2, size=3)
    assert (old.successor is not None and old.successor.code, old.answers_code) == ("E1", "E1")
    assert (old.work.page, len(old.work.items), old.work.total) == (2, 3, 24)
    assert not authority(busy, "E2").reachable
    with pytest.raises(NotFound, match="no authority 'E9'"):
        authority(busy, "E9")


def test_the_figures_of_an_authority_are_those_that_are_measured(busy: World) -> None:
    for code in ("E0", "E1", "E2"):
        view = authority(busy, code)
        assert len(view.years) == 5
        with busy.store.reading() as session:
            for year in view.years:
                measured = measure_compliance(session, busy.rulebook, year.ending, busy.moment.now)
                assert year.figures == measured.figures.get(code, Figures())
    assert authority(busy, "E1").years[0].figures.not_complied == 1  # what it took over counts with it (S8)


def test_an_address_that_fails_is_seen(busy: World) -> None:
    health = (
        "INSERT INTO address_health (address, state, soft_count, hard_count, since, detail, changed_at, changed_by) "
        "VALUES ('officer@e1.example', 'stopped', 0, 2, '2024-04-02', '550', '2024-04-02 09:00:00', '')"
    )
    with busy.writing() as session:
        session.connection().exec_driver_sql(health)
    (contact,) = authority(busy).contacts
    assert (contact.state.value, contact.since, contact.hard_returns, contact.detail) == (
        "stopped",
        date(2024, 4, 2),
        2,
        "550",
    )
    assert not authority(busy).reachable


def counted(world: World) -> list[int]:
    found = []
    refreshed(world.store)
    for act in (
        lambda session: overview(session, world.rulebook, world.today),
        lambda session: overview_years(session, world.rulebook, world.moment),
        lambda session: open_authority(session, world.rulebook, world.moment, "E1"),
    ):
        with heard(world.store) as made, world.store.reading() as session:
            act(session)
        found.append(len(made))
    return found


def test_more_on_record_needs_no_more_statements(busy: World) -> None:
    before = counted(busy)
    for number in range(10, 30):
        busy.decision(f"E1 {number}", "E1")
        busy.log(f"E1 {number}-1", due_on=date(2024, 9, 1))
        busy.end(f"E1 {number}-1")
        busy.log(f"E1 {number}-2", due_on=date(2024, 9, 1))
    assert counted(busy) == before
