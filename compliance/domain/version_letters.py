"""A new version of a deadline: the authority hears of it by its own letter first, and no task is lost (D6, R2).

That letter is the notice of the change, or the first rung of a recommendation that is sent anew or that nobody was told
of yet (`version_news` says which). What the ladder would write by the day of the letter, or as long as it is still to
go, gives way to it: nobody is chased for a date that nobody was told, and no chief executive hears of it before those
who answer (R2.4). The office's own tasks stay. A letter that can reach nobody holds nothing up: its task says so (R6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import VersionKind
from compliance.domain.kept_rungs import CHOSEN
from compliance.domain.ladders import Anchor, Ladder, LadderStep
from compliance.domain.reminders import OF_A_VERSION, Dates, PlannedStep, StepState, latest_review, plan

SENT_ANEW = "the letter that sends the recommendation anew goes first"
FIRST = "the first letter about the recommendation goes first"
CHANGED = "the letter about the change of its deadline goes first"
RAISED = "its task is raised"
RAISED_BEFORE = "its task was raised before"


@dataclass(frozen=True)
class NewVersion:
    """What decides on the steps of a version: the day its letter goes, and why others give way to it.

    `since` is the first day of which anything is reminded (R7), `due_on` the date it makes, `raised` when a task was
    last raised, by the name of its rung: those that are open or that a person has done. `came` are the rungs that came
    in the version which it goes on from, whatever day they have now.
    """

    letter_on: date
    gives_way: str
    since: date
    due_on: date | None
    raised: Mapping[str, date]
    came: frozenset[str] = frozenset()

    def is_past(self, step: PlannedStep, rung: LadderStep) -> bool:
        """Whether a rung's day has come by that of the letter."""
        return rung.anchor is not Anchor.LOGGED and self.since <= step.on_day <= self.letter_on

    def was_raised(self, step: PlannedStep, rung: LadderStep) -> bool:
        """Whether a rung's task was raised when what it says was so by this date as well."""
        said = self.raised.get(step.name)
        counts = step.on_day
        if rung.anchor is Anchor.DUE and self.due_on is not None:
            counts = min(counts, self.due_on + timedelta(days=1))
        return said is not None and said >= counts

    def was_left(self, kind: str) -> bool:
        """Whether what is overdue by this date was left to people by a task of that kind."""
        said = self.raised.get(kind)
        return said is not None and self.due_on is not None and said > self.due_on


def is_letter(notice: str, rung: LadderStep | None, version: int) -> bool:
    """Whether a step is that by which an authority first hears of a version; the first version has no such letter."""
    if notice or rung is None:
        return version > 1 and notice in OF_A_VERSION
    return version > 1 and rung.introduces


def gives_way(notice: str, rung: LadderStep | None) -> bool:
    """Whether a step waits for nobody's letter but gives way to it: a rung that is written to the authority."""
    return not notice and rung is not None and _reminds(rung)


def why_gives_way(notice: str, change: str) -> str:
    """What a step gives way to: the letter that is this notice, or the first rung of a version of that kind."""
    if notice:
        return CHANGED
    return SENT_ANEW if change == VersionKind.RESENT else FIRST


def plan_new(
    ladder: Ladder, dates: Dates, calendar: WorkingCalendar, office: WorkingCalendar, *, first_version: bool = True
) -> list[PlannedStep]:
    """The steps of what is logged: no reminder goes in the place of the letter by which the authority hears of it (R1).

    Days are the authority's, by its `calendar`.
    """
    return behind_first(plan(ladder, dates, calendar, first_version=first_version), ladder, office)


def behind_first(planned: Sequence[PlannedStep], ladder: Ladder, office: WorkingCalendar) -> list[PlannedStep]:
    """The steps of a first version without reminders whose day has come by that of its letter; tasks stay.

    The letter goes on the first day that is a working day of the `office` too (D5).
    """
    letters = [office.on_or_after(step.on_day) for step in planned if _is_first(step, ladder.step(step.name))]
    letter_on = max(letters, default=None)
    return [
        replace(step, state=StepState.SKIPPED, reason=f"{FIRST}, on {letter_on}")
        if letter_on and step.on_day <= letter_on and _only_reminds(step, ladder.step(step.name))
        else step
        for step in planned
    ]


