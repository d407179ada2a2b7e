"""The day on which an authority received what a stage of a statutory clock is counted from, and its correction (T)."""

from __future__ import annotations

import json
from datetime import date

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import Receipt, VersionKind
from compliance.domain.errors import Refused
from compliance.domain.extensions import is_extended
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import Found

TYPED = frozenset({VersionKind.ORIGINAL.value, VersionKind.CORRECTION.value})


def received_on(session: Session, stage_id: int) -> date:
    """The day from which a stage is counted: that of its first version, or of the last correction that names one."""
    stored = [json.loads(each.receipt) for each in cases.deadlines(session, stage_id) if each.kind in TYPED]
    *_, last = (each["anchor"] for each in stored if each["period"])
    return date.fromisoformat(last)


def earliest(session: Session, found: Found) -> tuple[date, str]:
    """The first day on which something about a recommendation can have been done, and that day in words.

    That is the day of the decision; of a stage the day of its receipt: nobody answers what has not come yet (T).
    """
    if not found.record.clock:
        return found.decision.decided_on, f"the decision of {found.decision.decided_on}"
    received = received_on(session, found.id)
    return received, f"{received}, when the authority received what the stage is counted from"


def received_anew(found: Found, day: date, rulebook: Rulebook, calendar: WorkingCalendar) -> Receipt:
    """The receipt of a stage counted from the right day; Refused for what is no stage."""
    record = found.record
    if not record.clock:
        raise Refused("received_on: expected nothing, because this is no stage of a statutory clock")
    clock = rulebook.clocks.get(record.clock)
    if clock is None:
        raise Refused(f"received_on: expected nothing, because config/clocks.yaml has no clock {record.clock!r} now")
    return clock.stage(record.stage).receipt(day, calendar)


def require_correctable(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, receipt: Receipt, current: date
) -> None:
    """Raise Refused for a correction of a stage that the law does not know (T).

    A later date is more time, which some stages have only in writing, unless it is counted from the day of receipt:
    that lies after the receipt of the stage before, and what was agreed upon the wrong one is taken back first.
    """
    if receipt.period:
        _require_receipt(session, moment, found, receipt.anchor)
        if is_extended(cases.deadlines(session, found.id)):
            raise Refused("received_on: expected a stage that was given no more time: take the extension back first")
        return
    clock = rulebook.clocks.get(found.record.clock)
    if receipt.due_on > current and clock is not None and clock.stage(found.record.stage).in_writing:
        raise Refused(
            f"to: expected a day before {current}: a later one is more time, which needs the letter or mail that agreed"
            " to it, so give more time; where the day of receipt was typed wrongly, correct that day"
        )


def _require_receipt(session: Session, moment: Moment, found: Found, day: date) -> None:
    rows = cases.stages(session, found.decision.reference, found.record.clock)
    before = [row.id for row in rows if row.id < found.id]
    first, what = (received_on(session, before[-1]), "the stage before") if before else _decided(found)
    if not first <= day <= moment.today:
        expected = f"a day from {first}, the day of {what}, to today, {moment.today}"
        raise Refused(f"received_on: expected {expected}, not {day}")


def _decided(found: Found) -> tuple[date, str]:
    return found.decision.decided_on, "the decision"
