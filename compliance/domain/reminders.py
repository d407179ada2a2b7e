"""The reminder ladder: which steps a deadline causes and which one is right now (rules R1, R2 and R4 to R7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.domain.authorities import Role, StaffRole
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import months_after


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


TERMINAL = frozenset(StepState) - {StepState.PLANNED, StepState.QUEUED}


class Anchor(StrEnum):
    """What a step's offset is counted from."""

    LOGGED = "logged"
    DUE = "due"
    DECIDED = "decided"


class OffsetUnit(StrEnum):
    """What an offset is counted in; months only make sense from the decision."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True)
class LadderStep:
    """One rung: `offset` of `unit` from `anchor`, the template, whom to write to and which task to raise.

    `recipients` are roles at the authority; `task_for` is the role at the ombudsman who gets a task, if any.
    """

    name: str
    anchor: Anchor
    offset: int
    unit: OffsetUnit
    template: str
    recipients: tuple[Role, ...] = ()
    task_for: StaffRole | None = None
    task: str = ""


@dataclass(frozen=True)
class Ladder:
    """The steps of one kind of deadline, in the order they come."""

    name: str
    steps: tuple[LadderStep, ...]

    def step(self, name: str) -> LadderStep:
        """The rung of that name; KeyError when the ladder has none."""
        return {step.name: step for step in self.steps}[name]

    def rank(self, name: str) -> int:
        """How far up the ladder a step stands; a step the ladder no longer has ranks before all others."""
        return next((rank for rank, step in enumerate(self.steps) if step.name == name), -1)

    def track(self, name: str) -> str:
        """Rungs of one track compete for being right now (R2.4).

        What is counted from the decision runs beside what is counted to the due date, and what only raises a task
        beside what is written: after an outage the authority still hears, and the task is raised too.
        """
        step = next((step for step in self.steps if step.name == name), None)
        if step is None:
            return "due"
        clock = "decided" if step.anchor is Anchor.DECIDED else "due"
        return clock if step.recipients else f"{clock}, task only"


@dataclass(frozen=True)
class PlannedStep:
    """A step with its day; `reason` says why a step that will never go out was skipped."""

    name: str
    on_day: date
    state: StepState = StepState.PLANNED
    reason: str = ""


@dataclass(frozen=True)
class Dates:
    """The days a recommendation's steps are counted from; nothing goes out for a step before `live_from` (R7).

    `due_on` None is open-ended: no step that is counted to the due date is planned (D2).
    """

    decided_on: date
    logged_on: date
    due_on: date | None
    live_from: date


def plan(ladder: Ladder, dates: Dates, calendar: WorkingCalendar, *, first_version: bool = True) -> list[PlannedStep]:
    """Turn a ladder into dated steps (R1), every one on a working day (D5) and never early (R2.4).

    A step that would lie before the recommendation was logged, or before the live day, is skipped with the reason (R7).
    Steps counted from the logging belong to the first deadline version only.
    """
    planned = []
    for step in ladder.steps:
        if step.anchor is Anchor.LOGGED and not first_version:
            continue
        anchor = _anchor_day(step, dates)
        if anchor is None:
            continue
        day = calendar.on_or_after(_nominal_day(step, anchor, calendar))
        reason = ""
        if day < dates.logged_on:
            reason = f"its day lies before the recommendation was logged on {dates.logged_on}"
        elif day < dates.live_from:
            reason = f"its day lies before the live day {dates.live_from}"
        planned.append(PlannedStep(step.name, day, StepState.SKIPPED if reason else StepState.PLANNED, reason))
    return planned


def _anchor_day(step: LadderStep, dates: Dates) -> date | None:
    return {
        Anchor.LOGGED: dates.logged_on,
        Anchor.DUE: dates.due_on,
        Anchor.DECIDED: dates.decided_on,
    }[step.anchor]


def _nominal_day(step: LadderStep, anchor: date, calendar: WorkingCalendar) -> date:
    if step.unit is OffsetUnit.WORKING_DAYS:
        return calendar.shift(anchor, step.offset)
    if step.unit is OffsetUnit.MONTHS:
        return months_after(anchor, step.offset)
    return anchor + timedelta(days=step.offset)


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
    """What decides whether a chaser may go out at this moment (R4)."""

    closed: bool = False
    evidence_waiting: bool = False
    held_until: date | None = None
    current_version: int = 1


@dataclass(frozen=True)
class Stop:
    """Why a step does not go out now; `for_good` steps never will, the others wait for their turn."""

    reason: str
    for_good: bool


def stopped(situation: Situation, version: int, today: date) -> Stop | None:
    """Say what stops a step of deadline `version` (R4), or None when it may go out."""
    if situation.closed:
        return Stop("the recommendation has its outcome", for_good=True)
    if version != situation.current_version:
        return Stop(f"deadline version {situation.current_version} replaced version {version}", for_good=True)
    if situation.held_until is not None and today <= situation.held_until:
        return Stop(f"on hold until {situation.held_until}", for_good=False)
    if situation.evidence_waiting:
        return Stop("evidence is waiting for review", for_good=False)
    return None


# Notices that speak of the deadline as one version left it: a newer version takes their place (D6).
OF_A_VERSION = frozenset({"deadline_changed", "reopened"})


def notice_stopped(notice: str, version: int, current_version: int) -> Stop | None:
    """Say what stops a notice: only one about a change of date that a newer version has overtaken."""
    if notice in OF_A_VERSION and version != current_version:
        return Stop(f"deadline version {current_version} replaced version {version}", for_good=True)
    return None


def too_soon(last_sent_on: date | None, today: date, minimum_gap: int, calendar: WorkingCalendar) -> bool:
    """Tell whether the minimum gap between two messages about one recommendation forbids another today (R5).

    `minimum_gap` is in working days; 0 switches the rule off.
    """
    return last_sent_on is not None and minimum_gap > 0 and today < calendar.shift(last_sent_on, minimum_gap)