def _is_first(step: PlannedStep, rung: LadderStep) -> bool:
    return step.state is StepState.PLANNED and rung.introduces


def _only_reminds(step: PlannedStep, rung: LadderStep) -> bool:
    return step.state is StepState.PLANNED and _reminds(rung) and rung.task_for is None


def _reminds(rung: LadderStep) -> bool:
    return bool(rung.recipients) and not rung.introduces


def behind_the_letter(planned: Sequence[PlannedStep], ladder: Ladder, new: NewVersion) -> list[PlannedStep]:
    """The steps of a new version without those that give way to its letter, and without tasks raised before."""
    return [_behind(step, ladder.step(step.name), new) for step in planned]


def _behind(step: PlannedStep, rung: LadderStep, new: NewVersion) -> PlannedStep:
    if step.state is not StepState.PLANNED or not new.is_past(step, rung):
        return step
    if rung.recipients:
        return replace(step, state=StepState.SKIPPED, reason=f"{new.gives_way}, on {new.letter_on}")
    if new.was_raised(step, rung):
        return replace(step, state=StepState.SKIPPED, reason=RAISED_BEFORE)
    return step


def as_before(planned: Sequence[PlannedStep], ladder: Ladder, new: NewVersion) -> list[PlannedStep]:
    """The steps of a version that no letter tells of, for its date is the one last told: no task is raised twice.

    One that is written goes out; its reason says that its task is there, or done (R2).
    """
    return [_as_before(step, ladder.step(step.name), new) for step in planned]


def _as_before(step: PlannedStep, rung: LadderStep, new: NewVersion) -> PlannedStep:
    there = step.name in new.came and step.name in new.raised
    raised = there or (new.is_past(step, rung) and new.was_raised(step, rung))
    if step.state is not StepState.PLANNED or rung.task_for is None or not raised:
        return step
    return replace(step, state=StepState.PLANNED if rung.recipients else StepState.SKIPPED, reason=RAISED_BEFORE)


def make_up(
    planned: Sequence[PlannedStep], ladder: Ladder, new: NewVersion
) -> tuple[list[PlannedStep], list[LadderStep]]:
    """The steps of a new version with the office's own tasks whose day has passed and that were never raised (R2.3).

    Those of a rung that is still to be written are raised with it.

    Of the rungs of one track the latest whose day has passed counts (R2.4), and of those from before the first day that
    is reminded of the latest review of an old case (R1). One that only raises a task does so on the day of the letter;
    those that are written, and whose task is to be raised without them, come beside.
    """
    due = {
        name for name in _latest_passed(planned, ladder, new) if _raises(_named(planned, name), ladder.step(name), new)
    }
    alone = [rung for rung in ladder.steps if rung.name in due and rung.recipients]
    return [_made_up(step, ladder.step(step.name), new) if step.name in due else step for step in planned], alone


def _raises(step: PlannedStep, rung: LadderStep, new: NewVersion) -> bool:
    still_written = step.state is StepState.PLANNED and bool(rung.recipients)
    return rung.task_for is not None and not still_written and not new.was_raised(step, rung)


def _named(planned: Sequence[PlannedStep], name: str) -> PlannedStep:
    return next(step for step in planned if step.name == name)


def _made_up(step: PlannedStep, rung: LadderStep, new: NewVersion) -> PlannedStep:
    if rung.recipients:
        return replace(step, reason=f"{step.reason}; {RAISED}")
    return replace(step, state=StepState.PLANNED, reason="", on_day=new.letter_on, rung=CHOSEN)


def _latest_passed(planned: Sequence[PlannedStep], ladder: Ladder, new: NewVersion) -> set[str]:
    """The name of the latest rung on each track whose day has passed; a review counts however long ago it was (R1)."""
    passed = [step for step in planned if new.is_past(step, ladder.step(step.name))]
    review = latest_review([step for step in planned if step.on_day <= new.letter_on], ladder)
    passed += [review] if review and review not in passed else []
    passed.sort(key=lambda step: (step.on_day, ladder.rank(step.name)))
    return set({ladder.track(step.name): step.name for step in passed}.values())
