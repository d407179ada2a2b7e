"""What a statutory clock asks people for: to end a stage, and what follows the last one (T, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from compliance.domain.tasks import TaskKind, TaskRule
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.statutory_clock import begin, fail
from tests.support.world import World

CASE = "23 001"
REPORT = f"{CASE}/public_report"


def start(office: World, clock: str) -> None:
    with office.writing() as session:
        begin(session, office.rulebook, office.moment, CASE, clock, office.today)


def not_done(office: World, reference: str, received: date | None = None) -> None:
    with office.writing() as session:
        fail(session, office.rulebook, office.moment, reference, "no answer", "Cas", "Dee", received)


def tasks_of(office: World) -> list[dict[str, Any]]:
    with office.store.reading() as session:
        return list_tasks(session, office.today)


def test_the_director_reads_in_task_and_list_that_the_next_stage_needs_a_day(office: World) -> None:
    start(office, "public_report")
    office.walk("2024-07-15")
    (task,) = [each for each in tasks_of(office) if each["owner"] == "director"]
    wanted = f"amends statutory fail '{REPORT}/1' --reason WHY --approved-by NAME --received-on DATE"
    assert task["command"] == wanted
    assert "say when the authority received the further report (due 2024-07-01)" in task["reason"]
    with office.store.reading() as session:
        assert next_action_of(session, 1, office.today).command == wanted
    not_done(office, f"{REPORT}/1", office.today)
    office.walk("2024-10-29")
    (task,) = [each for each in tasks_of(office) if each["owner"] == "director"]
    assert task["command"] == f"amends statutory fail '{REPORT}/2' --reason WHY --approved-by NAME"


def test_what_follows_the_last_stage_is_about_its_case_and_due_as_the_office_says(office: World) -> None:
    """R6: it says which case it is about, though the stage itself is over."""
    rules = {
        **office.rulebook.task_rules,
        TaskKind.CLOCK_STAGE: TaskRule(office.rulebook.task_rules[TaskKind.MEETING].owner, 2),
    }
    office.rulebook = replace(office.rulebook, task_rules=rules)
    start(office, "care_provider")
    not_done(office, f"{CASE}/care_provider/1", office.today)
    not_done(office, f"{CASE}/care_provider/2")
    (task,) = tasks_of(office)
    assert (task["kind"], task["cases"], task["due_on"]) == ("publish_notice", [CASE], "2024-04-04")
    assert task["command"].startswith(f"amends task done {task['id']} ")
