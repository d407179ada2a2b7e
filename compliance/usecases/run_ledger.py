"""The ledger of flow runs: every waking leaves a row, also one that found nothing to do and one that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.store import runs
from compliance.store.engine import Session

FAILED = "failed: "


@dataclass(frozen=True)
class Run:
    """A run of a flow: the office's day it worked for, wall-clock instants, and what it says of itself."""

    flow: str
    as_of: date
    started_at: datetime
    finished_at: datetime | None
    result: str

    @property
    def failed(self) -> bool:
        """Whether the run says that it failed; one that was killed has no `finished_at` instead."""
        return self.result.startswith(FAILED)


def start_run(session: Session, flow: str, as_of: date, machine_now: datetime) -> int:
    """Note that a flow has woken up for a day; gives the number of the run."""
    return runs.start(session, flow, as_of, machine_now)


def finish_run(session: Session, identifier: int, machine_now: datetime, result: str) -> None:
    """Write what a run came to, in plain words."""
    runs.finish(session, identifier, machine_now, result)


def fail_run(session: Session, identifier: int, machine_now: datetime, reason: str) -> None:
    """Write that a run failed, and why."""
    runs.finish(session, identifier, machine_now, f"{FAILED}{' '.join(reason.split())}")


def latest_runs(session: Session) -> list[Run]:
    """The newest run of each flow that ever ran here, by name."""
    return [_run(row) for row in runs.latest(session)]


def runs_of(session: Session, flow: str) -> list[Run]:
    """Every run of one flow, oldest first."""
    return [_run(row) for row in runs.of_flow(session, flow)]


def runs_finished_after(session: Session, instant: datetime) -> list[Run]:
    """Every run that ended after an instant, in the order they ended."""
    return [_run(row) for row in runs.finished_after(session, instant)]


def _run(row: Any) -> Run:
    return Run(row.flow, row.as_of, row.started_at, row.finished_at, row.result)
