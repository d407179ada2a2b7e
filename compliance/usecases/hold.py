"""Hold a recommendation's reminders until a day, for a reason, and lift the hold again (rule R4).

Its outcome ends it too.
"""

from __future__ import annotations

from datetime import date, timedelta

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.domain.words import is_blank
from compliance.store import holds, tasks
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import Found, find, say
from compliance.usecases.wait_for_answer import closed_as


def place_hold(session: Session, rulebook: Rulebook, moment: Moment, reference: str, until: date, reason: str) -> None:
    """Hold the reminders of an open recommendation from today to `until`, both included.

    Raises NotFound, or Refused for a closed recommendation or one on hold, an end that is not in the future or too far
    in it, and a missing reason.
    """
    found = find(session, reference)
    latest = moment.today + timedelta(days=rulebook.longest_hold)
    if is_blank(reason):
        raise Refused("reason: expected why the reminders are held")
    if until <= moment.today:
        raise Refused(f"until: expected a day after today, {moment.today}, not {until}")
    if until > latest:
        raise Refused(
            f"until: expected a day on or before {latest}, {rulebook.longest_hold} days from now, not {until}"
        )
    held = found.record.hold_ends_on
    if held is not None and held >= moment.today:
        raise Refused(f"recommendation {reference!r} is on hold until {held} already; lift that hold first")
    holds.add(
        session,
        {
            "recommendation_id": found.id,
            "from_on": moment.today,
            "ends_on": until,
            "reason": reason.strip(),
            "placed_by": moment.actor,
            "recorded_at": moment.now,
        },
    )
    tasks.close(session, "hold_ended", f"recommendation {reference}", moment.today)
    payload = {"until": until.isoformat(), "reason": reason.strip()}
    say(session, moment, reference, Happening.HELD, payload)


def lift_hold(session: Session, moment: Moment, reference: str, reason: str) -> date:
    """End the hold of an open recommendation today and give the day it would have ended.

    Of the reminders that waited only the one that is right now goes out (R2.4). Raises NotFound, or Refused for a
    closed recommendation, one that is not on hold, and a missing reason.
    """
    found = find(session, reference)
    ends_on = found.record.hold_ends_on
    hold = holds.newest(session, found.id)
    if ends_on is None or ends_on < moment.today or hold is None:
        raise Refused(f"recommendation {reference!r} is not on hold")
    if is_blank(reason):
        raise Refused("reason: expected why the hold is lifted")
    values = {"lifted_on": moment.today, "lift_reason": reason.strip(), "lifted_by": moment.actor}
    holds.lift(session, hold.id, values)
    holds.clear(session, [found.id])
    payload = {"until": ends_on.isoformat(), "reason": reason.strip()}
    say(session, moment, reference, Happening.HOLD_LIFTED, payload)
    return ends_on


def end_hold(session: Session, moment: Moment, found: Found, outcome: Outcome) -> None:
    """An outcome ends the hold for good: whoever wants one once it is opened again places it anew (R4, E8)."""
    ends_on, hold = found.record.hold_ends_on, holds.newest(session, found.id)
    if ends_on is None or hold is None:
        return
    holds.clear(session, [found.id])
    if ends_on < moment.today:
        return
    why = closed_as(outcome)
    # What an import records may have been closed before it was held.
    values = {"lifted_on": max(moment.today, hold.from_on), "lift_reason": why, "lifted_by": moment.actor}
    holds.lift(session, hold.id, values)
    payload = {"until": ends_on.isoformat(), "reason": why}
    say(session, moment, found.record.reference, Happening.HOLD_LIFTED, payload)


def list_holds(session: Session, today: date, *, whole: bool = False) -> list[dict[str, object]]:
    """Holds in force on `today`, the earliest end first; `whole` gives past ones too."""
    return [
        {
            "recommendation": row.reference,
            "from": row.from_on.isoformat(),
            "until": row.ends_on.isoformat(),
            "reason": row.reason,
            "placed_by": row.placed_by,
            "lifted_on": row.lifted_on.isoformat() if row.lifted_on else None,
            "lift_reason": row.lift_reason,
            "lifted_by": row.lifted_by,
            "in_force": row.lifted_on is None and row.closed_on is None and row.ends_on >= today,
        }
        for row in holds.listed(session, whole=whole)
        if whole or row.ends_on >= today
    ]
