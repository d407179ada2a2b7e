"""Steps of a date that was put back untold: what was told for it before counts for them too (rules R2 and R6).

A step that continues an older deadline version is the same reminder as that of the same name there, and as those that
continued it since. They stand as long as the version in force has that date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, case, or_, select, union_all
from sqlmodel import Session

from compliance.store.case_tables import Recommendation
from compliance.store.delivery_tables import HANDED_OVER, Message, MessageItem, Step
from compliance.store.rows import chunks, table_of

STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)
ITEM = table_of(MessageItem)
MESSAGE = table_of(Message)
OTHER = STEP.alias("other")


def stands() -> ColumnElement[bool]:
    """Whether a step is of the deadline version in force, or of one with the same date from which that goes on."""
    return or_(
        STEP.c.deadline_version == RECOMMENDATION.c.deadline_version,
        STEP.c.deadline_version == RECOMMENDATION.c.continues,
        STEP.c.continues == RECOMMENDATION.c.continues,
    )


def version_in_force() -> Any:
    """The deadline version in force, as a step of a recommendation sees it: its own while that stands."""
    return case((stands(), STEP.c.deadline_version), else_=RECOMMENDATION.c.deadline_version).label("current_version")


def standing_for(step_ids: Sequence[int]) -> Any:
    """A subquery of `step_id, stands_for`: each step with itself and with those of its name it goes on from, or to."""
    own = select(STEP.c.id.label("step_id"), STEP.c.id.label("stands_for")).where(STEP.c.id.in_(step_ids))
    return union_all(own, *_the_same(step_ids)).subquery()


def _the_same(step_ids: Sequence[int]) -> list[Any]:
    """The same reminders in other versions with that date, as (id, id there): before these steps, and after them.

    Apart, so that a database finds at once that there are none, as mostly.
    """
    name = (OTHER.c.recommendation_id == STEP.c.recommendation_id) & (OTHER.c.step == STEP.c.step)
    before = or_(OTHER.c.deadline_version == STEP.c.continues, OTHER.c.continues == STEP.c.continues)
    ways = [
        STEP.c.continues.is_not(None) & before & (OTHER.c.id != STEP.c.id),
        OTHER.c.continues.is_not(None) & (OTHER.c.continues == STEP.c.deadline_version),
    ]
    return [
        select(STEP.c.id.label("step_id"), OTHER.c.id.label("other_id"))
        .join(OTHER, name & way)
        .where(STEP.c.id.in_(step_ids))
        for way in ways
    ]


def got_before(session: Session, step_ids: Sequence[int]) -> set[int]:
    """Those of the steps that somebody got, may have got or gets at this moment as the same in another version."""
    found: set[int] = set()
    for some in chunks(step_ids):
        others = union_all(*_the_same(some)).subquery()
        step_id, other_id = others.c
        statement = (
            select(step_id)
            .join(ITEM, (ITEM.c.step_id == other_id) & ITEM.c.dropped.is_(None))
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(MESSAGE.c.state.in_(HANDED_OVER))
        )
        found |= set(session.execute(statement).scalars())
    return found


def shares(session: Session, recommendation_id: int, version: int) -> list[Row[Any]]:
    """Who had the steps of a deadline version, and of those that continue it, in a message.

    Columns `step, notice, facts, recipient, dropped, state`, the latter that of the message.
    """
    statement = (
        select(STEP.c.step, STEP.c.notice, STEP.c.facts, ITEM.c.recipient, ITEM.c.dropped, MESSAGE.c.state)
        .join(ITEM, ITEM.c.step_id == STEP.c.id)
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .where(STEP.c.recommendation_id == recommendation_id)
        .where(or_(STEP.c.deadline_version == version, STEP.c.continues == version))
    )
    return list(session.execute(statement.order_by(ITEM.c.id)))
