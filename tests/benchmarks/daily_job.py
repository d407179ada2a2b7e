"""The daily job: `plan_reminders` and its commit, with one in a hundred open recommendations due, beside its floor."""

from __future__ import annotations

from collections.abc import Callable

from compliance.runtime import Installation, machine_now
from compliance.store.engine import Store
from compliance.usecases.day_planner import DayPlan
from compliance.usecases.plan_reminders import plan_reminders
from tests.benchmarks.copies import multiply
from tests.benchmarks.daily_job_floor import last_ids, touch, touched_by
from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import Comparison, Progress, Run, Stopwatch, by_turns
from tests.benchmarks.office import BLOCK, NEWLY_OVERDUE, ON_A_RUNG, found_office, write_block

AUTHORITIES = 400


def filled(databases: Databases, installation: Installation, blocks: int) -> str:
    """The address of a database with `blocks` times 1,000 open recommendations on the eve of the day."""
    url = databases.new()
    store = Store(url)
    write_block(store, installation.rulebook, found_office(store, AUTHORITIES))
    store.close()
    multiply(databases, url, blocks, AUTHORITIES)
    return url


def plan_once(installation: Installation, url: str) -> tuple[Run, DayPlan]:
    """Plan the day once and commit, as a process of its own would: with a store that has run nothing yet."""
    store = Store(url)
    with store.reading():
        pass  # connects
    watch = Stopwatch()
    with store.writing() as session:
        plan = plan_reminders(session, installation.rulebook, installation.moment("bench"), machine_now())
        watch.lap()
    run = Run(watch.total, watch.lap())
    store.close()
    return run, plan


def daily_job(
    databases: Databases,
    installation: Installation,
    blocks: int,
    repeats: int,
    progress: Progress,
    grow: Callable[[str], None] | None = None,
) -> Comparison:
    """Measure the daily job at `blocks` times 1,000 open recommendations; AssertionError when it plans anything else.

    Each run, ours and the floor's, works on a fresh copy of the same database; `grow` puts more into it before.
    """
    name = f"daily job, {databases.kind}, {blocks * BLOCK:,} open"
    progress.say(f"{name}: filling the database")
    template = filled(databases, installation, blocks)
    if grow is not None:
        grow(template)
    before = last_ids(databases, template)
    first = databases.copy(template)
    _, plan = plan_once(installation, first)
    assert plan.queued == blocks * len(ON_A_RUNG), plan
    assert plan.overdue == blocks * len(NEWLY_OVERDUE), plan
    touched = touched_by(databases, first, before)
    databases.drop(first)

    def ours() -> Run:
        progress.say(f"{name}: planning")
        url = databases.copy(template)
        run, again = plan_once(installation, url)
        assert again == plan
        databases.drop(url)
        return run

    def floor() -> Run:
        url = databases.copy(template)
        run = touch(databases, url, touched)
        databases.drop(url)
        return run

    mine, lowest = by_turns(repeats, ours, floor)
    databases.drop(template)
    return Comparison(f"{name}, {plan.queued:,} due", plan.messages, mine, lowest)
