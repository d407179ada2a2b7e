"""What people do with their tasks: give one to somebody, or say that it is done (rule R6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.tasks import CASE_SAYS_WHY, ONLY_BY_THE_MATTER, kind_of
from compliance.domain.words import is_blank
from compliance.store import events, tasks
from compliance.store.engine import Session
from compliance.usecases.list_tasks import command


def finish_task(session: Session, moment: Moment, number: int, reason: str) -> str:
    """Close a task by hand and put it on record; gives what the task was about.

    Raises NotFound for a number no task has, Refused without a reason, for a task that is closed, and for one that only
    what it is about can end: a message in doubt has to be settled, a flow has to run again. What was done about a
    personal remedy stands in the history alone (K).
    """
    if is_blank(reason):
        raise Refused("a task needs a reason to be done")
    row = _open_task(session, number)
    if kind_of(row.kind) in ONLY_BY_THE_MATTER:
        raise Refused(f"task {number} ends when its matter does; type: {command(row, moment.today)}")
    said = CASE_SAYS_WHY if tasks.is_personal(session, row.recommendation_id, row.message_id) else reason.strip()
    tasks.close_those(session, [row.id], moment.today, moment.actor, said)
    _say(session, moment, row, Happening.TASK_DONE, {"reason": reason.strip()})
    return str(row.subject)


def assign_task(session: Session, moment: Moment, number: int, person: str, *, before: str | None = None) -> str:
    """Give an open task to a person, or with "" back to whoever has its role; gives what the task is about.

    Whose it was and is goes on record; given to who has it already, nothing does.

    `before` is whose it was when somebody looked, "" for nobody's; None where nobody did. Raises NotFound for a number
    no task has, Refused for a task that is closed, and for one that has changed hands since.
    """
    row = _open_task(session, number)
    if before is not None and row.assigned_to not in (before, person.strip()):
        now = f"given to {row.assigned_to}" if row.assigned_to else "given back to everybody with the role"
        raise Refused(f"task {number} was {now} since you opened this page: look whether you still want to change that")
    if row.assigned_to != person.strip():
        tasks.assign(session, row.id, person.strip())
        given = {"given_to": person.strip(), "given_before_to": row.assigned_to}
        _say(session, moment, row, Happening.TASK_GIVEN, {name: whom for name, whom in given.items() if whom})
    return str(row.subject)


def _say(session: Session, moment: Moment, row: Any, kind: Happening, more: dict[str, object]) -> None:
    """Put on record what became of a task: with the recommendation it is about, or its message, or by itself."""
    stream = events.recommendation_stream(row.reference) if row.reference else f"task/{row.id}"
    if row.reference is None and row.key is not None:
        stream = f"message/{row.key}"
    payload = {"task": row.id, "kind": row.kind, "subject": row.subject, **more}
    events.append(
        session, [Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)]
    )


def _open_task(session: Session, number: int) -> Any:
    row = tasks.by_number(session, number)
    if row is None:
        raise NotFound(f"there is no task {number}")
    if row.closed_on is not None:
        closed: date = row.closed_on
        why = f": {row.closing_reason}" if row.closing_reason else ""
        raise Refused(f"task {number} was closed on {closed} by {row.closed_by or 'amends'}{why}")
    return row
