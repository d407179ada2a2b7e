"""Stop a deadline's clock and start it again, each with a reason; the working days left are kept (rule D6)."""

from __future__ import annotations

from datetime import date

from compliance.domain.clock_stops import days_left, restarted, stopped
from compliance.domain.deadlines import VersionKind
from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store import cases, deadline_changes
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.change_deadline import dated
from compliance.usecases.deadline_versions import Change, Moved, require_words, write_version
from compliance.usecases.open_recommendation import find
from compliance.usecases.overtake_proposal import overtake_by_date


def stop(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    category: str,
    reason: str,
    by: str,
    on: date | None = None,
) -> Moved:
    """Stop the clock: the deadline is open-ended until it starts again, nothing goes out and nothing becomes overdue.

    `on` is the day of the stop, today without it. Raises Refused for a clock that stands still already, a due date that
    has passed by then, a day before the clock last ran again, an unknown category or a missing reason.
    """
    found = find(session, reference)
    if deadline_changes.open_stop(session, found.id) is not None:
        raise Refused(f"the clock of {reference!r} is stopped already; restart it first")
    if found.record.clock:
        raise Refused(
            f"{reference!r} is a stage of a statutory clock, which never stops; more time is agreed in writing"
        )
    if category not in rulebook.stop_categories:
        raise Refused(f"category: expected one of {', '.join(rulebook.stop_categories)}, not {category!r}")
    require_words(reason=reason, by=by)
    day, current = on or moment.today, dated(found)
    _require_running(session, found.id, day)
    left = days_left(day, current, calendar_of(session, rulebook, found.decision.authority_id))
    if not found.decision.decided_on <= day <= moment.today:
        known = f"a day from the decision of {found.decision.decided_on} to today, {moment.today}"
        raise Refused(f"stopped on: expected {known}, not {day}")
    row = {
        "recommendation_id": found.id,
        "stopped_on": day,
        "category": category,
        "reason": reason,
        "stopped_by": by,
        "days_left": left,
        "recorded_at": moment.now,
    }
    deadline_changes.add_stop(session, row)
    receipt = stopped(day, left, category, calendar_of(session, rulebook, found.decision.authority_id))
    more = {"category": category, "working_days_left": left}
    moved = write_version(
        session, rulebook, moment, found, Change(VersionKind.CLOCK_STOPPED, receipt, day, reason, by, more=more)
    )
    overtake_by_date(session, moment, found, current, "its clock was stopped")
    return moved


def _require_running(session: Session, recommendation_id: int, day: date) -> None:
    """Refuse a stop on a day on which the clock stood still: those working days are given back already."""
    stops = deadline_changes.stops_of(session, recommendation_id)
    ran_again = max((row.restarted_on for row in stops if row.restarted_on is not None), default=day)
    if day < ran_again:
        raise Refused(f"stopped on: expected a day on or after {ran_again}, when the clock ran again, not {day}")


def restart(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    reason: str,
    by: str,
    on: date | None = None,
) -> Moved:
    """Start a stopped clock: the working days that were left are counted after that day.

    Raises Refused for a clock that runs, and for a restart before the stop or after today.
    """
    found = find(session, reference)
    halt = deadline_changes.open_stop(session, found.id)
    if halt is None:
        raise Refused(f"the clock of {reference!r} is not stopped")
    require_words(reason=reason, by=by)
    day = on or moment.today
    if day > moment.today:
        raise Refused(f"restarted on: expected a day on or before today, {moment.today}")
    before = next(
        version.previous_due_on
        for version in reversed(cases.deadlines(session, found.id))
        if version.kind == VersionKind.CLOCK_STOPPED and version.previous_due_on is not None
    )
    receipt = restarted(
        day, halt.stopped_on, halt.days_left, before, calendar_of(session, rulebook, found.decision.authority_id)
    )
    deadline_changes.end_stop(session, halt.id, {"restarted_on": day, "restart_reason": reason, "restarted_by": by})
    more = {"stopped_on": str(halt.stopped_on), "working_days_left": halt.days_left}
    return write_version(
        session, rulebook, moment, found, Change(VersionKind.CLOCK_RESTARTED, receipt, day, reason, by, more=more)
    )
