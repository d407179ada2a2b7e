"""Queries on evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlmodel import Session

from compliance.store.case_tables import Evidence, Recommendation
from compliance.store.rows import insert_rows, table_of

EVIDENCE = table_of(Evidence)
RECOMMENDATION = table_of(Recommendation)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert pieces of evidence."""
    insert_rows(session, Evidence, rows)


def of_recommendation(session: Session, recommendation_id: int) -> list[Evidence]:
    """All evidence of one recommendation, oldest first; nothing is ever replaced (E1)."""
    statement = select(Evidence).where(EVIDENCE.c.recommendation_id == recommendation_id)
    return list(session.execute(statement.order_by(EVIDENCE.c.received_on, EVIDENCE.c.id)).scalars())


def piece(session: Session, identifier: int) -> Evidence | None:
    """One piece of evidence by its number."""
    return session.execute(select(Evidence).where(EVIDENCE.c.id == identifier)).scalar_one_or_none()


def is_known(session: Session, recommendation_id: int, fingerprint: str) -> bool:
    """Whether this very submission is stored already."""
    statement = select(func.count()).where(
        EVIDENCE.c.recommendation_id == recommendation_id, EVIDENCE.c.fingerprint == fingerprint
    )
    return bool(session.execute(statement).scalar_one())


def judge(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Write a judgement."""
    session.execute(update(EVIDENCE).where(EVIDENCE.c.id == identifier).values(**values))


def everything(session: Session) -> list[Row[Any]]:
    """All evidence with its recommendation's reference, for export; not that of stages of clocks (T)."""
    statement = (
        select(EVIDENCE, RECOMMENDATION.c.reference)
        .join(RECOMMENDATION, EVIDENCE.c.recommendation_id == RECOMMENDATION.c.id)
        .where(RECOMMENDATION.c.clock == "")
        .order_by(RECOMMENDATION.c.reference, EVIDENCE.c.received_on, EVIDENCE.c.id)
    )
    return list(session.execute(statement))
