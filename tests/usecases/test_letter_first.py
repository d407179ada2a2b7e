"""The authority hears of a new deadline version by its own letter first, and no task of the office's own is lost (D6).

Due on 14 May 2024: the chaser is 21 May, the chief executive's letter 29 May, the director's task 12 June.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.ladders import Ladder
from compliance.store import cases, tasks
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.explain_steps import explain_steps
from compliance.usecases.forecast import forecast
from compliance.usecases.reopen import reopen, resend
from tests.support.holding import hold
from tests.support.prepared import prepared
from tests.support.world import ONE_DAY, World, day
from tests.usecases.conftest import opened

REC = "23 001-1"
ANN, BO = "ann@e1.example", "bo@e1.example"
RUNG, DIRECTORS, DELAYED = "overdue_10_working_days", "overdue_20_working_days", "delayed_remedy"
MANAGERS = (RUNG, "casework_manager", f"recommendation {REC}")
DELAYED_TASK = (DELAYED, "casework_manager", f"recommendation {REC}")
RESENT_ON = "2024-05-28"


def by(world: World, use_case: Callable[..., Any], *words: Any) -> None:
    """One use case today, in a transaction of its own."""
    with world.writing() as session:
        use_case(session, world.rulebook, world.moment, REC, *words)


def send_anew(world: World) -> None:
    by(world, resend, "the link officer never got it", "Kim")


def told(world: World, since: str) -> list[tuple[str, str, str]]:
    """Who was told what since a day: (day, address, step)."""
    found = [(sent, who, each) for sent, who, about in world.mail() for each in about if sent >= since]
    return [(sent, who, about.removeprefix(f"{REC} ")) for sent, who, about in found]


def why(world: World, step: str, version: int = 2) -> str:
    """What explain says of one step."""
    with world.store.reading() as session:
        record = cases.recommendation(session, REC)
        assert record is not None
        assert record.id is not None
        shown = explain_steps(session, world.rulebook, world.moment, record.id)
    (words,) = [each["why"] for each in shown if (each["step"], each["deadline_version"]) == (step, version)]
    return str(words)


def goes_as_foretold(world: World, last: str) -> None:
    """Live until a day, and see that what goes out is what the forecast said (R8)."""
    with world.store.reading() as session:
        said = forecast(session, world.rulebook, world.moment, world.today, day(last))
    before = len(world.mail())
    world.walk(last)
    shown = [
        (each.day.isoformat(), each.recipient, [f"{x['recommendation']} {x['step']}" for x in each.items])
        for each in said
    ]
    assert sorted(shown) == sorted(world.mail()[before:])


@pytest.fixture
def chased(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """An office whose link officer was chased on 21 May; it is the evening of 24 May, a Friday."""
    with prepared(chased_once, database_kind, request) as world:
        yield world


def chased_once(world: World) -> None:
    opened(world)
    world.log(REC)
    world.walk("2024-05-24")


# What may come between sending anew and its letter, until the chief executive's turn has come.


def on_hold(world: World) -> None:
    hold(world, REC, "2024-06-03")
    send_anew(world)
    world.walk("2024-06-03")


def machine_off(world: World) -> None:
    send_anew(world)


def evidence_waits(world: World) -> None:
    world.evidence(REC)
    send_anew(world)
    world.walk("2024-06-03")
    world.today += ONE_DAY
    world.judge(REC, Judgement.INSUFFICIENT, "the date")


def server_busy(world: World) -> None:
    send_anew(world)
    world.postbox.always[ANN] = Answer(Result.REFUSED_FOR_NOW, "451 later")
    world.plan()
    world.send(patient=True)
    world.postbox.always.clear()


def gap_to_keep(world: World) -> None:
    world.rulebook = replace(world.rulebook, minimum_gap=9)
    send_anew(world)
    world.walk("2024-06-03")


BETWEEN = (on_hold, machine_off, evidence_waits, server_busy, gap_to_keep)


@pytest.mark.parametrize("comes_between", BETWEEN, ids=lambda each: each.__name__)
def test_what_is_sent_anew_is_told_before_the_chief_executive_is(
    chased: World, comes_between: Callable[[World], None]
) -> None:
    """R2.4: the letter goes first however late it is; the manager has the task of the rung that gave way."""
    chased.today = day(RESENT_ON)
    comes_between(chased)
    assert not told(chased, RESENT_ON) or comes_between is evidence_waits
    chased.today = date(2024, 6, 4)
    goes_as_foretold(chased, "2024-06-07")
    assert {(who, step) for _, who, step in told(chased, RESENT_ON) if "evidence" not in step} == {(ANN, "logged")}
    assert MANAGERS in chased.tasks()
    assert why(chased, "logged").startswith("sent to ann@e1.example on ")
    assert why(chased, RUNG) == "superseded: the letter that sends the recommendation anew goes first"
    chased.walk("2024-06-13")
    assert (DIRECTORS, "director", f"recommendation {REC}") in chased.tasks()


def test_explain_says_beforehand_that_a_rung_will_give_way(chased: World) -> None:
    chased.today = day(RESENT_ON)
    send_anew(chased)
    chased.today = day("2024-05-30")
    assert why(chased, RUNG) == "will be superseded: the letter that sends the recommendation anew goes first"
    assert why(chased, "logged").startswith("due since 28 May 2024")


def test_a_letter_in_a_message_is_not_taken_out_by_a_rung_that_came_due(chased: World) -> None:
    """The sender runs before the day's planner does."""
    chased.today = day(RESENT_ON)
    server_busy(chased)
    chased.today = day("2024-05-29")
    chased.send()
    chased.walk("2024-05-31")
    steps = {(who, step) for _, who, step in told(chased, RESENT_ON)}
    assert steps == {(ANN, "logged"), (BO, RUNG)}


