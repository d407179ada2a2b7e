"""Messages that did not arrive and that nobody would send again: all in them has its outcome or was ended (R4, R6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from compliance.domain.reminders import OF_AN_OUTCOME
from compliance.domain.tasks import MOOT, TaskKind
from compliance.store import moot, tasks
from compliance.store.engine import Session

KINDS = frozenset({TaskKind.MESSAGE_FAILED, TaskKind.MESSAGE_RETURNED})


def moot_among(session: Session, message_ids: Iterable[int | None]) -> set[int]:
    """Those messages in which nothing is still right; one that says that a remedy is complete still has to arrive."""
    return moot.without_matter(session, sorted({each for each in message_ids if each is not None}), OF_AN_OUTCOME)


def close_moot(session: Session, today: date, recommendation_id: int) -> None:
    """Close the tasks about messages that spoke of a recommendation, now closed, where nothing else is left in them."""
    open_tasks = tasks.open_about(session, [recommendation_id])[recommendation_id]
    rows = [row for row in open_tasks if row.kind in KINDS]
    over = moot_among(session, [row.message_id for row in rows])
    ended = [row.id for row in rows if row.message_id in over]
    if ended:
        tasks.close_those(session, ended, today, tasks.BY_THE_MATTER, MOOT)
