"""Find what needs a person: the one source that `GET /health`, `amends check` and the page about running ask (R6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.silence import Silence
from compliance.domain.tasks import TaskKind
from compliance.domain.wording import called
from compliance.store import tasks
from compliance.store.engine import Session
from compliance.usecases.watch_flows import Expected, never_ran, silent_flows

# Something did not reach anybody, or cannot: said as long as such a task is open, on time or not.
STUCK: Mapping[str, str] = {
    TaskKind.MESSAGE_IN_DOUBT.value: "messages in doubt, of which nobody knows whether they arrived",
    TaskKind.MESSAGE_FAILED.value: "messages that failed",
    TaskKind.MESSAGE_RETURNED.value: "messages that came back",
    TaskKind.ADDRESS_STOPPED.value: "addresses that are not written to any more",
    TaskKind.NO_CONTACT.value: "nobody to write to",
}


@dataclass(frozen=True)
class NeedsAPerson:
    """The silent flows, how many tasks are open and overdue, by kind, and what is due where no flow ever ran."""

    silent: list[Silence]
    tasks: Mapping[str, tuple[int, int]]
    never_ran: str = ""

    @property
    def alarms(self) -> list[str]:
        """One line for each thing that is late: a silent flow, and the overdue tasks of a kind.

        An open task that is not due yet is work, not trouble. Nothing in it names anybody.
        """
        found = [f"flow {each.flow} is silent" for each in self.silent]
        found += [self.never_ran] if self.never_ran else []
        return found + [f"tasks of the kind {kind}: {late} overdue" for kind, (_, late) in self.tasks.items() if late]

    @property
    def troubles(self) -> list[str]:
        """The same in more words, and what has reached nobody, also where its task is not overdue yet."""
        unrun = [self.never_ran] if self.never_ran else []
        return unrun + [each.said() for each in self.silent] + _troubles(self.tasks)


def needs_a_person(
    session: Session, today: date, machine_now: datetime, expected: Expected, hours: int
) -> NeedsAPerson:
    """What needs a person today; a flow is silent after so many `hours` of machine time."""
    silent = silent_flows(session, expected, machine_now, hours)
    return NeedsAPerson(silent, tasks.counts(session, today), never_ran(session, today, hours))


def reached_nobody(session: Session, today: date) -> list[str]:
    """One line for each kind of open task that says what has reached nobody."""
    return _troubles({kind: counts for kind, counts in tasks.counts(session, today).items() if kind in STUCK})


def _troubles(counts: Mapping[str, tuple[int, int]]) -> list[str]:
    found = []
    for kind, (number, late) in counts.items():
        if late or kind in STUCK:
            said = STUCK.get(kind, f"tasks of the kind {called(kind)}")
            found.append(f"{said}: {number:,} open{f', {late:,} overdue' if late else ''}")
    return found
