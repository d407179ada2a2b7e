"""Following the history: what has come since a cursor, and moving the cursor on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from compliance.domain.errors import NotReady
from compliance.store.case_tables import Authority, Decision, Event, Recommendation
from compliance.store.delivery_tables import Cursor
from compliance.store.rows import chunks, insert_new, table_of

EVENT = table_of(Event)
CURSOR = table_of(Cursor)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
LONGEST_WAIT = "2s"


def end(session: Session) -> int:
    """The id of the newest event such that no older one can still appear; 0 for an empty history.

    PostgreSQL hands out ids before it commits them: whoever is writing events is waited for, and nobody else begins
    meanwhile. To be asked first in its transaction. Raises NotReady when somebody writes for longer than two seconds.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'"))
        try:
            session.execute(text("LOCK TABLE event IN SHARE MODE"))
        except OperationalError as busy:
            raise NotReady("somebody is writing much history: what has happened is told next time") from busy
    newest: int | None = session.execute(select(func.max(EVENT.c.id))).scalar_one()
    return newest or 0


def position(session: Session, name: str) -> int | None:
    """How far a follower has come: the id of the last event it has dealt with, None for one that never began."""
    return session.execute(select(CURSOR.c.position).where(CURSOR.c.name == name)).scalar_one_or_none()


def begin(session: Session, name: str, at: int) -> None:
    """Let a follower begin behind an event; one that has begun stays where it is."""
    insert_new(session, Cursor, [{"name": name, "position": at}])


def move_on(session: Session, name: str, to: int) -> None:
    """Move a follower on; it never goes back, whoever of two comes last."""
    session.execute(update(CURSOR).where(CURSOR.c.name == name, CURSOR.c.position < to).values(position=to))


def between(session: Session, after: int, until: int, limit: int) -> list[tuple[Row[Any], datetime | None]]:
    """Events behind `after` up to `until` in their order, each with when the one before it in its stream was."""
    before = EVENT.alias("before")
    statement = (
        select(EVENT, before.c.at.label("previous_at"))
        .outerjoin(before, (before.c.stream == EVENT.c.stream) & (before.c.seq == EVENT.c.seq - 1))
        .where(EVENT.c.id > after, EVENT.c.id <= until)
        .order_by(EVENT.c.id)
        .limit(limit)
    )
    return [(row, row.previous_at) for row in session.execute(statement)]


def about(session: Session, references: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Authority code and kind of each recommendation, by reference."""
    found = {}
    for some in chunks(sorted(set(references))):
        statement = (
            select(RECOMMENDATION.c.reference, AUTHORITY.c.code, RECOMMENDATION.c.kind)
            .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
            .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
            .where(RECOMMENDATION.c.reference.in_(some))
        )
        found.update({reference: (code, kind) for reference, code, kind in session.execute(statement)})
    return found
