"""Say how everything is running, for whoever looks after the installation (rules R6 and R8, D9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.bank_holidays import short_horizon
from compliance.domain.delivery import Result
from compliance.domain.office import Rulebook
from compliance.domain.silence import Silence
from compliance.domain.tasks import TaskKind
from compliance.store import condition, runs
from compliance.store.engine import Session
from compliance.usecases.needs_a_person import NeedsAPerson, needs_a_person
from compliance.usecases.run_ledger import FAILED, Run, latest_runs
from compliance.usecases.show_calendars import list_calendars
from compliance.usecases.watch_flows import Expected


@dataclass(frozen=True)
class FlowNow:
    """A flow: its newest run and last success (wall clock, None for never), when it wakes next, and its silence."""

    name: str
    run: Run | None
    last_success: datetime | None
    next_waking: datetime | None
    silence: Silence | None


@dataclass(frozen=True)
class ChannelNow:
    """A channel among the newest attempts: when it accepted and when it refused last, and what it said then."""

    name: str
    accepted_at: datetime | None
    refused_at: datetime | None
    refusal: str


@dataclass(frozen=True)
class Running:
    """How an installation runs; `messages` counts by state of what is unfinished."""

    needs: NeedsAPerson
    flows: list[FlowNow]
    steps_due: int
    messages: dict[str, int]
    channels: list[ChannelNow]
    calendars: list[dict[str, object]]
    short_horizons: list[str]

    @property
    def has_run(self) -> bool:
        """Whether any flow has ever run here: without one, no trouble means only that nobody has looked."""
        return any(flow.run for flow in self.flows)

    @property
    def tasks(self) -> list[tuple[str, int, int]]:
        """What is open and what of it is overdue, by kind."""
        return [(kind, number, late) for kind, (number, late) in self.needs.tasks.items()]

    @property
    def unreached(self) -> dict[str, int]:
        """Messages that failed, or came back, and that nobody has settled: those with an open task."""
        kinds = {"failed": TaskKind.MESSAGE_FAILED, "returned": TaskKind.MESSAGE_RETURNED}
        return {name: self.needs.tasks.get(kind.value, (0, 0))[0] for name, kind in kinds.items()}

    @property
    def troubles(self) -> list[str]:
        """One line for each thing that needs a person, the same as `GET /health` asks for and more."""
        found = [f"{flow.name}: the last run failed" for flow in self.flows if flow.run and flow.run.failed]
        if self.messages.get("in_doubt") and TaskKind.MESSAGE_IN_DOUBT.value not in self.needs.tasks:
            found.append(f"{self.messages['in_doubt']:,} in doubt: nobody knows whether the message arrived")
        return self.needs.troubles + found + self.short_horizons


def report_running(
    session: Session, rulebook: Rulebook, today: date, machine_now: datetime, expected: Expected
) -> Running:
    """How everything runs; `expected` says when each flow wakes up, empty where the flows run elsewhere."""
    needs = needs_a_person(session, today, machine_now, expected, rulebook.flow_silent_hours)
    return Running(
        needs=needs,
        flows=_flows(session, {each.flow: each for each in needs.silent}, machine_now, expected),
        steps_due=condition.steps_due(session, today),
        messages=condition.unfinished_messages(session),
        channels=_channels(session),
        calendars=list_calendars(session, rulebook, today),
        short_horizons=[
            f"{name}: {short}"
            for name, calendar in sorted(rulebook.calendars.items())
            if (short := short_horizon(calendar.horizon, today))
        ],
    )


def _flows(session: Session, silent: Mapping[str, Silence], machine_now: datetime, expected: Expected) -> list[FlowNow]:
    latest = {run.flow: run for run in latest_runs(session)}
    return [
        FlowNow(
            name=name,
            run=latest.get(name),
            last_success=runs.last_success(session, name, FAILED),
            next_waking=expected[name](machine_now) if name in expected else None,
            silence=silent.get(name),
        )
        for name in sorted(set(expected) | set(latest))
    ]


def _channels(session: Session) -> list[ChannelNow]:
    accepted: dict[str, datetime] = {}
    refused: dict[str, tuple[datetime, str]] = {}
    for row in condition.last_answers(session):
        if row.result == Result.ACCEPTED.value:
            accepted.setdefault(row.channel, row.at)
        else:
            refused.setdefault(row.channel, (row.at, row.detail))
    return [
        ChannelNow(name, accepted.get(name), *refused.get(name, (None, ""))) for name in sorted({*accepted, *refused})
    ]
