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
from compliance.usecases.reopen import reopen, resend
from tests.support.world import ONE_DAY, World
from tests.usecases.test_statutory_clock import start

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


# What is closed is asked about by nobody; opened again it is followed up, history too (E8).


def closed_before(world: World, live_from: date | None) -> None:
    """It was satisfied long ago, and came like that: as history, or live."""
    ending = Ending(Outcome.SATISFIED, date(2023, 5, 20), "Cas", date(2023, 5, 18), "seen")
    with world.writing() as session:
        more = {"live_from": live_from, "logged_on": date(2023, 1, 10), "ending": ending}
        story = world.story(session, REC, date(2023, 6, 1), **more)
        ids = write(session, world.rulebook, [story], lambda _: world.moment.now, "Tester")
        leave_to_people(session, world.rulebook, world.moment, [story], ids)
    world.run()
    assert world.tasks() == []


def opened_again(world: World) -> None:
    with world.writing() as session:
        reopen(session, world.rulebook, world.moment, REC, "the payment came back", "Kim", date(2024, 12, 31))


CAME = {"as history": None, "live": date(2024, 6, 3)}


@pytest.mark.parametrize("live_from", CAME.values(), ids=CAME)
def test_one_that_is_opened_again_is_reviewed_as_delayed(old_case: World, live_from: date | None) -> None:
    """R1, R7, E8: a task of the office; the authority has only the letter that it is open again."""
    closed_before(old_case, live_from)
    opened_again(old_case)
    old_case.run()
    assert old_case.tasks() == [REVIEW]
    old_case.walk("2024-07-12")
    assert old_case.tasks() == [REVIEW]
    assert [items for _, _, items in old_case.mail()] == [[f"{REC} reopened"]]


@pytest.mark.parametrize("done", [False, True], ids=["open", "done"])
def test_it_is_asked_about_once_whatever_happens_to_its_date(old_case: World, done: bool) -> None:
    closed_before(old_case, None)
    opened_again(old_case)
    old_case.run()
    assert old_case.tasks() == [REVIEW]
    if done:
        with old_case.writing() as session:
            ours = [row.id for row in tasks.still_open(session)]
            tasks.close_those(session, ours, old_case.today, "Kim", "we looked at it")
    old_case.today += ONE_DAY
    old_case.extend(REC, "2025-01-31")
    old_case.run()
    with old_case.writing() as session:
        resend(session, old_case.rulebook, old_case.moment, REC, "nobody got it", "Kim")
    old_case.walk("2024-07-12")
    assert old_case.tasks() == ([] if done else [REVIEW])


def test_a_change_before_it_is_asked_about_loses_it_not(old_case: World) -> None:
    """It was opened again on a Saturday, and had more time before the first working day."""
    closed_before(old_case, None)
    old_case.today = date(2024, 6, 15)
    opened_again(old_case)
    old_case.extend(REC, "2025-01-31")
    old_case.walk("2024-06-17")
    assert old_case.tasks() == [REVIEW]


def test_closed_and_opened_again_once_more_it_is_asked_about_again(old_case: World) -> None:
    closed_before(old_case, None)
    for _ in range(2):
        opened_again(old_case)
        old_case.run()
        assert old_case.tasks() == [REVIEW]
        old_case.end(REC)
        assert old_case.tasks() == []
        old_case.today += ONE_DAY


def test_one_whose_day_is_to_come_when_it_is_opened_again_is_asked_about_on_that_day(old_case: World) -> None:
    old_case.today = date(2023, 11, 30)
    closed_before(old_case, None)
    opened_again(old_case)
    old_case.walk("2023-12-01")
    assert old_case.tasks() == []
    old_case.walk("2023-12-05")
    assert old_case.tasks() == [REVIEW]


@pytest.mark.parametrize("clock", ["public_report", "care_provider"])
def test_r6_a_stage_that_begins_so_late_that_nobody_is_reminded_is_the_caseworkers(office: World, clock: str) -> None:
    office.today = date(2024, 12, 2)
    reference = start(office, "2024-04-02", clock).reference
    asked = ("overdue_when_logged", "caseworker", f"recommendation {reference}")
    assert [each for each in office.tasks() if each[0] == asked[0]] == [asked]
    office.walk("2024-12-09")
    assert asked in office.tasks()


def test_r6_one_of_which_reminders_are_to_come_is_not(office: World) -> None:
    office.today = date(2024, 4, 9)
    start(office, "2024-04-02")
    assert office.tasks() == []
