"""A few spells say for every day what the next action is: compared with asking day by day (decision record 0026)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.authorities import StaffRole, Tenure, answering, handovers
from compliance.domain.next_action import Action, OpenTask, Snapshot, next_action, on_hold, overdue
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from compliance.domain.spells import AT_ONCE, NO_DAY, RANK, Spell, by_on_a_day, spells
from compliance.domain.standing import Standing, standing
from tests.domain.almanac import patient

FIRST = date(2024, 5, 1)
WINDOW = [FIRST + timedelta(days=number) for number in range(-2, 25)]
DAYS = st.none() | st.sampled_from(WINDOW)
TASKS = st.none() | st.builds(
    OpenTask,
    st.integers(1, 9),
    st.sampled_from(StaffRole),
    st.sampled_from(WINDOW),
    st.just("key"),
    st.sampled_from(["", "Kim"]),
)
SNAPSHOTS = st.builds(
    Snapshot,
    st.just("23 001-1"),
    st.just("E1"),
    st.just(FIRST),
    closed=st.booleans(),
    response=st.sampled_from([None, *Response]),
    due_on=DAYS,
    hold_ends_on=DAYS,
    clock_stopped_on=DAYS,
    wait_review_on=DAYS,
    evidence_waiting=st.integers(0, 1),
    evidence_since=DAYS,
    extension_wished=DAYS,
    proven=st.booleans(),
    extension_task=TASKS,
    in_doubt=TASKS,
    failed=TASKS,
    escalation=TASKS,
    delayed=TASKS,
    clock=st.sampled_from(["", "report"]),
)


@patient
@given(SNAPSHOTS, st.sets(st.sampled_from(WINDOW), max_size=2))
def test_the_spells_are_what_asking_day_by_day_gives(now: Snapshot, handed_over: set[date]) -> None:
    outcome = Outcome.SATISFIED if now.closed else None

    def on(day: date) -> Snapshot:
        return replace(now, today=day, reachable=sum(each <= day for each in handed_over) % 2 == 0)

    found = spells(on, outcome, handed_over)
    assert (found[0].from_on, found[-1].last_on) == (date.min, date.max)
    assert all(one.last_on + timedelta(days=1) == other.from_on for one, other in pairwise(found))
    for day in (date.min, *WINDOW, date.max):
        (spell,) = [each for each in found if each.from_on <= day <= each.last_on]
        then = on(day)
        action = next_action(then)
        assert replace(spell.action, by=by_on_a_day(spell.by_on, day)) == action
        stopped = then.clock_stopped_on is not None
        value = outcome.value if outcome else None
        assert spell.standing is standing(value, then.due_on, then.hold_ends_on, clock_stopped=stopped, today=day)
        assert spell.held == (not now.closed and on_hold(then))
        assert spell.late == (not now.closed and overdue(then))


CALM = Snapshot("23 001-1", "E1", FIRST, response=Response.AGREED, due_on=date(2024, 5, 14))


def told(found: list[Spell]) -> list[tuple[str, str, str]]:
    return [(each.from_on.isoformat(), each.standing.value, each.action.action.value) for each in found]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (CALM, [("0001-01-01", "open", "carry_out"), ("2024-05-15", "overdue", "carry_out_late")]),
        (replace(CALM, closed=True), [("0001-01-01", "satisfied", "nothing")]),
        (replace(CALM, due_on=date.max), [("0001-01-01", "open", "carry_out")]),
        (
            replace(CALM, hold_ends_on=date(2024, 5, 20)),
            [
                ("0001-01-01", "held", "wait_for_hold"),
                ("2024-05-15", "held", "wait_for_hold"),
                ("2024-05-21", "overdue", "carry_out_late"),
            ],
        ),
        (replace(CALM, due_on=None), [("0001-01-01", "waiting", "set_date")]),
    ],
)
def test_there_are_as_few_as_there_can_be(now: Snapshot, expected: list[tuple[str, str, str]]) -> None:
    outcome = Outcome.SATISFIED if now.closed else None
    assert told(spells(lambda day: replace(now, today=day), outcome, ())) == expected


def test_days_that_move_with_today_are_not_stored() -> None:
    (spell,) = spells(lambda day: replace(CALM, due_on=None, today=day), None, ())
    assert (spell.by_on, spell.action.by) == (AT_ONCE, None)
    assert by_on_a_day(AT_ONCE, FIRST) == FIRST
    assert by_on_a_day(NO_DAY, FIRST) is None
    assert by_on_a_day(FIRST, date(2025, 1, 1)) == FIRST
    assert Standing.WAITING is spell.standing


def test_actions_rank_in_the_order_of_the_rules() -> None:
    assert [action for action, _ in sorted(RANK.items(), key=lambda item: item[1])] == list(Action)


TENURES = {
    "A": Tenure(None, date(2024, 3, 31), "B"),
    "B": Tenure(None, date(2024, 9, 30), "C"),
    "C": Tenure(date(2024, 10, 1), None, None),
    "D": Tenure(None, date(2024, 3, 31), None),
    "E": Tenure(None, date.max, "C"),
    "F": Tenure(None, date(2024, 9, 30), "A"),
}


def test_handovers_are_the_days_on_which_somebody_else_begins_to_answer() -> None:
    assert handovers("A", TENURES) == [date(2024, 4, 1), date(2024, 10, 1)]
    assert handovers("C", TENURES) == handovers("E", TENURES) == []
    assert handovers("D", TENURES) == [date(2024, 4, 1)]  # nobody took over
    assert handovers("F", TENURES) == [date(2024, 10, 1)]
    loop = {"A": Tenure(None, date(2024, 3, 31), "B"), "B": Tenure(None, date(2024, 3, 31), "A")}
    for tenures in (TENURES, loop):
        every = [date(2024, 1, 1) + timedelta(days=number) for number in range(400)]
        for code in tenures:
            days = [
                day for day in every if answering(code, tenures, day) != answering(code, tenures, day - timedelta(1))
            ]
            assert handovers(code, tenures) == days
