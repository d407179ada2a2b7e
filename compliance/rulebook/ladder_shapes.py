"""The shape of `ladder.yaml`: the ladders with their scopes and steps, and the notices they share (rule R1)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from compliance.domain.authorities import AuthorityType, Role, StaffRole
from compliance.domain.ladders import Anchor, OffsetUnit, Scope, overlap, reach_in_days
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import NEVER_A_RUNG
from compliance.rulebook.fields import (
    Count,
    Line,
    Section,
    StepName,
    Template,
    Whole,
    closest,
    key_fault,
    without_doubles,
)

LONGEST_OFFSET = 3660
ONE_LETTER = "exactly one letter introduces a recommendation (R1: 'on logging'); reminders count from the due date"


class StepSection(Section):
    """`ladder.yaml`, one step."""

    anchor: Anchor
    offset: Annotated[Whole, Field(ge=-LONGEST_OFFSET, le=LONGEST_OFFSET)]
    unit: OffsetUnit
    template: Template | None = None
    recipients: tuple[Role, ...] = ()
    task_for: StaffRole | None = None
    task: Line | None = None

    @field_validator("recipients")
    @classmethod
    def _each_once(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        return without_doubles(roles)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.unit is OffsetUnit.MONTHS and self.anchor is not Anchor.DECIDED:
            raise ValueError("months are only counted from 'decided'")
        if self.anchor is not Anchor.DUE and self.offset < 0:
            raise ValueError(f"a step cannot lie before {self.anchor.value!r}")
        if bool(self.recipients) != (self.template is not None):
            raise ValueError("recipients and template go together")
        if (self.task_for is None) != (self.task is None):
            raise ValueError("task and task_for go together")
        if not self.recipients and self.task is None:
            raise ValueError("a step needs recipients or a task")
        return self


class ScopeSection(Section):
    """`ladder.yaml`, key `for` of a ladder: which recommendations it is for."""

    kind: Kind | None = None
    authority_types: Annotated[tuple[AuthorityType, ...], Field(min_length=1)] | None = None
    clock: StepName | None = None

    @field_validator("clock")
    @classmethod
    def _there_is_such_a_clock(cls, clock: str | None, info: ValidationInfo) -> str | None:
        known: list[str] = info.context["clocks"]  # type: ignore[index]  # the loader always hands it over
        if clock is not None and clock not in known:
            raise ValueError(
                f"there is no clock {clock!r} in clocks.yaml{f'; {closest(clock, known)}' if known else ''}"
            )
        return clock

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.kind is None and self.authority_types is None and self.clock is None:
            raise ValueError("expected kind, authority_types or clock; the default ladder has no 'for' at all")
        return self

    @property
    def scope(self) -> Scope:
        """The scope as the rules take it."""
        return Scope(self.kind, frozenset(self.authority_types or ()), self.clock or "")


Recipients = Annotated[tuple[Role, ...], Field(min_length=1), AfterValidator(without_doubles)]


class NoticeSection(Section):
    """`ladder.yaml`, one notice."""

    template: Template
    recipients: Recipients


class NoticesSection(Section):
    """`ladder.yaml`, key `notices`: all of them are needed, for the use cases name them."""

    satisfied: NoticeSection
    evidence_insufficient: NoticeSection
    deadline_changed: NoticeSection
    extension_refused: NoticeSection
    reopened: NoticeSection
    outcome_withdrawn: NoticeSection
    chief_executive: NoticeSection


class OwnRecipientsSection(Section):
    """`ladder.yaml`, key `notices` of a ladder: who gets some of them instead; the others go as all ladders' do."""

    satisfied: Recipients | None = None
    evidence_insufficient: Recipients | None = None
    deadline_changed: Recipients | None = None
    extension_refused: Recipients | None = None
    reopened: Recipients | None = None
    outcome_withdrawn: Recipients | None = None
    chief_executive: Recipients | None = None

    def by_name(self) -> dict[str, tuple[Role, ...]]:
        """The roles by the name of the notice, of those that are named."""
        return {name: roles for name in type(self).model_fields if (roles := getattr(self, name)) is not None}


class LadderSection(Section):
    """`ladder.yaml`, one ladder. The horizon stands before the steps so that they can be checked against it."""

    for_: Annotated[ScopeSection | None, Field(alias="for")] = None
    horizon_days: Annotated[Count, Field(le=LONGEST_OFFSET)]
    notices: OwnRecipientsSection = OwnRecipientsSection()
    steps: Annotated[dict[StepName, StepSection], Field(min_length=1)]

    @field_validator("steps")
    @classmethod
    def _names_of_their_own(cls, steps: dict[str, StepSection]) -> dict[str, StepSection]:
        """A rung called as a notice would take its place in the ledger; one called as a task, end with that."""
        for name in steps:
            if name in NoticesSection.model_fields:
                raise key_fault(name, f"{name}: a notice is called so; give the step a name of its own")
            if name in NEVER_A_RUNG:
                raise key_fault(name, f"{name}: a task that is no step's is called so; give the step a name of its own")
        return steps

    @field_validator("steps")
    @classmethod
    def _one_introduces(cls, steps: dict[str, StepSection]) -> dict[str, StepSection]:
        """A recommendation is first heard of by one letter, and every other one may build on that (R1)."""
        letters = [name for name, step in steps.items() if step.anchor is Anchor.LOGGED and step.recipients]
        if not letters:
            raise ValueError(f"no step with recipients is counted from 'logged': {ONE_LETTER}")
        if len(letters) > 1:
            raise key_fault((letters[1], "anchor"), f"{letters[1]}: {letters[0]} is one already: {ONE_LETTER}")
        return steps

    @field_validator("steps")
    @classmethod
    def _within_the_horizon(cls, steps: dict[str, StepSection], info: ValidationInfo) -> dict[str, StepSection]:
        horizon = info.data.get("horizon_days")
        for name, step in steps.items():
            days = reach_in_days(step.offset, step.unit)
            if horizon is not None and days > horizon:
                offset = f"{step.offset} {step.unit.value.replace('_', ' ')}"
                words = f"{name}: an offset of {offset} reaches {days} days, beyond the horizon of {horizon} days"
                raise key_fault((name, "offset"), words)
        return steps


class LadderFile(Section):
    """`ladder.yaml`."""

    ladders: Annotated[dict[Line, LadderSection], Field(min_length=1)]
    notices: NoticesSection

    @field_validator("ladders")
    @classmethod
    def _each_recommendation_has_one(cls, ladders: dict[str, LadderSection]) -> dict[str, LadderSection]:
        defaults = [name for name, section in ladders.items() if section.for_ is None]
        if not defaults:
            raise ValueError("expected one ladder without 'for': it is the default")
        if len(defaults) > 1:
            words = f"{defaults[1]!r} has no 'for', and neither has {defaults[0]!r}: only one ladder is the default"
            raise key_fault(defaults[1], words)
        scopes = {name: section.for_.scope for name, section in ladders.items() if section.for_}
        clash = overlap(scopes)
        if clash:
            one, other = clash
            words = f"{other!r} and {one!r} are for the same recommendations, and neither is more specific"
            raise key_fault((other, "for"), words)
        return ladders
