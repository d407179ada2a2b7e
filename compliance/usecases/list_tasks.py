"""What waits for a person: overdue first, with the command to type (rules R1 and R6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.tasks import About, act_on
from compliance.store import tasks
from compliance.store.engine import Session

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
    """Open tasks, those due first before the others: whose each is, why, since when, by when, and what to type."""
    wanted = narrowed or Narrowed()
    columns = {"owner": wanted.owner, "assigned_to": wanted.assigned_to, "kind": wanted.kind}
    given = {name: value for name, value in columns.items() if value is not None}
    return [shown(row, today) for row in tasks.still_open(session, given, wanted.due_by)]


def shown(row: Any, today: date) -> dict[str, object]:
    """A stored task as it is shown."""
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "owner": row.owner,
        "assigned_to": row.assigned_to,
        "reason": row.reason,
        "opened_on": row.opened_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "overdue": row.due_on < today,
        "recommendation": row.reference,
        "authority_code": row.authority_code,
        "message": row.key,
        "command": command(row),
    }


def command(row: Any) -> str:
    """What to type about a stored task."""
    address = row.subject.removeprefix(ADDRESS) if row.subject.startswith(ADDRESS) else row.recipient or ""
    about = About(
        row.id, row.reference or "", row.authority_code or "", row.key or "", address, row.reason, row.clock or ""
    )
    return act_on(row.kind, row.owner, about)
