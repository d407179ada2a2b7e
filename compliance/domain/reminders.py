"""Reminders: which steps a deadline causes and which one is right now (rules R1, R2 and R4 to R7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import is_overdue
from compliance.domain.kept_rungs import CHOSEN, counted, kept_rung
from compliance.domain.ladders import Anchor, Ladder, LadderStep
from compliance.domain.wording import called


class StepState(StrEnum):
    """Where a step stands; every step ends in one of the terminal states (R2.3)."""

    PLANNED = "planned"
    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


LIES_BEFORE = "its day lies before "
AT_ONCE = "its task was opened at once"
NUMBER = re.compile(r"-\d+$")  # tells notices of one kind from each other
TERMINAL = frozenset(StepState) - {StepState.PLANNED, StepState.QUEUED}


@dataclass(frozen=True)
class PlannedStep:
    """A step with its day and its ladder's name; `reason` says why a step that will never go out was skipped.

    `rung` is how its day is counted, as it is kept; empty where an act chose the day.
    """

    name: str
    on_day: date
    state: StepState = StepState.PLANNED
    reason: str = ""
    ladder: str = ""
    rung: str = CHOSEN


@dataclass(frozen=True)
class Dates:
    """The days a recommendation's steps are counted from; nothing goes out for a step before `live_from` (R7).

    `due_on` None is open-ended: no step that is counted to the due date is planned (D2, D6). `live_since` says what
    began on `live_from`.
    """

    decided_on: date
    logged_on: date
    due_on: date | None
    live_from: date
    live_since: str = "the live day"


def plan(ladder: Ladder, dates: Dates, calendar: WorkingCalendar, *, first_version: bool = True) -> list[PlannedStep]:
    """Turn a ladder into dated steps (R1), every one on a working day (D5) and never early (R2.4).

    A step that would lie before the recommendation was logged, or before the live day, is skipped with the reason (R7).
    Steps counted from the logging belong to the first deadline version only; those counted from a due date that is not
    known yet are not planned.
    """
    planned = []
    for step in ladder.steps:
        anchor = anchor_day(step, dates)
        if anchor is None or (step.anchor is Anchor.LOGGED and not first_version):
            continue
        nominal = counted(anchor, step.offset, step.unit, calendar)
        planned.append(placed(step.name, nominal, dates, calendar, ladder=ladder.name, rung=kept_rung(step, anchor)))
    return planned


def placed(
    name: str, nominal: date, dates: Dates, calendar: WorkingCalendar, *, ladder: str = "", rung: str = CHOSEN
) -> PlannedStep:
    """A step that is counted to the `nominal` day, open or closed, on the working day on which it goes out (D5, R7)."""
    day = calendar.on_or_after(nominal)
    reason = ""
    if day < dates.logged_on:
        reason = f"{LIES_BEFORE}the recommendation was logged on {dates.logged_on}"
    elif day < dates.live_from:
        reason = f"{LIES_BEFORE}{dates.live_since} {dates.live_from}"
    state = StepState.SKIPPED if reason else StepState.PLANNED
    return PlannedStep(name, day, state, reason, ladder, rung)


def asked_at_once(planned: Sequence[PlannedStep], ladder: Ladder) -> list[PlannedStep]:
    """The steps of what is logged, that which asks the office at once marked so: a review whose day was over (R1).

    No reminder of the past goes out (R7), but an old case is reviewed however late it came: of the rungs that raise a
    task and are counted from the decision, the latest whose day was over is asked about.
    """
    latest = latest_review([step for step in planned if step.state is StepState.SKIPPED], ladder)
    return [replace(step, reason=f"{step.reason}; {AT_ONCE}") if step is latest else step for step in planned]


def latest_review(planned: Iterable[PlannedStep], ladder: Ladder) -> PlannedStep | None:
    """The latest of some steps that raises a task and is counted from the decision, if there is one."""
    reviews = [step for step in planned if _reviews(ladder.step(step.name))]
    return max(reviews, key=lambda step: (step.on_day, ladder.rank(step.name)), default=None)


def _reviews(rung: LadderStep) -> bool:
    return rung.anchor is Anchor.DECIDED and rung.task_for is not None


def nominal_day(step: LadderStep, dates: Dates, calendar: WorkingCalendar) -> date | None:
    """The day a rung is counted to, open or closed; None for one counted from a due date that is not known."""
    anchor = anchor_day(step, dates)
    return None if anchor is None else counted(anchor, step.offset, step.unit, calendar)


def anchor_day(step: LadderStep, dates: Dates) -> date | None:
    """The day a rung is counted from; None for a due date that is not known."""
    days = {Anchor.LOGGED: dates.logged_on, Anchor.DUE: dates.due_on, Anchor.DECIDED: dates.decided_on}
    return days[step.anchor]


def is_to_come(steps: Iterable[PlannedStep], ladder: Ladder) -> bool:
    """Whether a rung counted from the due date is still planned: without one an overdue remedy is silent (R6)."""
    rungs = {step.name for step in ladder.steps if step.anchor is Anchor.DUE}
    return any(step.state is StepState.PLANNED and step.name in rungs for step in steps)


@dataclass(frozen=True)
class RightNow:
    """What to do with a recommendation's due steps: at most one to send, the older ones superseded by it."""

    send: PlannedStep | None
    superseded: tuple[PlannedStep, ...]


