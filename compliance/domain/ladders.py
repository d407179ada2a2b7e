"""Reminder ladders as data: their rungs, whom each ladder is for, and which one a recommendation gets (rules R1, T)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from compliance.domain.authorities import AuthorityType, Role, StaffRole
from compliance.domain.recommendations import Kind

WORKING_WEEK, WEEK = 5, 7
LONGEST_MONTH = 31


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

    @property
    def introduces(self) -> bool:
        """Whether it is the letter by which a recommendation is first heard of (R1); a ladder has exactly one."""
        return self.anchor is Anchor.LOGGED and bool(self.recipients)


@dataclass(frozen=True)
class Scope:
    """Which recommendations a ladder is for; what is left out does not matter, but for `clock`.

    A scope that names no statutory clock is for recommendations without one.
    """

    kind: Kind | None = None
    authority_types: frozenset[AuthorityType] = frozenset()
    clock: str = ""

    @property
    def cases(self) -> frozenset[tuple[Kind, AuthorityType, str]]:
        """Every kind of recommendation, type of authority and clock it takes in."""
        kinds = Kind if self.kind is None else (self.kind,)
        return frozenset((kind, each, self.clock) for kind in kinds for each in self.authority_types or AuthorityType)


@dataclass(frozen=True)
class Ladder:
    """The steps of one kind of deadline, in the order they come; without a scope it is the office's default.

    `notices` says by name which of them go to other roles than those of all ladders.
    """

    name: str
    steps: tuple[LadderStep, ...]
    scope: Scope | None = None
    notices: Mapping[str, tuple[Role, ...]] = field(default_factory=dict, hash=False)
    _rungs: dict[str, tuple[int, LadderStep]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rungs", {step.name: (rank, step) for rank, step in enumerate(self.steps)})

    def step(self, name: str) -> LadderStep:
        """The rung of that name; KeyError when the ladder has none."""
        return self._rungs[name][1]

    def rank(self, name: str) -> int:
        """How far up the ladder a step stands; a step the ladder no longer has ranks before all others."""
        return self._rungs[name][0] if name in self._rungs else -1

    @property
    def first_letter(self) -> str:
        """The name of the rung by which a recommendation is first heard of (R1)."""
        return next(step.name for step in self.steps if step.introduces)

    def track(self, name: str) -> str:
        """Rungs of one track compete for being right now (R2.4).

        What is counted from the decision runs beside what is counted to the due date, and what only raises a task
        beside what is written: after an outage the authority still hears, and the task is raised too.
        """
        if name not in self._rungs:
            return "due"
        step = self.step(name)
        clock = "decided" if step.anchor is Anchor.DECIDED else "due"
        return clock if step.recipients else f"{clock}, task only"


def ladder_for(ladders: Iterable[Ladder], kind: Kind, authority_type: AuthorityType, clock: str = "") -> Ladder:
    """The ladder with the most specific scope that takes this recommendation in, else the default one.

    To be asked for ladders that `overlap` finds nothing wrong with; KeyError where there is no default either.
    """
    case = (kind, authority_type, clock)
    default, fitting = None, []
    for ladder in ladders:
        if ladder.scope is None:
            default = ladder
        elif case in ladder.scope.cases:
            fitting.append((len(ladder.scope.cases), ladder))
    if fitting:
        return min(fitting, key=lambda found: found[0])[1]
    if default is None:
        raise KeyError("no ladder is the default")
    return default


def overlap(scopes: Mapping[str, Scope]) -> tuple[str, str] | None:
    """The first two names whose scopes take in the same recommendation, neither being more specific; else None."""
    for (one, first), (other, second) in combinations(scopes.items(), 2):
        ours, theirs = first.cases, second.cases
        if ours & theirs and not (ours < theirs or theirs < ours):
            return one, other
    return None


def reach_in_days(offset: int, unit: OffsetUnit) -> int:
    """How many calendar days an offset reaches at most, to either side, bank holidays left aside."""
    length = abs(offset)
    if unit is OffsetUnit.MONTHS:
        return length * LONGEST_MONTH
    if unit is OffsetUnit.WORKING_DAYS:
        return length + -(-length // WORKING_WEEK) * (WEEK - WORKING_WEEK)
    return length
