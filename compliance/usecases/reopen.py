"""Open a closed recommendation again, or send an open one anew; both re-arm its reminders (rules E8 and D6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from compliance.domain.deadlines import OpenEnded, Receipt, VersionKind, fixed
from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.domain.reminders import OF_AN_OUTCOME, SAID_BEFORE
from compliance.store import cases, deadline_changes, evidence, outcomes, steps
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.deadline_versions import Change, Moved, require_words, write_version
from compliance.usecases.end_notices import end_notices, heard_of
from compliance.usecases.hold import end_hold
from compliance.usecases.open_recommendation import Found, find
from compliance.usecases.take_back_letter import tell_what_is_missing
from compliance.usecases.wait_again import Dependent, completion_of, take_dates_back, waits_anew
from compliance.usecases.wait_for import end_meanwhile


@dataclass(frozen=True)
class Reopened(Moved):
    """What opening again did, also to those whose date was counted from the withdrawn completion (D2)."""

    dependents: tuple[Dependent, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The change as plain values, dates in ISO 8601."""
        return super().as_dict() | {"dependents": [each.as_dict() for each in self.dependents]}


def reopen(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    reason: str,
    by: str,
    to: date | None = None,
) -> Reopened:
    """Withdraw the outcome of a closed recommendation; it is followed up again, history too (E8, R7).

    `to` is a new due date, with which a stopped clock runs again; without it the one before counts. The outcome stays
    on record as withdrawn, and a letter about it that is not out yet never goes out (R2.4). Evidence that nobody judged
    but the outcome waits for its judgement again (E2), as does a request for more time for its answer (D6); what its
    completion had given a date waits for it (D2). What evidence lacks, or that more time is refused, goes after all
    where the closing ended that letter. Raises Refused for an open recommendation and for a new date before today.
    """
    found = find(session, reference, still_open=False, lock=True)
    record = found.record
    if record.closed_on is None:
        raise Refused(f"recommendation {reference!r} is open")
    if record.clock:
        raise Refused(f"{reference!r} is a stage of a statutory clock, which never goes back")
    require_words(reason=reason, by=by)
    if to is not None and to < moment.today:
        raise Refused(f"to: expected a day on or after today, {moment.today}, not {to}")
    was, unheard = Outcome(record.outcome or ""), _take_back_the_letter(session, found)
    end_hold(session, moment, found, was)
    completed_on = completion_of(session, found)
    values = {
        "outcome": None,
        "closed_on": None,
        "live_from": record.live_from or moment.today,
        "evidence_waiting": evidence.wait_again(session, found.id),
    }
    outcomes.withdraw(session, found.id, moment.now)
    cases.change_recommendation(session, found.id, values)
    session.refresh(record)
    if to is not None:
        _end_stop(session, moment, found, reason, by)
    change = Change(
        VersionKind.REOPENED,
        _due_again(session, rulebook, moment, found, to),
        moment.today,
        reason,
        by,
        facts={"unheard": "yes"} if unheard else {},
        happening=Happening.REOPENED,
        more={"withdrawn_outcome": was.value},
    )
    moved = write_version(session, rulebook, moment, found, change)
    tell_what_is_missing(session, found)
    dependents = take_dates_back(session, rulebook, moment, found, completed_on, by)
    return Reopened(**vars(moved), dependents=dependents)


def _due_again(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, to: date | None
) -> Receipt | OpenEnded:
    """The new date; without one, what it waits for by now, or the date it had (D2)."""
    if to is not None:
        return fixed(to, calendar_of(session, rulebook, found.decision.authority_id), "new date when it was reopened")
    waiting = end_meanwhile(session, rulebook, moment, found) or waits_anew(session, rulebook, moment, found)
    return waiting or _same(session, found)


def _take_back_the_letter(session: Session, found: Found) -> bool:
    """End the letter that says the remedy is complete, unless it is out (R2.4); whether nobody ever heard of it."""
    end_notices(session, found.id, OF_AN_OUTCOME, "it was opened again before the authority was told")
    version = found.record.deadline_version
    rows = [row for row in steps.of_recommendation(session, found.id) if row.notice in OF_AN_OUTCOME]
    letters = [row for row in rows if row.deadline_version == version]
    return bool(letters) and not heard_of(session, letters) and letters[-1].reason != SAID_BEFORE


def _end_stop(session: Session, moment: Moment, found: Found, reason: str, by: str) -> None:
    """A clock that stood still at the closing runs again: a new date takes the place of the days left."""
    halt = deadline_changes.open_stop(session, found.id)
    if halt is not None:
        values = {"restarted_on": moment.today, "restart_reason": reason, "restarted_by": by}
        deadline_changes.end_stop(session, halt.id, values)


def resend(session: Session, rulebook: Rulebook, moment: Moment, reference: str, reason: str, by: str) -> Moved:
    """Send a recommendation anew: the same date in a new version, its ladder from the start.

    For an authority that never got it, or whose people changed. The letter that it was opened again, where that has
    still to go, takes the place of its first one (E8). Raises Refused for a closed one.
    """
    found = find(session, reference)
    require_words(reason=reason, by=by)
    change = Change(VersionKind.RESENT, _same(session, found), moment.today, reason, by)
    return write_version(session, rulebook, moment, found, change)


def _same(session: Session, found: Found) -> Receipt | OpenEnded:
    """The receipt in force, once more: the date does not change."""
    stored = json.loads(cases.deadlines(session, found.id)[-1].receipt)
    return OpenEnded.read(stored) if stored["due_on"] is None else Receipt.read(stored)
