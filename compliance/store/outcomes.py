"""Queries on recorded outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import Recommendation, RecordedOutcome
from compliance.store.rows import insert_rows, table_of

OUTCOME = table_of(RecordedOutcome)
RECOMMENDATION = table_of(Recommendation)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert outcomes."""
    insert_rows(session, RecordedOutcome, rows)


def withdraw(session: Session, recommendation_id: int, at: datetime) -> None:
    """Mark the current outcome as withdrawn from that instant on; it stays on record (E8)."""
    current = (OUTCOME.c.recommendation_id == recommendation_id, OUTCOME.c.withdrawn_at.is_(None))
    session.execute(update(OUTCOME).where(*current).values(withdrawn_at=at))


def of_recommendation(session: Session, recommendation_id: int) -> list[RecordedOutcome]:
    """The outcomes ever recorded for a recommendation, oldest first."""
    statement = select(RecordedOutcome).where(OUTCOME.c.recommendation_id == recommendation_id)
    return list(session.execute(statement.order_by(OUTCOME.c.id)).scalars())


def everything(session: Session) -> list[Row[Any]]:
    """All current outcomes with their recommendation's reference, for export; not those of stages of clocks (T)."""
    statement = (
        select(OUTCOME, RECOMMENDATION.c.reference)
        .join(RECOMMENDATION, OUTCOME.c.recommendation_id == RECOMMENDATION.c.id)
        .where(OUTCOME.c.withdrawn_at.is_(None), RECOMMENDATION.c.clock == "")
        .order_by(RECOMMENDATION.c.reference)
    )
    return list(session.execute(statement))
