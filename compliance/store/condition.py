"""Counts and last answers that tell whoever looks after an installation how it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from compliance.domain.delivery import MessageState
from compliance.domain.reminders import StepState
from compliance.store.delivery_tables import Attempt, Message, Step
from compliance.store.rows import table_of

ATTEMPT = table_of(Attempt)
MESSAGE = table_of(Message)
STEP = table_of(Step)
UNFINISHED = (MessageState.WAITING, MessageState.SENDING, MessageState.IN_DOUBT)
LAST_ATTEMPTS = 500


def steps_due(session: Session, today: date) -> int:
    """How many planned steps are due on a day or before it; each has an index entry of its own."""
    due = (STEP.c.state == StepState.PLANNED.value) & (STEP.c.on_day <= today)
    return int(session.execute(select(func.count()).select_from(STEP).where(due)).scalar_one())


def due_since(session: Session, today: date) -> date | None:
    """The day of the oldest planned step that is due on a day or before it; None where none is."""
    due = (STEP.c.state == StepState.PLANNED.value) & (STEP.c.on_day <= today)
    oldest: date | None = session.execute(select(STEP.c.on_day).where(due).order_by(STEP.c.on_day).limit(1)).scalar()
    return oldest


def unfinished_messages(session: Session) -> dict[str, int]:
    """How many messages wait, are being sent, and are in doubt; the finished ones are not looked at."""
    counted = {
        state.value: select(func.count()).select_from(MESSAGE).where(MESSAGE.c.state == state.value).scalar_subquery()
        for state in UNFINISHED
    }
    row = session.execute(select(*(query.label(name) for name, query in counted.items()))).one()
    return {name: int(number) for name, number in row._mapping.items()}


def last_answers(session: Session) -> list[Row[Any]]:
    """The newest attempts, newest first: `channel`, `at`, `result` and `detail`; at most LAST_ATTEMPTS of them."""
    statement = (
        select(MESSAGE.c.channel, ATTEMPT.c.at, ATTEMPT.c.result, ATTEMPT.c.detail)
        .join(MESSAGE, ATTEMPT.c.message_id == MESSAGE.c.id)
        .order_by(ATTEMPT.c.id.desc())
        .limit(LAST_ATTEMPTS)
    )
    return list(session.execute(statement))
