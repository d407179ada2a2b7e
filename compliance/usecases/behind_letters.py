"""What gives way to the letter about a new deadline version is not lost to the office: its task is raised (D6, R6).

The letter itself writes to those who answer; whether anybody else is written to, a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.domain.authorities import StaffRole
from compliance.domain.deadlines import is_overdue
from compliance.domain.history import Happening
from compliance.domain.ladders import LadderStep
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import PlannedStep, is_to_come
from compliance.domain.tasks import raised, raised_by
from compliance.store import steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import ladder_of, track
from compliance.usecases.day_planner import Planner
from compliance.usecases.left_to_people import KIND, why_left
from compliance.usecases.open_recommendation import Found, say
from compliance.usecases.open_tasks import Wanted, open_tasks

STILL_TO_BE_TOLD = "the authority had still to be told of its new deadline"


def take_up(planner: Planner, gave_way: Sequence[Any]) -> None:
    """Raise the tasks of due rungs that gave way today: of one track that of the latest (R2.4).

    Where no rung that is counted from the due date is to come after them, the caseworkers get a task too.
    """
    book = planner.rulebook
    rows = sorted(gave_way, key=lambda row: (row.on_day, ladder_of(row, book).rank(row.step)))
    for row in {(row.recommendation_id, track(row, book)): row for row in rows}.values():
        planner.escalate(row)
    for row in {row.recommendation_id: row for row in rows}.values():
        _leave(planner, row)


def _leave(planner: Planner, row: Any) -> None:
    today = planner.moment.today
    if row.due_on is None or not is_overdue(row.due_on, today):
        return
    over = {identifier for identifier, _, _ in planner.work.changes}
    left = [each for each in steps.planned_of(planner.session, row.recommendation_id) if each.id not in over]
    if not is_to_come([PlannedStep(each.step, each.on_day) for each in left], ladder_of(row, planner.rulebook)):
        why = why_left(STILL_TO_BE_TOLD, row.due_on, today)
        planner.raise_task(KIND, row, StaffRole.CASEWORKER, raised(why, row.due_on))


def raise_alone(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, rungs: Sequence[LadderStep]
) -> None:
    """Raise at once the tasks of rungs that are not written, because the letter about a new version goes (D6)."""
    record, wanted = found.record, []
    for rung in rungs:
        reason = raised_by(rung, record.due_on, rulebook.received_next(record.clock, record.stage))
        about = f"recommendation {record.reference}"
        wanted.append(Wanted(rung.name, about, reason, rung.task_for, recommendation_id=found.id))
        to = rung.task_for.value if rung.task_for else ""
        say(session, moment, record.reference, Happening.ESCALATED, {"step": rung.name, "to": to})
    open_tasks(session, rulebook, moment.today, wanted)
