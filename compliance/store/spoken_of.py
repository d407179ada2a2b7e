"""Whether the authority gets an answer about what a held rung would introduce: asked by whoever plans or sends (R4)."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select

from compliance.domain.reminders import REFUSED, TOLD_BEHIND, StepState
from compliance.store.case_tables import Recommendation
from compliance.store.delivery_tables import Step
from compliance.store.proof import answered
from compliance.store.rows import table_of

STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)


@lru_cache
def spoken_of() -> ColumnElement[bool]:
    """Whether an answer is to go, or went since the version of a rung that a hold or waiting evidence keeps back.

    False of any other step. What evidence lacks does not count while other evidence waits, for then it waits too, nor
    where evidence that came later answers it, for then it does not go (E2).
    """
    act = STEP.alias("act")
    to_go = and_(act.c.state.in_((StepState.PLANNED.value, StepState.QUEUED.value)), not_(answered(act)))
    went = act.c.state.in_((StepState.SENT.value, StepState.IN_DOUBT.value))
    found = (
        select(func.count())
        .where(
            act.c.recommendation_id == STEP.c.recommendation_id,
            act.c.notice.in_(sorted(TOLD_BEHIND)),
            or_(to_go, and_(went, act.c.deadline_version >= STEP.c.deadline_version)),
            or_(act.c.notice == REFUSED, RECOMMENDATION.c.evidence_waiting == 0),
        )
        .correlate(STEP, RECOMMENDATION)
        .scalar_subquery()
    )
    kept_back = or_(RECOMMENDATION.c.hold_ends_on.is_not(None), RECOMMENDATION.c.evidence_waiting > 0)
    return case((and_(STEP.c.notice == "", kept_back), found > 0), else_=false())
