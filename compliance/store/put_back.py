"""Steps of a date that was put back untold: what was told for it before counts for them too (rules R2 and R6).

A step that continues an older deadline version goes on from the step of the same name there, and from those that
continued it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, union_all
from sqlmodel import Session

from compliance.domain.reminders import StepState
from compliance.store.delivery_tables import Message, MessageItem, Step
from compliance.store.rows import chunks, table_of

STEP = table_of(Step)
ITEM = table_of(MessageItem)
MESSAGE = table_of(Message)
EARLIER = STEP.alias("earlier")
HANDED_OVER = ("sending", "sent", "in_doubt")


def standing_for(step_ids: Sequence[int]) -> Any:
    """A subquery of `step_id, stands_for`: each step with itself and with those it goes on from."""
    own = select(STEP.c.id.label("step_id"), STEP.c.id.label("stands_for")).where(STEP.c.id.in_(step_ids))
    before = select(STEP.c.id, EARLIER.c.id).join(EARLIER, _goes_on_from()).where(STEP.c.id.in_(step_ids))
    return union_all(own, before).subquery()


def _goes_on_from() -> ColumnElement[bool]:
    return (
        STEP.c.continues.is_not(None)
        & (EARLIER.c.recommendation_id == STEP.c.recommendation_id)
        & (EARLIER.c.step == STEP.c.step)
        & (EARLIER.c.deadline_version < STEP.c.deadline_version)
        & or_(EARLIER.c.deadline_version == STEP.c.continues, EARLIER.c.continues == STEP.c.continues)
    )


def got_before(session: Session, step_ids: Sequence[int]) -> set[int]:
    """Those of the steps that somebody got, may have got or gets at this moment as the step they go on from."""
    found: set[int] = set()
    for some in chunks(step_ids):
        statement = (
            select(STEP.c.id)
            .join(EARLIER, _goes_on_from())
            .join(ITEM, (ITEM.c.step_id == EARLIER.c.id) & ITEM.c.dropped.is_(None))
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(STEP.c.id.in_(some), MESSAGE.c.state.in_(HANDED_OVER))
        )
        found |= set(session.execute(statement).scalars())
    return found


def shares(session: Session, recommendation_id: int, version: int) -> list[Row[Any]]:
    """Who had the rungs of a deadline version, and of those that continue it, in a message.

    Columns `step, recipient, dropped, state`, the latter that of the message.
    """
    statement = (
        select(STEP.c.step, ITEM.c.recipient, ITEM.c.dropped, MESSAGE.c.state)
        .join(ITEM, ITEM.c.step_id == STEP.c.id)
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .where(STEP.c.recommendation_id == recommendation_id, STEP.c.notice == "")
        .where(or_(STEP.c.deadline_version == version, STEP.c.continues == version))
    )
    return list(session.execute(statement.order_by(ITEM.c.id)))


def continued_by(session: Session, step_ids: Sequence[int], version: int) -> list[int]:
    """The steps of a deadline version that go on from these, and that no later one overtook and that did not fail."""
    statement = (
        select(STEP.c.id)
        .join(EARLIER, _goes_on_from())
        .where(EARLIER.c.id.in_(step_ids), STEP.c.deadline_version == version)
        .where(STEP.c.state.not_in((StepState.SUPERSEDED.value, StepState.FAILED.value)))
    )
    return list(session.execute(statement.order_by(STEP.c.id)).scalars())
