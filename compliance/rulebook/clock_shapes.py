"""The shape of `clocks.yaml`: statutory clocks, their stages and what follows each (rule T)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from compliance.domain.authorities import StaffRole
from compliance.domain.statutory import NOTHING, Clock, Follow, Stage
from compliance.domain.tasks import NEVER_A_RUNG
from compliance.rulebook.fields import Flag, Line, Section, StepName, closest, key_fault
from compliance.rulebook.shapes import PeriodText


class FollowSection(Section):
    """`clocks.yaml`, what follows the end of a stage."""

    stage: StepName | None = None
    task: StepName | None = None
    task_for: StaffRole | None = None
    words: Line | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.stage is None) == (self.task is None):
            raise ValueError("expected either a stage or a task")
        if {self.task is None} != {self.task_for is None, self.words is None}:
            raise ValueError("task, task_for and words go together")
        if self.task in NEVER_A_RUNG:
            raise ValueError(f"task: another kind of task is called {self.task!r}; give this one a name of its own")
        return self

    def follow(self) -> Follow:
        """The section as a rule value."""
        return Follow(self.stage or "", self.task or "", self.task_for, self.words or "")


class StageSection(Section):
    """`clocks.yaml`, one stage."""

    title: Line
    received: Line
    period: PeriodText
    beginning_with: Flag
    in_writing: Flag
    complied: FollowSection | None = None
    failed: FollowSection | None = None

    def stage(self, name: str) -> Stage:
        """The section as a rule value."""
        complied, failed = (each.follow() if each else NOTHING for each in (self.complied, self.failed))
        return Stage(
            name, self.title, self.received, self.period, self.beginning_with, self.in_writing, complied, failed
        )


class ClockSection(Section):
    """`clocks.yaml`, one clock."""

    title: Line
    stages: Annotated[dict[StepName, StageSection], Field(min_length=1)]

    @field_validator("stages")
    @classmethod
    def _lead_onwards(cls, stages: dict[str, StageSection]) -> dict[str, StageSection]:
        names = list(stages)
        for place, (name, section) in enumerate(stages.items()):
            for follow in (section.complied, section.failed):
                target = follow.stage if follow else None
                if target is None or target in names[place + 1 :]:
                    continue
                if target in names:
                    raise key_fault(
                        name, f"{name}: stage {target!r} does not stand further down: a clock never goes back"
                    )
                raise key_fault(name, f"{name}: no stage {target!r}; {closest(target, names)}")
        return stages

    def clock(self, name: str) -> Clock:
        """The section as a rule value."""
        return Clock(name, self.title, tuple(section.stage(each) for each, section in self.stages.items()))


class ClocksFile(Section):
    """`clocks.yaml`."""

    clocks: dict[StepName, ClockSection]

    def by_name(self) -> dict[str, Clock]:
        """The clocks as rule values."""
        return {name: section.clock(name) for name, section in self.clocks.items()}
