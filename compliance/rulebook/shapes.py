"""The shape of each configuration file: its keys, what they may say, and the rules between them."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, RootModel, ValidationInfo, field_validator, model_validator

from compliance.domain.agreed_action_categories import cue_fault
from compliance.domain.agreed_action_values import CategoryCues
from compliance.domain.authorities import AuthorityType, Role, StaffRole
from compliance.domain.deadlines import Period, parse_period
from compliance.domain.doubts import DoubtPolicy
from compliance.domain.errors import WrongUse
from compliance.domain.recommendations import Kind
from compliance.domain.statistics import Similar, YearBy
from compliance.domain.tasks import DEFAULT_RULES, OWNED_BY_THEIR_RUNG, TaskKind, TaskRule
from compliance.rulebook.fields import (
    Address,
    Count,
    Flag,
    Line,
    MonthAndDay,
    Number,
    Section,
    StepName,
    Text,
    TimeOfDay,
    TimeZone,
    Whole,
    key_fault,
    without_doubles,
)

MOST_SENDERS = 64
MOST_WORKING_DAYS = 250
MOST_RETURN_DAYS = 366
FALLBACK = (Role.LINK_OFFICER, Role.DEPUTY, Role.MONITORING_OFFICER)
MOST_SILENT_HOURS = 24 * 366
LONGEST_DOUBT_HOURS = 8760
LONGEST_HOLD = 366
LONGEST_REVIEW = 3660
LIST_SEPARATOR = ";"


class MailSection(Section):
    """`office.yaml`, key `mail`."""

    from_: Address = Field(alias="from")
    reply_to: Address
    sign_off: Text


class StatisticsSection(Section):
    """`office.yaml`, key `statistics`."""

    year_of_outcome: YearBy = YearBy.RECORDED
    similar: Similar = Similar.POOLED


class HoursSection(Section):
    """`office.yaml`, key `delivery.hours`: from when to when scheduled sending goes on."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    until: TimeOfDay

    @field_validator("until")
    @classmethod
    def _later(cls, until: time, info: ValidationInfo) -> time:
        opens = info.data.get("from_")
        if opens is not None and until <= opens:
            raise ValueError(f"expected a time after {opens:%H:%M}, not {until:%H:%M}")
        return until


class DeliverySection(Section):
    """`office.yaml`, key `delivery`; waits and time-out in seconds, the age of a doubt in hours."""

    attempts: Count = 12
    first_wait_seconds: Number = 60
    longest_wait_seconds: Number = 3600
    senders: Annotated[Count, Field(le=MOST_SENDERS)] = 4
    send_timeout_seconds: Count = 30
    minimum_gap_working_days: Annotated[Whole, Field(ge=0, le=MOST_WORKING_DAYS)] = 1
    hard_returns: Count = 1
    soft_returns: Count = 3
    soft_return_days: Annotated[Count, Field(le=MOST_RETURN_DAYS)] = 14
    fallback: Annotated[tuple[Role, ...], AfterValidator(without_doubles)] = FALLBACK
    in_doubt: DoubtPolicy = DoubtPolicy.PERSON
    in_doubt_after_hours: Annotated[Number, Field(le=LONGEST_DOUBT_HOURS)] = 24
    hours: HoursSection | None = None

    @field_validator("longest_wait_seconds")
    @classmethod
    def _not_shorter(cls, longest: float, info: ValidationInfo) -> float:
        first = info.data.get("first_wait_seconds", longest)
        if longest < first:
            raise ValueError(f"expected at least first_wait_seconds, which is {first:g}, not {longest:g}")
        return longest


class TaskSection(Section):
    """`office.yaml`, key `tasks`, one kind of task; what is left out stays as it comes with Amends."""

    owner: StaffRole | None = None
    due_in_working_days: Annotated[Whole, Field(ge=0, le=MOST_WORKING_DAYS)] | None = None


class AlarmSection(Section):
    """`office.yaml`, key `alarm`."""

    flow_silent_hours: Annotated[Count, Field(le=MOST_SILENT_HOURS)] = 26


class WaitsSection(Section):
    """`office.yaml`, key `waits`."""

    review_after_days: Annotated[Count, Field(le=LONGEST_REVIEW)] = 90


class HoldsSection(Section):
    """`office.yaml`, key `holds`."""

    longest_days: Annotated[Count, Field(le=LONGEST_HOLD)] = 90


_SAYS_WHOSE = {TaskKind.CLOCK_STAGE: "clocks.yaml", **dict.fromkeys(OWNED_BY_THEIR_RUNG, "the ladder")}


