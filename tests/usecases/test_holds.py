"""Holds on reminders: with a reason and an end, kept by planner and sender alike, never silent at the end (R4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.store import holds
from compliance.usecases.explain import explain
from compliance.usecases.hold import list_holds
from compliance.usecases.open_recommendation import find
from compliance.usecases.reopen import reopen
from tests.support.holding import hold, lift
from tests.support.world import World
from tests.usecases.followed import comes_back

ANN = "ann@e1.example"
REC = "23 001-1"


def held(office: World, *, whole: bool = False) -> list[dict[str, Any]]:
    with office.store.reading() as session:
        return list_holds(session, office.today, whole=whole)


def happenings(office: World) -> list[str]:
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    return [event["kind"] for event in story["events"]]


def open_again(office: World) -> None:
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, REC, "it was not done after all", "Dee")


def test_after_the_hold_only_the_step_that_is_right_now_goes_out(office: World) -> None:
    office.log(REC)
    office.walk("2024-04-26")
    hold(office, REC, "2024-05-14")
    office.walk("2024-05-14")
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"]]
    assert office.steps(REC)["due_in_10_working_days"] == "planned"
    office.walk("2024-05-15")
    assert office.mail()[1:] == [("2024-05-15", ANN, [f"{REC} due_today"])]
    assert office.steps(REC)["due_in_3_working_days"] == "superseded: due_today is right now"


def test_the_end_of_a_hold_is_the_caseworkers_task_on_any_day(office: World) -> None:
    office.log(REC)
    hold(office, REC, "2024-05-03")
    office.walk("2024-05-03")
    assert office.tasks() == []
    # Saturday.
    office.today = date(2024, 5, 4)
    assert (office.run().holds_ended, office.run().holds_ended) == (1, 0)
    assert office.tasks() == [("hold_ended", "caseworker", f"recommendation {REC}")]
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    assert story["recommendation"]["hold_ends_on"] is None
    # Holding it anew is an answer to the task.
    hold(office, REC, "2024-05-20")
    assert office.tasks() == []


def test_a_hold_between_planning_and_sending_keeps_the_step(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    office.plan()
    hold(office, REC, "2024-04-10")
    office.send()
    assert office.mail() == [("2024-04-02", ANN, ["23 001-2 logged"])]
    assert office.steps(REC)["logged"] == "planned"
    office.walk("2024-04-11")
    assert office.mail()[1:] == [("2024-04-11", ANN, [f"{REC} logged"])]


def test_a_lifted_hold_lets_reminders_go_at_once(office: World) -> None:
    office.log(REC)
    hold(office, REC, "2024-06-01")
    office.run()
    assert office.mail() == []
    assert lift(office, REC) == date(2024, 6, 1)
    office.run("2024-04-03")
    assert office.mail() == [("2024-04-03", ANN, [f"{REC} logged"])]
    office.run("2024-06-03")
    assert "hold_ended" not in {kind for kind, _, _ in office.tasks()}
    assert [kind for kind in happenings(office) if kind.startswith("h")] == ["held", "hold_lifted"]


def test_an_act_is_told_in_writing_in_spite_of_a_hold(office: World) -> None:
    office.log(REC)
    office.run()
    hold(office, REC, "2024-04-30")
    office.extend(REC, "2024-06-14")
    office.run("2024-04-03")
    assert office.mail()[1:] == [("2024-04-03", ANN, [f"{REC} deadline_changed"])]


def test_a_hold_on_what_was_closed_meanwhile_ends_without_a_task(office: World) -> None:
    office.log(REC)
    hold(office, REC, "2024-04-10")
    office.end(REC)
    assert held(office) == []
    office.run("2024-04-11")
    assert office.tasks() == []


@pytest.mark.parametrize(("outcome", "words"), [("satisfied", "satisfied"), ("not_satisfied", "not satisfied")])
def test_an_outcome_ends_the_hold_for_good(office: World, outcome: str, words: str) -> None:
    office.log(REC)
    office.run()
    hold(office, REC, "2024-05-10")
    office.walk("2024-04-08")
    office.end(REC, Outcome(outcome))
    (one,) = held(office, whole=True)
    assert (one["lifted_on"], one["lift_reason"], one["lifted_by"]) == (
        "2024-04-08",
        f"it was closed as {words}",
        "Tester",
    )
    office.run("2024-04-09")
    open_again(office)
    assert held(office) == []
    assert not one["in_force"]
    assert [kind for kind in happenings(office) if kind.startswith("h")] == ["held", "hold_lifted"]
    office.walk("2024-05-13")
    assert "hold_ended" not in {kind for kind, _, _ in office.tasks()}
    assert ("2024-04-29", ANN, [f"{REC} due_in_10_working_days"]) in office.mail()
    hold(office, REC, "2024-05-20")
    assert [each["until"] for each in held(office)] == ["2024-05-20"]


def test_a_hold_that_was_over_before_the_outcome_is_not_said_to_end_with_it(office: World) -> None:
    office.log(REC)
    hold(office, REC, "2024-04-05")
    office.today = date(2024, 4, 8)
    office.end(REC)
    open_again(office)
    assert [each["lifted_on"] for each in held(office, whole=True)] == [None]
    assert "hold_lifted" not in happenings(office)
    office.run()
    assert "hold_ended" not in {kind for kind, _, _ in office.tasks()}


def test_a_hold_does_not_end_before_it_began_where_an_older_outcome_comes_in(office: World) -> None:
    """An import records an outcome as on its own day, which may come before the hold."""
    office.log(REC)
    office.today = date(2024, 4, 8)
    hold(office, REC, "2024-05-10")
    office.today = date(2024, 4, 4)
    office.end(REC)
    assert [(each["from"], each["lifted_on"]) for each in held(office, whole=True)] == [("2024-04-08", "2024-04-08")]


def test_what_was_closed_on_hold_before_outcomes_ended_it_is_held_by_nothing_once_open_again(office: World) -> None:
    office.log(REC)
    office.end(REC)
    with office.writing() as session:
        found = find(session, REC, still_open=False)
        row = {"recommendation_id": found.id, "from_on": office.today, "ends_on": date(2024, 5, 10), "reason": "flood"}
        holds.add(session, row | {"placed_by": "Kim", "recorded_at": office.moment.now})
    open_again(office)
    assert held(office) == []
    assert [each["lift_reason"] for each in held(office, whole=True)] == ["it was closed as satisfied"]


def test_holds_are_listed(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    hold(office, "23 001-2", "2024-04-30", "flood")
    hold(office, REC, "2024-04-10")
    assert [(each["recommendation"], each["until"], each["reason"]) for each in held(office)] == [
        (REC, "2024-04-10", "bereavement"),
        ("23 001-2", "2024-04-30", "flood"),
    ]
    lift(office, "23 001-2")
    office.run("2024-04-11")
    assert held(office) == []
    assert [(each["recommendation"], each["in_force"], each["lifted_by"]) for each in held(office, whole=True)] == [
        (REC, False, ""),
        ("23 001-2", False, "Tester"),
    ]


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        ("2024-04-02", "x", "until: expected a day after today, 2024-04-02, not 2024-04-02"),
        ("2024-03-01", "x", "until: expected a day after today, 2024-04-02, not 2024-03-01"),
        ("2024-07-02", "x", "until: expected a day on or before 2024-07-01, 90 days from now, not 2024-07-02"),
        ("2024-05-01", "  ", "reason: expected why the reminders are held"),
    ],
)
def test_a_hold_without_reason_in_the_past_or_too_long_is_refused(
    office: World, until: str, reason: str, words: str
) -> None:
    office.log(REC)
    with pytest.raises(Refused) as refusal:
        hold(office, REC, until, reason)
    assert str(refusal.value) == words
    assert held(office, whole=True) == []
    assert "held" not in happenings(office)
    hold(office, REC, "2024-07-01")


def test_what_cannot_be_held_or_lifted(office: World) -> None:
    office.log(REC)
    with pytest.raises(NotFound, match="there is no recommendation 'nothing'"):
        hold(office, "nothing", "2024-05-01")
    with pytest.raises(Refused, match="recommendation '23 001-1' is not on hold"):
        lift(office, REC)
    hold(office, REC, "2024-05-01")
    with pytest.raises(Refused, match="on hold until 2024-05-01 already; lift that hold first"):
        hold(office, REC, "2024-05-20")
    with pytest.raises(Refused, match="reason: expected why the hold is lifted"):
        lift(office, REC, " ")
    office.end(REC)
    for act in (lambda: hold(office, REC, "2024-05-20"), lambda: lift(office, REC)):
        with pytest.raises(Refused, match="was closed as satisfied"):
            act()


@pytest.mark.parametrize("ends", [True, False], ids=["lifted", "over"])
def test_r2_an_older_reminder_that_comes_back_takes_no_newer_one_out_of_its_message(office: World, ends: bool) -> None:
    """The mail server is away, and the hold is placed, while the newer one waits."""
    office.log(REC)
    office.walk("2024-05-13")
    office.today = date(2024, 5, 14)
    office.plan()
    assert office.steps(REC)["due_today"] == "queued"
    hold(office, REC, "2024-05-15")
    older = office.mail()[-1]
    comes_back(office, ANN, older[0])
    if ends:
        lift(office, REC)
    else:
        office.today = date(2024, 5, 16)
    office.walk("2024-05-17")
    assert [(who, items) for _, who, items in office.mail() if f"{REC} due_today" in items] == [
        ("dan@e1.example", [f"{REC} due_today"])
    ]
    assert older[2] not in [items for _, _, items in office.mail()]
