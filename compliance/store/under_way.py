"""Queries on messages a channel accepted and whose arrival it has not reported yet (R6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.delivery_tables import Attempt, Message
from compliance.store.rows import constant, table_of

ATTEMPT = table_of(Attempt)
MESSAGE = table_of(Message)


def under_way(session: Session, since: datetime) -> list[Row[Any]]:
    """Messages sent at or after `since` that their channel has a name for, newest first."""
    statement = select(MESSAGE.c.id, MESSAGE.c.key, MESSAGE.c.recipient, MESSAGE.c.channel_reference).where(
        MESSAGE.c.state == constant("sent"),
        MESSAGE.c.channel_reference != constant(""),
        MESSAGE.c.delivered_at.is_(None),
        MESSAGE.c.sent_at >= since,
    )
    return list(session.execute(statement.order_by(MESSAGE.c.sent_at.desc(), MESSAGE.c.id)))


def reference_of(session: Session, key: str) -> str:
    """The channel's own name for a message; "" for none, or for no such message."""
    found = session.execute(select(MESSAGE.c.channel_reference).where(MESSAGE.c.key == key)).scalar_one_or_none()
    return found or ""


def taken_without_name(session: Session, key: str) -> bool:
    """Whether the channel that took a message last gave no name for it, and no other sending of it is under way."""
    newest = (
        select(ATTEMPT.c.result)
        .where(ATTEMPT.c.message_id == MESSAGE.c.id)
        .order_by(ATTEMPT.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    nameless = (MESSAGE.c.channel_reference == "") & (MESSAGE.c.state != "sending") & (newest == "accepted")
    found = session.execute(select(MESSAGE.c.id).where(MESSAGE.c.key == key, nameless))
    return found.first() is not None


def keep_reference(session: Session, key: str, reference: str) -> None:
    """Keep the channel's own name for a message."""
    session.execute(update(MESSAGE).where(MESSAGE.c.key == key).values(channel_reference=reference))
