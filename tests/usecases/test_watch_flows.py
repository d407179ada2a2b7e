"""Silence is a task and an event, once, until the flow runs again (R6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from compliance.store import events
from compliance.usecases.run_ledger import fail_run, finish_run, start_run
from compliance.usecases.watch_flows import heard_again, silent_flows, was_missed, watch_flows
from tests.support.world import World

NOON = datetime(2024, 4, 2, 12, tzinfo=UTC)


def every(hours: int) -> Callable[[datetime], datetime]:
    return lambda instant: instant + timedelta(hours=hours)


EXPECTED = {"daily": every(24), "weekly": every(168)}


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def run(world: World, flow: str, hours: float, failed: str = "") -> None:
    with world.writing() as session:
        number = start_run(session, flow, world.today, at(hours))
        if failed:
            fail_run(session, number, at(hours), failed)
        else:
            finish_run(session, number, at(hours), "ran, nothing due")


def silent(world: World, hours: float) -> list[str]:
    with world.store.reading() as session:
        return [each.flow for each in silent_flows(session, EXPECTED, at(hours), 26)]


def watch(world: World, hours: float) -> list[str]:
    with world.writing() as session:
        found = watch_flows(session, world.rulebook, world.moment, EXPECTED, at(hours))
    return [each.flow for each in found]


def test_where_nothing_ever_ran_nothing_is_silent(world: World) -> None:
    assert silent(world, 10_000) == []


def test_only_a_success_breaks_the_silence(world: World) -> None:
    run(world, "daily", 0)
    run(world, "weekly", 0)
    assert silent(world, 25.9) == []
    assert silent(world, 26.1) == ["daily"]
    run(world, "daily", 24, "no mail server")
    with world.writing() as session:
        start_run(session, "daily", world.today, at(25))  # killed
    assert silent(world, 26.1) == ["daily"]
    run(world, "daily", 26.2)
    assert silent(world, 26.3) == []
    assert silent(world, 171) == ["daily", "weekly"]


def test_a_flow_that_never_ran_counts_from_the_first_run_of_any(world: World) -> None:
    run(world, "daily", 0, "no database")
    assert silent(world, 20) == []
    assert silent(world, 27) == ["daily"]
    assert silent(world, 171) == ["daily", "weekly"]


def test_a_waking_that_came_to_nothing_was_missed(world: World) -> None:
    def missed(hours: float) -> bool:
        with world.store.reading() as session:
            return was_missed(session, "weekly", EXPECTED["weekly"], at(hours))

    assert not missed(1000)  # nothing ever ran here: nobody waits for anything
    run(world, "daily", 0)
    assert [missed(hours) for hours in (1, 167.9, 168)] == [False, False, True]
    run(world, "weekly", 170, "no disk")
    assert missed(171)
    run(world, "weekly", 172)
    assert [missed(hours) for hours in (173, 341)] == [False, True]


def test_a_silence_is_one_task_and_one_event_until_the_flow_runs(world: World) -> None:
    run(world, "daily", 0)
    for hours in (30, 31, 55):
        assert watch(world, hours) == ["daily"]
    assert world.tasks() == [("flow_silent", "casework_manager", "flow daily")]
    with world.writing() as session:
        assert heard_again(session, "daily", world.today)
        assert not heard_again(session, "daily", world.today)
    assert world.tasks() == []
    run(world, "daily", 56)
    assert watch(world, 57) == []
    assert watch(world, 90) == ["daily"]
    with world.store.reading() as session:
        entries = [link.entry for link in events.stream(session, "flow/daily")]
    assert [(entry.kind, entry.payload["flow"], entry.payload["since"]) for entry in entries] == [
        ("flow_silent", "daily", at(0).isoformat()),
        ("flow_silent", "daily", at(56).isoformat()),
    ]
