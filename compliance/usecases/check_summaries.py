"""Look public summaries over before anybody sees them: those logged or imported, and those of an older schema (L3).

What is logged or imported is stored whatever it holds, for its deadline counts more than its wording; a summary in
which something is found is held, shown nowhere, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.publication_findings import Finding, SummaryState
from compliance.domain.publication_guard import Guard
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import TaskKind
from compliance.store import authorities, summaries
from compliance.store.engine import Session
from compliance.usecases.case_records import Story
from compliance.usecases.open_tasks import Wanted, open_tasks

# One task for all of history: nothing of the past waits for its wording.
HISTORY = "public summaries of history"
HELD_TASK = TaskKind.SUMMARY_HELD.value


@dataclass
class Looked:
    """What looking at summaries came to: the findings of those that are held, by reference, and how many are clear."""

    clear: int = 0
    held: dict[str, list[Finding]] = field(default_factory=dict)


def guard_of(session: Session, rulebook: Rulebook) -> Guard:
    """The office's guard; it knows the names of all authorities, which may be named (K)."""
    return Guard(rulebook.publication, [each.name for each in authorities.all_of_them(session)])


def subject_of(reference: str) -> str:
    """What the task about one held summary is about."""
    return f"public summary of {reference}"


def store_summaries(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    stories: Iterable[Story],
    ids: Mapping[str, int],
    known: Callable[[date], datetime],
    guard: Guard | None = None,
) -> Looked:
    """Store the public summaries of new service improvements, held or clear as the guard finds them.

    `ids` are the recommendations' by reference, `known` gives the instant from which a fact dated on a day counts (S9).
    A personal remedy has none: what is logged there is never shown.
    """
    wanted = [story for story in stories if _has_one(story)]
    if not wanted:
        return Looked()
    watch = guard or guard_of(session, rulebook)
    looked, rows, tasks = Looked(), list[dict[str, Any]](), list[Wanted]()
    for story in wanted:
        draft = story.draft
        findings = watch.check(draft.public_summary, (draft.reference, draft.decision_reference))
        at = known(story.logged_on)
        state = SummaryState.HELD if findings else SummaryState.CLEAR
        rows.append(
            {
                "recommendation_id": ids[draft.reference],
                "summary": draft.public_summary,
                "state": state.value,
                "set_on": story.logged_on,
                "set_by": moment.actor,
                "recorded_at": at,
                "cleared_at": None if findings else at,
            }
        )
        if findings:
            looked.held[draft.reference] = findings
            tasks.append(_task(draft.reference, ids[draft.reference], live=story.live_from is not None))
    looked.clear = len(rows) - len(looked.held)
    summaries.add(session, rows)
    open_tasks(session, rulebook, moment.today, tasks)
    return looked


def look_at_unchecked(session: Session, rulebook: Rulebook, moment: Moment) -> Looked:
    """Look at every summary that was stored before there was a guard: clear as of then, or held with a task."""
    rows = summaries.not_clear(session, SummaryState.UNCHECKED)
    if not rows:
        return Looked()
    watch, looked, tasks = guard_of(session, rulebook), Looked(), list[Wanted]()
    clear, held = list[int](), list[int]()
    for row in rows:
        findings = watch.check(row.summary, (row.reference, row.decision_reference))
        (held if findings else clear).append(row.id)
        if findings:
            looked.held[row.reference] = findings
            tasks.append(_task(row.reference, row.recommendation_id, live=row.live_from is not None))
    looked.clear = len(clear)
    summaries.looked_at(session, clear, held)
    open_tasks(session, rulebook, moment.today, tasks)
    return looked


def _has_one(story: Story) -> bool:
    draft = story.draft
    return draft.kind is Kind.SERVICE_IMPROVEMENT and not draft.clock and bool(draft.public_summary.strip())


def _task(reference: str, recommendation_id: int, *, live: bool) -> Wanted:
    """A task for a live recommendation; all of history shares one."""
    if live:
        why = "what was found in it has to be changed, or overruled with a reason, before anybody may read it"
        return Wanted(TaskKind.SUMMARY_HELD, subject_of(reference), why, recommendation_id=recommendation_id)
    why = "something was found in summaries of history; amends summary check lists them"
    return Wanted(TaskKind.SUMMARY_HELD, HISTORY, why)
