"""Change a calendar on consent: what would move is shown, and only what was shown is done (rules D6 and D9)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from compliance.domain.deadlines import VersionKind
from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import BEFORE_IT_MOVED, StepState, was_tried
from compliance.domain.words import is_blank
from compliance.store import calendars
from compliance.store.engine import Session, lock
from compliance.usecases.authority_calendar import AuthorityCalendars, calendars_of, in_force
from compliance.usecases.calendar_moves import DueKept, DueMove, Moves, StepMove, moves
from compliance.usecases.deadline_versions import Change, write_version
from compliance.usecases.open_recommendation import find

DIGEST_LENGTH = 12


@dataclass(frozen=True)
class Wanted:
    """A change put into figures: the calendars after it, whom it concerns, what is said of it and what is stored.

    `facts` are shown and consented to; `alarms` are shown only; `rows` is what `store` needs. `empty` when what is
    asked for is so already.
    """

    what: str
    after: AuthorityCalendars
    authority_ids: frozenset[int]
    facts: Mapping[str, Any]
    alarms: tuple[str, ...] = ()
    rows: Mapping[str, Any] = field(default_factory=dict)
    empty: bool = False


class CalendarChange(Protocol):
    """A change of a calendar: worked out before anything is written, stored after somebody consented to it."""

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """What it comes to; raises Refused or NotFound for what cannot be."""

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Write the change itself and its event."""


@dataclass(frozen=True)
class Preview:
    """What a change would do. The same preview has the same `digest`, which is what a person consents to.

    `kept` are due dates that it leaves where they are.
    """

    what: str
    facts: Mapping[str, Any]
    alarms: tuple[str, ...]
    due: tuple[DueMove, ...]
    steps: tuple[StepMove, ...]
    empty: bool
    wanted: Wanted = field(repr=False, compare=False)
    kept: tuple[DueKept, ...] = ()

    @property
    def digest(self) -> str:
        """Twelve letters over everything that would be done."""
        done = json.dumps([self.what, self.facts, *self._moved()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(done.encode()).hexdigest()[:DIGEST_LENGTH]

    def as_dict(self, *, applied: bool) -> dict[str, object]:
        """The shape of the command's `--format json`."""
        due, steps = self._moved()
        return {
            "change": self.what,
            **self.facts,
            "alarms": list(self.alarms),
            "deadlines": due,
            "kept": [each.as_dict() for each in self.kept],
            "steps": steps,
            "digest": self.digest,
            "nothing_to_change": self.empty,
            "applied": applied,
        }

    def _moved(self) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        return [move.as_dict() for move in self.due], [move.as_dict() for move in self.steps]


def preview(session: Session, rulebook: Rulebook, moment: Moment, change: CalendarChange) -> Preview:
    """Work out what a change would do; nothing is written. Raises what the change raises."""
    return _preview(session, rulebook, moment, change, locked=False)


def apply(
    session: Session, rulebook: Rulebook, moment: Moment, change: CalendarChange, *, expected: str, reason: str
) -> Preview:
    """Do what was shown, in the caller's transaction: the change, a version for each deadline that moves, its steps.

    `expected` is the digest of the preview that was consented to. Raises Refused without a reason, and when what would
    be done is not what was shown any more. A change that is in force already does nothing.
    """
    lock(session, "calendars")
    found = _preview(session, rulebook, moment, change, locked=True)
    if found.empty:
        return found
    if is_blank(reason):
        raise Refused("reason: expected why the calendar changes")
    if found.digest != expected:
        raise Refused(
            f"what would be done is not what was shown as {expected!r}: nothing was written; "
            "look at it again, then consent to that"
        )
    change.store(session, moment, found.wanted, reason.strip(), len(found.due))
    for move in found.due:
        receipt = move.receipt
        more = {"calendar": receipt.calendar, "calendar_version": receipt.calendar_version}
        version = Change(VersionKind.CALENDAR_CHANGE, receipt, moment.today, reason.strip(), moment.actor, more=more)
        write_version(session, found.wanted.after.rulebook, moment, find(session, move.row.reference), version)
    _move_steps(session, found.steps)
    return found


def _preview(session: Session, rulebook: Rulebook, moment: Moment, change: CalendarChange, *, locked: bool) -> Preview:
    known = in_force(session, rulebook)
    wanted = change.worked_out(session, known, moment)
    before = calendars_of(session, known)
    found: Moves = moves(session, before, wanted.after, wanted.authority_ids, moment.today, lock=locked)
    empty = wanted.empty and not found.due and not found.steps
    return Preview(wanted.what, wanted.facts, wanted.alarms, found.due, found.steps, empty, wanted, found.kept)


def _move_steps(session: Session, found: Iterable[StepMove]) -> None:
    """Move the steps whose deadline stays; the others were planned anew with its new version.

    One that was tried before keeps why it is planned again. How its day is counted is kept with it from then on.
    """
    for move in found:
        if move.in_place:
            planned, row = move.planned, move.row
            tried = row.state == StepState.PLANNED and was_tried(row.reason)
            before = row.reason if tried else f"was {row.on_day.isoformat()} {BEFORE_IT_MOVED}"
            reason = planned.reason or before
            values = {"on_day": planned.on_day, "state": planned.state.value, "reason": reason, "rung": planned.rung}
            calendars.move_step(session, row, values)
