"""Whether the evidence of a recommendation has shown what was wanted (E2): asked by lists and by whoever sends (R4)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, false, func, literal, or_, select, true

from compliance.domain.evidence import Judgement
from compliance.domain.reminders import INSUFFICIENT
from compliance.store.case_tables import Evidence, RecordedOutcome
from compliance.store.delivery_tables import Step
from compliance.store.rows import table_of

EVIDENCE = table_of(Evidence)
OUTCOME = table_of(RecordedOutcome)
STEP = table_of(Step)


@lru_cache
def proven(recommendation: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether some evidence is sufficient and nothing that was insufficient is still unanswered.

    `recommendation` is the column with its id. What is insufficient is answered by evidence that came after it and was
    judged no earlier: one good file says nothing of the other one that came with it. What was judged before an outcome
    was withdrawn proves nothing since.
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
        func.coalesce(_of(withdrawn, piece) < piece.c.judged_at, true()),
        func.coalesce(_of(last_came, piece) < piece.c.recorded_at, true()),
        func.coalesce(_of(last_judged, piece) <= piece.c.judged_at, true()),
    )
    return found.scalar_subquery() > 0


@lru_cache
def answered(step: Any = STEP) -> ColumnElement[bool]:
    """Whether the evidence that a step asks to complete is answered, for now or for good; false of any other step.

    `step` is the table of the steps, or another name of it. By evidence that came later and waits for review, or is
    sufficient and was judged no earlier (E2, R4).
    """
    bad, newer = EVIDENCE.alias("lacking"), EVIDENCE.alias("newer")
    suffices = and_(newer.c.judgement == Judgement.SUFFICIENT.value, newer.c.judged_at >= bad.c.judged_at)
    found = (
        select(func.count())
        .select_from(bad.join(newer, newer.c.recommendation_id == bad.c.recommendation_id))
        .where(
            bad.c.recommendation_id == step.c.recommendation_id,
            step.c.step == _named(bad.c.id),
            newer.c.recorded_at > bad.c.recorded_at,
            or_(newer.c.judgement == Judgement.WAITING.value, suffices),
        )
        .correlate(step)
    )
    return case((step.c.notice == INSUFFICIENT, found.scalar_subquery() > 0), else_=false())


def _named(piece: ColumnElement[Any]) -> ColumnElement[str]:
    """The name of the step about a piece, as `domain.reminders.notice_about` has it."""
    return literal(f"{INSUFFICIENT}-") + cast(piece, String)


def _of(statement: Select[Any], piece: Any) -> Any:
    """A single value about the recommendation of a piece."""
    return statement.correlate(piece).scalar_subquery()