def right_now(steps: Iterable[PlannedStep], ladder: Ladder, today: date) -> RightNow:
    """Choose the step that is right now (R2.4): the latest one due on or before `today`, never a future one.

    To be asked for the steps of one recommendation on one track of the ladder.
    """
    due = [step for step in steps if step.state is StepState.PLANNED and step.on_day <= today]
    due.sort(key=lambda step: (step.on_day, ladder.rank(step.name)))
    if not due:
        return RightNow(None, ())
    return RightNow(due[-1], tuple(due[:-1]))


@dataclass(frozen=True)
class Situation:
    """What decides whether a chaser may go out at this moment (R4).

    `proven` says that the evidence suffices: what is missing then is the office's own record. `answered` is about a
    notice of what evidence lacks: evidence that came later waits for review, or answers it (E2). `overtaken` is about
    that and about a refusal: a newer answer says something else (D7).
    """

    closed: bool = False
    evidence_waiting: bool = False
    proven: bool = False
    answered: bool = False
    overtaken: bool = False
    held_until: date | None = None
    current_version: int = 1


@dataclass(frozen=True)
class Stop:
    """Why a step does not go out now; `for_good` steps never will, the others wait for their turn."""

    reason: str
    for_good: bool


def stopped(situation: Situation, version: int, today: date, *, chases: bool = True) -> Stop | None:
    """Say what stops a step of deadline `version` (R4), or None when it may go out.

    One that writes to nobody at the authority does not chase: whether evidence waits or suffices is the office's own
    matter then, and its own people are told that the remedy is not recorded as done (R6).
    """
    if situation.closed:
        return Stop(HAS_ITS_OUTCOME, for_good=True)
    if version != situation.current_version:
        return Stop(f"deadline version {situation.current_version} replaced version {version}", for_good=True)
    if situation.held_until is not None and today <= situation.held_until:
        return Stop(f"on hold until {situation.held_until}", for_good=False)
    if chases and situation.evidence_waiting:
        return Stop("evidence is waiting for review", for_good=False)
    if chases and situation.proven:
        return Stop("the evidence is sufficient: the outcome is still to be recorded", for_good=False)
    return None


