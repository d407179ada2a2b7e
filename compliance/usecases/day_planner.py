"""A day's decisions on their way to the database: steps that end, parcels for people, tasks, events (R1 to R6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from compliance.domain.authorities import Contact, Role, StaffRole
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import MEANT_FOR_THEM, OF_AN_OUTCOME, StepState
from compliance.domain.task_subjects import about_letter
from compliance.domain.tasks import UNTOLD, TaskKind, raised_by
from compliance.store import events, tasks
from compliance.store.engine import Session
from compliance.usecases.choose_steps import Choice, Parcel, addressees, choose, rung
from compliance.usecases.nobody_to_write_to import Unreached
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
    holds_ended: int = 0


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
        self.unreached = Unreached(session)

    def choose(self, rows: Sequence[Any], in_post: Sequence[Any], told: Collection[int]) -> Choice:
        """What becomes of the due steps of one recommendation today; `in_post` are others, in messages that wait.

        `told` are letters about a date that everybody has by now.
        """
        choice = choose(rows, self.rulebook, self.moment.today, in_post, told)
        self.plan.held += len(choice.held)
        return choice

    def address(self, row: Any, contacts: Sequence[Contact], gone: Collection[str] = ()) -> list[Contact]:
        """Whom a step is written to; addresses that are `gone`, folded, are passed over (R6)."""
        return addressees(row, self.rulebook, contacts, gone)

    def escalate(self, row: Any) -> None:
        """Raise the task of a step that has one."""
        if row.notice:
            return
        step = rung(row, self.rulebook)
        if step.task_for is None:
            return
        self.plan.escalated += 1
        reason = raised_by(step, row.due_on, self.rulebook.received_next(row.clock, row.stage))
        self.raise_task(step.name, row, step.task_for, reason)
        self.say(row.reference, Happening.ESCALATED, {"step": step.name, "to": step.task_for.value})

    def fail(self, row: Any, wanted: Iterable[Role], lacking: str) -> None:
        """Nobody can be written to: end the step, tell a person; `lacking` says who has none of what."""
        self.plan.without_contact += 1
        roles = list(wanted)
        reason = f"{lacking} as {', '.join(roles)}"
        self.end(row, StepState.FAILED, reason)
        kind, letter = TaskKind.NO_CONTACT.value, about_letter(row.notice, row.reference)
        if row.notice in MEANT_FOR_THEM:  # whoever meant it for them decides how to go on
            self.raise_task(kind, row, StaffRole.CASEWORK_MANAGER, reason, letter)
        elif row.notice in OF_AN_OUTCOME:
            self.raise_task(kind, row, None, reason + UNTOLD, letter)
        else:
            self.raise_task(kind, row, None, reason, self.unreached.subject_for(row, roles))
        self._ask_again(row)
        self.say(row.reference, Happening.NO_CONTACT, {"step": row.step, "reason": reason})

    def _ask_again(self, row: Any) -> None:
        """Open the tasks again about messages with a step that nobody gets now, closed when it was not right (R6, E8).

        It is right again where an outcome was withdrawn, and to send it again is the one way left.
        """
        for task in tasks.closed_as_moot(self.session, row.id):
            self.work.tasks.append(Wanted(task.kind, task.subject, task.reason, message_id=task.message_id))

    def end(self, row: Any, state: StepState, reason: str) -> None:
        """Give a step its state and reason when the day's work is written."""
        self.work.changes.append((row.id, state, reason))
        self.plan.superseded += state is StepState.SUPERSEDED

    def raise_task(self, kind: str, row: Any, owner: StaffRole | None, reason: str, subject: str = "") -> None:
        """Open a task about a row's recommendation; without an owner the office's rule says whose it is."""
        about = subject or f"recommendation {row.reference}"
        self.work.tasks.append(Wanted(kind, about, reason, owner, recommendation_id=row.recommendation_id))

    def say(self, reference: str, kind: Happening, payload: dict[str, object]) -> None:
        """Put an event on record when the day's work is written."""
        moment = self.moment
        stream = events.recommendation_stream(reference)
        self.work.entries.append(
            Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
        )
