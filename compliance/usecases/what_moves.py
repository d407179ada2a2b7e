"""What changes hands when somebody's cases are handed over: shown before anybody confirms it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from compliance.domain.recommendations import Kind
from compliance.store import caseworkers
from compliance.store.engine import Session


@dataclass(frozen=True)
class Moving:
    """A recommendation that changes hands; `due_on` is None while it is open-ended."""

    reference: str
    decision: str
    subject: str
    authority_name: str
    kind: Kind
    due_on: date | None
    original_due_on: date | None = None


@dataclass(frozen=True)
class MovingTask:
    """A task that goes with it; `reference` is the recommendation it is about, "" for none."""

    number: int
    kind: str
    subject: str
    due_on: date
    reference: str


@dataclass(frozen=True)
class Moves:
    """All that changes hands; `fingerprint` is another one as soon as anything else does."""

    recommendations: tuple[Moving, ...]
    tasks: tuple[MovingTask, ...]

    @property
    def fingerprint(self) -> str:
        """Stands for exactly this."""
        told = [
            *sorted(each.reference for each in self.recommendations),
            "",
            *(str(each.number) for each in self.tasks),
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


@dataclass(frozen=True)
class Load:
    """How much a person looks after: open recommendations, how many of them overdue, and tasks given to them."""

    person: str
    open: int
    overdue: int
    tasks: int


def what_moves(session: Session, person: str, references: Collection[str] | None = None) -> Moves:
    """What `hand_over` would give away, with the same narrowing; what the person does not look after is left out.

    Without a person it is what nobody looks after yet; a task that was given to nobody is its role's.
    """
    rows = [
        row for row in caseworkers.looked_after(session, person) if references is None or row.reference in references
    ]
    there = {row.reference for row in rows}
    given = caseworkers.tasks_of(session, person) if person else []
    return Moves(
        tuple(
            Moving(
                row.reference,
                row.decision,
                row.subject,
                row.authority_name,
                Kind(row.kind),
                row.due_on,
                row.original_due_on,
            )
            for row in rows
        ),
        tuple(
            MovingTask(row.id, row.kind, row.subject, row.due_on, row.reference or "")
            for row in given
            if references is None or row.reference in there
        ),
    )


def everybodys_load(session: Session, today: date) -> list[Load]:
    """Everybody who looks after something open, or was given a task, by name; "" stands for nobody."""
    rows = {row.person: row for row in caseworkers.loads(session, today)}
    tasks = caseworkers.people_with_tasks(session)
    return [
        Load(
            name,
            rows[name].open if name in rows else 0,
            int(rows[name].overdue) if name in rows else 0,
            tasks.get(name, 0),
        )
        for name in sorted({*rows, *tasks})
    ]
