"""How everything is running, said for whoever looks after it (rules R6, R8 and D9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.tasks import TaskKind
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.report_health import report_health
from compliance.usecases.report_running import Running, report_running
from compliance.usecases.run_ledger import fail_run, finish_run, start_run
from compliance.usecases.watch_flows import FirstAfter
from tests.support.statements import heard
from tests.support.world import World

FIRST_STEP = "2024-04-30"  # ten working days before 14 May 2024


def hourly(names: list[str]) -> Mapping[str, FirstAfter]:
    return {name: lambda instant: instant + timedelta(hours=1) for name in names}


def look(world: World, *, at: datetime | None = None, flows: tuple[str, ...] = ("track_deadlines",)) -> Running:
    with world.store.reading() as session:
        return report_running(session, world.rulebook, world.today, at or world.machine, hourly(list(flows)))


def ran(world: World, flow: str, *, hours_ago: int, failed: bool = False) -> datetime:
    at = world.machine - timedelta(hours=hours_ago)
    with world.writing() as session:
        number = start_run(session, flow, world.today, at)
        if failed:
            fail_run(session, number, at, "the disk is full")
        else:
            finish_run(session, number, at, "nothing due")
    return at


def test_a_machine_on_which_nothing_ever_ran_is_in_no_trouble(world: World) -> None:
    found = look(world)
    assert [(flow.name, flow.run, flow.last_success) for flow in found.flows] == [("track_deadlines", None, None)]
    assert found.messages == {"waiting": 0, "sending": 0, "in_doubt": 0}
    assert (found.steps_due, found.channels, found.tasks, found.troubles) == (0, [], [], [])
    assert not found.has_run


@pytest.mark.parametrize(
    ("days", "hours", "said"), [(1, 26, False), (2, 26, True), (120, 26, True), (4, 100, False), (5, 100, True)]
)
def test_steps_that_are_due_where_nothing_ever_ran_need_a_person(
    world: World, days: int, hours: int, said: bool
) -> None:
    """Silence must never look like "nothing due" (R6): the first step is due on 2 April, when it was logged."""
    world.authority()
    world.decision()
    world.log()
    world.rulebook = replace(world.rulebook, flow_silent_hours=hours)
    line = "no flow has ever run here, and reminders have been due since 2 April 2024: type amends serve"
    world.today += timedelta(days=days)
    with world.store.reading() as session:
        needs = report_health(session, world.today, world.machine, hourly(["track_deadlines"]), hours).needs
    assert (look(world).troubles, needs) == (([line], [line]) if said else ([], []))
    ran(world, "track_deadlines", hours_ago=0)
    assert look(world).troubles == []


def test_each_flow_says_when_it_ran_and_when_it_wakes_next(world: World) -> None:
    at = ran(world, "track_deadlines", hours_ago=1)
    elsewhere = ran(world, "old_flow", hours_ago=50)
    old, known = look(world).flows
    assert look(world).has_run
    assert (old.name, old.last_success, old.next_waking) == ("old_flow", elsewhere, None)
    assert (known.last_success, known.next_waking) == (at, world.machine + timedelta(hours=1))


def test_silence_and_failure_are_troubles(world: World) -> None:
    ran(world, "track_deadlines", hours_ago=30)
    ran(world, "send_reminders", hours_ago=1)
    ran(world, "send_reminders", hours_ago=0, failed=True)
    silent, failed = look(world, flows=("track_deadlines", "send_reminders")).troubles
    assert silent.startswith("track_deadlines: no successful run since")
    assert failed == "send_reminders: the last run failed"


def test_what_is_due_in_doubt_and_refused_is_counted(world: World) -> None:
    world.authority()
    world.decision()
    world.log()
    world.today = date.fromisoformat(FIRST_STEP)
    assert look(world).steps_due > 0
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.plan()
    world.send()
    found = look(world)
    assert found.steps_due == 0
    assert found.messages["in_doubt"] == 1
    assert found.troubles == ["messages in doubt, of which nobody knows whether they arrived: 1 open"]
    assert [(each.name, each.accepted_at, each.refusal) for each in found.channels] == [("mail", None, "no answer")]
    assert [(kind, number) for kind, number, _ in found.tasks] == [("message_in_doubt", 1)]


def test_a_message_that_failed_and_nobody_to_write_to_are_troubles_at_once(world: World) -> None:
    world.authority()
    world.decision()
    world.log()
    world.authority("E2", {})
    world.decision("23 002", "E2")
    world.log("23 002-1")
    world.today = date.fromisoformat(FIRST_STEP)
    world.postbox.script["officer@e1.example"].append(Answer(Result.REFUSED_FOR_GOOD, "no such user"))
    world.plan()
    world.send()
    found = look(world)
    assert found.troubles == ["messages that failed: 1 open", "nobody to write to: 2 open"]
    assert found.unreached == {"failed": 1, "returned": 0}


def test_whatever_health_asks_a_person_for_is_a_trouble(world: World) -> None:
    ran(world, "track_deadlines", hours_ago=30)
    with world.writing() as session:
        for kind in TaskKind:
            wanted = [Wanted(kind.value, f"matter {kind}", "why")]
            open_tasks(session, world.rulebook, world.today, wanted)
    world.today += timedelta(days=60)
    with world.store.reading() as session:
        expected = hourly(["track_deadlines"])
        needs = report_health(session, world.today, world.machine, expected, world.rulebook.flow_silent_hours).needs
    assert len(needs) == len(TaskKind) + 1
    found = look(world).troubles
    assert sum(trouble.endswith(", 1 overdue") for trouble in found) == len(TaskKind)
    assert found[0].startswith("track_deadlines: no successful run since")


def test_bank_holidays_that_run_out_are_a_trouble(world: World) -> None:
    last = max(calendar.horizon for calendar in world.rulebook.calendars.values())
    world.today = last - timedelta(days=399)
    assert any("bank holidays are known until" in trouble for trouble in look(world).troubles)


def test_the_statements_do_not_grow_with_what_there_is(world: World) -> None:
    def asked() -> int:
        with heard(world.store) as statements:
            look(world, flows=("track_deadlines", "send_reminders"))
        return len(statements)

    ran(world, "track_deadlines", hours_ago=1)
    ran(world, "send_reminders", hours_ago=1)
    before = asked()
    world.many(10)
    world.plan()
    world.send()
    assert asked() == before
