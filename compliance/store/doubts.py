"""Queries on messages in doubt (R2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from compliance.store.delivery_tables import Attempt, Message
from compliance.store.rows import chunks, constant, table_of

MESSAGE = table_of(Message)
ATTEMPT = table_of(Attempt)
IN_DOUBT = constant("in_doubt")


@dataclass(frozen=True)
class Doubt:
    """A message in doubt: the lease it was last held under, and the instant its doubt went on record.

    `reference` is the channel's own name for an earlier sending of it, one that came back; "" without one.
    """

    message_id: int
    key: str
    recipient: str
    lease_token: int
    reference: str
    since: datetime


def in_doubt(session: Session) -> list[Doubt]:
    """Every message in doubt."""
    wanted = (MESSAGE.c.id, MESSAGE.c.key, MESSAGE.c.recipient, MESSAGE.c.lease_token, MESSAGE.c.channel_reference)
    rows = session.execute(select(*wanted).where(MESSAGE.c.state == IN_DOUBT).order_by(MESSAGE.c.day)).all()
    since: dict[int, datetime] = {}
    for some in chunks([row.id for row in rows]):
        doubted = select(ATTEMPT.c.message_id, func.max(ATTEMPT.c.at)).where(
            ATTEMPT.c.message_id.in_(some), ATTEMPT.c.result == "unknown"
        )
        since.update(iter(session.execute(doubted.group_by(ATTEMPT.c.message_id)).tuples()))
    return [
        Doubt(row.id, row.key, row.recipient, row.lease_token, row.channel_reference, since[row.id])
        for row in rows
        if row.id in since
    ]


def is_same_doubt(session: Session, message_id: int, lease_token: int) -> bool:
    """Lock a message and tell whether it is still in the doubt of that lease."""
    own = select(MESSAGE.c.id).where(
        MESSAGE.c.id == message_id, MESSAGE.c.state == IN_DOUBT, MESSAGE.c.lease_token == lease_token
    )
    return session.execute(own.with_for_update()).scalar_one_or_none() is not None
