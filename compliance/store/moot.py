"""Queries on messages that did not arrive and in which nothing is still right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import case, exists, func, select
from sqlmodel import Session

from compliance.domain.reminders import StepState
from compliance.store.case_tables import Recommendation
from compliance.store.delivery_tables import MessageItem, Step
from compliance.store.rows import chunks, table_of

ITEM = table_of(MessageItem)
STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)
OTHER = STEP.alias("other")


def without_matter(session: Session, message_ids: Sequence[int], told: Collection[str]) -> set[int]:
    """Messages all of whose items are about closed recommendations, but for notices named in `told`.

    Or notices that were ended, because another letter says it or nobody has to be told any more; not those that go on
    in a newer deadline version with the same date (D6).
    """
    version = func.coalesce(STEP.c.continues, STEP.c.deadline_version)
    goes_on = exists().where(
        OTHER.c.recommendation_id == STEP.c.recommendation_id,
        OTHER.c.step == STEP.c.step,
        OTHER.c.continues == version,
        OTHER.c.state != StepState.SUPERSEDED.value,
    )
    closed = RECOMMENDATION.c.closed_on.is_not(None) & STEP.c.notice.not_in(sorted(told))
    over = closed | ((STEP.c.notice != "") & (STEP.c.state == StepState.SUPERSEDED.value) & ~goes_on)
    found: set[int] = set()
    for some in chunks(message_ids):
        statement = (
            select(ITEM.c.message_id)
            .join(STEP, ITEM.c.step_id == STEP.c.id)
            .join(RECOMMENDATION, ITEM.c.recommendation_id == RECOMMENDATION.c.id)
            .where(ITEM.c.message_id.in_(some), ITEM.c.dropped.is_(None))
            .group_by(ITEM.c.message_id)
            .having(func.sum(case((over, 0), else_=1)) == 0)
        )
        found |= set(session.execute(statement).scalars())
    return found
