"""Where recommendations stand: a few statements for many of them, never one a row (next action, lists, `explain`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, false, func, or_, select
from sqlmodel import Session

from compliance.domain.authorities import Role
from compliance.domain.delivery import MessageState
from compliance.domain.evidence import Judgement
from compliance.domain.extensions import RequestState
from compliance.domain.outcomes import ProposalState
from compliance.store.case_tables import (
    Authority,
    Decision,
    Evidence,
    OutcomeProposal,
    Recommendation,
    RecordedOutcome,
)
from compliance.store.deadline_tables import ClockStop, DeadlineWait, ExtensionRequest
from compliance.store.delivery_tables import Message, MessageItem, Task
from compliance.store.proof import proven
from compliance.store.rows import table_of

RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
EVIDENCE = table_of(Evidence)
OUTCOME = table_of(RecordedOutcome)
PROPOSAL = table_of(OutcomeProposal)
REQUEST = table_of(ExtensionRequest)
WAIT = table_of(DeadlineWait)
STOP = table_of(ClockStop)
TASK = table_of(Task)
ITEM = table_of(MessageItem)
MESSAGE = table_of(Message)


@dataclass
class Beside:
    """What lies in other tables, by recommendation id.

    `evidence` are the days on which the oldest piece that waits came; `proven` those whose evidence suffices, as
    `store.proof` has it.
    `requests` have `asked_on, wished_on`; `proposals` `outcome, proposed_by`; `waits` `kind, description, review_on`
    and the `reference` waited for; `stops` are the days on which clocks were stopped; `tasks` the open ones, due first,
    with the `key` of a message and whether what that said has `reached` somebody else at the authority.
    """

    evidence: dict[int, date] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    requests: dict[int, Any] = field(default_factory=dict)
    proposals: dict[int, Any] = field(default_factory=dict)
    waits: dict[int, Any] = field(default_factory=dict)
    stops: dict[int, date] = field(default_factory=dict)
    tasks: dict[int, list[Any]] = field(default_factory=dict)


def recommendations(session: Session, identifiers: Sequence[int]) -> list[Row[Any]]:
    """Some recommendations with what of their decision and authority the next action rests on, by id."""
    return list(session.execute(_statements().recommendations, {"ids": list(identifiers)}))


def beside(session: Session, identifiers: Sequence[int]) -> Beside:
    """What other tables say about some recommendations."""
    only, found, made = {"ids": list(identifiers)}, Beside(), _statements()
    if not identifiers:
        return found
    for identifier, day in session.execute(made.evidence, only):
        found.evidence[identifier] = day
    found.proven.update(session.execute(made.proven, only).scalars())
    for row in session.execute(made.requests, only):
        found.requests[row.recommendation_id] = row
    for row in session.execute(made.proposals, only):
        found.proposals[row.recommendation_id] = row
    for row in session.execute(made.waits, only):
        found.waits[row.recommendation_id] = row
    for identifier, day in session.execute(made.stops, only):
        found.stops[identifier] = day
    rows = [*session.execute(made.tasks, only), *session.execute(made.tasks_through_messages, only)]
    for row in sorted(rows, key=lambda row: (row.due_on, row.id)):
        found.tasks.setdefault(row.about, []).append(row)
    return found


@dataclass(frozen=True)
class _Statements:
    recommendations: Select[Any]
    evidence: Select[Any]
    proven: Select[Any]
    requests: Select[Any]
    proposals: Select[Any]
    waits: Select[Any]
    stops: Select[Any]
    tasks: Select[Any]
    tasks_through_messages: Select[Any]


@cache
def _statements() -> _Statements:
    """Made once: making one takes longer than running it."""
    owner = EVIDENCE.c.recommendation_id
    oldest = select(owner, func.min(EVIDENCE.c.received_on)).where(EVIDENCE.c.judgement == Judgement.WAITING.value)
    asked = select(REQUEST).where(REQUEST.c.state == RequestState.ASKED.value)
    proposed = select(PROPOSAL).where(PROPOSAL.c.state == ProposalState.PROPOSED.value)
    waits = select(WAIT, RECOMMENDATION.c.reference).outerjoin(
        RECOMMENDATION, WAIT.c.waits_on_id == RECOMMENDATION.c.id
    )
    stops = select(STOP.c.recommendation_id, STOP.c.stopped_on).where(STOP.c.restarted_on.is_(None))
    return _Statements(
        _of(_recommendations(), RECOMMENDATION.c.id).order_by(RECOMMENDATION.c.id),
        _of(oldest.group_by(owner), owner),
        _of(select(RECOMMENDATION.c.id).where(proven(RECOMMENDATION.c.id)), RECOMMENDATION.c.id),
        _of(asked, REQUEST.c.recommendation_id),
        _of(proposed, PROPOSAL.c.recommendation_id),
        _of(waits.where(WAIT.c.ended_on.is_(None)), WAIT.c.recommendation_id),
        _of(stops, STOP.c.recommendation_id),
        *_tasks(),
    )


def _recommendations() -> Select[Any]:
    return (
        select(
            RECOMMENDATION.c.id,
            RECOMMENDATION.c.reference,
            DECISION.c.authority_id,
            DECISION.c.decided_on,
            AUTHORITY.c.code.label("authority_code"),
            *(RECOMMENDATION.c[name] for name in ("kind", "response", "due_on", "hold_ends_on", "evidence_waiting")),
            *(RECOMMENDATION.c[name] for name in ("clock", "action", "outcome", "closed_on", "caseworker")),
        )
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
    )


def _tasks() -> tuple[Select[Any], Select[Any]]:
    """Open tasks about recommendations themselves, and about messages that say something about them."""
    columns = (TASK.c.id, TASK.c.kind, TASK.c.owner, TASK.c.due_on, TASK.c.assigned_to, TASK.c.reason)
    direct = select(
        TASK.c.recommendation_id.label("about"), *columns, MESSAGE.c.key, false().label("reached")
    ).outerjoin(MESSAGE, TASK.c.message_id == MESSAGE.c.id)
    through = (
        select(ITEM.c.recommendation_id.label("about"), *columns, MESSAGE.c.key, _reached().label("reached"))
        .join(MESSAGE, TASK.c.message_id == MESSAGE.c.id)
        .join(ITEM, (ITEM.c.message_id == MESSAGE.c.id) & ITEM.c.dropped.is_(None))
        .where(TASK.c.recommendation_id.is_(None))
    )
    still_open = TASK.c.closed_on.is_(None)
    return (
        _of(direct.where(still_open, TASK.c.recommendation_id.is_not(None)), TASK.c.recommendation_id),
        _of(through.where(still_open).distinct(), ITEM.c.recommendation_id),
    )


def _reached() -> ColumnElement[bool]:
    """Whether somebody at the authority got the same step as an item, or a later word about its recommendation."""
    other, message = ITEM.alias("other"), MESSAGE.alias("arrived")
    return exists(
        select(other.c.id)
        .join(message, other.c.message_id == message.c.id)
        .where(
            other.c.recommendation_id == ITEM.c.recommendation_id,
            other.c.dropped.is_(None),
            message.c.state == MessageState.SENT.value,
            message.c.recipient_role.in_([role.value for role in Role]),
            or_(other.c.step_id == ITEM.c.step_id, message.c.id > ITEM.c.message_id),
        )
        .correlate(ITEM)
    )


def _of(statement: Select[Any], owner: ColumnElement[Any]) -> Select[Any]:
    return statement.where(owner.in_(bindparam("ids", expanding=True)))
