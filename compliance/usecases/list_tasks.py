"""What waits for a person: overdue first, with the command to type (rules R1 and R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.errors import NotFound
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import About, act_on, case_of, said_of, ways_on
from compliance.store import outbox, tasks
from compliance.store.engine import Session
from compliance.usecases.moot_messages import moot_among

ADDRESS = "address "
CSV_COLUMNS = (
    "id",
    "kind",
    "subject",
    "owner",
    "assigned_to",
    "reason",
    "opened_on",
    "due_on",
    "overdue",
    "recommendation",
    "authority_code",
    "message",
    "command",
    "ways_on",
)
"""The columns of tasks as CSV."""


@dataclass(frozen=True)
class Narrowed:
    """Which tasks are wanted; None for all of them. `kind` is a task's kind or the name of a rung."""

    owner: str | None = None
    assigned_to: str | None = None
    kind: str | None = None
    due_by: date | None = None


def list_tasks(session: Session, today: date, narrowed: Narrowed | None = None) -> list[dict[str, object]]:
    """Open tasks, those due first before the others: whose each is, why, since when, by when, and what to type.

    `cases` are those it is about, of a message all that the message speaks of; `message_subject` is what it is called.
    """
    wanted = narrowed or Narrowed()
    columns = {"owner": wanted.owner, "assigned_to": wanted.assigned_to, "kind": wanted.kind}
    given = {name: value for name, value in columns.items() if value is not None}
    rows = tasks.still_open(session, given, wanted.due_by)
    spoken_of = outbox.spoken_of(session, [row.message_id for row in rows if row.message_id])
    return [_shown(row, today, _cases(row, spoken_of.get(row.message_id, ()))) for row in rows]


@dataclass(frozen=True)
class TaskOpened:
    """One task, open or closed: the stored `row`, what a list `shows` of it, and the text of its message as sent.

    `remedies` are the personal remedies the message speaks of, by case: who reads its text is put on record (K). `moot`
    says that nothing in the message is still right: sent again, it would say nothing.
    """

    row: Any
    shows: Mapping[str, object]
    text: str
    remedies: Mapping[str, list[str]]
    moot: bool


def open_task(session: Session, today: date, number: int) -> TaskOpened:
    """The task of that number; raises NotFound."""
    row = tasks.by_number(session, number)
    if row is None:
        raise NotFound(f"there is no task {number}")
    spoken_of = outbox.spoken_of(session, [row.message_id]).get(row.message_id, []) if row.message_id else []
    remedies: dict[str, list[str]] = {}
    for each in spoken_of:
        if each.kind == Kind.PERSONAL_REMEDY:
            remedies.setdefault(each.case_reference, []).append(each.reference)
    moot = row.message_id in moot_among(session, [row.message_id])
    return TaskOpened(row, _shown(row, today, _cases(row, spoken_of)), row.message_body or "", remedies, moot)


def _cases(row: Any, spoken_of: Sequence[Any]) -> list[str]:
    """The cases a task is about, each once."""
    own = [each for each in (row.case_reference or case_of(row.subject),) if each]
    return own or list(dict.fromkeys(each.case_reference for each in spoken_of))


def _shown(row: Any, today: date, cases: list[str]) -> dict[str, object]:
    """A stored task as it is shown."""
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "owner": row.owner,
        "assigned_to": row.assigned_to,
        "reason": reason(row),
        "opened_on": row.opened_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "overdue": row.due_on < today,
        "recommendation": row.reference,
        "cases": cases,
        "authority_code": row.authority_code,
        "message": row.key,
        "message_subject": row.message_subject or "",
        "command": command(row),
        "ways_on": ways_on(row.kind, _about(row)),
    }


def reason(row: Any) -> str:
    """Why there is a stored task, as it is today."""
    return said_of(row.reason, proven=row.proven)


def command(row: Any) -> str:
    """What to type about a stored task."""
    return act_on(row.kind, row.owner, _about(row))


def _about(row: Any) -> About:
    address = row.subject.removeprefix(ADDRESS) if row.subject.startswith(ADDRESS) else row.recipient or ""
    return About(
        row.id,
        row.reference or "",
        row.authority_code or "",
        row.key or "",
        address,
        row.reason,
        row.clock or "",
        proven=row.proven,
    )
