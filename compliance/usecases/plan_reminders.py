"""A day begins: due steps become messages, older ones are superseded, overdue ones go on record (R1 to R5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import responsible
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState, too_soon
from compliance.store import addresses, authorities, cases, events, outbox, sending, steps
from compliance.store.engine import Session, lock
from compliance.store.rows import chunks
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.day_planner import DayPlan, Parcel, Planner, Work
from compliance.usecases.fill_outbox import fill
from compliance.usecases.open_tasks import open_tasks
from compliance.usecases.wait_for import ask_reviews


def plan_reminders(session: Session, rulebook: Rulebook, moment: Moment, machine_now: datetime) -> DayPlan:
    """Plan one day, in the caller's transaction; a second run on the same day finds nothing left to do.

    Overdue is noted on any day; messages are made on working days only (D5). `machine_now` frees expired leases.
    """
    lock(session, "plan_reminders")
    planner = Planner(session, rulebook, moment)
    _note_overdue(planner)
    planner.plan.to_review = ask_reviews(session, rulebook, moment)
    sending.free_expired(session, machine_now)
    return _plan(planner, steps.due)


def plan_again(session: Session, rulebook: Rulebook, moment: Moment, recommendation_ids: Sequence[int]) -> DayPlan:
    """Plan what is due today for a few recommendations whose message did not reach its recipient (R6).

    In the caller's transaction. On a closed day nothing is planned: the next working day's planning does it.
    """
    lock(session, "plan_reminders")
    planner = Planner(session, rulebook, moment)
    for some in chunks(sorted(recommendation_ids)):
        _plan(planner, partial(steps.due, only=some))
        planner.work = Work()
    return planner.plan


def _plan(planner: Planner, due: Callable[[Session, date], list[Any]]) -> DayPlan:
    if planner.rulebook.calendar.is_working_day(planner.moment.today):
        _plan_steps(planner, due(planner.session, planner.moment.today))
    else:
        planner.plan.working_day = False
    session, today = planner.session, planner.moment.today
    steps.settle(session, planner.work.changes)
    open_tasks(session, planner.rulebook, today, planner.work.tasks)
    close_what_is_over(session, today)
    events.append(session, planner.work.entries)
    return planner.plan


def _note_overdue(planner: Planner) -> None:
    today = planner.moment.today
    rows = cases.newly_overdue(planner.session, today)
    cases.note_overdue(planner.session, [row.id for row in rows], today)
    planner.plan.overdue = len(rows)
    for row in rows:
        planner.say(row.reference, Happening.OVERDUE, {"due_on": row.due_on.isoformat()})


def _plan_steps(planner: Planner, due: Sequence[Any]) -> None:
    session = planner.session
    by_recommendation: dict[int, list[Any]] = defaultdict(list)
    for row in due:
        if not row.notice and planner.rulebook.ladder.rank(row.step) < 0:
            planner.end(row, StepState.SKIPPED, "the ladder has no such step any more")
        else:
            by_recommendation[row.recommendation_id].append(row)
    chosen = [row for rows in by_recommendation.values() for row in planner.choose(rows)]
    answerable = _answerable(planner, chosen)
    contacts = authorities.contacts_of(session, set(answerable.values()))
    taken = outbox.taken(session, [row.id for row in chosen])
    told = outbox.handed_over(session, [row.id for row in chosen])
    stopped, lost = addresses.stopped(session), addresses.lost_for(session, [row.id for row in chosen])
    announced = {step for step, _ in taken}
    for row in _not_too_soon(planner, chosen):
        authority = answerable[row.authority_code]
        gone = stopped | {folded(address) for address in lost.get(row.id, ())}
        people = planner.address(row, contacts[authority], gone)
        still = tuple(person for person in people if (row.id, person.address) not in taken)
        if people and not still:
            planner.end(row, StepState.SENT if row.id in told else StepState.QUEUED, "")
        else:
            gave_up = not people and planner.address(row, contacts[authority])
            lacking = "working address" if gave_up else "contact"
            planner.work.parcels.append(Parcel(row, authority, still, lacking, row.id in announced))
    fill(planner)


def _answerable(planner: Planner, rows: Sequence[Any]) -> dict[str, int]:
    """The id of the authority that answers today for each code (S8)."""
    ids = authorities.ids(planner.session)
    tenures = authorities.tenures(planner.session)
    codes = {row.authority_code for row in rows}
    return {code: ids[responsible(code, tenures, planner.moment.today)] for code in codes}


def _not_too_soon(planner: Planner, rows: Sequence[Any]) -> list[Any]:
    """Leave out steps whose recommendation was written about too recently (R5); a gap of a day is R3's anyhow."""
    gap = planner.rulebook.minimum_gap
    if gap <= 1:
        return list(rows)
    last: dict[int, Any] = {}
    for (recommendation, _), day in outbox.last_sent(planner.session, [row.recommendation_id for row in rows]).items():
        last[recommendation] = max(day, last.get(recommendation, day))
    kept = []
    for row in rows:
        if not row.notice and too_soon(
            last.get(row.recommendation_id), planner.moment.today, gap, planner.rulebook.calendar
        ):
            planner.plan.held += 1
        else:
            kept.append(row)
    return kept
