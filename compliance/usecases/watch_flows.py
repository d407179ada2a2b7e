"""Notice a flow that has gone silent, call a person, and stop calling when it runs again (rule R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment, day_in_words
from compliance.domain.office import Rulebook
from compliance.domain.silence import Silence, is_silent
from compliance.domain.tasks import TaskKind
from compliance.store import condition, events, runs, tasks
from compliance.store.engine import Session
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.run_ledger import FAILED

# The first waking of a flow after an instant, by its schedule.
FirstAfter = Callable[[datetime], datetime]
Expected = Mapping[str, FirstAfter]


def silent_flows(session: Session, expected: Expected, machine_now: datetime, hours: int) -> list[Silence]:
    """The flows of `expected` that should have run and have had no success for `hours` of machine time, by name.

    One that never succeeded counts from the first run of any flow: a machine on which nothing ever ran has not begun,
    and `never_ran` says whether it should have.
    """
    began = runs.first_start(session)
    found = []
    for flow, first_after in sorted(expected.items()):
        last = runs.last_success(session, flow, FAILED)
        since = last or began
        if since is None:
            continue
        missed = first_after(since)
        if is_silent(since, missed, machine_now, hours):
            found.append(Silence(flow, last, missed))
    return found


def never_ran(session: Session, today: date, hours: int) -> str:
    """What is said where no flow ever ran though steps have been due for longer than `hours`; "" where nothing is (R6).

    A day is counted from its beginning, as nothing says at what hour of it a step would have gone.
    """
    since = condition.due_since(session, today) if runs.first_start(session) is None else None
    if since is None or today - since <= timedelta(hours=hours):
        return ""
    return f"no flow has ever run here, and reminders have been due since {day_in_words(since)}: type amends serve"


def was_missed(session: Session, flow: str, first_after: FirstAfter, machine_now: datetime) -> bool:
    """Tell whether a flow should have run since its last success, or since the first run of any flow, and has not."""
    since = runs.last_success(session, flow, FAILED) or runs.first_start(session)
    return since is not None and first_after(since) <= machine_now


def watch_flows(
    session: Session, rulebook: Rulebook, moment: Moment, expected: Expected, machine_now: datetime
) -> list[Silence]:
    """Open a task for each silent flow, once, and put it on record; gives the silent ones."""
    silent = silent_flows(session, expected, machine_now, rulebook.flow_silent_hours)
    kind = TaskKind.FLOW_SILENT.value
    wanted = [Wanted(kind, f"flow {each.flow}", each.said()) for each in silent]
    opened = {subject for _, subject in open_tasks(session, rulebook, moment.today, wanted)} if wanted else set()
    entries = [_entry(moment, each) for each in silent if f"flow {each.flow}" in opened]
    events.append(session, entries)
    return silent


def heard_again(session: Session, flow: str, today: date) -> bool:
    """A flow has run: close the task about its silence; tells whether there was one."""
    return tasks.close(session, TaskKind.FLOW_SILENT.value, f"flow {flow}", today, "it has run again")


def _entry(moment: Moment, silence: Silence) -> Entry:
    payload: dict[str, object] = {"flow": silence.flow, "missed": silence.missed.isoformat()}
    if silence.last is not None:
        payload["since"] = silence.last.isoformat()
    now, today = moment.now.isoformat(), moment.today.isoformat()
    return Entry(f"flow/{silence.flow}", now, today, Happening.FLOW_SILENT, moment.actor, payload)
