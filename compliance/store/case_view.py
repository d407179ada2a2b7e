"""What is on record about the recommendations of a case, a table a statement, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session

from compliance.store.case_tables import Evidence, OutcomeProposal, Recommendation, RecordedOutcome
from compliance.store.deadline_tables import ClockStop, Deadline, DeadlineWait, ExtensionRequest, Hold
from compliance.store.rows import table_of

RECOMMENDATION = table_of(Recommendation)
DEADLINE = table_of(Deadline)
EVIDENCE = table_of(Evidence)
OUTCOME = table_of(RecordedOutcome)
PROPOSAL = table_of(OutcomeProposal)
REQUEST = table_of(ExtensionRequest)
STOP = table_of(ClockStop)
HOLD = table_of(Hold)
WAIT = table_of(DeadlineWait)
By = dict[int, list[Row[Any]]]


def recommendations(session: Session, decision_id: int) -> list[Row[Any]]:
    """Every recommendation of a case, also stages of statutory clocks, in the order they were logged."""
    statement = select(RECOMMENDATION).where(RECOMMENDATION.c.decision_id == decision_id)
    return list(session.execute(statement.order_by(RECOMMENDATION.c.id)))


def deadlines(session: Session, ids: Sequence[int]) -> By:
    """Deadline versions by recommendation id, the original first (D6)."""
    return _grouped(session, DEADLINE.c.recommendation_id, ids, DEADLINE.c.version)


def evidence(session: Session, ids: Sequence[int]) -> By:
    """Evidence by recommendation id, oldest first (E1)."""
    return _grouped(session, EVIDENCE.c.recommendation_id, ids, EVIDENCE.c.id)


def outcomes(session: Session, ids: Sequence[int]) -> By:
    """Outcomes by recommendation id, withdrawn ones too, oldest first (E3, E8)."""
    return _grouped(session, OUTCOME.c.recommendation_id, ids, OUTCOME.c.id)


def proposals(session: Session, ids: Sequence[int]) -> By:
    """Proposed outcomes by recommendation id, oldest first (E3)."""
    return _grouped(session, PROPOSAL.c.recommendation_id, ids, PROPOSAL.c.id)


def requests(session: Session, ids: Sequence[int]) -> By:
    """Requests for more time by recommendation id, oldest first (D7)."""
    return _grouped(session, REQUEST.c.recommendation_id, ids, REQUEST.c.id)


def stops(session: Session, ids: Sequence[int]) -> By:
    """Stopped clocks by recommendation id, oldest first (D6)."""
    return _grouped(session, STOP.c.recommendation_id, ids, STOP.c.id)


def holds(session: Session, ids: Sequence[int]) -> By:
    """Holds by recommendation id, oldest first (R4)."""
    return _grouped(session, HOLD.c.recommendation_id, ids, HOLD.c.id)


def waits(session: Session, ids: Sequence[int]) -> By:
    """Waits by recommendation id, oldest first (D2).

    Each has `waits_on`, the reference of what it waits for, and `other_outcome`, what became of that; NULL for open.
    """
    other = RECOMMENDATION.alias("other")
    statement = (
        select(WAIT, other.c.reference.label("waits_on"), other.c.outcome.label("other_outcome"))
        .outerjoin(other, WAIT.c.waits_on_id == other.c.id)
        .where(WAIT.c.recommendation_id.in_(ids))
        .order_by(WAIT.c.id)
    )
    return _by_owner(session, statement, ids)


def _grouped(session: Session, owner: ColumnElement[int], ids: Sequence[int], order: ColumnElement[Any]) -> By:
    table: Any = owner.table
    return _by_owner(session, select(table).where(owner.in_(ids)).order_by(order), ids)


def _by_owner(session: Session, statement: Any, ids: Sequence[int]) -> By:
    found: By = {identifier: [] for identifier in ids}
    for row in session.execute(statement):
        found[row.recommendation_id].append(row)
    return found
