"""List recommendations with where they stand and what is to be done next, late ones first (rules D6, D7 and R6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.next_action import Action, Actor, NextAction, Snapshot, next_action
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing, standing
from compliance.store import snapshot
from compliance.store.engine import Session
from compliance.usecases.derive_next_action import plain, snapshots


@dataclass(frozen=True)
class Narrowed:
    """Which recommendations are wanted; None and False for no narrowing. Without a state the open ones are."""

    authority: str | None = None
    state: Standing | None = None
    kind: Kind | None = None
    due_by: date | None = None
    action: Action | None = None
    owner: Actor | None = None
    held: bool = False
    overdue: bool = False
    no_contact: bool = False

    @property
    def derived(self) -> bool:
        """Whether it asks for something that is not stored but derived, recommendation by recommendation."""
        open_state = self.state is not None and self.state.value not in set(Outcome)
        return open_state or self.no_contact or self.action is not None or self.owner is not None


@dataclass(frozen=True)
class Listing:
    """A page of what was wanted, and how many there are in all."""

    rows: list[dict[str, object]]
    total: int


def list_recommendations(session: Session, today: date, narrowed: Narrowed, limit: int | None) -> Listing:
    """The first `limit` recommendations of those wanted (None for all), late first, each with its next action."""
    wanted = _wanted(narrowed, today)
    if not narrowed.derived:
        page = snapshot.recommendations(session, wanted, limit)
        total = len(page) if limit is None or len(page) < limit else snapshot.count(session, wanted)
        return Listing([_shown(*each) for each in _derived(session, page, today)], total)
    rows = snapshot.recommendations(session, wanted)
    fitting = [each for each in _derived(session, rows, today) if _fits(*each, narrowed)]
    return Listing([_shown(*each) for each in fitting[:limit]], len(fitting))


def _wanted(narrowed: Narrowed, today: date) -> snapshot.Wanted:
    outcome = narrowed.state.value if narrowed.state and narrowed.state.value in set(Outcome) else None
    return snapshot.Wanted(
        authority=narrowed.authority,
        kind=narrowed.kind.value if narrowed.kind else None,
        outcome=outcome,
        closed=outcome is not None,
        due_by=narrowed.due_by,
        overdue_on=today if narrowed.overdue else None,
        held_on=today if narrowed.held else None,
    )


def _derived(session: Session, rows: list[Any], today: date) -> list[tuple[Any, Snapshot, NextAction]]:
    return [(row, now, next_action(now)) for row, now in zip(rows, snapshots(session, rows, today), strict=True)]


def _fits(row: Any, now: Snapshot, action: NextAction, narrowed: Narrowed) -> bool:
    return (
        (narrowed.state is None or _standing(row, now) is narrowed.state)
        and (narrowed.action is None or action.action is narrowed.action)
        and (narrowed.owner is None or action.who is narrowed.owner)
        and not (narrowed.no_contact and now.reachable)
    )


def _standing(row: Any, now: Snapshot) -> Standing:
    return standing(row.outcome, row.due_on, row.hold_ends_on, now.clock_stopped_on is not None, now.today)


def _shown(row: Any, now: Snapshot, action: NextAction) -> dict[str, object]:
    return {
        "reference": row.reference,
        "decision": row.decision,
        "authority_code": row.authority_code,
        "kind": row.kind,
        "state": _standing(row, now).value,
        "original_due_on": row.original_due_on.isoformat() if row.original_due_on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "held_until": row.hold_ends_on.isoformat() if row.hold_ends_on else None,
        "evidence_waiting": row.evidence_waiting,
        "reachable": now.reachable,
        "next_action": plain(action),
    }