class OfficeFile(Section):
    """`office.yaml`."""

    name: Line
    time_zone: TimeZone
    mail: MailSection
    year_end: MonthAndDay
    statistics: StatisticsSection = StatisticsSection()
    delivery: DeliverySection = DeliverySection()
    holds: HoldsSection = HoldsSection()
    staff: Annotated[dict[StaffRole, Address], Field(default_factory=dict)]
    clock_stops: Annotated[dict[StepName, Line], Field(min_length=1, default_factory=lambda: {"other": "as stated"})]
    tasks: Annotated[dict[TaskKind, TaskSection], Field(default_factory=dict)]
    alarm: AlarmSection = AlarmSection()
    waits: WaitsSection = WaitsSection()

    @field_validator("tasks")
    @classmethod
    def _the_ladder_says_whose(cls, tasks: dict[TaskKind, TaskSection]) -> dict[TaskKind, TaskSection]:
        for kind, section in tasks.items():
            says = _SAYS_WHOSE.get(kind)
            if section.owner is not None and says:
                raise key_fault(kind.value, f"{kind.value} has no owner here: {says} says whose it is (task_for)")
        return tasks

    def task_rules(self) -> dict[TaskKind, TaskRule]:
        """The rule of every kind of task."""
        found = {}
        for kind, rule in DEFAULT_RULES.items():
            said = self.tasks.get(kind, TaskSection())
            due_in = rule.due_in if said.due_in_working_days is None else said.due_in_working_days
            found[kind] = TaskRule(said.owner or rule.owner, due_in)
        return found


def _period(text: object) -> Period:
    try:
        return parse_period(str(text))
    except WrongUse as error:
        raise ValueError(str(error)) from error


def _period_name(text: str) -> str:
    name = " ".join(text.split()).casefold()
    try:
        parse_period(name)
    except WrongUse:
        return name
    raise ValueError(f"{text!r} already is a length of time and cannot mean another one")


PeriodText = Annotated[Period, BeforeValidator(_period)]
PeriodName = Annotated[Line, AfterValidator(_period_name)]


class PeriodsFile(RootModel[dict[PeriodName, PeriodText]]):
    """`periods.yaml`: the office's words, casefolded, to periods (D2)."""

    @model_validator(mode="before")
    @classmethod
    def _told_apart(cls, data: object) -> object:
        return _distinct(data)


def _category(name: str) -> str:
    if LIST_SEPARATOR in name:
        raise ValueError(f"a category's name cannot hold {LIST_SEPARATOR!r}, which separates categories in imports")
    return name


def _evidence(item: str) -> str:
    if LIST_SEPARATOR in item:
        raise ValueError(f"an item of evidence cannot hold {LIST_SEPARATOR!r}, which separates items in imports")
    return item


def _cue(words: str) -> str:
    fault = cue_fault(words)
    if fault:
        raise ValueError(f"expected {fault}")
    return words


CategoryName = Annotated[Line, AfterValidator(_category)]
EvidenceItem = Annotated[Line, AfterValidator(_evidence)]
Cue = Annotated[Line, AfterValidator(_cue)]


class CategorySection(Section):
    """`categories.yaml`, one category: its checklist (L5), and the words that tell it in a text (L4)."""

    evidence: tuple[EvidenceItem, ...]
    kind: Kind | None = None
    words: tuple[Cue, ...] = ()
    words_with_sum: tuple[Cue, ...] = ()

    def cues(self) -> CategoryCues:
        """The words as the reading of texts takes them."""
        return CategoryCues(self.kind, self.words, self.words_with_sum)


def _checklist(value: object) -> object:
    """A category that is a mere list is its checklist."""
    return {"evidence": value} if isinstance(value, list) else value


Category = Annotated[CategorySection, BeforeValidator(_checklist)]


class CategoriesFile(RootModel[Annotated[dict[CategoryName, Category], Field(min_length=1)]]):
    """`categories.yaml`: remedy categories (L4) with their evidence checklists (L5); a mere list is a checklist."""

    @model_validator(mode="before")
    @classmethod
    def _told_apart(cls, data: object) -> object:
        return _distinct(data)


def _distinct(data: object) -> object:
    """Refuse keys that differ only in capitals or spaces."""
    seen: set[str] = set()
    for key in data if isinstance(data, dict) else ():
        folded = " ".join(str(key).split()).casefold()
        if folded in seen:
            raise key_fault(key, f"{str(key)!r} stands there twice, but for capitals and spaces")
        seen.add(folded)
    return data


class TypeSection(Section):
    """`authority_types.yaml`, one type."""

    label: Line
    comparator: Flag


class TypesFile(Section):
    """`authority_types.yaml`: the types of the exchange format, each of them (S7)."""

    county: TypeSection
    district: TypeSection
    metropolitan: TypeSection
    unitary: TypeSection
    london_borough: TypeSection
    other: TypeSection

    def by_type(self) -> dict[AuthorityType, TypeSection]:
        """Give the sections by authority type."""
        return {each: getattr(self, each.value) for each in AuthorityType}
