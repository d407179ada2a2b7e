"""What is on record about the recommendations of a case, a table a statement, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, Select, Table, bindparam, select
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


OTHER = RECOMMENDATION.alias("other")
THESE: BindParameter[Any] = bindparam("ids", expanding=True)
OF_A_CASE = (
    select(RECOMMENDATION).where(RECOMMENDATION.c.decision_id == bindparam("case")).order_by(RECOMMENDATION.c.id)
)
WAITS = (
    select(WAIT, OTHER.c.reference.label("waits_on"), OTHER.c.outcome.label("other_outcome"))
    .outerjoin(OTHER, WAIT.c.waits_on_id == OTHER.c.id)
    .where(WAIT.c.recommendation_id.in_(THESE))
    .order_by(WAIT.c.id)
)
# Made once: a page of a case asks fifty things, and making a statement takes longer than running it.
LISTED: dict[Table, Select[Any]] = {
    table: select(table).where(table.c.recommendation_id.in_(THESE)).order_by(table.c[order])
    for table, order in (
        (DEADLINE, "version"),
        (EVIDENCE, "id"),
        (OUTCOME, "id"),
        (PROPOSAL, "id"),
        (REQUEST, "id"),
        (STOP, "id"),
        (HOLD, "id"),
    )
}


def recommendations(session: Session, decision_id: int) -> list[Row[Any]]:
    """Every recommendation of a case, also stages of statutory clocks, in the order they were logged."""
    return list(session.execute(OF_A_CASE, {"case": decision_id}))


def deadlines(session: Session, ids: Sequence[int]) -> By:
    """Deadline versions by recommendation id, the original first (D6)."""
    return _by_owner(session, LISTED[DEADLINE], ids)


def evidence(session: Session, ids: Sequence[int]) -> By:
    """Evidence by recommendation id, oldest first (E1)."""
    return _by_owner(session, LISTED[EVIDENCE], ids)


def outcomes(session: Session, ids: Sequence[int]) -> By:
    """Outcomes by recommendation id, withdrawn ones too, oldest first (E3, E8)."""
    return _by_owner(session, LISTED[OUTCOME], ids)


def proposals(session: Session, ids: Sequence[int]) -> By:
    """Proposed outcomes by recommendation id, oldest first (E3)."""
    return _by_owner(session, LISTED[PROPOSAL], ids)


def requests(session: Session, ids: Sequence[int]) -> By:
    """Requests for more time by recommendation id, oldest first (D7)."""
    return _by_owner(session, LISTED[REQUEST], ids)


def stops(session: Session, ids: Sequence[int]) -> By:
    """Stopped clocks by recommendation id, oldest first (D6)."""
    return _by_owner(session, LISTED[STOP], ids)


def holds(session: Session, ids: Sequence[int]) -> By:
    """Holds by recommendation id, oldest first (R4)."""
    return _by_owner(session, LISTED[HOLD], ids)


def waits(session: Session, ids: Sequence[int]) -> By:
    """Waits by recommendation id, oldest first (D2).

    Each has `waits_on`, the reference of what it waits for, and `other_outcome`, what became of that; NULL for open.
    """
    return _by_owner(session, WAITS, ids)


def _by_owner(session: Session, statement: Select[Any], ids: Sequence[int]) -> By:
    found: By = {identifier: [] for identifier in ids}
    for row in session.execute(statement, {"ids": list(ids)}):
        found[row.recommendation_id].append(row)
    return found
