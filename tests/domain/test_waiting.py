"""What a deadline waits for, the date it gets, and circles (D2)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.deadlines import Period, Unit, VersionKind, fixed
from compliance.domain.waiting import Wait, WaitKind, circle, dated, depth, open_ended, rests_on, waits_again
from tests.support.world import packaged_rulebook

CALENDAR = packaged_rulebook().calendar
DECIDED = date(2024, 1, 10)
ON_OTHER = Wait(WaitKind.RECOMMENDATION, "23 001-1", date(2024, 6, 1))
ON_EVENT = Wait(WaitKind.EVENT, "the new council is established", date(2024, 6, 1))


def test_while_it_waits_there_is_no_date() -> None:
    receipt = open_ended(ON_OTHER, "1 month", CALENDAR, public=False)
    assert receipt.due_on is None
    assert receipt.rule == "it waits for recommendation 23 001-1; due 1 month from the day it ends"


def test_an_event_is_named_only_where_the_public_may_read_it() -> None:
    assert open_ended(ON_EVENT, "", CALENDAR, public=True).rule == (
        "it waits for an event (the new council is established); due the day it ends"
    )
    assert open_ended(ON_EVENT, "", CALENDAR, public=False).rule == "it waits for an event; due the day it ends"


@pytest.mark.parametrize(
    ("period", "ended_on", "due_on"),
    [
        (None, date(2024, 3, 5), date(2024, 3, 5)),
        (Period(1, Unit.MONTHS), date(2024, 1, 31), date(2024, 2, 29)),  # the last day: no 31 February
        (Period(10, Unit.WORKING_DAYS), date(2024, 3, 25), date(2024, 4, 10)),  # over Good Friday and Easter Monday
        (Period(28, Unit.DAYS), date(2024, 1, 2), date(2024, 2, 7)),  # ended before the decision: counted from it
    ],
)
def test_the_date_is_counted_from_the_day_the_wait_ended(period: Period | None, ended_on: date, due_on: date) -> None:
    receipt = dated(ON_OTHER, period, ended_on, DECIDED, CALENDAR, public=False)
    assert receipt.due_on == due_on
    assert (receipt.steps[0].day, receipt.steps[0].note) == (ended_on, "the wait for recommendation 23 001-1 ended")


@pytest.mark.parametrize(
    ("edges", "start", "found"),
    [
        ({}, "A", ()),
        ({"A": "B"}, "A", ()),
        ({"A": "A"}, "A", ("A",)),
        ({"A": "B", "B": "A"}, "A", ("A", "B")),
        ({"A": "B", "B": "C", "C": "A"}, "B", ("B", "C", "A")),
        ({"A": "B", "B": "C", "C": "B"}, "A", ()),  # it leads into a circle without being part of it
    ],
)
def test_a_circle_is_found_by_each_that_is_part_of_it(
    edges: dict[str, str], start: str, found: tuple[str, ...]
) -> None:
    assert circle(edges, start) == found


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.sampled_from("ABCDEFG")), st.sampled_from("ABCDEFG"))
def test_circles_agree_with_walking_as_many_steps_as_there_are(edges: dict[str, str], start: str) -> None:
    reached, here = set(), edges.get(start)
    for _ in range(8):
        reached.add(here)
        here = edges.get(here) if here else None
    assert bool(circle(edges, start)) == (start in reached)


def test_depth_counts_those_that_have_to_be_done_before() -> None:
    edges = {"A": "B", "B": "C", "X": "C"}
    assert {name: depth(edges, name) for name in "ABCX"} == {"A": 2, "B": 1, "C": 0, "X": 1}


def test_a_date_rests_on_the_end_of_its_wait_until_another_takes_its_place() -> None:
    calendar, ended, decided = packaged_rulebook().calendar, date(2024, 4, 8), date(2024, 4, 2)
    wait, period = Wait(WaitKind.RECOMMENDATION, "23 001-1", date(2024, 7, 1)), Period(10, Unit.WORKING_DAYS)
    counted = dated(wait, period, ended, decided, calendar, public=True).as_dict()
    assert rests_on(counted, str(period), ended, decided)
    assert not rests_on(counted, str(period), date(2024, 4, 9), decided)
    assert not rests_on(fixed(date(2024, 5, 3), calendar).as_dict(), str(period), ended, decided)
    same_day = dated(wait, None, ended, decided, calendar, public=True).as_dict()
    assert rests_on(same_day, "", ended, decided)
    early = dated(wait, period, date(2024, 3, 1), decided, calendar, public=True).as_dict()
    assert rests_on(early, str(period), date(2024, 3, 1), decided)
    open_now = open_ended(wait, str(period), calendar, public=True).as_dict()
    assert not rests_on(open_now, str(period), ended, decided)


def test_a_version_that_takes_a_date_back_waits_again() -> None:
    due = date(2024, 4, 22)
    assert waits_again(VersionKind.REOPENED, None, due)
    assert not waits_again(VersionKind.REOPENED, None, None)
    assert not waits_again(VersionKind.REOPENED, due, due)
    assert not waits_again(VersionKind.CLOCK_STOPPED, None, due)
