"""The calendar of a recommendation that does not exist: what a walk through its days would cause (R1, R3, R5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.moment import days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.store import tasks
from compliance.usecases.simulate_ladder import Example, Line, simulate
from tests.support.world import World, day, packaged_rulebook


def example(**more: Any) -> Example:
    given: dict[str, Any] = {
        "kind": Kind.PERSONAL_REMEDY,
        "authority_type": AuthorityType.LONDON_BOROUGH,
        "clock": "",
        "decided_on": date(2024, 4, 2),
        "logged_on": date(2024, 4, 2),
        "due_on": date(2024, 5, 14),
        "calendar": packaged_rulebook().calendar,
    }
    return Example(**given | more)


def lines(world: World, book: Rulebook | None = None, **more: Any) -> list[Line]:
    return simulate(book or world.rulebook, world.installation.composer, example(**more))[1]


@pytest.fixture
def database_kind() -> str:
    """Nothing is stored: one kind of database is enough."""
    return "sqlite"


def test_the_default_ladder_as_a_calendar(world: World) -> None:
    found = lines(world)
    assert [(each.day.isoformat(), each.step, each.happens, each.to) for each in found] == [
        ("2024-04-02", "logged", "sent", ["link_officer"]),
        ("2024-04-29", "due_in_10_working_days", "sent", ["link_officer"]),
        ("2024-05-09", "due_in_3_working_days", "sent", ["link_officer"]),
        ("2024-05-14", "due_today", "sent", ["link_officer"]),
        ("2024-05-21", "overdue_5_working_days", "sent", ["link_officer", "deputy"]),
        ("2024-05-29", "overdue_10_working_days", "sent", ["chief_executive"]),
        ("2024-06-12", "overdue_20_working_days", "task", []),
        ("2025-03-03", "delayed_remedy", "task", []),
    ]
    assert found[0].as_dict() == {
        "date": "2024-04-02",
        "weekday": "Tuesday",
        "step": "logged",
        "happens": "sent",
        "to": ["link_officer"],
        "subject": "New recommendation, due in 42 days: case example",
        "task": "",
        "task_for": "",
        "notes": [],
    }
    assert (found[5].task_for, found[6].task_for) == ("casework_manager", "director")
    assert found[7].notes == ["moved from Sunday 2 March 2025: a weekend"]


def test_a_stored_recommendation_goes_the_same_way(office: World) -> None:
    office.log("23 001-1")
    office.walk("2024-06-30")
    roles = {"ann@e1.example": "link_officer", "dan@e1.example": "deputy", "bo@e1.example": "chief_executive"}
    lived = {(day, items[0].removeprefix("23 001-1 "), roles[who]) for day, who, items in office.mail()}
    shown = {(each.day.isoformat(), each.step, who) for each in lines(office) for who in each.to}
    assert shown == lived


LATE = ["2024-02-23", "2024-07-26", "2024-07-29", "2024-07-30", "2024-08-26", "2024-08-27"]


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        *(("2024-02-09", due) for due in LATE),
        ("2023-09-27", "2024-12-31"),
        ("2023-07-03", "2024-12-31"),
        ("2023-07-03", "2023-08-01"),
    ],
)
def test_what_is_left_to_people_on_the_first_day_is_shown(office: World, decided: str, due: str) -> None:
    """R1, R6, R7: what comes overdue with no reminder to come, and a review whose day is over, as when it is logged."""
    office.decision("23 009", decided_on=day(decided))
    office.today = date(2024, 8, 27)
    office.log("23 009-1", due_on=day(due))
    office.run()
    with office.store.reading() as session:
        lived = sorted((row.kind, row.owner, days_in_words(row.reason)) for row in tasks.still_open(session))
    came = lines(office, decided_on=day(decided), logged_on=office.today, due_on=day(due))
    today = [each for each in came if each.day == office.today and each.happens == "task"]
    ends = days_in_words(f" (due {due})")
    assert sorted((each.step, each.task_for, each.task + ends) for each in today) == lived
    skipped = {each.step: each.notes[-1] for each in came if each.happens == "skipped"}
    why = {step: days_in_words(said) for step, said in office.steps("23 009-1").items() if said.startswith("skipped")}
    assert {step: f"skipped: {said}" for step, said in skipped.items()} == why


def test_a_stage_that_is_begun_late_is_left_to_people(world: World) -> None:
    """T, R6: as when it is begun."""
    late: dict[str, Any] = {"clock": "public_report", "logged_on": date(2025, 4, 2)}
    assert "overdue_when_logged" in {each.step for each in lines(world, **late)}


def test_r1_skipped_and_rolled_steps_say_why_and_the_first_letter_goes_before_a_reminder(world: World) -> None:
    # Logged on Easter Monday, three working days before its due date.
    found = lines(world, logged_on=date(2024, 4, 1), decided_on=date(2024, 3, 5), due_on=date(2024, 4, 5))
    told = {each.step: (each.day.isoformat(), each.happens, each.notes) for each in found}
    assert told["due_in_10_working_days"] == (
        "2024-03-20",
        "skipped",
        ["its day lies before the recommendation was logged on 1 April 2024"],
    )
    assert told["logged"] == (
        "2024-04-02",
        "sent",
        ["moved from Monday 1 April 2024: Easter Monday"],
    )
    assert told["due_in_3_working_days"] == (
        "2024-04-02",
        "skipped",
        ["the first letter about the recommendation goes first, on 2 April 2024"],
    )


def test_the_minimum_gap_is_kept_and_named(world: World) -> None:
    book = replace(world.rulebook, minimum_gap=4)
    found = lines(world, book, due_on=date(2024, 4, 9))
    assert [(each.day.isoformat(), each.step, each.happens, each.notes) for each in found][2:6] == [
        ("2024-04-04", "due_in_3_working_days", "waits", ["link_officer was written to about it on 2 April 2024"]),
        ("2024-04-08", "due_in_3_working_days", "sent", []),
        ("2024-04-09", "due_today", "waits", ["link_officer was written to about it on 8 April 2024"]),
        ("2024-04-12", "due_today", "sent", []),
    ]


@pytest.mark.parametrize(
    ("kind", "clock", "name"),
    [
        (Kind.PERSONAL_REMEDY, "", "R1"),
        (Kind.SERVICE_IMPROVEMENT, "", "service_improvement"),
        (Kind.SERVICE_IMPROVEMENT, "public_report", "public_report"),
        (Kind.PERSONAL_REMEDY, "care_provider", "care_provider"),
    ],
)
def test_the_ladder_is_the_one_such_a_recommendation_gets(world: World, kind: Kind, clock: str, name: str) -> None:
    ladder, found = simulate(world.rulebook, world.installation.composer, example(kind=kind, clock=clock))
    assert ladder.name == name
    assert {each.step for each in found} == {step.name for step in ladder.steps}
