"""Queries on public summaries: their versions, and those that may not be shown (rule L3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.domain.publication_findings import SummaryState
from compliance.store.case_tables import Authority, Decision, PublicSummary, Recommendation
from compliance.store.rows import chunks, constant, insert_rows, table_of

SUMMARY = table_of(PublicSummary)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert versions."""
    insert_rows(session, PublicSummary, rows)


def of_recommendation(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """All versions of one summary, oldest first."""
    statement = select(SUMMARY).where(SUMMARY.c.recommendation_id == recommendation_id)
    return list(session.execute(statement.order_by(SUMMARY.c.id)))


def held_of(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of the recommendations whose newest public summary may not be shown."""
    found: dict[int, str] = {}
    for some in chunks(ids):
        statement = select(SUMMARY.c.recommendation_id, SUMMARY.c.state).where(SUMMARY.c.recommendation_id.in_(some))
        found |= {about: state for about, state in session.execute(statement.order_by(SUMMARY.c.id))}
    return {about for about, state in found.items() if state != SummaryState.CLEAR}


def not_clear(session: Session, state: SummaryState | None = None) -> list[Row[Any]]:
    """The newest version of every summary that may not be shown, or is in one such state, by reference.

    With `reference`, `live_from`, `decision_reference` and `authority_code` of its recommendation.
    """
    newer = SUMMARY.alias("newer")
    is_newest = ~(
        select(newer.c.id)
        .where(newer.c.recommendation_id == SUMMARY.c.recommendation_id, newer.c.id > SUMMARY.c.id)
        .exists()
    )
    wanted = [state.value] if state else [SummaryState.HELD.value, SummaryState.UNCHECKED.value]
    statement = (
        select(
            SUMMARY,
            RECOMMENDATION.c.reference,
            RECOMMENDATION.c.live_from,
            DECISION.c.reference.label("decision_reference"),
            AUTHORITY.c.code.label("authority_code"),
        )
        .join(RECOMMENDATION, SUMMARY.c.recommendation_id == RECOMMENDATION.c.id)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(SUMMARY.c.state != constant(SummaryState.CLEAR.value), SUMMARY.c.state.in_(wanted), is_newest)
        .order_by(RECOMMENDATION.c.reference)
    )
    return list(session.execute(statement))


def looked_at(session: Session, clear: Sequence[int], held: Sequence[int]) -> None:
    """Say of unchecked versions what the first look came to; one that is clear was so all along (S9)."""
    for some in chunks(clear):
        values = {"state": SummaryState.CLEAR.value, "cleared_at": SUMMARY.c.recorded_at}
        session.execute(update(SUMMARY).where(SUMMARY.c.id.in_(some)).values(values))
    for some in chunks(held):
        session.execute(update(SUMMARY).where(SUMMARY.c.id.in_(some)).values(state=SummaryState.HELD.value))


def earlier(session: Session, identifiers: Iterable[int]) -> dict[int, set[str]]:
    """Every text that has been the public summary of a recommendation, by recommendation id."""
    found: dict[int, set[str]] = defaultdict(set)
    for some in chunks(sorted(set(identifiers))):
        statement = select(SUMMARY.c.recommendation_id, SUMMARY.c.summary)
        for identifier, summary in session.execute(statement.where(SUMMARY.c.recommendation_id.in_(some))):
            found[identifier].add(summary)
    return found
