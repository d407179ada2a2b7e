"""Give more time, take it back, or correct a date that was typed wrongly (rules D6, D7 and D8)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.clock_stops import counting_again
from compliance.domain.deadlines import Receipt, VersionKind, due_on, extended, fixed, is_overdue, parse_period
from compliance.domain.errors import Refused
from compliance.domain.extensions import basis, is_extended
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.words import is_blank
from compliance.domain.written_dates import written
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.answer_request import answer_with_time
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Extension
from compliance.usecases.deadline_versions import Change, Moved, write_version
from compliance.usecases.letter_of_version import ANSWERS
from compliance.usecases.open_recommendation import Found, find
from compliance.usecases.overtake_proposal import overtake_by_date, overtake_proposal
from compliance.usecases.stage_receipt import earliest, received_anew, require_correctable
from compliance.usecases.wait_again import waits_anew


def extension_receipt(
    current: date | None, period: str, new_due_on: date | None, rulebook: Rulebook, calendar: WorkingCalendar
) -> Receipt:
    """The receipt of an extension: to a named date, or by a period counted from the current due date (D7).

    `calendar` is that of the authority (D4).
    """
    if bool(period.strip()) == (new_due_on is not None):
        raise Refused("an extension needs exactly one of a new date and a period")
    if current is None:
        raise Refused("there is no due date that could be extended: the deadline is open-ended")
    if new_due_on is not None:
        return fixed(new_due_on, calendar, "agreed extension to a named date")
    return due_on(current, parse_period(period, rulebook.periods), calendar)


def fault_of(extension: Extension, current: date, decided_on: date) -> list[tuple[str, str]]:
    """Everything wrong with an extension, as (column, what was expected)."""
    found = []
    if extension.new_due_on <= current:
        found.append(("new_due_on", f"a day after the current due date {current}"))
    if extension.agreed_on < decided_on:
        found.append(("agreed_on", f"a day on or after the decision of {decided_on}"))
    if is_blank(extension.reason):
        found.append(("reason", "a reason: extensions are for exceptional circumstances"))
    if is_blank(extension.agreed_by):
        found.append(("agreed_by", "the name of the person who agreed"))
    return found


def extend(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    extension: Extension,
    receipt: Receipt | None = None,
    in_writing: str = "",
) -> Moved:
    """Record an agreed extension: lateness is judged on the new date from then on (D7).

    A request that waits is granted by it, where it reaches the wished day. `in_writing` names the letter or mail that
    agreed to it, which some stages of statutory clocks need (T). Raises Refused for a closed recommendation, an earlier
    date, or a missing reason, approver or writing.
    """
    found = find(session, reference)
    agreed = _with_writing(found, rulebook, extension, in_writing.strip())
    previous = dated(found)
    wrong = fault_of(agreed, previous, found.decision.decided_on)
    if extension.agreed_on > moment.today:
        wrong.append(("agreed_on", f"a day on or before today, {moment.today}"))
    if wrong:
        raise Refused("; ".join(f"{column}: expected {expected}" for column, expected in wrong))
    extended(previous, extension.new_due_on)
    calendar = calendar_of(session, rulebook, found.decision.authority_id)
    receipt = receipt or fixed(extension.new_due_on, calendar, "agreed extension to a named date")
    answers = {ANSWERS: "yes"} if answer_with_time(session, moment, found, extension) else {}
    given = (agreed.agreed_on, agreed.reason, agreed.agreed_by)
    change = Change(VersionKind.EXTENSION, receipt, *given, facts=answers)
    moved = write_version(session, rulebook, moment, found, change)
    overtake_proposal(session, moment, found, f"more time was given, until {written(extension.new_due_on)}")
    return moved


def _with_writing(found: Found, rulebook: Rulebook, extension: Extension, in_writing: str) -> Extension:
    """The extension with the writing that agreed to it in its reason."""
    record = found.record
    clock = rulebook.clocks.get(record.clock)
    if is_blank(in_writing):
        if clock is not None and clock.stage(record.stage).in_writing:
            raise Refused(
                "in_writing: expected the letter or mail that agreed to more time, as the statutory clock needs"
            )
        return extension
    if is_blank(extension.reason):
        return extension
    return replace(extension, reason=f"{extension.reason} (agreed in writing: {in_writing})")


def reverse_extension(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, reason: str, by: str
) -> Moved:
    """Take back the extension that is in force: the date before it counts again, on the calendar of today (D6).

    A calendar change leaves an extension in force that it moved (D9). Where the date before was counted from a
    completion that was withdrawn since, it rests on nothing, and waits again (D2).
    Raises Refused when the current date does not come from an extension.
    """
    found = find(session, reference)
    versions = cases.deadlines(session, found.id)
    *before, last = basis(versions)
    if not before or not last.extension:
        words = versions[-1].kind.replace("_", " ")
        raise Refused(f"recommendation {reference!r} has no extension in force: its current due date is from: {words}")
    stored = json.loads(before[-1].version.receipt)
    waiting = waits_anew(session, rulebook, moment, found, stored)
    if waiting is not None:
        facts = {"change": "waits_again"}
        change = Change(VersionKind.REOPENED, waiting, moment.today, reason, by, facts=facts)
    else:
        calendar = calendar_of(session, rulebook, found.decision.authority_id)
        receipt = counting_again(stored, calendar, moment.today)
        change = Change(VersionKind.EXTENSION_REVERSED, receipt, moment.today, reason, by)
    current = found.record.due_on
    moved = write_version(session, rulebook, moment, found, change)
    overtake_by_date(session, moment, found, current, "more time was taken back, and it waits again")
    return moved


def correct(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    receipt: Receipt,
    reason: str,
    by: str,
    *,
    may_give_time: bool = False,
) -> Moved:
    """Correct a due date that was typed wrongly; what stood there before stays on record (D6).

    A later date for one that has passed is more time by another name: that needs somebody who may give it, as
    `may_give_time` says (D7). The same date may be counted otherwise: its receipt is corrected then (D8). Raises
    Refused without, for a date before the decision or the receipt of a stage, for what stands there already and for an
    open-ended one; for a stage see `require_correctable` (T).
    """
    found = find(session, reference)
    current = dated(found)
    first, what = earliest(session, found)
    if not receipt.period and receipt.due_on < first:
        raise Refused(f"to: expected a day on or after {what}")
    if found.record.clock:
        require_correctable(session, rulebook, moment, found, receipt, current)
    if receipt.due_on == current:
        _require_other_receipt(session, found, receipt)
    if receipt.due_on > current and is_overdue(current, moment.today) and not may_give_time:
        raise Refused(
            f"to: expected a day before {current}, which has passed: a later one gives more time, so ask for more time"
        )
    change = Change(VersionKind.CORRECTION, receipt, moment.today, reason, by, stays=receipt.due_on == current)
    moved = write_version(session, rulebook, moment, found, change)
    overtake_by_date(session, moment, found, current, f"its due date was corrected to {written(receipt.due_on)}")
    return moved


def _require_other_receipt(session: Session, found: Found, receipt: Receipt) -> None:
    """Raise Refused for the date in force where its receipt says what the one in force says (D8).

    That a decision names a date says nothing of one that a statutory clock gives, or that was agreed (D7, T).
    """
    versions = cases.deadlines(session, found.id)
    stored = Receipt.read(json.loads(versions[-1].receipt))
    agreed = is_extended(versions)
    if receipt.period and not agreed:
        if (receipt.anchor, receipt.period, receipt.rule) != (stored.anchor, stored.period, stored.rule):
            return
        if found.record.clock:
            raise Refused(f"received_on: expected another day than {stored.anchor}, from which it is counted now")
        raise Refused(f"period: expected another one than {stored.period}, by which it is counted now")
    if found.record.clock or agreed or not stored.period:
        typed = "period" if receipt.period else "to"
        raise Refused(f"{typed}: expected another day than the current due date {stored.due_on}")


def corrected_receipt(
    found: Found,
    period: str,
    to: date | None,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    received_on: date | None = None,
) -> Receipt:
    """The receipt of a corrected date: a named day, or a period counted from the decision on its `calendar` (D2).

    That of a stage of a statutory clock may be counted from the right day of receipt, `received_on` (T).
    """
    given = (bool(period.strip()), to is not None, received_on is not None)
    if sum(given) != 1:
        other = "the day of its receipt" if found.record.clock else "a period"
        raise Refused(f"a correction needs exactly one of a new date and {other}")
    if received_on is not None:
        return received_anew(found, received_on, rulebook, calendar)
    if found.record.clock and to is None:
        raise Refused("to: expected a date: a stage of a statutory clock is not counted from the decision")
    if to is not None:
        return fixed(to, calendar, "corrected: the decision names the date itself")
    return due_on(found.decision.decided_on, parse_period(period, rulebook.periods), calendar)


def dated(found: Found) -> date:
    """The current due date; raises Refused for an open-ended deadline, which has none."""
    if found.record.due_on is None:
        remedy = "restart its clock or end its wait first"
        raise Refused(
            f"recommendation {found.record.reference!r} has no due date now: its deadline is open-ended; {remedy}"
        )
    return found.record.due_on
