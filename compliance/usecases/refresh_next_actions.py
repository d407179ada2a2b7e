"""Bring stored next actions up to date with what they are derived from (decision record 0026).

Triggers mark what is stale, whoever wrote. Here it is derived anew: read and derived in one reading transaction, put in
place in a short writing one, a few hundred at a time. So nobody waits long for the database, any number of processes
may do it at once, and one that is killed leaves marks that the next one finds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import heirs
from compliance.domain.errors import Refused
from compliance.domain.spells import NO_DAY, RANK, Spell
from compliance.store import authorities, stale
from compliance.store.engine import BUSY_MILLISECONDS, Session, Store
from compliance.usecases.derive_next_action import known

BATCH = 400
ROUNDS_FOR_A_READER = 10
A_READERS_PATIENCE = 500
"""Milliseconds."""


@dataclass(frozen=True)
class Refreshed:
    """How many recommendations were derived anew, and whether nothing is stale any more."""

    derived: int = 0
    complete: bool = True


def refresh_next_actions(store: Store) -> Refreshed:
    """Derive all that is stale anew, in transactions of its own; each is short.

    Not complete where another writer kept the database busy for too long: the marks are still there, and whoever reads
    next finds them.
    """
    return _refresh(store, None, BUSY_MILLISECONDS)


def refresh_for_reading(store: Store) -> Refreshed:
    """The same for who wants to read: at most some thousands, and not while another writer keeps SQLite busy.

    What then is stale still is said, and a list shows it as it was before the newest changes.
    """
    return _refresh(store, ROUNDS_FOR_A_READER, A_READERS_PATIENCE)


def _refresh(store: Store, rounds: int | None, patience: int) -> Refreshed:
    derived = 0
    for _ in count() if rounds is None else range(rounds):
        try:
            done = _round(store, patience)
        except Refused:
            break
        if done is None:
            return Refreshed(derived)
        derived += done
    return Refreshed(derived, complete=False)


def _round(store: Store, patience: int) -> int | None:
    """One batch: how many were derived anew, also none where somebody else was quicker; None when nothing is stale."""
    with store.reading() as session:
        if not stale.is_any(session):
            return None
        wide = stale.of_many(session)
        if wide:
            concerned = _concerned(session, wide)
        else:
            marks = stale.batch(session, BATCH)
            fresh = [row for each in _derive(session, list(marks)) for row in each]
    with store.writing(patience) as session:
        if wide:
            stale.mark_open_of(session, concerned)
            stale.take(session, [row.id for row in wide])
            return 0
        if not stale.take(session, [mark for some in marks.values() for mark in some]):
            session.rollback()
            return 0
        stale.replace(session, list(marks), fresh)
        return len(marks)


def _derive(session: Session, identifiers: list[int]) -> list[list[dict[str, Any]]]:
    found = known(session, identifiers)
    return [[stored(row, spell) for spell in found.spells(row)] for row in found.rows]


def stored(row: Any, spell: Spell) -> dict[str, Any]:
    """A spell as a row of the table of stored next actions; `row` is its recommendation."""
    action = spell.action
    return {
        "recommendation_id": row.id,
        "from_on": spell.from_on,
        "last_on": spell.last_on,
        "closed": row.closed_on is not None,
        "in_time": not spell.late,
        "rank": RANK[action.action],
        "by_on": spell.by_on,
        "due_on": row.due_on or NO_DAY,
        "decided_on": row.decided_on,
        "authority_id": row.authority_id,
        "kind": row.kind,
        "state": spell.standing.value,
        "held": spell.held,
        "action": action.action.value,
        "who": action.who.value,
        "assigned_to": action.assigned_to,
        "caseworker": row.caseworker,
        "what": action.what,
        "command": action.command,
    }


def _concerned(session: Session, wide: Collection[Any]) -> set[int]:
    """The authorities whose recommendations somebody may answer for whose contacts, tenure or addresses changed."""
    changed = {row.authority_id for row in wide if row.authority_id is not None}
    addresses = {folded(row.address) for row in wide if row.address is not None}
    if addresses:
        held = stale.authorities_by_address(session)
        changed |= {row.authority_id for row in held if folded(row.address) in addresses}
    ids, tenures = authorities.ids(session), authorities.tenures(session)
    return {ids[code] for code in tenures if any(ids[heir] in changed for heir in heirs(code, tenures))}
