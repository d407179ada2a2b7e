"""Stored next actions beside the derivation they come from, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from compliance.domain.next_action import next_action, on_hold, overdue
from compliance.domain.spells import RANK, by_on_a_day
from compliance.domain.standing import standing
from compliance.store.case_tables import Recommendation
from compliance.store.engine import Session, Store
from compliance.store.rows import chunks, table_of
from compliance.store.work_tables import StoredAction
from compliance.usecases.derive_next_action import Known, known
from compliance.usecases.refresh_next_actions import refresh_next_actions

RECOMMENDATION = table_of(Recommendation)
STORED = table_of(StoredAction)
COMPARED = ("state", "held", "in_time", "closed", "rank", "action", "who", "what", "by", "command", "assigned_to")


def refreshed(store: Store) -> int:
    """Bring stored next actions up to date, and tell how many recommendations were derived anew."""
    done = refresh_next_actions(store)
    assert done.complete
    return done.derived


def identifiers(session: Session) -> list[int]:
    """The ids of all recommendations."""
    return list(session.execute(select(RECOMMENDATION.c.id)).scalars())


def derived(session: Session, days: Iterable[date]) -> dict[tuple[int, date], tuple[Any, ...]]:
    """What is to be stored of each recommendation for each of some days, derived day by day without spells."""
    asked, found = list(days), {}
    for some in chunks(identifiers(session), 400):
        found.update(derived_from(known(session, some), asked))
    return found


def derived_from(knowledge: Known, days: Iterable[date]) -> dict[tuple[int, date], tuple[Any, ...]]:
    """The same of those recommendations of which something is known."""
    return {(row.id, day): _expected(knowledge, row, day) for day in days for row in knowledge.rows}


def stored(session: Session, days: Iterable[date]) -> dict[tuple[int, date], tuple[Any, ...]]:
    """What is stored, in the same shape; of a recommendation that has two rows for a day, or none, nothing fits."""
    asked, found = list(days), {}
    for row in session.execute(select(STORED)):
        for day in asked:
            if row.from_on <= day <= row.last_on:
                key = (row.recommendation_id, day)
                shown = {name: getattr(row, name) for name in COMPARED if name != "by"}
                shown["by"] = by_on_a_day(row.by_on, day)
                fixed = (row.authority_id, row.kind, row.decided_on, row.due_on, row.caseworker)
                whole = (*(shown[name] for name in COMPARED), *fixed)
                found[key] = ("two rows",) if key in found else whole
    return found


def disagreements(store: Store, days: Iterable[date]) -> list[str]:
    """Where what is stored and what is derived differ, or one of the two has nothing."""
    with store.reading() as session:
        asked = list(days)
        right, there = derived(session, asked), stored(session, asked)
    return [
        f"recommendation {key[0]} on {key[1]}: stored {there.get(key)}, derived {right.get(key)}"
        for key in sorted(right.keys() | there.keys())
        if right.get(key) != there.get(key)
    ]


def _expected(knowledge: Known, row: Any, day: date) -> tuple[Any, ...]:
    now = knowledge.on(row, day)
    action = next_action(now)
    stands = standing(
        row.outcome, row.due_on, row.hold_ends_on, clock_stopped=now.clock_stopped_on is not None, today=day
    )
    closed = row.closed_on is not None
    return (
        stands.value,
        not closed and on_hold(now),
        closed or not overdue(now),
        closed,
        RANK[action.action],
        action.action.value,
        action.who.value,
        action.what,
        action.by,
        action.command,
        action.assigned_to,
        row.authority_id,
        row.kind,
        row.decided_on,
        row.due_on or date.max,
        row.caseworker,
    )
