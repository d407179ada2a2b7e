"""Open tasks for people: the one place that says whose a task is and by when it is due (rules R1 and R6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.domain.authorities import StaffRole
from compliance.domain.office import Rulebook
from compliance.domain.tasks import due_on, kind_of
from compliance.store import tasks
from compliance.store.engine import Session


@dataclass(frozen=True)
class Wanted:
    """A task somebody should have: its kind or the name of its rung, what it is about, and why.

    `owner` is given where a ladder says whose it is, `due_on` where its day is known; without them the office's rule
    for the kind decides. `assigned_to` is the person it is for; "" leaves it to everybody with the role.
    """

    kind: str
    subject: str
    reason: str
    owner: StaffRole | None = None
    recommendation_id: int | None = None
    message_id: int | None = None
    due_on: date | None = None
    assigned_to: str = ""


def open_tasks(session: Session, rulebook: Rulebook, today: date, wanted: Sequence[Wanted]) -> list[tuple[str, str]]:
    """Open what is wanted, each due as the office's rules say; gives (kind, subject) of those that are new.

    One that is open already for the same matter stays as it is.
    """
    rows = []
    for each in wanted:
        rule = rulebook.task_rules[kind_of(each.kind)]
        rows.append(
            {
                "kind": each.kind,
                "subject": each.subject,
                "owner": (each.owner or rule.owner).value,
                "assigned_to": each.assigned_to,
                "reason": each.reason,
                "opened_on": today,
                "due_on": each.due_on or due_on(rule, today, rulebook.calendar),
                "recommendation_id": each.recommendation_id,
                "message_id": each.message_id,
            }
        )
    return tasks.open_new(session, rows)
