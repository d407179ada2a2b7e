"""Queries on proposed outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import OutcomeProposal
from compliance.store.rows import chunks, insert_rows, table_of

PROPOSAL = table_of(OutcomeProposal)


def add(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a proposal."""
    insert_rows(session, OutcomeProposal, [row])


def open_one(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The proposal that waits for a second person, if there is one."""
    wanted = (PROPOSAL.c.recommendation_id == recommendation_id, PROPOSAL.c.decided_on.is_(None))
    return session.execute(select(PROPOSAL).where(*wanted)).one_or_none()


def open_among(session: Session, recommendation_ids: Sequence[int]) -> set[int]:
    """Those of the recommendations of which a proposed outcome waits for a second person."""
    found: set[int] = set()
    for some in chunks(recommendation_ids):
        waiting = PROPOSAL.c.decided_on.is_(None) & PROPOSAL.c.recommendation_id.in_(some)
        found.update(session.execute(select(PROPOSAL.c.recommendation_id).where(waiting)).scalars())
    return found


def decide(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Write what was decided about a proposal."""
    session.execute(update(PROPOSAL).where(PROPOSAL.c.id == identifier).values(**values))
