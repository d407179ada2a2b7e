"""Whether the evidence of a recommendation has shown what was wanted (E2): asked by lists and by whoever sends (R4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true

from compliance.domain.evidence import Judgement
from compliance.store.case_tables import Evidence, RecordedOutcome
from compliance.store.rows import table_of

EVIDENCE = table_of(Evidence)
OUTCOME = table_of(RecordedOutcome)
JUDGED = (Judgement.SUFFICIENT.value, Judgement.INSUFFICIENT.value)


def proven(recommendation: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the last piece that was judged is sufficient and came after any outcome since withdrawn.

    `recommendation` is the column with its id. What is insufficient has its answer after it.
    """
    piece = EVIDENCE.alias("piece")
    # Scalar subqueries, which no planner answers by reading all evidence there is.
    withdrawn = select(func.max(OUTCOME.c.withdrawn_at)).where(OUTCOME.c.recommendation_id == piece.c.recommendation_id)
    still = func.coalesce(withdrawn.correlate(piece).scalar_subquery() < piece.c.recorded_at, true())
    last = select(and_(piece.c.judgement == Judgement.SUFFICIENT.value, still))
    last = last.where(piece.c.recommendation_id == recommendation, piece.c.judgement.in_(JUDGED))
    return func.coalesce(last.order_by(piece.c.id.desc()).limit(1).scalar_subquery(), false())
