"""What authorities were told: which steps somebody got, and which deadline version each message spoke of (D6, R2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlmodel import Session

from compliance.domain.reminders import StepState
from compliance.store.case_tables import Recommendation
from compliance.store.delivery_tables import HANDED_OVER, Message, MessageItem, Step
from compliance.store.rows import table_of

MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)


def note_versions(session: Session, rows: Sequence[Any]) -> None:
    """Keep of which deadline version the items of a message speak as it goes out, where that is not their step's.

    Rows as of `sending.contents`. A notice of evidence, say, names the date in force when it goes (D6).
    """
    for row in rows:
        spoken = None if row.current_version == row.deadline_version else row.current_version
        if row.told_version != spoken:
            session.execute(update(ITEM).where(ITEM.c.id == row.item_id).values(told_version=spoken))


def got_by(session: Session, recommendation_id: int, roles: Collection[str]) -> dict[int, Row[Any]]:
    """The steps about a recommendation that somebody in one of these roles got, may have got or gets at this moment.

    By step id, with `told`, the newest deadline version of which it spoke, and whether it is known to be `sent`.
    """
    known = func.max(case((MESSAGE.c.state == "sent", 1), else_=0)).label("sent")
    spoken = func.max(func.coalesce(ITEM.c.told_version, ITEM.c.deadline_version)).label("told")
    statement = (
        select(ITEM.c.step_id, spoken, known)
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .where(
            ITEM.c.recommendation_id == recommendation_id,
            ITEM.c.dropped.is_(None),
            MESSAGE.c.state.in_(HANDED_OVER),
            MESSAGE.c.recipient_role.in_(sorted(roles)),
        )
        .group_by(ITEM.c.step_id)
    )
    return {row.step_id: row for row in session.execute(statement)}


def not_sent(session: Session, names: Collection[str]) -> set[str]:
    """The recommendations, by reference, with a step of one of these names that was neither sent nor skipped."""
    over = (StepState.SENT.value, StepState.SKIPPED.value)
    wanted = (STEP.c.step.in_(sorted(names)), STEP.c.notice == "", STEP.c.state.not_in(over))
    owners = select(STEP.c.recommendation_id).where(*wanted)
    statement = select(RECOMMENDATION.c.reference).where(RECOMMENDATION.c.id.in_(owners))
    return set(session.execute(statement).scalars())
