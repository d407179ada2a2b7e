"""Statutory clocks: chains of stages, each with a period of its own and what follows when it ends (rule T)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from compliance.domain.authorities import StaffRole
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import Period, Receipt, ReceiptStep, due_on
from compliance.domain.errors import Refused
from compliance.domain.recommendations import Kind

STAGE_KIND = Kind.SERVICE_IMPROVEMENT  # as a recommendation, whatever the decision is about


@dataclass(frozen=True)
class Follow:
    """What follows the end of a stage: another stage, or a task for a person; neither means the clock is over.

    `task` is the kind of the task, `task_for` whose it is and `words` what is to be done.
    """

    stage: str = ""
    task: str = ""
    task_for: StaffRole | None = None
    words: str = ""


NOTHING = Follow()


@dataclass(frozen=True)
class Stage:
    """One stage: `period` counted from the day `received` came, and what follows when it is complied with or not.

    `beginning_with` counts that day as the first of the period (D3). With `in_writing` more time needs a writing.
    """

    name: str
    title: str
    received: str
    period: Period
    beginning_with: bool
    in_writing: bool
    complied: Follow = NOTHING
    failed: Follow = NOTHING

    def receipt(self, received_on: date, calendar: WorkingCalendar) -> Receipt:
        """The due date of a stage and how it was counted (D3, D8)."""
        receipt = due_on(received_on, self.period, calendar, beginning_with=self.beginning_with)
        note = ReceiptStep(received_on, f"the authority received {self.received}")
        return replace(receipt, steps=(note, *receipt.steps))


@dataclass(frozen=True)
class Clock:
    """A statutory clock: its stages in order, the first of which begins it."""

    name: str
    title: str
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        """The stage of that name; raises Refused where the clock has none, or has none any more."""
        found = {stage.name: stage for stage in self.stages}
        if name not in found:
            raise Refused(f"stage: expected one of {', '.join(found)} of the clock {self.name!r}, not {name!r}")
        return found[name]

    def received_after(self, name: str) -> str:
        """What the stage that follows a failed one is counted from, in words; "" where none follows."""
        known = {stage.name: stage for stage in self.stages}
        follows = known[name].failed.stage if name in known else ""
        return known[follows].received if follows in known else ""
