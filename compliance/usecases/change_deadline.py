"""Change a deadline: an agreed extension makes a new version and new reminder steps (rules D6, D7, D8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from compliance.domain.deadlines import Receipt, VersionKind, due_on, extended, fixed, parse_period
from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import Dates, plan
from compliance.store import cases, steps
from compliance.store.engine import Session
from compliance.usecases.case_records import Extension, step_row
from compliance.usecases.open_recommendation import Found, find, plan_notice, say


@dataclass(frozen=True)
class Extended:
    """What an extension did: the version, both dates and the receipt of the new one."""

    reference: str
    version: int
    original_due_on: date
    previous_due_on: date
    receipt: Receipt


def extension_receipt(current: date | None, period: str, new_due_on: date | None, rulebook: Rulebook) -> Receipt:
    """The receipt of an extension: to a named date, or by a period counted from the current due date (D7)."""
    if bool(period.strip()) == (new_due_on is not None):
        raise Refused("an extension needs exactly one of a new date and a period")
    if current is None:
        raise Refused("there is no due date that could be extended: the deadline is open-ended")
    if new_due_on is not None:
        return fixed(new_due_on, rulebook.calendar, "agreed extension to a named date")
    return due_on(current, parse_period(period, rulebook.periods), rulebook.calendar)


def fault_of(extension: Extension, current: date, decided_on: date) -> list[tuple[str, str]]:
    """Everything wrong with an extension, as (column, what was expected)."""
    found = []
    if extension.new_due_on <= current:
        found.append(("new_due_on", f"a day after the current due date {current}"))
    if extension.agreed_on < decided_on:
        found.append(("agreed_on", f"a day on or after the decision of {decided_on}"))
    if not extension.reason.strip():
        found.append(("reason", "a reason: extensions are for exceptional circumstances"))
    if not extension.agreed_by.strip():
        found.append(("agreed_by", "the name of the person who agreed"))
    return found


def extend(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    extension: Extension,
    receipt: Receipt | None = None,
) -> Extended:
    """Record an agreed extension: new deadline version, old steps superseded, new ones planned (D6, D7, R2.1).

    Raises Refused for a closed recommendation, an earlier date, or a missing reason or approver.
    """
    found = find(session, reference)
    record = found.record
    previous, original = record.due_on, record.original_due_on
    if previous is None or original is None:
        raise Refused(f"recommendation {reference!r} has no due date that could be extended: it is open-ended")
    wrong = fault_of(extension, previous, found.decision.decided_on)
    if extension.agreed_on > moment.today:
        wrong.append(("agreed_on", f"a day on or before today, {moment.today}"))
    if wrong:
        raise Refused("; ".join(f"{column}: expected {expected}" for column, expected in wrong))
    extended(previous, extension.new_due_on)
    receipt = receipt or fixed(extension.new_due_on, rulebook.calendar, "agreed extension to a named date")
    version = record.deadline_version + 1
    cases.add_deadlines(
        session,
        [
            {
                "recommendation_id": found.id,
                "version": version,
                "kind": VersionKind.EXTENSION.value,
                "due_on": extension.new_due_on,
                "previous_due_on": previous,
                "agreed_on": extension.agreed_on,
                "reason": extension.reason,
                "approved_by": extension.agreed_by,
                "receipt": json.dumps(receipt.as_dict()),
                "recorded_at": moment.now,
            }
        ],
    )
    _move(session, rulebook, moment, found, version, extension)
    say(session, moment, reference, Happening.DEADLINE_CHANGED, _payload(version, previous, extension))
    return Extended(reference, version, original, previous, receipt)


def _move(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, version: int, extension: Extension
) -> None:
    record = found.record
    cases.change_recommendation(
        session,
        found.id,
        {"due_on": extension.new_due_on, "deadline_version": version, "overdue_noted_on": None},
    )
    session.refresh(record)
    steps.supersede(session, found.id, f"deadline version {version} replaced it")
    if record.live_from is None:
        return
    dates = Dates(
        found.decision.decided_on, record.logged_on, extension.new_due_on, max(record.live_from, moment.today)
    )
    planned = plan(rulebook.ladder, dates, rulebook.calendar, first_version=False)
    steps.add(session, [step_row(found.id, version, step) for step in planned])
    facts = json.dumps({"reason": extension.reason, "agreed_by": extension.agreed_by})
    plan_notice(session, rulebook, moment, found, "deadline_changed", name="deadline_changed", facts=facts)


def _payload(version: int, previous: date, extension: Extension) -> dict[str, object]:
    return {
        "version": version,
        "kind": VersionKind.EXTENSION.value,
        "previous_due_on": previous.isoformat(),
        "due_on": extension.new_due_on.isoformat(),
        "agreed_on": extension.agreed_on.isoformat(),
        "reason": extension.reason,
        "agreed_by": extension.agreed_by,
    }
