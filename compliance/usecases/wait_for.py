"""Deadlines that wait: what they wait for is put on record, reviewed, and gives them their date when it ends (D2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from compliance.domain.authorities import responsible
from compliance.domain.deadlines import Receipt, VersionKind, parse_period
from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import TaskKind
from compliance.domain.waiting import UNSAID, Wait, WaitKind, WaitOver, dated
from compliance.domain.written_dates import written
from compliance.store import authorities, cases, outcomes, tasks, waits
from compliance.store.case_tables import Decision
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Draft, Story
from compliance.usecases.deadline_versions import Change, Moved, require_words, write_version
from compliance.usecases.open_recommendation import Found, find, say
from compliance.usecases.open_tasks import Wanted, open_tasks

TASK = TaskKind.WAIT_REVIEW.value


def require_waitable(session: Session, moment: Moment, draft: Draft, decision: Decision) -> WaitOver | None:
    """Check what a new recommendation waits for; its end where that has happened already, None while it waits.

    Raises Refused for a review date in the past, an end that is to come, and for another recommendation that can never
    end the wait: one closed unsatisfied, or one that another authority answers for, whose cases this one must not learn
    of (K); also for a stage of a statutory clock, which no export knows.
    """
    wait = draft.waits
    if wait is None:
        return None
    if wait.review_on < moment.today:
        raise Refused(f"review_on: expected a day on or after today, {moment.today}, not {wait.review_on}")
    if wait.kind is not WaitKind.RECOMMENDATION:
        return _ended(moment, draft)
    other = _other(session, wait.what)
    ending = _satisfied(session, other)
    fault = _unwaitable(session, moment.today, other, ending, answers(session, moment.today, decision))
    if fault:
        raise Refused(f"waits_on: expected {fault}")
    return WaitOver(ending.completed_on, moment.today, moment.actor) if ending else None


def fault_of_waiting(session: Session, today: date, reference: str, code: str) -> str | None:
    """What was expected instead of a reference to wait on, of those `code` answers for; None where it can be had."""
    try:
        other = find(session, reference, still_open=False)
    except NotFound:
        return f"the reference of another recommendation of this decision, or of one on record, not {reference!r}"
    return _unwaitable(session, today, other, _satisfied(session, other), code)


def _unwaitable(session: Session, today: date, other: Found, ending: Any, code: str) -> str | None:
    """What was expected instead of a recommendation on record that can never end the wait of one that `code` has."""
    called = repr(other.record.reference)
    if other.record.clock:
        return f"a recommendation, not {called}, a stage of a statutory clock: name that as an event"
    if answers(session, today, other.decision) != code:
        return f"a recommendation to the same authority: {called} is to another one"
    if ending is None and other.record.closed_on is not None:
        closed = f"was closed as {str(other.record.outcome).replace('_', ' ')} on {other.record.closed_on}"
        return f"a recommendation that can still be satisfied: {called} {closed}"
    return None


def _ended(moment: Moment, draft: Draft) -> WaitOver | None:
    """The end of a wait for something that came about before it was logged."""
    if draft.wait_ended_on is None:
        return None
    if draft.wait_ended_on > moment.today:
        expected = f"a day on or before today, {moment.today}"
        raise Refused(f"wait_ended_on: expected {expected}, not {draft.wait_ended_on}")
    return WaitOver(draft.wait_ended_on, moment.today, moment.actor)


def _other(session: Session, reference: str) -> Found:
    try:
        return find(session, reference, still_open=False, lock=True)
    except NotFound:
        raise NotFound(f"waits_on: there is no recommendation {reference!r}") from None


def answers(session: Session, today: date, decision: Decision) -> str:
    """The code of the authority that answers for a decision today (S8)."""
    return responsible(cases.authority_of(session, decision).code, authorities.tenures(session), today)


def _satisfied(session: Session, other: Found) -> Any:
    """The outcome in force of a recommendation that was satisfied, else None."""
    current = [row for row in outcomes.of_recommendation(session, other.id) if row.withdrawn_at is None]
    return current[-1] if current and current[-1].outcome == Outcome.SATISFIED else None


def store_waits(
    session: Session, rulebook: Rulebook, stories: Sequence[Story], known: Callable[[date], datetime]
) -> None:
    """Put on record what new recommendations wait for; all of them, and what they wait on, are stored already."""
    waiting = [(story, story.draft.waits) for story in stories if story.draft.waits is not None]
    named = [wait.what for _, wait in waiting if wait.kind is WaitKind.RECOMMENDATION]
    ids = waits.ids(session, [*named, *(story.draft.reference for story, _ in waiting)])
    rows = []
    for story, wait in waiting:
        period, over = story.draft.period.strip(), story.waited
        on_another = wait.kind is WaitKind.RECOMMENDATION
        rows.append(
            {
                "recommendation_id": ids[story.draft.reference],
                "kind": wait.kind.value,
                "waits_on_id": ids[wait.what] if on_another else None,
                "description": "" if on_another else wait.what,
                # In plain units: the office may drop a word such as "immediately" before the wait ends.
                "period": str(parse_period(period, rulebook.periods)) if period else "",
                "review_on": wait.review_on,
                "ended_on": over.ended_on if over else None,
                "ended_by": over.noted_by if over else "",
                "recorded_at": known(story.logged_on),
            }
        )
    waits.add(session, rows)


def end_wait(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, on: date, reason: str, by: str
) -> Moved:
    """End a wait because its event took place, or its condition was met, on a day: the deadline gets its date.

    A wait on another recommendation ends by itself; only where that one was closed unsatisfied may a person end it.
    Raises Refused where nothing waits, for a day to come and for one before the decision.
    """
    found = find(session, reference)
    row = _waiting(session, found)
    require_words(reason=reason, by=by)
    if row.kind == WaitKind.RECOMMENDATION and row.other_outcome is None:
        raise Refused(f"{reference!r} waits on {row.waits_on!r}, which is open: the wait ends when that is satisfied")
    if not found.decision.decided_on <= on <= moment.today:
        raise Refused(f"on: expected a day from the decision of {found.decision.decided_on} to today, {moment.today}")
    return _date(session, rulebook, moment, found, row, WaitOver(on, moment.today, by), reason)


def other_ended(session: Session, rulebook: Rulebook, moment: Moment, other: Found, ending: Ending) -> None:
    """What the outcome of a recommendation means for those that wait on it, in the transaction that records it (D2).

    Satisfied: each gets its date, counted from the day it was completed. Otherwise a person has to say what becomes of
    them.
    """
    reference = other.record.reference
    for row in waits.waiting_on(session, other.id):
        if ending.outcome is Outcome.SATISFIED and ending.completed_on is not None:
            found = find(session, row.reference)
            over = WaitOver(ending.completed_on, moment.today, ending.recorded_by)
            reason = f"recommendation {reference} was completed on {written(ending.completed_on)}"
            _date(session, rulebook, moment, found, row, over, reason)
        else:
            words = ending.outcome.value.replace("_", " ")
            # Its review has come: without a date of today the task would count as over.
            waits.review(session, row.id, moment.today)
            ask = _task(row, f"it waits on {reference}, which was closed as {words}")
            open_tasks(session, rulebook, moment.today, [ask])


def _date(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, row: Any, over: WaitOver, reason: str
) -> Moved:
    """Give a waiting deadline its date; one decided later than today, in an import, gets it on that day."""
    receipt = receipt_after(session, rulebook, found, row, over.ended_on)
    day = max(over.noted_on, found.decision.decided_on)
    waits.end(session, found.id, over.ended_on, over.noted_by)
    tasks.close(session, TASK, f"recommendation {found.record.reference}", moment.today)
    more = {"wait_ended_on": over.ended_on.isoformat()}
    change = Change(VersionKind.DATED, receipt, day, reason, over.noted_by, more=more)
    return write_version(session, rulebook, replace(moment, today=max(moment.today, day)), found, change)


def receipt_after(session: Session, rulebook: Rulebook, found: Found, row: Any, ended_on: date) -> Receipt:
    """The receipt of the date a stored wait gives when it ended on a day."""
    kind = WaitKind(row.kind)
    wait = Wait(kind, row.waits_on if kind is WaitKind.RECOMMENDATION else row.description, row.review_on)
    period = parse_period(row.period) if row.period else None
    public = found.record.kind == Kind.SERVICE_IMPROVEMENT
    calendar = calendar_of(session, rulebook, found.decision.authority_id)
    return dated(wait, period, ended_on, found.decision.decided_on, calendar, public=public)


def end_meanwhile(session: Session, rulebook: Rulebook, moment: Moment, found: Found) -> Receipt | None:
    """End the wait of a recommendation opened again on one that was satisfied meanwhile; the date it gives, or None."""
    row = waits.still_waiting(session, found.id)
    if row is None or row.other_outcome != Outcome.SATISFIED:
        return None
    ending = _satisfied(session, _other(session, row.waits_on))
    waits.end(session, found.id, ending.completed_on, moment.actor)
    return receipt_after(session, rulebook, found, row, ending.completed_on)


def review_wait(session: Session, moment: Moment, reference: str, review_on: date, reason: str, by: str) -> None:
    """Say that a deadline rightly waits still, and when somebody looks again; its task is done.

    Raises Refused where nothing waits and for a date that is not to come.
    """
    found = find(session, reference)
    row = _waiting(session, found)
    require_words(reason=reason, by=by)
    if review_on <= moment.today:
        raise Refused(f"review_on: expected a day after today, {moment.today}, not {review_on}")
    waits.review(session, row.id, review_on)
    tasks.close(session, TASK, f"recommendation {reference}", moment.today)
    said = {"review_on": review_on.isoformat(), "previous": row.review_on.isoformat(), "reason": reason, "by": by}
    say(session, moment, reference, Happening.WAIT_REVIEWED, said)


def ask_reviews(session: Session, rulebook: Rulebook, moment: Moment) -> int:
    """Ask a person about each deadline whose review date has come and that waits still; how many there are."""
    rows = waits.to_review(session, moment.today)
    wanted = [_task(row, f"it has waited for {_in_lists(row)} until its review date") for row in rows]
    open_tasks(session, rulebook, moment.today, wanted)
    return len(rows)


def _task(row: Any, reason: str) -> Wanted:
    return Wanted(TASK, f"recommendation {row.reference}", reason, recommendation_id=row.recommendation_id)


def _in_lists(row: Any) -> str:
    """The same where everybody reads it: what a personal remedy waits for may be personal (K)."""
    personal = row.serves == Kind.PERSONAL_REMEDY and row.kind != WaitKind.RECOMMENDATION
    return UNSAID if personal else what_for(row)


def what_for(row: Any) -> str:
    """What a stored wait is for, in words."""
    return f"recommendation {row.waits_on}" if row.kind == WaitKind.RECOMMENDATION else str(row.description)


def waiting(session: Session) -> list[dict[str, object]]:
    """Every deadline that waits, the one to be reviewed first first; dates in ISO 8601."""
    return [as_dict(row) for row in waits.open_waits(session)]


def as_dict(row: Any) -> dict[str, object]:
    """A stored wait as plain values."""
    return {
        "recommendation": row.reference,
        "kind": row.kind,
        "waits_for": row.waits_on if row.kind == WaitKind.RECOMMENDATION else row.description,
        "period": row.period,
        "review_on": row.review_on.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        "ended_by": row.ended_by,
    }


def _waiting(session: Session, found: Found) -> Any:
    row = waits.still_waiting(session, found.id)
    if row is None:
        raise Refused(f"the deadline of {found.record.reference!r} waits for nothing")
    return row
