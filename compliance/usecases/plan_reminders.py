"""A day begins: due steps become messages, older ones are superseded, overdue ones go on record (R1 to R5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact
from compliance.domain.delivery import STEP_AFTER, MessageState
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import StepState, was_tried
from compliance.domain.tasks import CASE_SAYS_WHY, OF_AN_ADDRESS, TaskKind, without
from compliance.domain.version_news import AS_IT_WAS
from compliance.store import addresses, authorities, cases, events, holds, outbox, sending, steps, tasks
from compliance.store.authorities import Answering
from compliance.store.engine import Session, lock
from compliance.store.rows import chunks
from compliance.usecases.answered_by_others import unanswered
from compliance.usecases.behind_letters import take_up
from compliance.usecases.choose_steps import Parcel, is_letter, turn
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.day_planner import DayPlan, Planner, Work
from compliance.usecases.fill_outbox import fill
from compliance.usecases.nobody_to_write_to import lacked, never_asked
from compliance.usecases.open_tasks import open_tasks
from compliance.usecases.set_aside_letter import ask_of_ended
from compliance.usecases.try_again import left_behind, try_again
from compliance.usecases.wait_for import ask_reviews

# Messages that somebody got, or may have got.
HANDED_OVER = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.IN_DOUBT})
WITHOUT_LETTERS = frozenset(TaskKind) - {TaskKind.NO_CONTACT}


def plan_reminders(session: Session, rulebook: Rulebook, moment: Moment, machine_now: datetime) -> DayPlan:
    """Plan one day, in the caller's transaction; a second run on the same day finds nothing left to do.

    Overdue is noted on any day; messages are made on working days only (D5). `machine_now` frees expired leases.
    """
    lock(session, "plan_reminders")
    planner = Planner(session, rulebook, moment)
    _note_overdue(planner)
    planner.plan.to_review = ask_reviews(session, rulebook, moment)
    _end_holds(planner)
    sending.free_expired(session, machine_now)
    _try_unreached(planner)
    return _plan(planner, steps.due, frozenset(TaskKind))


def plan_again(session: Session, rulebook: Rulebook, moment: Moment, recommendation_ids: Sequence[int]) -> DayPlan:
    """Plan what is due today for a few recommendations whose message did not reach its recipient (R6).

    In the caller's transaction. On a closed day nothing is planned: the next working day's planning does it. Tasks
    about letters without a contact stay: only the day's planning tries those of all authorities again first.
    """
    lock(session, "plan_reminders")
    planner = Planner(session, rulebook, moment)
    for some in chunks(sorted(recommendation_ids)):
        _plan(planner, partial(steps.due, only=some), WITHOUT_LETTERS)
        planner.work = Work()
    return planner.plan


def _plan(planner: Planner, due: Callable[[Session, date], list[Any]], over: Collection[TaskKind]) -> DayPlan:
    """Plan what is `due`, and close the tasks of the kinds that may be `over`."""
    if planner.rulebook.calendar.is_working_day(planner.moment.today):
        _plan_steps(planner, due(planner.session, planner.moment.today))
    else:
        planner.plan.working_day = False
    session, today = planner.session, planner.moment.today
    steps.settle(session, planner.work.changes)
    open_tasks(session, planner.rulebook, today, planner.work.tasks)
    close_what_is_over(session, planner.rulebook, today, over)
    events.append(session, planner.work.entries)
    return planner.plan


def _try_unreached(planner: Planner) -> None:
    """Where nobody could be written to there may be somebody today: imported, or at a successor (R6, S8).

    A successor is written to also about what a person has done the task of, as where the closing is recorded late.
    What reaches nobody still, and never had a task that names who is missing, gets one.
    """
    rows = tasks.still_open(planner.session)
    about = {row.recommendation_id for row in rows if row.kind == TaskKind.NO_CONTACT and row.recommendation_id}
    mail = {row.message_id for row in rows if row.message_id and row.kind in OF_AN_ADDRESS}
    for gone in unanswered(planner.session, mail, planner.moment.today).values():
        about |= gone.about
    behind = left_behind(planner.session, planner.moment.today)
    about -= {row.recommendation_id for row in behind}
    failed = [*behind, *steps.failed_of(planner.session, recommendations=sorted(about))]
    if failed:
        _, still = try_again(planner.session, planner.rulebook, failed, planner.moment.today)
        for row in never_asked(planner.session, [row for row in failed if row.id in set(still)]):
            subject = planner.unreached.subject_for(row, lacked(row.reason))
            planner.raise_task(TaskKind.NO_CONTACT.value, row, None, row.reason, subject)


def _note_overdue(planner: Planner) -> None:
    today = planner.moment.today
    rows = cases.newly_overdue(planner.session, today)
    cases.note_overdue(planner.session, [row.id for row in rows], today)
    planner.plan.overdue = len(rows)
    for row in rows:
        planner.say(row.reference, Happening.OVERDUE, {"due_on": row.due_on.isoformat()})


def _end_holds(planner: Planner) -> None:
    """Holds that are over: the owner of the case is told by a task, and reminders go on (R4)."""
    rows = holds.ended(planner.session, planner.moment.today)
    holds.clear(planner.session, [row.recommendation_id for row in rows])
    for row in rows:
        if row.closed_on is None:
            planner.plan.holds_ended += 1
            why = CASE_SAYS_WHY if row.kind == Kind.PERSONAL_REMEDY else row.reason
            reason = f"the hold until {row.hold_ends_on} has ended ({why}): reminders go on"
            planner.raise_task(TaskKind.HOLD_ENDED.value, row, None, reason)


def _plan_steps(planner: Planner, due: Sequence[Any]) -> None:
    session = planner.session
    by_recommendation: dict[int, list[Any]] = defaultdict(list)
    for row in due:
        by_recommendation[row.recommendation_id].append(row)
    chosen, ended, gave_way = [], [], []
    told = _told_to_all(planner, due)
    in_post = steps.in_post(session, sorted({row.recommendation_id for row in due if row.current_version > 1}))
    for identifier, rows in by_recommendation.items():
        choice = planner.choose(rows, in_post.get(identifier, ()), told)
        chosen += choice.go
        ended += choice.ended
        gave_way += choice.gave_way
    fates = outbox.fates(session, [row.id for row in (*chosen, *(row for row, _, _ in ended))])
    got = {step for step, (state, _) in fates.items() if MessageState(state) in HANDED_OVER}
    for row, state, reason in ended:
        # One that some of its people got, or may have got, before the others' turn came is what its message is (R5).
        planner.end(row, *(_as_its_message(fates[row.id]) if row.id in got else (state, reason)))
    ask_of_ended(session, planner.rulebook, planner.moment.today, [(row, why) for row, _, why in ended])
    # The tasks of a step that was tried before are there, as are those of one that somebody got.
    take_up(planner, [row for row in gave_way if row.id not in got and not was_tried(row.reason)])
    _pack(planner, chosen, fates)
    fill(planner)


def _told_to_all(planner: Planner, due: Sequence[Any]) -> set[int]:
    """The letters about a date that came back from one, say, and that everybody else has: nothing gives way to them."""
    letters = [row for row in due if is_letter(row, planner.rulebook)]
    if not letters:
        return set()
    found = _recipients(planner, letters, outbox.taken(planner.session, [row.id for row in letters]))
    return {step for step, (_, people, still) in found.items() if people and not still}


def _recipients(
    planner: Planner, rows: Sequence[Any], taken: Collection[tuple[int, str]]
) -> dict[int, tuple[Answering, list[Contact], list[Contact]]]:
    """By step who answers, whom it is written to, and who of them has still to get it (R2.2, R6).

    `taken` are the steps, with the address, that somebody got, may have got or gets at this moment.
    """
    session = planner.session
    answering = authorities.who_answer(session, {row.authority_code for row in rows}, planner.moment.today)
    stopped, lost = addresses.stopped(session), addresses.lost_for(session, [row.id for row in rows])
    found = {}
    for row in rows:
        gone = stopped | {folded(address) for address in lost.get(row.id, ())}
        people = planner.address(row, answering[row.authority_code].contacts, gone)
        still = [person for person in people if (row.id, person.address) not in taken]
        found[row.id] = (answering[row.authority_code], people, still)
    return found


def _nobody_left(row: Any, fate: tuple[str, str] | None) -> tuple[StepState, str]:
    """The state of a step whose people all have it: that of its message, if they have it by that.

    Where the date was put back they may have it in another version, and no message of its own went.
    """
    if fate is None or (row.continues is not None and fate[0] == MessageState.FAILED):
        return StepState.SKIPPED, AS_IT_WAS
    return _as_its_message(fate)


def _as_its_message(fate: tuple[str, str]) -> tuple[StepState, str]:
    """The state of a step that has nobody left to go to: never sent before its message is (R2.3)."""
    state = MessageState(fate[0])
    return STEP_AFTER[state], "" if state in (MessageState.WAITING, MessageState.SENDING) else fate[1]


def _pack(planner: Planner, chosen: Sequence[Any], fates: dict[int, tuple[str, str]]) -> None:
    """Make parcels of steps for those who have not got them yet and were not written to too recently (R2.2, R5)."""
    session, rulebook, ids = planner.session, planner.rulebook, [row.id for row in chosen]
    taken = outbox.taken(session, ids)
    recipients = _recipients(planner, chosen, taken)
    announced = {step for step, _ in taken}
    last = outbox.last_sent(session, [row.recommendation_id for row in chosen]) if rulebook.minimum_gap > 1 else {}
    for row in chosen:
        answers, people, still = recipients[row.id]
        if people and not still:
            planner.end(row, *_nobody_left(row, fates.get(row.id)))
            continue
        whose = turn(row, still, last, rulebook, planner.moment.today)
        planner.plan.held += bool(whose.later)
        if whose.now or not whose.later:
            gave_up = not people and planner.address(row, answers.contacts)
            lacking = without(answers.code, "working address" if gave_up else "contact", answers.closed_on)
            # The task of a step that was tried before is not raised a second time.
            rest, before = bool(whose.later), row.id in announced or was_tried(row.reason)
            told = row.id in fates and fates[row.id][0] == MessageState.SENT
            planner.work.parcels.append(Parcel(row, answers.id, whose.now, lacking, before, rest, told))
