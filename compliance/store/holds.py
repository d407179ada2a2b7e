"""Queries on holds: reminders that wait until a day, for a reason (rule R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import Recommendation
from compliance.store.deadline_tables import Hold
from compliance.store.rows import chunks, insert_rows, table_of

HOLD = table_of(Hold)
RECOMMENDATION = table_of(Recommendation)


def add(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a hold and let its recommendation know its end."""
    insert_rows(session, Hold, [row])
    _repeat(session, [row["recommendation_id"]], row["ends_on"])


def newest(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The hold of a recommendation that was placed last; whether it is in force says the recommendation."""
    statement = select(HOLD).where(HOLD.c.recommendation_id == recommendation_id).order_by(HOLD.c.id.desc())
    return session.execute(statement.limit(1)).one_or_none()


def of_recommendation(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """All holds of a recommendation, oldest first."""
    return list(session.execute(select(HOLD).where(HOLD.c.recommendation_id == recommendation_id).order_by(HOLD.c.id)))


def lift(session: Session, hold_id: int, values: Mapping[str, Any]) -> None:
    """End a hold early, with day, person and reason."""
    session.execute(update(HOLD).where(HOLD.c.id == hold_id).values(**values))


def clear(session: Session, recommendation_ids: Sequence[int]) -> None:
    """Take the end of a hold from recommendations whose hold is over."""
    _repeat(session, recommendation_ids, None)


def ended(session: Session, today: date) -> list[Row[Any]]:
    """Recommendations whose hold ended before `today` and that do not know it yet, locked, by id.

    Columns `recommendation_id`, `reference`, `kind`, `closed_on`, `hold_ends_on`, and the hold's `reason`.
    """
    over = select(HOLD.c.recommendation_id).where(HOLD.c.lifted_on.is_(None), HOLD.c.ends_on < today)
    statement = select(
        RECOMMENDATION.c.id.label("recommendation_id"),
        RECOMMENDATION.c.reference,
        RECOMMENDATION.c.kind,
        RECOMMENDATION.c.closed_on,
        RECOMMENDATION.c.hold_ends_on,
        select(HOLD.c.reason)
        .where(HOLD.c.recommendation_id == RECOMMENDATION.c.id)
        .order_by(HOLD.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("reason"),
    ).where(RECOMMENDATION.c.id.in_(over), RECOMMENDATION.c.hold_ends_on < today)
    return list(session.execute(statement.order_by(RECOMMENDATION.c.id).with_for_update(of=RECOMMENDATION)))


def listed(session: Session, *, whole: bool) -> list[Row[Any]]:
    """Holds in force with `reference` and `hold_ends_on` of their recommendation, the earliest end first.

    `whole` gives the others too.
    """
    statement = select(HOLD, RECOMMENDATION.c.reference, RECOMMENDATION.c.closed_on).join(
        RECOMMENDATION, HOLD.c.recommendation_id == RECOMMENDATION.c.id
    )
    if not whole:
        statement = statement.where(
            HOLD.c.lifted_on.is_(None),
            RECOMMENDATION.c.closed_on.is_(None),
            RECOMMENDATION.c.hold_ends_on == HOLD.c.ends_on,
        )
    return list(session.execute(statement.order_by(HOLD.c.ends_on, HOLD.c.id)))


def _repeat(session: Session, recommendation_ids: Sequence[int], ends_on: date | None) -> None:
    for some in chunks(recommendation_ids):
        session.execute(update(RECOMMENDATION).where(RECOMMENDATION.c.id.in_(some)).values(hold_ends_on=ends_on))
