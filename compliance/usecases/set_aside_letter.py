"""A manager's letter to the chief executive that has not gone when the due date changes (rules R1, R2.3, R6, D6).

It speaks of an overdue remedy. Where the date is put back before anybody was told, it is as right as before and goes.
Otherwise it ends with the date of which it speaks; what is still overdue by the new one is a task of the manager's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.domain.deadlines import is_overdue
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import MEANT_FOR_THEM, StepState
from compliance.domain.tasks import TaskKind
from compliance.domain.version_news import AS_IT_WAS, REPLACED, was_to_go
from compliance.store import outbox, steps, tasks
from compliance.store.engine import Session
from compliance.usecases.end_notices import end_notices
from compliance.usecases.open_recommendation import Found
from compliance.usecases.open_tasks import Wanted, open_tasks

KIND = TaskKind.LETTER_SET_ASIDE
WRITTEN_AGAIN = "a letter to the chief executive is written again"


def carry_or_set_aside(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, continues: int | None
) -> None:
    """Take letters of the manager's into the newest deadline version, which `continues` an older one, or end them."""
    if continues is not None:
        _carry_on(session, moment, found, continues)
        return
    due = found.record.due_on
    if due is None or not is_overdue(due, moment.today):
        return  # they end when their turn comes, unless the date is put back by then
    version = found.record.deadline_version
    if end_notices(session, found.id, MEANT_FOR_THEM, f"{REPLACED}{version} replaced it"):
        _ask(session, rulebook, moment.today, found, due)


def written_again(session: Session, reference: str, today: date) -> None:
    """Close the task about a letter that did not go: it goes, or another is written in its place."""
    tasks.close(session, KIND.value, f"recommendation {reference}", today, WRITTEN_AGAIN)


def _carry_on(session: Session, moment: Moment, found: Found, continues: int) -> None:
    version = found.record.deadline_version
    rows = [row for row in steps.of_versions(session, found.id, continues) if row.notice in MEANT_FOR_THEM]
    newest: dict[str, Any] = {row.step: row for row in rows}
    got = outbox.handed_over(session, [row.id for row in rows])
    to_go = {name for name, row in newest.items() if row.id not in got and _is_to_go(row)}
    kept = ("recommendation_id", "step", "notice", "ladder", "facts")
    steps.add(
        session,
        [
            {name: getattr(row, name) for name in kept}
            | {"deadline_version": version, "continues": continues, "on_day": max(row.on_day, moment.today)}
            | ({} if name in to_go else {"state": StepState.SKIPPED.value, "reason": AS_IT_WAS})
            for name, row in newest.items()
        ],
    )
    if to_go:
        written_again(session, found.record.reference, moment.today)


def _is_to_go(row: Any) -> bool:
    return row.state in (StepState.PLANNED, StepState.FAILED) or was_to_go(row.state, row.reason)


def _ask(session: Session, rulebook: Rulebook, today: date, found: Found, due: date) -> None:
    reason = (
        f"the due date changed to {due} before the letter to the chief executive went: write again if it still stands"
    )
    subject = f"recommendation {found.record.reference}"
    open_tasks(session, rulebook, today, [Wanted(KIND.value, subject, reason, recommendation_id=found.id)])
