"""Holds on reminders: with a reason and an end, kept by planner and sender alike, never silent at the end (R4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.usecases.explain import explain
from compliance.usecases.hold import list_holds
from tests.support.holding import hold, lift
from tests.support.world import World

ANN = "ann@e1.example"
REC = "23 001-1"


def held(office: World, *, whole: bool = False) -> list[dict[str, Any]]:
    with office.store.reading() as session:
        return list_holds(session, office.today, whole=whole)


def happenings(office: World) -> list[str]:
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    return [event["kind"] for event in story["events"]]


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
