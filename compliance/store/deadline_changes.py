"""Queries on what moves a deadline: requests for more time, and clocks that stand still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import Recommendation
from compliance.store.deadline_tables import ClockStop, ExtensionRequest
from compliance.store.rows import insert_rows, table_of

REQUEST = table_of(ExtensionRequest)
STOP = table_of(ClockStop)
RECOMMENDATION = table_of(Recommendation)


def add_request(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a request for more time."""
    insert_rows(session, ExtensionRequest, [row])


def open_request(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The request that waits for a decision, if there is one."""
    wanted = (REQUEST.c.recommendation_id == recommendation_id, REQUEST.c.decided_on.is_(None))
    return session.execute(select(REQUEST).where(*wanted)).one_or_none()


def last_request(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The newest request about a recommendation, if it has had one."""
    wanted = select(REQUEST).where(REQUEST.c.recommendation_id == recommendation_id)
    return session.execute(wanted.order_by(REQUEST.c.id.desc()).limit(1)).one_or_none()


def decide_request(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Write what was decided about a request, or that it waits again."""
    session.execute(update(REQUEST).where(REQUEST.c.id == identifier).values(**values))


def open_requests(session: Session) -> list[Row[Any]]:
    """Every request that waits for a decision, oldest first, with `reference`, `original_due_on` and `due_on`."""
    statement = (
        select(REQUEST, RECOMMENDATION.c.reference, RECOMMENDATION.c.original_due_on, RECOMMENDATION.c.due_on)
        .join(RECOMMENDATION, REQUEST.c.recommendation_id == RECOMMENDATION.c.id)
        .where(REQUEST.c.decided_on.is_(None))
        .order_by(REQUEST.c.asked_on, REQUEST.c.id)
    )
    return list(session.execute(statement))


def add_stop(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a stop."""
    insert_rows(session, ClockStop, [row])


def open_stop(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The stop that lasts, if the clock stands still."""
    wanted = (STOP.c.recommendation_id == recommendation_id, STOP.c.restarted_on.is_(None))
    return session.execute(select(STOP).where(*wanted)).one_or_none()


def end_stop(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Write that a clock started again."""
    session.execute(update(STOP).where(STOP.c.id == identifier).values(**values))


def stops_of(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """Every stop of a recommendation's clock, oldest first."""
    wanted = select(STOP).where(STOP.c.recommendation_id == recommendation_id)
    return list(session.execute(wanted.order_by(STOP.c.id)))
