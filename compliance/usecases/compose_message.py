"""The last look before sending: what of a leased message is still right, and what it says (rules R2.4, R3, R4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance.domain.authorities import StaffRole
from compliance.domain.office import Rulebook
from compliance.domain.reminders import PlannedStep, Situation, StepState, Stop, right_now, stopped
from compliance.notify.protocol import Digest, Item
from compliance.store import cases, outbox, sending, steps
from compliance.store.sending import Lease


TASK_TEMPLATE = "task_raised"


@dataclass(frozen=True)
class Recheck:
    """What is left of a message and why the rest was taken out."""

    kept: list[Any]
    dropped: int


def recheck(session: Session, rulebook: Rulebook, lease: Lease, today: date) -> Recheck:
    """Take out of a leased message what must not go out any more; to be called in the transaction that begins it."""
    sending.lock_recommendations(session, lease.message_id)
    rows = sending.contents(session, lease.message_id)
    outranked = _outranked(session, rulebook, rows, today)
    stops = {row.item_id: _stop(row, outranked, today) for row in rows}
    told = outbox.handed_over(session, [row.step_id for row in rows if stops[row.item_id]])
    drops, changes = [], []
    for row in rows:
        stop = stops[row.item_id]
        if stop is None:
            continue
        drops.append((row.item_id, stop.reason))
        if row.step_id in told:
            continue
        again = not stop.for_good
        changes.append(
            (row.step_id, StepState.PLANNED if again else StepState.SUPERSEDED, "" if again else stop.reason)
        )
    outbox.drop_items(session, drops)
    steps.settle(session, changes)
    return Recheck([row for row in rows if stops[row.item_id] is None], len(drops))


def _stop(row: Any, outranked: dict[int, str], today: date) -> Stop | None:
    if row.notice:
        return None
    if row.item_id in outranked:
        return Stop(f"{outranked[row.item_id]} is right now", for_good=True)
    situation = Situation(
        closed=row.closed_on is not None,
        evidence_waiting=row.evidence_waiting > 0,
        current_version=row.current_version,
    )
    return stopped(situation, row.deadline_version, today)


def _outranked(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> dict[int, str]:
    """Items behind which a later rung of the same recommendation is due: an outage of the planner must not matter."""
    planned = steps.later_due(session, [row.recommendation_id for row in rows if not row.notice], today)
    found: dict[int, str] = {}
    ladder = rulebook.ladder
    for row in rows:
        own = PlannedStep(row.step, row.on_day)
        rivals = [
            PlannedStep(other.step, other.on_day)
            for other in planned
            if (other.recommendation_id, other.deadline_version) == (row.recommendation_id, row.deadline_version)
            and ladder.track(other.step) == ladder.track(row.step)
        ]
        latest = right_now([own, *rivals], ladder, today).send
        if not row.notice and latest is not None and latest != own:
            found[row.item_id] = latest.name
    return found


def digest(session: Session, rulebook: Rulebook, message: Any, rows: Sequence[Any], today: date) -> Digest:
    """What a message says, from its own record only."""
    expected = cases.expected_evidence(session, [row.recommendation_id for row in rows])
    return Digest(
        key=message.key,
        day=today,
        recipient=message.recipient,
        recipient_name=message.recipient_name,
        recipient_role=message.recipient_role,
        authority=message.authority_name,
        items=[_item(row, message.recipient_role, rulebook, expected[row.recommendation_id], today) for row in rows],
    )


def _template(row: Any, role: str, rulebook: Rulebook) -> tuple[str, dict[str, str]]:
    """The template of an item and the facts it needs; staff are told of their task instead of being reminded."""
    if row.notice:
        return rulebook.notices[row.notice].template, {}
    step = rulebook.ladder.step(row.step)
    if role in set(StaffRole):
        return TASK_TEMPLATE, {"task": step.task}
    return step.template, {}


def _item(row: Any, role: str, rulebook: Rulebook, expected: Sequence[str], today: date) -> Item:
    receipt = json.loads(row.receipt)
    template, more = _template(row, role, rulebook)
    return Item(
        template=template,
        step=row.step,
        recommendation=row.reference,
        decision=row.decision_reference,
        action=row.action,
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        overdue_days=(today - row.due_on).days,
        expected_evidence=expected,
        receipt=receipt["rule"],
        facts=json.loads(row.facts) | more,
    )
