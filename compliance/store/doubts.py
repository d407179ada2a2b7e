"""Queries on messages in doubt, and on the name a channel has for a message (R2.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select, update
from sqlmodel import Session

from compliance.store.delivery_tables import Attempt, Message
from compliance.store.rows import constant, table_of

MESSAGE = table_of(Message)
ATTEMPT = table_of(Attempt)
IN_DOUBT = constant("in_doubt")
UNKNOWN = constant("unknown")


def in_doubt(session: Session) -> list[Row[Any]]:
    """Every message in doubt with `doubted_at`, the instant its doubt went on record, oldest first."""
    since = (
        select(ATTEMPT.c.message_id, func.max(ATTEMPT.c.at).label("doubted_at"))
        .where(ATTEMPT.c.result == UNKNOWN)
        .group_by(ATTEMPT.c.message_id)
        .subquery()
    )
    statement = (
        select(MESSAGE.c.id, MESSAGE.c.key, MESSAGE.c.recipient, MESSAGE.c.lease_token, since.c.doubted_at)
        .join(since, since.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.state == IN_DOUBT)
        .order_by(since.c.doubted_at, MESSAGE.c.id)
    )
    return list(session.execute(statement))


def is_same_doubt(session: Session, message_id: int, lease_token: int) -> bool:
    """Lock a message and tell whether it is still in the doubt of that lease."""
    own = select(MESSAGE.c.id).where(
        MESSAGE.c.id == message_id, MESSAGE.c.state == IN_DOUBT, MESSAGE.c.lease_token == lease_token
    )
    return session.execute(own.with_for_update()).scalar_one_or_none() is not None


def keep_reference(session: Session, message_id: int, reference: str) -> None:
    """Keep the channel's own name for a message."""
    session.execute(update(MESSAGE).where(MESSAGE.c.id == message_id).values(channel_reference=reference))
