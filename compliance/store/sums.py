"""Queries on the sums of money within remedies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from compliance.domain.sums import Per, Sum
from compliance.store.deadline_tables import RemedySum
from compliance.store.rows import chunks, insert_rows, table_of

SUM = table_of(RemedySum)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert sums."""
    insert_rows(session, RemedySum, rows)


def of_recommendations(session: Session, identifiers: Iterable[int]) -> dict[int, list[Sum]]:
    """The sums of each recommendation, by recommendation id, in order."""
    wanted = sorted(set(identifiers))
    found: dict[int, list[Sum]] = {identifier: [] for identifier in wanted}
    for some in chunks(wanted):
        statement = select(SUM).where(SUM.c.recommendation_id.in_(some))
        for row in session.execute(statement.order_by(SUM.c.recommendation_id, SUM.c.position)):
            per = Per(row.per) if row.per else None
            found[row.recommendation_id].append(Sum(row.amount, per, row.from_on, row.ends_on))
    return found
