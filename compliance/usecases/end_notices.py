"""Notices that nobody has got yet and that are not right any more end, also out of messages that wait (R2.4, R4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from compliance.domain.delivery import STEP_AFTER, MessageState
from compliance.domain.reminders import StepState
from compliance.store import outbox, steps
from compliance.store.engine import Session

ON_ITS_WAY = frozenset({MessageState.WAITING, MessageState.SENDING, MessageState.SENT, MessageState.IN_DOUBT})


def end_notices(
    session: Session,
    recommendation_id: int,
    notices: Collection[str],
    reason: str,
    *,
    only: Collection[str] | None = None,
) -> list[str]:
    """End the notices of these kinds that are not on their way yet; the names of those that nobody got or may get.

    Those that failed for want of somebody to write to as well: whoever comes is told what is so then (R6).
    `only` narrows to some of them by name. One that some of its people got, or may have got, is what its message is;
    one that a sender holds at this moment is left to the last look before sending.
    """
    found = [row for row in steps.unsent(session, recommendation_id, notices) if only is None or row.step in only]
    ids = {row.id for row in found}
    waiting = [item for item in outbox.waiting_items(session, [recommendation_id]) if item.step_id in ids]
    outbox.drop_items(session, [(item.id, reason) for item in waiting])
    fates = outbox.fates(session, sorted(ids))
    ended = [row for row in found if row.id not in fates or MessageState(fates[row.id][0]) not in ON_ITS_WAY]
    gone = {row.id for row in ended}
    told = [(row.id, *_as_its_message(fates[row.id])) for row in found if row.id not in gone]
    steps.settle(session, [*told, *((row.id, StepState.SUPERSEDED, reason) for row in ended)])
    return [row.step for row in ended]


def _as_its_message(fate: tuple[str, str]) -> tuple[StepState, str]:
    state = MessageState(fate[0])
    return STEP_AFTER[state], fate[1] if state is MessageState.IN_DOUBT else ""


def heard_of(session: Session, rows: Collection[Any]) -> bool:
    """Whether somebody got one of these steps, may have got it, or gets it at this moment.

    One that a sender has leased and not begun is not heard of, for the last look before sending takes it out.
    """
    return bool(outbox.handed_over(session, [row.id for row in rows]))
