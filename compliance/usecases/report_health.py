"""Say whether the installation needs a person: what `GET /health` answers (rule R6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from compliance.store import runs
from compliance.store.engine import Session
from compliance.usecases.needs_a_person import needs_a_person
from compliance.usecases.run_ledger import FAILED, latest_runs
from compliance.usecases.watch_flows import Expected


@dataclass(frozen=True)
class Health:
    """What is known: the flows and the open tasks, and in `needs` one line for each thing that needs a person.

    Nothing in it names anybody, any case or any address: it is read by machines that know no password.
    """

    flows: dict[str, dict[str, object]]
    tasks: dict[str, dict[str, int]]
    needs: list[str]


def report_health(session: Session, today: date, machine_now: datetime, expected: Expected, hours: int) -> Health:
    """The health of an installation whose database answers.

    A person is needed when a flow is silent, when none ever ran though steps are due, and when a task is overdue: a
    message in doubt, say, that nobody settled in the time the office allows for it. Open tasks that are not due yet are
    work, not trouble.
    """
    found = needs_a_person(session, today, machine_now, expected, hours)
    return Health(
        flows=_flows(session, set(expected), {each.flow for each in found.silent}),
        tasks={kind: {"open": number, "overdue": late} for kind, (number, late) in found.tasks.items()},
        needs=found.alarms,
    )


def _flows(session: Session, expected: set[str], silent: set[str]) -> dict[str, dict[str, object]]:
    latest = {run.flow: run for run in latest_runs(session)}
    found: dict[str, dict[str, object]] = {}
    for name in sorted(expected | set(latest)):
        run = latest.get(name)
        success = runs.last_success(session, name, FAILED)
        found[name] = {
            "last_run": run.started_at.isoformat() if run else None,
            "last_success": success.isoformat() if success else None,
            "failed": bool(run and run.failed),
            "silent": name in silent,
        }
    return found
