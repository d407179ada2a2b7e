"""Queries on cases that were opened because of another one (rule E6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, exists, select
from sqlmodel import Session

from compliance.store.case_tables import CaseLink, Decision
from compliance.store.rows import insert_rows, table_of

LINK = table_of(CaseLink)
DECISION = table_of(Decision)


def add(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a link."""
    insert_rows(session, CaseLink, [row])


def touching(session: Session, reference: str) -> list[Row[Any]]:
    """Every link from or to a case, oldest first, with the older case's reference as `old_reference`.

    `new_is_stored` says whether the newer one is on record too.
    """
    newer = DECISION.alias("newer")
    is_stored = exists(select(newer.c.id).where(newer.c.reference == LINK.c.new_reference))
    statement = (
        select(LINK, DECISION.c.reference.label("old_reference"), is_stored.label("new_is_stored"))
        .join(DECISION, LINK.c.decision_id == DECISION.c.id)
        .where((DECISION.c.reference == reference) | (LINK.c.new_reference == reference))
        .order_by(LINK.c.recorded_at, LINK.c.new_reference)
    )
    return list(session.execute(statement))
