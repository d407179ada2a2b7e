"""The timeline of a case: events, messages and tasks in one order, a page at a time (rule R8).

Which of them stand on a page is one question over all three; what each says is one more for each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Row, cast, func, literal, null, select, union_all
from sqlmodel import Session

from compliance.store.case_tables import Event
from compliance.store.columns import UtcInstant
from compliance.store.delivery_tables import Message, MessageItem, Task
from compliance.store.events import authority_stream, case_stream, recommendation_stream
from compliance.store.rows import table_of
from compliance.store.tasks import BY_THE_MATTER

EVENT = table_of(Event)
MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
TASK = table_of(Task)
EVENTS, MESSAGES, OPENED, CLOSED = "event", "message", "task opened", "task closed"


@dataclass(frozen=True)
class Matter:
    """What a timeline is about: recommendations by id and reference, an authority and since when its people count.

    `case` is the reference of the case where it is about all of it: notes on it, and cases it is linked to.
    """

    references: dict[int, str]
    authority_code: str
    since: date
    case: str = ""


def count(session: Session, matter: Matter) -> int:
    """How many entries there are."""
    found: int = session.execute(select(func.count()).select_from(_entries(matter).subquery())).scalar_one()
    return found


def page(session: Session, matter: Matter, limit: int, offset: int) -> list[Row[Any]]:
    """A page of entries, newest first: `source, id, day, at`; tasks have no instant and come last on their day."""
    entries = _entries(matter).subquery()
    columns = entries.c
    order = (columns.day.desc(), columns.at.is_not(None), columns.at.desc(), columns.source, columns.id.desc())
    return list(session.execute(select(entries).order_by(*order).limit(limit).offset(offset)))


def events(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Events by id."""
    return {row.id: row for row in session.execute(select(EVENT).where(EVENT.c.id.in_(ids)))}


def messages(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Messages by id, with their text as sent."""
    return {row.id: row for row in session.execute(select(MESSAGE).where(MESSAGE.c.id.in_(ids)))}


def tasks(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Tasks by id, open or closed."""
    return {row.id: row for row in session.execute(select(TASK).where(TASK.c.id.in_(ids)))}


def _entries(matter: Matter) -> CompoundSelect[Any]:
    ids = list(matter.references)
    its = select(ITEM.c.message_id).where(ITEM.c.recommendation_id.in_(ids), ITEM.c.dropped.is_(None))
    streams = [recommendation_stream(reference) for reference in matter.references.values()]
    of_messages = select(literal("message/") + MESSAGE.c.key).where(MESSAGE.c.id.in_(its))
    nothing = cast(null(), UtcInstant)
    about_it = TASK.c.recommendation_id.in_(ids) | (TASK.c.recommendation_id.is_(None) & TASK.c.message_id.in_(its))
    by_itself = (TASK.c.closed_by == BY_THE_MATTER, TASK.c.closed_on.is_not(None))
    what = (EVENT.c.id, EVENT.c.day, EVENT.c.at)
    return union_all(
        select(literal(EVENTS).label("source"), *what).where(EVENT.c.stream.in_(streams)),
        select(literal(EVENTS), *what).where(EVENT.c.stream.in_(of_messages)),
        select(literal(EVENTS), *what).where(EVENT.c.stream == (case_stream(matter.case) if matter.case else "")),
        select(literal(EVENTS), *what).where(
            EVENT.c.stream == authority_stream(matter.authority_code), EVENT.c.day >= matter.since
        ),
        select(literal(MESSAGES), MESSAGE.c.id, MESSAGE.c.day, MESSAGE.c.sent_at).where(MESSAGE.c.id.in_(its)),
        select(literal(OPENED), TASK.c.id, TASK.c.opened_on, nothing).where(about_it),
        # What a person ends is an event already; what ends with its matter leaves none.
        select(literal(CLOSED), TASK.c.id, TASK.c.closed_on, nothing).where(about_it, *by_itself),
    )
