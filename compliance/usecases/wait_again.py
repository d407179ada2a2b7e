"""What was dated by a completion waits again when that completion is withdrawn (rules D2 and E8).

In the transaction that opens the other recommendation again: a date that rests on nothing is not followed up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from compliance.domain.deadlines import OpenEnded, VersionKind, parse_period
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.domain.waiting import Wait, WaitKind, open_ended, rests_on
from compliance.domain.written_dates import written
from compliance.store import cases, outcomes, tasks, waits
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.deadline_versions import Change, write_version
from compliance.usecases.open_recommendation import Found, find
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.overtake_proposal import overtake_by_date

TASK = TaskKind.COMPLETION_WITHDRAWN.value


@dataclass(frozen=True)
class Dependent:
    """A recommendation whose date was counted from a withdrawn completion; where it waits not again it is a task."""

    reference: str
    waits_again: bool
    previous_due_on: date | None

    def as_dict(self) -> dict[str, object]:
        """The same as plain values."""
        before = self.previous_due_on.isoformat() if self.previous_due_on else None
        return {"reference": self.reference, "waits_again": self.waits_again, "previous_due_on": before}


def completion_of(session: Session, found: Found) -> date | None:
    """The day on which a satisfied recommendation was completed; None for another outcome."""
    current = [row for row in outcomes.of_recommendation(session, found.id) if row.withdrawn_at is None]
    return current[-1].completed_on if current else None


def take_dates_back(
    session: Session, rulebook: Rulebook, moment: Moment, other: Found, completed_on: date | None, by: str
) -> tuple[Dependent, ...]:
    """Let wait again whatever got its date from the completion of `other` on a day, which is withdrawn.

    A person has to look at one that has its outcome, and at one whose date was changed since.
    """
    if completed_on is None:
        return ()
    seen = []
    for row in waits.ended_by(session, other.id, completed_on):
        found = find(session, row.reference, still_open=False, lock=True)
        seen.append(Dependent(row.reference, _rests_on(found, row, _in_force(session, found)), found.record.due_on))
        if seen[-1].waits_again:
            _wait_again(session, rulebook, moment, found, row, by)
        else:
            _ask(session, rulebook, moment, other, found, completed_on)
    return tuple(seen)


def _rests_on(found: Found, row: Any, receipt: Mapping[str, Any]) -> bool:
    open_still = found.record.closed_on is None
    return open_still and rests_on(receipt, row.period, row.ended_on, found.decision.decided_on)


def _in_force(session: Session, found: Found) -> Mapping[str, Any]:
    """The stored receipt of the deadline as it stands."""
    stored: Mapping[str, Any] = json.loads(cases.deadlines(session, found.id)[-1].receipt)
    return stored


def waits_anew(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, receipt: Mapping[str, Any] | None = None
) -> OpenEnded | None:
    """Let what is to get a date back wait again, where what gave it that date was opened again; None where it was not.

    `receipt` is that of the date, as stored; without it the one in force. A date that somebody has given since stays
    (D6).
    """
    stored = receipt or _in_force(session, found)
    for row in waits.of_recommendation(session, found.id):
        if row.waits_on and row.ended_on and row.other_outcome is None and _rests_on(found, row, stored):
            return _begin(session, rulebook, moment, found, row)[1]
    return None


def _begin(session: Session, rulebook: Rulebook, moment: Moment, found: Found, row: Any) -> tuple[Wait, OpenEnded]:
    """Begin an ended wait again: what it waits for, with a day to look at it, and the receipt without a date."""
    later = moment.today + timedelta(days=rulebook.review_after)
    wait = Wait(WaitKind.RECOMMENDATION, row.waits_on, row.review_on if row.review_on > moment.today else later)
    waits.begin_again(session, row.id, wait.review_on)
    tasks.close(session, TASK, f"recommendation {found.record.reference}", moment.today, "it waits again")
    period = str(parse_period(row.period)) if row.period else ""
    calendar = calendar_of(session, rulebook, found.decision.authority_id)
    return wait, open_ended(wait, period, calendar, public=True)


def _wait_again(session: Session, rulebook: Rulebook, moment: Moment, found: Found, row: Any, by: str) -> None:
    """One version without a date: its steps are superseded, and somebody looks at it again."""
    wait, receipt = _begin(session, rulebook, moment, found, row)
    change = Change(
        VersionKind.REOPENED,
        receipt,
        moment.today,
        f"recommendation {row.waits_on} was opened again: its completion on {written(row.ended_on)} no longer stands",
        by,
        facts={"change": "waits_again"},
        more={"review_on": wait.review_on.isoformat()},
    )
    before = found.record.due_on
    write_version(session, rulebook, moment, found, change)
    overtake_by_date(session, moment, found, before, f"it waits for {row.waits_on} again")


def _ask(session: Session, rulebook: Rulebook, moment: Moment, other: Found, found: Found, completed_on: date) -> None:
    reference = found.record.reference
    why = (
        f"{other.record.reference} was opened again, from whose completion on {completed_on} the date of {reference}"
        " was counted: look whether that date still stands"
    )
    asked = Wanted(TASK, f"recommendation {reference}", why, recommendation_id=found.id)
    tasks.close(session, TASK, asked.subject, moment.today, "the completion was withdrawn once more")
    open_tasks(session, rulebook, moment.today, [asked])