def without_the_director(world: World) -> None:
    """A ladder that ends with the letter to the chief executive."""
    steps = tuple(step for step in world.rulebook.ladders["R1"].steps if step.name != DIRECTORS)
    world.rulebook = replace(world.rulebook, ladders={"R1": Ladder("R1", steps)})


def test_where_nothing_is_to_come_after_what_gave_way_a_person_is_asked(office: World) -> None:
    without_the_director(office)
    office.log(REC)
    office.walk("2024-05-24")
    office.today = day(RESENT_ON)
    on_hold(office)
    office.run("2024-06-04")
    with office.store.reading() as session:
        reasons = [row.reason for row in tasks.still_open(session) if row.kind == "overdue_when_logged"]
    assert reasons == [
        "the authority had still to be told of its new deadline on 2024-06-04, when it was 21 days overdue and no new"
        " reminder of that was to come: take it up (due 2024-05-14)"
    ]


# Changes on the day of the rung to the chief executive.


def corrected(world: World) -> None:
    world.log(REC, due_on=date(2024, 9, 2))
    world.walk("2024-05-28")
    world.today = date(2024, 5, 29)
    receipt = fixed(date(2024, 5, 14), world.rulebook.calendar, "corrected")
    by(world, partial(correct, may_give_time=True), receipt, "a typing error", "Kim")


def opened_again(world: World) -> None:
    world.log(REC)
    world.walk("2024-05-07")
    world.end(REC)
    world.today = date(2024, 5, 29)
    by(world, reopen, "the payment came back", "Kim")


def taken_back(world: World) -> None:
    world.log(REC)
    world.walk("2024-05-07")
    world.extend(REC, "2024-09-02")
    world.walk("2024-05-28")
    world.today = date(2024, 5, 29)
    by(world, reverse_extension, "granted by mistake", "Kim")


def sent_anew(world: World) -> None:
    world.log(REC)
    world.walk("2024-05-28")
    world.today = date(2024, 5, 29)
    send_anew(world)


CHANGES: dict[Callable[[World], None], tuple[str, int]] = {
    corrected: ("deadline_changed", 2),
    opened_again: ("reopened", 2),
    taken_back: ("deadline_changed", 3),
    sent_anew: ("logged", 2),
}


