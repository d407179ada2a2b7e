"""Queries on people's tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import Recommendation
from compliance.store.delivery_tables import Message, Task
from compliance.store.rows import insert_new, table_of

TASK = table_of(Task)
RECOMMENDATION = table_of(Recommendation)
MESSAGE = table_of(Message)


def open_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open tasks; one that is open already for the same matter stays as it is."""
    insert_new(session, Task, rows)


def close(session: Session, kind: str, subject: str, today: date) -> None:
    """Close the open task of that kind about that matter, if there is one."""
    session.execute(
        update(TASK)
        .where(TASK.c.kind == kind, TASK.c.subject == subject, TASK.c.closed_on.is_(None))
        .values(closed_on=today)
    )


def close_of_recommendation(session: Session, recommendation_id: int, today: date) -> None:
    """Close every open task about a recommendation."""
    session.execute(
        update(TASK)
        .where(TASK.c.recommendation_id == recommendation_id, TASK.c.closed_on.is_(None))
        .values(closed_on=today)
    )


def close_of_recipient(session: Session, kind: str, recipient: str, today: date) -> None:
    """Close the open tasks of that kind about messages to an address."""
    about = select(MESSAGE.c.id).where(MESSAGE.c.recipient == recipient)
    session.execute(
        update(TASK)
        .where(TASK.c.kind == kind, TASK.c.message_id.in_(about), TASK.c.closed_on.is_(None))
        .values(closed_on=today)
    )


def still_open(session: Session) -> list[Row[Any]]:
    """Open tasks with `reference` of the recommendation or `key` of the message they are about, oldest first."""
    statement = (
        select(TASK, RECOMMENDATION.c.reference, MESSAGE.c.key)
        .outerjoin(RECOMMENDATION, TASK.c.recommendation_id == RECOMMENDATION.c.id)
        .outerjoin(MESSAGE, TASK.c.message_id == MESSAGE.c.id)
        .where(TASK.c.closed_on.is_(None))
        .order_by(TASK.c.opened_on, TASK.c.id)
    )
    return list(session.execute(statement))
