"""A remedy that comes when its decision is more than eleven months old is reviewed at once (R1, R7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.history import Happening
from compliance.domain.ladders import Anchor
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind
from compliance.store import events, tasks
from compliance.usecases.case_records import write
from compliance.usecases.explain import explain
from compliance.usecases.left_to_people import leave_to_people
from tests.support.world import World

REC, CASE = "22 009-1", "22 009"
DECIDED, TODAY = date(2023, 1, 3), date(2024, 6, 13)
REVIEW = ("delayed_remedy", "casework_manager", f"recommendation {REC}")
SAID = "its day lies before the recommendation was logged on 2024-06-13; its task was opened at once"


@pytest.fixture
def old_case(world: World) -> World:
    """A decision of a year and five months ago, with nothing logged to it yet."""
    world.authority()
    world.decision(CASE, decided_on=DECIDED)
    world.today = TODAY
    return world


def ours(world: World, reference: str = REC) -> Any:
    with world.store.reading() as session:
        return explain(session, world.rulebook, world.moment, reference)


@pytest.mark.parametrize("kind", list(Kind))
def test_its_review_is_a_task_at_once_and_only_once(old_case: World, kind: Kind) -> None:
    old_case.log(REC, kind=kind, due_on=date(2024, 12, 31))
    assert old_case.tasks() == [REVIEW]
    with old_case.store.reading() as session:
        (task,) = tasks.still_open(session)
        said = events.stream(session, f"recommendation/{REC}")
    assert (task.reason, task.due_on) == (
        "case approaching 12 months after decision; that day, 2023-12-04, was over when it came (due 2024-12-31)",
        date(2024, 6, 27),
    )
    assert said[-1].entry.kind is Happening.ESCALATED
    assert said[-1].entry.payload == {"step": "delayed_remedy", "to": "casework_manager"}
    assert old_case.steps(REC)["delayed_remedy"] == f"skipped: {SAID}"
    old_case.run()
    old_case.extend(REC, "2025-01-31")
    old_case.run("2024-06-14")
    assert old_case.tasks() == [REVIEW]
    old_case.end(REC)
    assert old_case.tasks() == []


def test_explain_says_that_its_task_was_opened(old_case: World) -> None:
    old_case.log(REC, due_on=date(2024, 12, 31))
    why = {row["step"]: row["why"] for row in ours(old_case)["steps"]}
    assert why["delayed_remedy"] == (
        "skipped: its day lies before the recommendation was logged on 13 June 2024; its task was opened at once"
    )


@pytest.mark.parametrize("decided", ["2023-07-13", "2023-07-14", "2024-01-02"])
def test_one_whose_day_is_still_to_come_is_asked_about_on_that_day(world: World, decided: str) -> None:
    """Eleven months after 13 July 2023 is today: its day has not passed."""
    world.authority()
    world.decision(CASE, decided_on=date.fromisoformat(decided))
    world.today = TODAY
    world.log(REC, due_on=date(2024, 12, 31))
    assert (world.tasks(), world.steps(REC)["delayed_remedy"]) == ([], "planned")


def test_history_and_what_is_closed_are_nobodys_task(old_case: World) -> None:
    ended = Ending(Outcome.SATISFIED, TODAY, "Cas", TODAY, "seen")
    with old_case.writing() as session:
        stories = [
            old_case.story(session, "22 009-1", date(2024, 12, 31), live_from=None),
            old_case.story(session, "22 009-2", date(2024, 12, 31), ending=ended),
            old_case.story(session, "22 009-3", date(2024, 12, 31)),
        ]
        ids = write(session, old_case.rulebook, stories, lambda _: old_case.moment.now, "Tester")
        leave_to_people(session, old_case.rulebook, old_case.moment, stories, ids)
    assert [subject for _, _, subject in old_case.tasks()] == ["recommendation 22 009-3"]


def test_what_is_overdue_already_has_both_tasks(old_case: World) -> None:
    old_case.log(REC, due_on=date(2023, 6, 30))
    assert sorted(kind for kind, *_ in old_case.tasks()) == ["delayed_remedy", "overdue_when_logged"]


def test_no_rung_that_is_counted_from_another_day_is_asked_about(old_case: World) -> None:
    old_case.log(REC, due_on=date(2023, 6, 30))
    rungs = {rung.name: rung.anchor for rung in old_case.rulebook.ladders["R1"].steps}
    marked = [name for name, said in old_case.steps(REC).items() if said.endswith("at once")]
    assert [rungs[name] for name in marked] == [Anchor.DECIDED]