@pytest.mark.parametrize("late", [False, True], ids=["at once", "after an outage"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_nobody_above_hears_of_a_date_before_those_who_answer(
    office: World, change: Callable[[World], None], late: bool
) -> None:
    """R2.4: what is written by the day of the notice gives way to it; the manager's task is raised all the same."""
    change(office)
    name, version = CHANGES[change]
    assert MANAGERS in office.tasks()
    words = "that sends the recommendation anew" if name == "logged" else "about the change of its deadline"
    assert why(office, RUNG, version) == (f"skipped: the letter {words} goes first, on 29 May 2024; its task is raised")
    if late:
        office.today = date(2024, 6, 5)
    goes_as_foretold(office, "2024-06-07")
    assert {(who, step) for _, who, step in told(office, "2024-05-29")} == {(ANN, name)}


def test_a_notice_that_is_still_to_go_goes_before_a_rung_that_came_due_meanwhile(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-07")
    office.extend(REC, "2024-09-02")
    office.walk("2024-05-24")
    office.today = day(RESENT_ON)
    by(office, reverse_extension, "granted by mistake", "Kim")
    office.today = date(2024, 6, 3)
    goes_as_foretold(office, "2024-06-07")
    assert {(who, step) for _, who, step in told(office, RESENT_ON)} == {(ANN, "deadline_changed")}
    assert MANAGERS in office.tasks()
    assert why(office, RUNG, 3) == "superseded: the letter about the change of its deadline goes first"


def test_what_went_out_that_morning_raises_no_second_task(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-29")
    with office.writing() as session:
        done = [row.id for row in tasks.still_open(session) if row.kind == RUNG]
        tasks.close_those(session, done, office.today, "Kim", "we spoke to him")
    send_anew(office)
    office.walk("2024-05-31")
    assert MANAGERS not in office.tasks()
    assert {who for _, who, _ in told(office, "2024-05-30")} <= {ANN}


# "Delayed remedy": decided on 2 April 2024, so eleven months later is Monday 3 March 2025.


def held_over_it(world: World) -> None:
    world.log(REC, due_on=date(2025, 4, 30))
    world.today = date(2025, 2, 24)
    hold(world, REC, "2025-03-20")
    world.walk("2025-03-11")
    world.extend(REC, "2025-05-30")
    world.walk("2025-03-20")
    assert DELAYED_TASK not in world.tasks()
    world.run("2025-03-21")


def not_run_and_extended(world: World) -> None:
    world.log(REC, due_on=date(2025, 4, 30))
    world.run("2025-02-28")
    world.today = date(2025, 3, 4)
    world.extend(REC, "2025-05-30")
    world.run()


def not_run_and_sent_anew(world: World) -> None:
    world.log(REC, due_on=date(2025, 4, 30))
    world.run("2025-02-28")
    world.today = date(2025, 3, 4)
    send_anew(world)
    world.run()


def closed_over_it(world: World) -> None:
    world.log(REC)
    world.today = date(2025, 2, 28)
    world.end(REC)
    world.today = date(2025, 4, 14)
    by(world, reopen, "the payment came back", "Kim")
    world.run()


@pytest.mark.parametrize("passes", [held_over_it, not_run_and_extended, not_run_and_sent_anew, closed_over_it])
def test_no_change_of_the_deadline_loses_a_task_that_is_counted_from_the_decision(
    office: World, passes: Callable[[World], None]
) -> None:
    """R1, R2.3: its day passed before it was raised, and it is raised."""
    passes(office)
    assert DELAYED_TASK in office.tasks()
    assert why(office, DELAYED).startswith("done: a task for the casework_manager")


def test_a_task_that_is_there_is_not_raised_again(office: World) -> None:
    office.log(REC, due_on=date(2025, 4, 30))
    office.run("2025-03-03")
    assert DELAYED_TASK in office.tasks()
    send_anew(office)
    office.walk("2025-03-05")
    assert office.tasks().count(DELAYED_TASK) == 1
    assert why(office, DELAYED) == "skipped: its task was raised before"
