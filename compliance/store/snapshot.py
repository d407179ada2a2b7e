"""Where recommendations stand: a few statements for many of them, never one a row (next action, lists, `explain`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session

from compliance.domain.evidence import Judgement
from compliance.domain.extensions import RequestState
from compliance.store.case_tables import Authority, Decision, Evidence, Recommendation
from compliance.store.deadline_tables import ClockStop, DeadlineWait, ExtensionRequest
from compliance.store.delivery_tables import Message, MessageItem, Task
from compliance.store.rows import table_of

RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
EVIDENCE = table_of(Evidence)
REQUEST = table_of(ExtensionRequest)
WAIT = table_of(DeadlineWait)
STOP = table_of(ClockStop)
TASK = table_of(Task)
ITEM = table_of(MessageItem)
MESSAGE = table_of(Message)
A_PAGE = 500
AUTHORITY_CODE = AUTHORITY.c.code


@dataclass(frozen=True)
class Wanted:
    """Which recommendations are wanted; None for all. `closed` False leaves out those with an outcome."""

    identifier: int | None = None
    authority: str | None = None
    kind: str | None = None
    outcome: str | None = None
    closed: bool | None = None
    due_by: date | None = None
    overdue_on: date | None = None
    held_on: date | None = None


@dataclass
class Beside:
    """What lies in other tables, by recommendation id.

    `requests` have `asked_on, wished_on`; `waits` `kind, description, review_on` and the `reference` waited for;
    `stops` are the days on which clocks were stopped; `tasks` the open ones, due first, with the `key` of a message.
    """

    evidence: dict[int, date] = field(default_factory=dict)
    requests: dict[int, Any] = field(default_factory=dict)
    waits: dict[int, Any] = field(default_factory=dict)
    stops: dict[int, date] = field(default_factory=dict)
    tasks: dict[int, list[Any]] = field(default_factory=dict)


def recommendations(session: Session, wanted: Wanted, limit: int | None = None) -> list[Row[Any]]:
    """Open recommendations, late ones first and those without a date last, then the closed ones."""
    statement = select(
        RECOMMENDATION.c.id,
        RECOMMENDATION.c.reference,
        DECISION.c.reference.label("decision"),
        AUTHORITY_CODE.label("authority_code"),
        *(RECOMMENDATION.c[name] for name in ("kind", "response", "original_due_on", "due_on", "hold_ends_on")),
        *(RECOMMENDATION.c[name] for name in ("evidence_waiting", "clock", "stage", "outcome", "closed_on")),
    ).order_by(
        RECOMMENDATION.c.closed_on.is_not(None), RECOMMENDATION.c.due_on.nulls_last(), RECOMMENDATION.c.reference
    )
    return list(session.execute(_narrowed(statement, wanted).limit(limit)))


def count(session: Session, wanted: Wanted) -> int:
    """How many recommendations there are of what is wanted."""
    found: int = session.execute(_narrowed(select(func.count(RECOMMENDATION.c.id)), wanted)).scalar_one()
    return found


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    joined = statement.select_from(
        RECOMMENDATION.join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id).join(
            AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id
        )
    )
    equal = (
        (RECOMMENDATION.c.id, wanted.identifier),
        (AUTHORITY_CODE, wanted.authority),
        (RECOMMENDATION.c.kind, wanted.kind),
        (RECOMMENDATION.c.outcome, wanted.outcome),
    )
    tests: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    if wanted.closed is not None:
        closed = RECOMMENDATION.c.closed_on
        tests.append(closed.is_not(None) if wanted.closed else closed.is_(None))
    if wanted.due_by is not None:
        tests.append(RECOMMENDATION.c.due_on <= wanted.due_by)
    if wanted.overdue_on is not None:
        tests.append(RECOMMENDATION.c.due_on < wanted.overdue_on)
    if wanted.held_on is not None:
        tests.append(RECOMMENDATION.c.hold_ends_on >= wanted.held_on)
    return joined.where(*tests)


def beside(session: Session, identifiers: Sequence[int]) -> Beside:
    """What other tables say about recommendations; about more than a page of them all there is to know is read."""
    only = list(identifiers) if len(identifiers) <= A_PAGE else None
    found = Beside()
    if only == []:
        return found
    owner = EVIDENCE.c.recommendation_id
    oldest = select(owner, func.min(EVIDENCE.c.received_on)).where(EVIDENCE.c.judgement == Judgement.WAITING.value)
    for identifier, day in session.execute(_of(oldest.group_by(owner), owner, only)):
        found.evidence[identifier] = day
    asked = select(REQUEST).where(REQUEST.c.state == RequestState.ASKED.value)
    for row in session.execute(_of(asked, REQUEST.c.recommendation_id, only)):
        found.requests[row.recommendation_id] = row
    waits = select(WAIT, RECOMMENDATION.c.reference).outerjoin(
        RECOMMENDATION, WAIT.c.waits_on_id == RECOMMENDATION.c.id
    )
    for row in session.execute(_of(waits.where(WAIT.c.ended_on.is_(None)), WAIT.c.recommendation_id, only)):
        found.waits[row.recommendation_id] = row
    stops = select(STOP.c.recommendation_id, STOP.c.stopped_on).where(STOP.c.restarted_on.is_(None))
    for identifier, day in session.execute(_of(stops, STOP.c.recommendation_id, only)):
        found.stops[identifier] = day
    _put_tasks(session, only, found)
    return found


def _put_tasks(session: Session, only: list[int] | None, found: Beside) -> None:
    columns = (TASK.c.id, TASK.c.kind, TASK.c.owner, TASK.c.due_on)
    direct = select(TASK.c.recommendation_id.label("about"), *columns, MESSAGE.c.key).outerjoin(
        MESSAGE, TASK.c.message_id == MESSAGE.c.id
    )
    through = (
        select(ITEM.c.recommendation_id.label("about"), *columns, MESSAGE.c.key)
        .join(MESSAGE, TASK.c.message_id == MESSAGE.c.id)
        .join(ITEM, (ITEM.c.message_id == MESSAGE.c.id) & ITEM.c.dropped.is_(None))
        .where(TASK.c.recommendation_id.is_(None))
    )
    still_open = TASK.c.closed_on.is_(None)
    rows = [
        *session.execute(
            _of(direct.where(still_open, TASK.c.recommendation_id.is_not(None)), TASK.c.recommendation_id, only)
        ),
        *session.execute(_of(through.where(still_open).distinct(), ITEM.c.recommendation_id, only)),
    ]
    for row in sorted(rows, key=lambda row: (row.due_on, row.id)):
        found.tasks.setdefault(row.about, []).append(row)


def _of(statement: Select[Any], owner: ColumnElement[Any], only: list[int] | None) -> Select[Any]:
    return statement if only is None else statement.where(owner.in_(only))
