"""A new version's own letter goes first, and the office's own tasks are not lost (D6, R2), by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from compliance.domain.authorities import Role, StaffRole
from compliance.domain.ladders import Anchor, Ladder, LadderStep, OffsetUnit
from compliance.domain.reminders import Dates, StepState, plan
from compliance.domain.version_letters import (
    CHANGED,
    NewVersion,
    as_before,
    behind_the_letter,
    gives_way,
    is_letter,
    make_up,
)
from tests.domain.almanac import wall_calendar


def _rung(name: str, offset: int, *recipients: Role, owner: StaffRole | None = None) -> LadderStep:
    return LadderStep(name, Anchor.DUE, offset, OffsetUnit.WORKING_DAYS, "overdue", recipients, owner)


LOGGED = LadderStep("logged", Anchor.LOGGED, 0, OffsetUnit.WORKING_DAYS, "logged", (Role.LINK_OFFICER,))
LOOK = LadderStep("look", Anchor.LOGGED, 5, OffsetUnit.WORKING_DAYS, "", (), StaffRole.CASEWORK_MANAGER)
AFTER_10 = _rung("after_10", 10, Role.CHIEF_EXECUTIVE, owner=StaffRole.CASEWORK_MANAGER)
TASK_15 = _rung("task_15", 15, owner=StaffRole.DIRECTOR)
DELAYED = LadderStep("delayed", Anchor.DECIDED, 1, OffsetUnit.MONTHS, "", (), StaffRole.CASEWORK_MANAGER)
LADDER = Ladder(
    "R1",
    (LOGGED, _rung("on_the_day", 0, Role.LINK_OFFICER), _rung("after_5", 5, Role.DEPUTY), AFTER_10, TASK_15, DELAYED),
)
# Due on Friday 8 January 2027: after_5 is 15 January, after_10 the 22nd, task_15 the 29th; "delayed" is 8 January.
DECIDED, DUE = date(2026, 12, 8), date(2027, 1, 8)
LONG_AGO = date(2000, 1, 1)
NEVER: dict[str, str] = {}
MANAGER = {"after_10"}


def _begun(
    today: date, raised: dict[str, str], since: date = LONG_AGO, due_on: date | None = DUE
) -> tuple[dict[str, str], set[str], dict[str, str]]:
    """What a version of that day plans by name, whose task is raised alone, and why the others are skipped."""
    calendar = wall_calendar()
    told = {name: date.fromisoformat(day) for name, day in raised.items()}
    new = NewVersion(calendar.on_or_after(today), CHANGED, since, due_on, told)
    planned = plan(LADDER, Dates(DECIDED, LONG_AGO, due_on, today), calendar, first_version=False)
    steps, alone = make_up(behind_the_letter(planned, LADDER, new), LADDER, new)
    coming = {step.name: step.on_day.isoformat() for step in steps if step.state is StepState.PLANNED}
    skipped = {step.name: step.reason for step in steps if step.state is StepState.SKIPPED}
    return coming, {rung.name for rung in alone}, skipped


@pytest.mark.parametrize(
    ("today", "raised", "coming", "alone"),
    [
        # Long past: the latest of what only raises a task, and the task of the latest letter that is not written.
        ("2027-03-01", NEVER, {"task_15": "2027-03-01", "delayed": "2027-03-01"}, MANAGER),
        ("2027-03-01", {"task_15": "2027-01-29", "delayed": "2027-01-08"}, {}, MANAGER),
        ("2027-03-01", {"task_15": "2027-01-29", "after_10": "2027-01-22", "delayed": "2027-01-08"}, {}, set()),
        # Raised when it was not overdue by this date: of another date, and to be raised of this one.
        (
            "2027-03-01",
            {"task_15": "2027-01-08", "after_10": "2027-01-08"},
            {"task_15": "2027-03-01", "delayed": "2027-03-01"},
            MANAGER,
        ),
        # Raised a day before its day by this date, which a new bank holiday moved: said.
        ("2027-01-29", {"task_15": "2027-01-28", "after_10": "2027-01-21", "delayed": "2027-01-08"}, {}, set()),
        # On the day of a rung: the letter to the chief executive gives way, its task does not.
        ("2027-01-22", {"delayed": "2027-01-08"}, {"task_15": "2027-01-29"}, MANAGER),
        ("2027-01-22", {"after_10": "2027-01-22", "delayed": "2027-01-08"}, {"task_15": "2027-01-29"}, set()),
        # On a closed day, the letter's day is the next working day.
        ("2027-01-23", {"delayed": "2027-01-08"}, {"task_15": "2027-01-29"}, MANAGER),
        ("2027-01-30", {"delayed": "2027-01-08", "after_10": "2027-01-22"}, {"task_15": "2027-02-01"}, set()),
        # Of that day the letter to the deputy gives way, and has no task.
        (
            "2027-01-15",
            {"delayed": "2027-01-08"},
            {"after_10": "2027-01-22", "task_15": "2027-01-29"},
            set(),
        ),
        ("2027-01-05", NEVER, dict.fromkeys(["on_the_day", "delayed"], "2027-01-08"), set()),
    ],
)
def test_the_letter_goes_first_and_tasks_are_made_up_for(
    today: str, raised: dict[str, str], coming: dict[str, str], alone: set[str]
) -> None:
    found, own, skipped = _begun(date.fromisoformat(today), raised)
    later = {"after_5": "2027-01-15", "after_10": "2027-01-22", "task_15": "2027-01-29"} if today < "2027-01-08" else {}
    assert (found, own) == (coming | later, alone)
    assert all(reason.endswith("; its task is raised") == (name in alone) for name, reason in skipped.items())


def test_why_a_rung_of_the_letters_day_is_skipped() -> None:
    _, _, skipped = _begun(date(2027, 1, 22), {"delayed": "2027-01-08"})
    assert skipped["after_10"] == f"{CHANGED}, on 2027-01-22; its task is raised"
    _, _, skipped = _begun(date(2027, 1, 29), {"task_15": "2027-01-29"})
    assert skipped["task_15"] == "its task was raised before"


def test_r2_where_no_letter_goes_what_is_written_goes_and_no_task_is_raised_twice() -> None:
    raised = dict.fromkeys(["after_10", "task_15"], date(2027, 1, 29))
    new = NewVersion(date(2027, 2, 1), CHANGED, LONG_AGO, DUE, raised)
    planned = plan(LADDER, Dates(DECIDED, LONG_AGO, DUE, LONG_AGO), wall_calendar(), first_version=False)
    found = {step.name: (step.state, step.reason) for step in as_before(planned, LADDER, new)}
    assert found.pop("after_10") == (StepState.PLANNED, "its task was raised before")
    assert found.pop("task_15") == (StepState.SKIPPED, "its task was raised before")
    assert set(found.values()) == {(StepState.PLANNED, "")}
    assert new.was_left("after_10")
    assert not NewVersion(date(2027, 2, 1), CHANGED, LONG_AGO, date(2027, 1, 29), raised).was_left("after_10")


def test_r2_no_task_is_raised_twice_because_its_day_was_closed_since() -> None:
    planned = plan(LADDER, Dates(DECIDED, LONG_AGO, DUE, LONG_AGO), wall_calendar(), first_version=False)
    day = next(step.on_day for step in planned if step.name == "task_15") - timedelta(days=1)
    for came, raised, expected in (
        ({"task_15"}, {"task_15": day}, StepState.SKIPPED),
        ({"task_15"}, {}, StepState.PLANNED),
        (set[str](), {"task_15": day}, StepState.PLANNED),
    ):
        new = NewVersion(day, CHANGED, LONG_AGO, DUE, raised, frozenset(came))
        assert {step.name: step.state for step in as_before(planned, LADDER, new)}["task_15"] is expected


def test_r7_of_what_lies_before_the_live_day_only_the_review_of_an_old_case_is_made_up_for() -> None:
    """Once: what was logged or imported was asked about then, history only when it is opened again (R1, E8)."""
    live = date(2027, 1, 30)
    assert _begun(date(2027, 3, 1), NEVER, since=live)[:2] == ({"delayed": "2027-03-01"}, set())
    assert _begun(date(2027, 3, 1), {"delayed": "2027-01-30"}, since=live)[:2] == ({}, set())


def test_r1_of_several_reviews_before_the_live_day_the_latest_is_made_up_for() -> None:
    letter = replace(DELAYED, name="letter", template="overdue", recipients=(Role.LINK_OFFICER,), offset=2)
    ladder, monday = Ladder("R1", (LOGGED, DELAYED, letter)), date(2027, 3, 1)
    planned = plan(ladder, Dates(DECIDED, LONG_AGO, None, monday), wall_calendar(), first_version=False)
    for raised, expected in (({}, ["letter"]), ({"letter": monday}, [])):
        new = NewVersion(monday, CHANGED, monday, None, raised)
        steps, alone = make_up(behind_the_letter(planned, ladder, new), ladder, new)
        assert [rung.name for rung in alone] == expected
        assert {step.state for step in steps} == {StepState.SKIPPED}


def test_without_a_due_date_what_is_counted_from_the_decision_is_made_up_for() -> None:
    assert _begun(date(2027, 3, 1), NEVER, due_on=None)[:2] == ({"delayed": "2027-03-01"}, set())


@pytest.mark.parametrize(
    ("notice", "rung", "version", "letter", "behind"),
    [
        ("", LOGGED, 1, False, False),
        ("", LOGGED, 2, True, False),
        ("", LOOK, 2, False, False),
        ("deadline_changed", None, 2, True, False),
        ("reopened", None, 2, True, False),
        ("evidence_insufficient", None, 2, False, False),
        ("", None, 2, False, False),
        ("", AFTER_10, 2, False, True),
        ("", TASK_15, 2, False, False),
        ("", DELAYED, 2, False, False),
    ],
)
def test_which_steps_are_the_letter_and_which_give_way(
    notice: str, rung: LadderStep | None, version: int, letter: bool, behind: bool
) -> None:
    assert is_letter(notice, rung, version) is letter
    assert gives_way(notice, rung) is behind
