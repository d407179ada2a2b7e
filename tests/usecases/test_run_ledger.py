"""Every waking of a flow leaves a row that says what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from compliance.usecases.run_ledger import (
    fail_run,
    finish_run,
    latest_runs,
    runs_finished_after,
    runs_of,
    start_run,
)
from tests.support.world import World

DAY = date(2024, 4, 2)
NOON = datetime(2024, 4, 2, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_a_run_says_what_it_did_and_a_failed_one_why(world: World) -> None:
    with world.writing() as session:
        finish_run(session, start_run(session, "track_deadlines", DAY, at(0)), at(1), "ran, nothing due")
        fail_run(session, start_run(session, "track_deadlines", DAY, at(2)), at(3), "no mail\nserver")
        start_run(session, "track_deadlines", DAY, at(4))
    with world.store.reading() as session:
        first, second, third = runs_of(session, "track_deadlines")
    assert (first.result, first.failed, first.finished_at) == ("ran, nothing due", False, at(1))
    assert (second.result, second.failed) == ("failed: no mail server", True)
    assert (third.finished_at, third.failed) == (None, False)


def test_the_newest_run_of_each_flow_is_found_also_when_two_began_at_once(world: World) -> None:
    with world.writing() as session:
        for flow, minutes in (("b", 5), ("a", 1), ("b", 2), ("a", 1)):
            finish_run(session, start_run(session, flow, DAY, at(minutes)), at(minutes + 1), f"{flow}{minutes}")
    with world.store.reading() as session:
        assert [run.result for run in latest_runs(session)] == ["a1", "b5"]


def test_what_ended_since_is_told_in_order(world: World) -> None:
    with world.writing() as session:
        for minutes in (3, 1, 2):
            finish_run(session, start_run(session, "a", DAY, at(0)), at(minutes), str(minutes))
        start_run(session, "a", DAY, at(4))
    with world.store.reading() as session:
        assert [run.result for run in runs_finished_after(session, at(1))] == ["2", "3"]
