"""Whether a newer answer has taken the place of what a notice says: the older one is not the last word (R2.4)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, false, func, literal, or_, select

from compliance.domain.authorities import Role
from compliance.domain.evidence import Judgement
from compliance.domain.extensions import RequestState
from compliance.domain.reminders import INSUFFICIENT, REFUSED
from compliance.store.case_tables import Evidence
from compliance.store.deadline_tables import Deadline, ExtensionRequest
from compliance.store.delivery_tables import HANDED_OVER, Message, MessageItem, Step
from compliance.store.rows import table_of

EVIDENCE = table_of(Evidence)
REQUEST = table_of(ExtensionRequest)
DEADLINE = table_of(Deadline)
STEP = table_of(Step)
MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
ANSWERS = (RequestState.GRANTED.value, RequestState.REFUSED.value)


@lru_cache
def overtaken() -> ColumnElement[bool]:
    """Whether what a step tells was answered anew, for good: what evidence lacks, a refusal; false of any other step.

    By a piece that came after the judgement and lacks something itself (E2). By the answer to a later request, or a
    date no earlier than the day wished for, which somebody there was told since (D7).
    """
    return case(
        (STEP.c.notice == INSUFFICIENT, _lacks_anew()), (STEP.c.notice == REFUSED, _decided_anew()), else_=false()
    )


def _lacks_anew() -> ColumnElement[bool]:
    older, newer = EVIDENCE.alias("told_of"), EVIDENCE.alias("came_since")
    # A scalar subquery, which no planner answers by reading all evidence there is.
    found = select(func.count()).where(
        older.c.recommendation_id == STEP.c.recommendation_id,
        STEP.c.step == _named(INSUFFICIENT, older.c.id),
        newer.c.recommendation_id == older.c.recommendation_id,
        newer.c.judgement == Judgement.INSUFFICIENT.value,
        newer.c.recorded_at > older.c.judged_at,
    )
    return found.correlate(STEP).scalar_subquery() > 0


def _decided_anew() -> ColumnElement[bool]:
    refused, later = REQUEST.alias("refused_one"), REQUEST.alias("later_one")
    answered = exists().where(
        later.c.recommendation_id == refused.c.recommendation_id,
        later.c.id > refused.c.id,
        later.c.state.in_(ANSWERS),
    )
    return (
        select(func.count())
        .where(
            refused.c.recommendation_id == STEP.c.recommendation_id,
            STEP.c.step == _named(REFUSED, refused.c.id),
            or_(answered.correlate(refused), _told_such_a_date(refused)),
        )
        .correlate(STEP)
        .scalar_subquery()
    ) > 0


def _told_such_a_date(refused: Any) -> ColumnElement[bool]:
    item, message, version = ITEM.alias("said"), MESSAGE.alias("heard"), DEADLINE.alias("then_due")
    spoken = func.coalesce(item.c.told_version, item.c.deadline_version)
    return (
        exists()
        .where(
            item.c.recommendation_id == refused.c.recommendation_id,
            item.c.dropped.is_(None),
            item.c.message_id == message.c.id,
            message.c.state.in_(HANDED_OVER),
            message.c.recipient_role.in_(sorted(Role)),
            and_(version.c.recommendation_id == item.c.recommendation_id, version.c.version == spoken),
            spoken > STEP.c.deadline_version,
            version.c.due_on >= refused.c.wished_on,
        )
        .correlate(refused, STEP)
    )


def _named(notice: str, number: ColumnElement[Any]) -> ColumnElement[str]:
    """The name of a step about a piece of evidence or a request, by its number."""
    return literal(f"{notice}-") + cast(number, String)
