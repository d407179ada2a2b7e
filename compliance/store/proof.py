"""Whether the evidence of a recommendation has shown what was wanted (E2): asked by lists and by whoever sends (R4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true

from compliance.domain.evidence import Judgement
from compliance.store.case_tables import Evidence, RecordedOutcome
from compliance.store.rows import table_of

EVIDENCE = table_of(Evidence)
OUTCOME = table_of(RecordedOutcome)


def proven(recommendation: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether some evidence is sufficient and nothing that was insufficient is still unanswered.

    `recommendation` is the column with its id. What is insufficient is answered by evidence that came after it and was
    judged no earlier: one good file says nothing of the other one that came with it. Evidence from before an outcome
    that was withdrawn since proves nothing.
    """
    piece, bad = EVIDENCE.alias("piece"), EVIDENCE.alias("bad")
    withdrawn = select(func.max(OUTCOME.c.withdrawn_at)).where(OUTCOME.c.recommendation_id == piece.c.recommendation_id)
    insufficient = (
        bad.c.recommendation_id == piece.c.recommendation_id,
        bad.c.judgement == Judgement.INSUFFICIENT.value,
    )
    last_came = select(func.max(bad.c.recorded_at)).where(*insufficient)
    last_judged = select(func.max(bad.c.judged_at)).where(*insufficient)

    # Scalar subqueries, which no planner answers by reading all evidence there is.
    found = select(func.count()).where(
        piece.c.recommendation_id == recommendation,
        piece.c.judgement == Judgement.SUFFICIENT.value,
        func.coalesce(_of(withdrawn, piece) < piece.c.recorded_at, true()),
        func.coalesce(_of(last_came, piece) < piece.c.recorded_at, true()),
        func.coalesce(_of(last_judged, piece) <= piece.c.judged_at, true()),
    )
    return found.scalar_subquery() > 0


def _of(statement: Select[Any], piece: Any) -> Any:
    """A single value about the recommendation of a piece."""
    return statement.correlate(piece).scalar_subquery()
