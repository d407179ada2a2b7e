"""Derive the one next action of many recommendations from what is stored, in a few statements (never typed)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from compliance.domain.authorities import StaffRole, handovers
from compliance.domain.next_action import NextAction, OpenTask, Proposed, Snapshot, next_action
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.spells import Spell, spells
from compliance.domain.tasks import TaskKind, kind_of, needs_receipt
from compliance.domain.waiting import UNSAID
from compliance.store import facts, snapshot
from compliance.store.engine import Session
from compliance.store.facts import People
from compliance.store.snapshot import Beside

FAILED = frozenset({TaskKind.MESSAGE_FAILED, TaskKind.MESSAGE_RETURNED})


@dataclass(frozen=True)
class Known:
    """All there is to know about some recommendations, from which their next action follows for any day.

    `rows` are those of `store.snapshot.recommendations`.
    """

    rows: Sequence[Any]
    beside: Beside
    people: People

    def on(self, row: Any, day: date) -> Snapshot:
        """Where one of the rows stands on a day."""
        return _snapshot(row, self.beside, self.people, day)

    def spells(self, row: Any) -> list[Spell]:
        """The next actions of one of the rows for all days."""
        outcome = Outcome(row.outcome) if row.outcome else None
        return spells(partial(self.on, row), outcome, handovers(row.authority_code, self.people.tenures))


def known(session: Session, identifiers: Sequence[int]) -> Known:
    """Read what there is to know about some recommendations, some hundreds at most; those that are gone are missing."""
    rows = snapshot.recommendations(session, identifiers)
    people = facts.people(session, {row.authority_code for row in rows})
    return Known(rows, snapshot.beside(session, [row.id for row in rows]), people)


def next_action_of(session: Session, recommendation_id: int, today: date) -> NextAction:
    """The next action of one recommendation."""
    found = known(session, [recommendation_id])
    return next_action(found.on(found.rows[0], today))


def plain(action: NextAction) -> dict[str, object]:
    """A next action as JSON has it."""
    return {
        "action": action.action.value,
        "who": action.who.value,
        "what": action.what,
        "by": action.by.isoformat() if action.by else None,
        "command": action.command,
    }


def _snapshot(row: Any, beside: Beside, people: People, today: date) -> Snapshot:
    answers, closed_on = people.who_answers(row.authority_code, today)
    request, wait = beside.requests.get(row.id), beside.waits.get(row.id)
    open_tasks = beside.tasks.get(row.id, ())
    proposal = beside.proposals.get(row.id)
    return Snapshot(
        reference=row.reference,
        authority=answers,
        today=today,
        closed=row.closed_on is not None,
        response=Response(row.response) if row.response else None,
        due_on=row.due_on,
        hold_ends_on=row.hold_ends_on,
        clock_stopped_on=beside.stops.get(row.id),
        waits_for=_waits_for(wait, row.kind) if wait else "",
        wait_review_on=wait.review_on if wait else None,
        wait_task=_first(open_tasks, {TaskKind.WAIT_REVIEW}),
        evidence_waiting=row.evidence_waiting,
        evidence_since=beside.evidence.get(row.id),
        proven=row.id in beside.proven,
        extension_wished=request.wished_on if request else None,
        extension_task=_first(open_tasks, {TaskKind.EXTENSION_ASKED}),
        proposed=_proposed(proposal, open_tasks) if proposal else None,
        declined=_first(open_tasks, {TaskKind.OUTCOME_DECLINED}),
        overtaken=_first(open_tasks, {TaskKind.OUTCOME_OVERTAKEN}),
        reachable=people.are_reachable(row.authority_code, today),
        nobody=_first(open_tasks, {TaskKind.NO_CONTACT}),
        in_doubt=_first(open_tasks, {TaskKind.MESSAGE_IN_DOUBT}),
        failed=_first([row for row in open_tasks if not row.reached], FAILED),
        escalation=_highest(open_tasks),
        delayed=_first(open_tasks, {TaskKind.DELAYED_REMEDY}),
        clock=row.clock,
        stage=row.action if row.clock else "",
        needs_receipt=any(needs_receipt(each.reason) for each in open_tasks),
        authority_closed_on=closed_on,
    )


def _proposed(proposal: Any, open_tasks: Sequence[Any]) -> Proposed:
    rows = [row for row in open_tasks if row.kind == TaskKind.OUTCOME_PROPOSED]
    receipt = any(needs_receipt(row.reason) for row in rows)
    return Proposed(Outcome(proposal.outcome), proposal.proposed_by, _task(rows[0]) if rows else None, receipt)


def _waits_for(wait: Any, kind: str) -> str:
    """What a deadline waits for; the words of a personal remedy's event may be personal and stand in no list (K)."""
    if wait.description and kind == Kind.PERSONAL_REMEDY:
        return UNSAID
    return str(wait.description or (f"recommendation {wait.reference}" if wait.reference else wait.kind))


def _first(rows: Sequence[Any], kinds: set[TaskKind] | frozenset[TaskKind]) -> OpenTask | None:
    return next((_task(row) for row in rows if kind_of(row.kind) in kinds), None)


def _highest(rows: Sequence[Any]) -> OpenTask | None:
    """The escalation that counts: the director's before the casework manager's, then the one due first."""
    found = [_task(row) for row in rows if kind_of(row.kind) is TaskKind.ESCALATION]
    return min(found, key=lambda task: (task.owner is not StaffRole.DIRECTOR, task.due_on, task.number), default=None)


def _task(row: Any) -> OpenTask:
    return OpenTask(row.id, StaffRole(row.owner), row.due_on, row.key or "", row.assigned_to)