# Why something ended that was to be told of an open recommendation: it was closed, before its turn or when that came.
CLOSED_AS, HAS_ITS_OUTCOME = "the recommendation was closed as ", "the recommendation has its outcome"
# Notices that speak of the deadline as one version left it: a newer version takes their place (D6).
OF_A_VERSION = frozenset({"deadline_changed", "reopened"})
# The letters that say a remedy is complete, or not so after all: an outcome that is withdrawn takes them back (E6, E8).
SATISFIED, WITHDRAWN = "satisfied", "outcome_withdrawn"
OF_AN_OUTCOME = frozenset({SATISFIED, WITHDRAWN})
SAID_BEFORE = "the authority was told the very same, and nothing since: there is nothing to write"
# The notice that a request for more time is refused: nothing is refused that the authority has by now (D7).
REFUSED = "extension_refused"
BEFORE_IT_MOVED = "before the calendar changed"
COME_TO_IT = "the due date has come to the day that was wished for"
# The notice of what evidence lacks: later evidence that waits or suffices holds it back (E2, R4).
INSUFFICIENT = "evidence_insufficient"
# Why one of these never goes: a newer answer tells the authority, and the older one would be the last word.
OVERTAKEN = {
    INSUFFICIENT: "evidence that came later was judged: the letter about that says what is missing",
    REFUSED: "a later request was answered since, or a date told that reaches the day wished for",
}
# Notices of an answer, which say a date besides: the letter that introduces that, or what they are about, goes first.
TOLD_BEHIND = frozenset(OVERTAKEN)
GOES_FIRST = "the letter that introduces what it speaks of goes first"
# Notices that chase, though a person and no ladder sends them: what stops a reminder stops them (R4).
CHASING = frozenset({"chief_executive"})
# What a manager means for those who get it, in words of their own: nobody in another role gets it instead (R6).
MEANT_FOR_THEM = frozenset({"chief_executive"})


def was_tried(reason: str) -> bool:
    """Whether a planned step was tried before: it says why it is planned again, and not only that a calendar moved it.

    Its task was raised then (R1).
    """
    return bool(reason) and not reason.endswith(BEFORE_IT_MOVED)


def letter_refused(situation: Situation, due_on: date | None, today: date, *, under_way: StepState | None) -> str:
    """Why no letter to a chief executive can be written about a recommendation now; "" where one can (R1, R2, R4).

    `under_way` is the state of a letter about it that was written before and is not known to have arrived or failed.
    """
    stop = stopped(situation, situation.current_version, today)
    if situation.closed and stop is not None:
        return f"there is nothing to write about: {stop.reason}"
    if due_on is None or not is_overdue(due_on, today):
        when = f"it is due on {due_on}" if due_on else "it has no due date now"
        return f"the letter is about an overdue remedy, and this one is not: {when}"
    if under_way is StepState.IN_DOUBT:
        return "it is in doubt whether the last letter to the chief executive arrived: settle that first"
    if under_way is not None:
        return "a letter to the chief executive about it is on its way already"
    return f"the letter would be held back: {stop.reason}" if stop else ""


def notice_about(piece: int) -> str:
    """The name of the step that tells what a piece of evidence lacks, by its number (E2)."""
    return f"{INSUFFICIENT}-{piece}"


def notice_stopped(notice: str, version: int, situation: Situation) -> Stop | None:
    """Say what stops a notice: what it says is not so any more, or not for now (R2.4, R4, D6, E2, E8).

    That a remedy is complete is right only while that very outcome stands; nothing else is told of what has ended.
    """
    current = situation.current_version
    if notice in OF_AN_OUTCOME:
        stands = situation.closed and version == current
        return None if stands else Stop("it was opened again: that outcome does not stand any more", for_good=True)
    if situation.closed:
        return Stop(HAS_ITS_OUTCOME, for_good=True)
    if notice in OF_A_VERSION and version != current:
        return Stop(f"deadline version {current} replaced version {version}", for_good=True)
    if situation.overtaken and notice in OVERTAKEN:
        return Stop(OVERTAKEN[notice], for_good=True)
    if notice == INSUFFICIENT and situation.answered:
        how = "waiting for review" if situation.evidence_waiting else "sufficient"
        return Stop(f"evidence that came later is {how}", for_good=False)
    return None


def ended_by_outcome(state: str, reason: str) -> bool:
    """Whether a notice ended only because the recommendation was closed: it is right again when that is withdrawn."""
    return state == StepState.SUPERSEDED and (reason == HAS_ITS_OUTCOME or reason.startswith(CLOSED_AS))


def too_soon(last_sent_on: date | None, today: date, minimum_gap: int, calendar: WorkingCalendar) -> bool:
    """Tell whether the minimum gap between two messages about one recommendation forbids another today (R5).

    `minimum_gap` is in working days; 0 switches the rule off.
    """
    return last_sent_on is not None and minimum_gap > 0 and today < calendar.shift(last_sent_on, minimum_gap)


def step_in_words(name: str) -> str:
    """What a step is called: "evidence insufficient", without the number that tells one of its notices from another."""
    return called(NUMBER.sub("", name))
