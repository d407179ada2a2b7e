"""What an import is going to write, and the report of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from compliance.domain.authorities import AuthorityType, Contact
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import is_overdue
from compliance.domain.ladders import Ladder
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import Dates, PlannedStep, StepState, is_to_come, plan
from compliance.domain.waiting import WaitOver
from compliance.usecases.case_records import Draft, EvidencePiece, Extension, Story, planned_steps
from compliance.usecases.import_cells import Record
from compliance.usecases.import_changes import Changed
from compliance.usecases.left_to_people import is_left_to_people


@dataclass
class Count:
    """Rows of one table: new ones, changed ones and those that are stored just so."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would do: counts by table, and the reminder steps it planned.

    `left_to_people` are those that come so late that nothing goes out any more: each becomes a caseworker's task.
    `first` are the first new rows of the tables that people look at, as `first_new` gives them; `changes` is every
    cell of a stored row that changes, as `changed_rows` gives them; `added` says of each stored recommendation what
    becomes of it, as `added_rows` gives them, `left_out` which contacts are not written, as `left_out_rows` gives them;
    `read` are the names of the files that were read, also as evidence. `mark` is another where another new row, or due
    date, would be written.
    """

    counts: dict[str, Count]
    steps_planned: int
    dry_run: bool
    left_to_people: int = 0
    first: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    added: list[dict[str, str]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    mark: str = ""

    def new(self, table: str) -> int:
        """How many rows of a table were not stored before."""
        return self.counts[table].new


@dataclass(frozen=True, slots=True)
class NewRecommendation:
    """A recommendation that is not stored yet, with all that its folder says of it; `due_on` is the original date.

    `due_on` None is open-ended; `waited` is the end of its wait, where that is over (D2).
    """

    draft: Draft
    decided_on: date
    due_on: date | None
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[EvidencePiece, ...] = ()
    ending: Ending | None = None
    calendar: WorkingCalendar | None = None
    waited: WaitOver | None = None

    @property
    def current_due_on(self) -> date | None:
        """The due date that is written: the last extension's, or the original one."""
        return self.extensions[-1].new_due_on if self.extensions else self.due_on

    def story(self, decision_id: int, go_live: date, history: bool) -> Story:
        """The story to write; with `history` a decision dated before the go-live day never causes a message (R7)."""
        return Story(
            self.draft,
            decision_id,
            self.decided_on,
            logged_on=self.decided_on,
            live_from=None if history and self.decided_on < go_live else go_live,
            extensions=self.extensions,
            evidence=self.evidence,
            ending=self.ending,
            calendar=self.calendar,
            waited=self.waited,
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """What a folder adds to a stored recommendation; `row` is the store's."""

    row: Any
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[EvidencePiece, ...] = ()
    ending: Ending | None = None
    calendar: WorkingCalendar | None = None

    def acts(self) -> Iterator[Extension | EvidencePiece]:
        """Extensions and evidence in the order of their days; of extensions none before what it comes behind."""
        dated: list[tuple[date, int, Extension | EvidencePiece]] = []
        given = accumulate((each.agreed_on for each in self.extensions), max)
        dated += [(day, 0, each) for day, each in zip(given, self.extensions, strict=True)]
        dated += [(each.received_on, 1, each) for each in self.evidence]
        yield from (act for *_, act in sorted(dated, key=lambda item: item[:2]))


@dataclass
class Plan:
    """Everything to be written, checked.

    `heirs` gives successor codes of new authorities by code, `changes` are those of stored rows, `closures` closing
    days as (code, day, name), `files` evidence files by SHA-256. `types` gives the type of the authority of each
    decision, by its reference. `dated` are stored recommendations that get a date because what they wait on is
    satisfied, each with it, the calendar it is counted on and the day on which that was recorded (D2). `left_out` are
    contacts of authority codes who were retired on a day (R6), `named` the names of all evidence files that rows name.
    """

    counts: dict[str, Count]
    authorities: list[dict[str, Any]] = field(default_factory=list)
    heirs: dict[str, str] = field(default_factory=dict)
    closures: list[tuple[str, date, str]] = field(default_factory=list)
    contacts: list[tuple[str, Contact]] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    decisions: list[Record] = field(default_factory=list)
    recommendations: list[NewRecommendation] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    types: dict[str, AuthorityType] = field(default_factory=dict)
    dated: list[tuple[Any, date, WorkingCalendar, date]] = field(default_factory=list)
    left_out: list[tuple[str, Contact, str]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)


def count_steps(found: Plan, rulebook: Rulebook, moment: Moment, history: bool, untold: Collection[str]) -> int:
    """The reminder steps that the import plans; those it skips because their day is over are not counted (R7).

    `untold` are the references of stored ones whose first letter has still to go: it goes with the new date (R1).
    """
    counted = 0
    for new in found.recommendations:
        story = new.story(0, moment.today, history)
        kind = found.types[new.draft.decision_reference]
        steps = planned_steps(story, new.current_due_on, story.version, rulebook, kind)
        counted += sum(step.state is StepState.PLANNED for step in steps)
    for each in moved(found, moment):
        counted += sum(step.state is StepState.PLANNED for step in _steps_of(each, rulebook, found.types))
        if each.row.reference in untold and not (history and _letter_on(each, rulebook) < moment.today):
            counted += 1
    return counted


def _letter_on(each: Moved, rulebook: Rulebook) -> date:
    """The day of a first letter that goes with another date."""
    return (each.calendar or rulebook.calendar).on_or_after(max(each.row.live_from, each.act_on))


def count_left_to_people(found: Plan, rulebook: Rulebook, moment: Moment, history: bool) -> int:
    """The recommendations that come, or get more time, so late that no reminder of theirs goes out any more (R7)."""
    new = sum(
        is_left_to_people(
            new.story(0, moment.today, history), rulebook, found.types[new.draft.decision_reference], moment.today
        )
        for new in found.recommendations
    )
    return new + sum(_is_left(each, rulebook, moment, found.types) for each in moved(found, moment))


class Moved(NamedTuple):
    """A stored recommendation that stays open and gets another date by what was done on the day `act_on`.

    Nothing goes out before the day `live`.
    """

    row: Any
    due_on: date
    live: date
    calendar: WorkingCalendar | None
    act_on: date


def moved(found: Plan, moment: Moment) -> Iterator[Moved]:
    """Those that get more time, and those whose wait is over (D2, D6); none of history (R7)."""
    for each in found.additions:
        if each.extensions and each.ending is None and each.row.live_from is not None:
            last = each.extensions[-1]
            live = max(each.row.live_from, moment.today, last.agreed_on)
            yield Moved(each.row, last.new_due_on, live, each.calendar, last.agreed_on)
    closed = {each.row.reference for each in found.additions if each.ending is not None}
    for row, due_on, calendar, act_on in found.dated:
        if row.reference not in closed and row.live_from is not None:
            yield Moved(row, due_on, max(row.live_from, moment.today), calendar, act_on)


def _is_left(each: Moved, rulebook: Rulebook, moment: Moment, types: dict[str, AuthorityType]) -> bool:
    """Whether the other date is over by then with no rung to come."""
    if not is_overdue(each.due_on, moment.today):
        return False
    return not is_to_come(_steps_of(each, rulebook, types), _ladder(each.row, rulebook, types))


def _ladder(row: Any, rulebook: Rulebook, types: dict[str, AuthorityType]) -> Ladder:
    return rulebook.ladder_for(Kind(row.kind), types[row.decision_reference], row.clock)


def _steps_of(each: Moved, rulebook: Rulebook, types: dict[str, AuthorityType]) -> list[PlannedStep]:
    """The steps that the other date plans anew."""
    row = each.row
    return plan(
        _ladder(row, rulebook, types),
        Dates(row.decided_on, row.logged_on, each.due_on, each.live),
        each.calendar or rulebook.calendar,
        first_version=False,
    )
