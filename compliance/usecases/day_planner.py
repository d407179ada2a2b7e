"""Deciding a day's steps by the rules: rows from the store in, decisions out (rules R1, R2.4, R4 and R6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact, Role, StaffRole, reach
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import PlannedStep, Situation, StepState, notice_stopped, right_now, stopped
from compliance.domain.tasks import TaskKind, raised
from compliance.store import events
from compliance.store.engine import Session
from compliance.usecases.open_tasks import Wanted


@dataclass
class DayPlan:
    """What a day's planning did; counts of steps, unless the name says otherwise."""

    working_day: bool = True
    queued: int = 0
    messages: int = 0
    superseded: int = 0
    held: int = 0
    later: int = 0
    escalated: int = 0
    without_contact: int = 0
    overdue: int = 0
    to_review: int = 0


@dataclass(frozen=True)
class Parcel:
    """A step on its way to people: the stored step, the id of the answerable authority, whom to write to.

    `lacking` says what there is none of where there is nobody; `announced` that its task was raised before.
    """

    row: Any
    authority_id: int
    people: tuple[Contact, ...]
    lacking: str = "contact"
    announced: bool = False


@dataclass
class Work:
    """A day's decisions on their way to the database."""

    changes: list[tuple[int, StepState, str]] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    tasks: list[Wanted] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class Planner:
    """Decides a day's steps: rows from the store in, decisions by the rules out."""

    def __init__(
        self,
        session: Session,
        rulebook: Rulebook,
        moment: Moment,
        token: Callable[[], str] = lambda: secrets.token_hex(10),
    ) -> None:
        self.session = session
        self.rulebook = rulebook
        self.moment = moment
        self.token = token
        self.plan = DayPlan()
        self.work = Work()

    def choose(self, rows: Sequence[Any]) -> list[Any]:
        """Pick from the due steps of one recommendation those that go out today (R2.4, R4)."""
        first = rows[0]
        situation = Situation(
            closed=first.closed_on is not None,
            evidence_waiting=first.evidence_waiting > 0,
            current_version=first.current_version,
        )
        ready: dict[str, Any] = {}
        for row in rows:
            if row.notice:
                stop = notice_stopped(row.notice, row.deadline_version, first.current_version)
            else:
                stop = stopped(situation, row.deadline_version, self.moment.today)
            if stop is None:
                ready[row.step] = row
            elif stop.for_good:
                self.end(row, StepState.SUPERSEDED, stop.reason)
            else:
                self.plan.held += 1
        ladder = self.rulebook.ladder
        tracks: dict[str, list[PlannedStep]] = {}
        for row in ready.values():
            if not row.notice:
                tracks.setdefault(ladder.track(row.step), []).append(PlannedStep(row.step, row.on_day))
        for rungs in tracks.values():
            decided = right_now(rungs, ladder, self.moment.today)
            for old in decided.superseded:
                newer = decided.send.name if decided.send else ""
                self.end(ready.pop(old.name), StepState.SUPERSEDED, f"{newer} is right now")
        return list(ready.values())

    def address(self, row: Any, contacts: Sequence[Contact], gone: Collection[str] = ()) -> list[Contact]:
        """Whom a step is written to: people of the authority, and the member of staff whom its task is for.

        Addresses that are `gone`, folded, are passed over, and the office's order of others is followed (R6).
        """
        fallback = self.rulebook.fallback
        if row.notice:
            return reach(contacts, self.rulebook.notices[row.notice].recipients, gone, fallback)
        step = self.rulebook.ladder.step(row.step)
        people = reach(contacts, step.recipients, gone, fallback)
        address = self.rulebook.staff.get(step.task_for) if step.task_for else None
        if address and folded(address) in gone:
            address = None
        if address and step.task_for and (people or not step.recipients):
            people.append(Contact(step.task_for, "", address))
        return people

    def escalate(self, row: Any) -> None:
        """Raise the task of a step that has one."""
        if row.notice:
            return
        step = self.rulebook.ladder.step(row.step)
        if step.task_for is None:
            return
        self.plan.escalated += 1
        reason = raised(step.task or step.name, row.due_on)
        self._task(step.name, row, step.task_for, reason)
        self.say(row.reference, Happening.ESCALATED, {"step": step.name, "to": step.task_for.value})

    def fail(self, row: Any, wanted: Iterable[Role], lacking: str = "contact") -> None:
        """Nobody can be written to: end the step, tell a person."""
        self.plan.without_contact += 1
        reason = f"{row.authority_code} has no {lacking} as {', '.join(wanted)}"
        self.end(row, StepState.FAILED, reason)
        self._task(TaskKind.NO_CONTACT.value, row, None, reason)
        self.say(row.reference, Happening.NO_CONTACT, {"step": row.step, "reason": reason})

    def end(self, row: Any, state: StepState, reason: str) -> None:
        """Give a step its state and reason when the day's work is written."""
        self.work.changes.append((row.id, state, reason))
        self.plan.superseded += state is StepState.SUPERSEDED

    def _task(self, kind: str, row: Any, owner: StaffRole | None, reason: str) -> None:
        about = f"recommendation {row.reference}"
        self.work.tasks.append(Wanted(kind, about, reason, owner, recommendation_id=row.recommendation_id))

    def say(self, reference: str, kind: Happening, payload: dict[str, object]) -> None:
        """Put an event on record when the day's work is written."""
        moment = self.moment
        stream = events.recommendation_stream(reference)
        self.work.entries.append(
            Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
        )
