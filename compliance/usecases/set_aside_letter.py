"""A manager's letter to the chief executive that has not gone when the due date changes (rules R1, R2.3, R6, D6).

It speaks of an overdue remedy. Where the date is put back before anybody was told, it is as right as before and goes.
Otherwise it ends with the date of which it speaks; what is still overdue by the new one is a task of the manager's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from compliance.domain.deadlines import is_overdue
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import MEANT_FOR_THEM, StepState
from compliance.domain.tasks import TaskKind
from compliance.domain.version_news import REPLACED, replaced_by, replaced_in, was_to_go
from compliance.store import cases, outbox, steps, tasks
from compliance.store.engine import Session
from compliance.usecases.choose_steps import version_of
from compliance.usecases.end_notices import end_notices
from compliance.usecases.letter_of_version import came_from, goes_on_from
from compliance.usecases.open_recommendation import Found
from compliance.usecases.open_tasks import Wanted, open_tasks

KIND = TaskKind.LETTER_SET_ASIDE
WRITTEN_AGAIN = "a letter to the chief executive is written again"


def carry_or_set_aside(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, continues: int | None, told: int | None
) -> None:
    """Take the last letter of the manager's into the newest version, which `continues` an older one, or end it.

    Only the last one: whatever came of those before, it was written in their place. None that the manager has decided
    about since. Of one that ended before the authority was last `told` of a version the task alone is there again.
    """
    letter = _last_letter(session, found)
    if letter is None:
        return
    due, reference = found.record.due_on, found.record.reference
    late = due if due is not None and is_overdue(due, moment.today) else None
    if told is not None and version_of(letter) != told and letter.deadline_version < told:
        if late and continues is not None and _set_aside_by(session, found, letter) == continues:
            ask(session, rulebook, moment.today, found.id, reference, late)  # as before the date moved
    elif continues is not None:
        _carry_on(session, moment, found, letter, continues)
    elif late:  # else it ends when its turn comes, unless the date is put back by then
        end_notices(session, found.id, MEANT_FOR_THEM, replaced_by(found.record.deadline_version))
        ask(session, rulebook, moment.today, found.id, reference, late)


def written_again(session: Session, reference: str, today: date) -> None:
    """Close the task about a letter that did not go: it goes, or another is written in its place."""
    tasks.close(session, KIND.value, f"recommendation {reference}", today, WRITTEN_AGAIN)


def _last_letter(session: Session, found: Found) -> Any:
    """The last letter of the manager's, where it was to go and nobody has got it or may have; else None."""
    rows = [row for row in steps.of_recommendation(session, found.id) if row.notice in MEANT_FOR_THEM]
    last = max(rows, key=lambda row: (number_of(row.step), row.deadline_version), default=None)
    if last is None or outbox.handed_over(session, [row.id for row in rows if row.id and row.step == last.step]):
        return None
    to_go = last.state in (StepState.PLANNED, StepState.QUEUED, StepState.FAILED) or was_to_go(last.state, last.reason)
    return last if to_go and not _is_decided(session, found, last) else None


def _set_aside_by(session: Session, found: Found, letter: Any) -> int | None:
    """The deadline version that set a letter aside, or the one that counts for it; None where none did."""
    version = replaced_in(letter.reason)
    back = goes_on_from(steps.of_recommendation(session, found.id))
    return None if version is None else came_from(version, back)


def _is_decided(session: Session, found: Found, letter: Any) -> bool:
    """Whether a person has done the task about a letter: the last there was, asked with what ended that."""
    version, task = replaced_in(letter.reason), tasks.last_about(session, KIND.value, found.id)
    if version is None or task is None or task.closed_on is None or task.closed_by == tasks.BY_THE_MATTER:
        return False
    recorded = next(row.agreed_on for row in cases.deadlines(session, found.id) if row.version == version)
    return bool(task.opened_on >= recorded)


def number_of(name: str) -> int:
    """Which letter it is, by the name of its step."""
    return int(name.rpartition("-")[2])


def _carry_on(session: Session, moment: Moment, found: Found, letter: Any, continues: int) -> None:
    """Let it go: as it stands where it is of the version that is continued, else in the newest one."""
    if continues in (letter.deadline_version, letter.continues):
        if letter.state == StepState.SUPERSEDED:
            steps.plan_again(session, letter.id, {"on_day": max(letter.on_day, moment.today)})
    else:
        version = found.record.deadline_version
        end_notices(session, found.id, MEANT_FOR_THEM, replaced_by(version), only={letter.step})
        kept = ("recommendation_id", "step", "notice", "ladder", "facts")
        again = {"deadline_version": version, "on_day": max(letter.on_day, moment.today)}
        steps.add(session, [{name: getattr(letter, name) for name in kept} | again | {"continues": continues}])
    written_again(session, found.record.reference, moment.today)


def ask(session: Session, rulebook: Rulebook, today: date, identifier: int, reference: str, due: date) -> None:
    """Open the manager's task about a letter that does not go, though the remedy is overdue by the date in force."""
    reason = (
        f"the due date changed to {due} before the letter to the chief executive went: write again if it still stands"
    )
    wanted = Wanted(KIND.value, f"recommendation {reference}", reason, recommendation_id=identifier)
    open_tasks(session, rulebook, today, [wanted])


def ask_of_ended(session: Session, rulebook: Rulebook, today: date, rows: Iterable[tuple[Any, str]]) -> None:
    """The same for letters that end as their turn comes, with why, and no other goes (R2.5); rows as of `steps.due`."""
    for row, reason in rows:
        late = row.due_on is not None and is_overdue(row.due_on, today)
        if row.notice not in MEANT_FOR_THEM or not reason.startswith(REPLACED) or not late:
            continue
        if not steps.notices_under_way(session, row.notice, [row.recommendation_id]):
            ask(session, rulebook, today, row.recommendation_id, row.reference, row.due_on)
