"""What a recommendation would cause, day by day, before there is one: nothing is stored (rules R1, R3 and R5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from compliance.domain.authorities import AuthorityType, Contact, Role
from compliance.domain.calendar import WEEKDAYS, WorkingCalendar
from compliance.domain.deadlines import Receipt, due_on, fixed, parse_period
from compliance.domain.errors import WrongUse
from compliance.domain.ladders import Ladder, LadderStep
from compliance.domain.moment import day_in_words, days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import Dates, PlannedStep, StepState, asked_at_once, nominal_day
from compliance.domain.statutory import STAGE_KIND
from compliance.domain.version_letters import plan_new
from compliance.notify.protocol import Composer, Digest, Item
from compliance.usecases.choose_steps import rung
from compliance.usecases.coming_days import ComingDay, Going, Outlook, live
from compliance.usecases.compose_message import STAFF_TEMPLATE
from compliance.usecases.left_to_people import KIND, OWNER, is_silent, review_at_once, why_left_at_once

REFERENCE = "example"
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class Example:
    """The recommendation to simulate; `calendar` is that of its dates, the office's decides when mail goes out."""

    kind: Kind
    authority_type: AuthorityType
    clock: str
    decided_on: date
    logged_on: date
    due_on: date
    calendar: WorkingCalendar


@dataclass(frozen=True)
class _Row:
    """A step of the example, in the shape of `store.steps`."""

    id: int
    step: str
    ladder: str
    on_day: date
    due_on: date
    reference: str = REFERENCE
    recommendation_id: int = 1
    deadline_version: int = 1
    current_version: int = 1
    continues: int | None = None
    notice: str = ""
    facts: str = "{}"
    closed_on: date | None = None
    evidence_waiting: int = 0
    proven: bool = False
    answered: bool = False
    overtaken: bool = False
    hold_ends_on: date | None = None
    spoken_of: bool = False
    authority_code: str = REFERENCE


@dataclass
class Line:
    """One line of the calendar: the day, what happens to a step on it, to whom it goes, its subject, its task.

    `happens` is `sent`, `task`, `skipped`, `superseded` or `waits`; `notes` say why in words.
    """

    day: date
    step: str
    happens: str
    to: list[str] = field(default_factory=list)
    subject: str = ""
    task: str = ""
    task_for: str = ""
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """The shape of a line in `amends ladder simulate --format json`."""
        return {
            "date": self.day.isoformat(),
            "weekday": WEEKDAYS[self.day.weekday()],
            "step": self.step,
            "happens": self.happens,
            "to": list(self.to),
            "subject": self.subject,
            "task": self.task,
            "task_for": self.task_for,
            "notes": list(self.notes),
        }


def counted(
    rulebook: Rulebook, calendar: WorkingCalendar, clock: str, on: date, period: str = "", named: date | None = None
) -> Receipt:
    """The due date of an example from the day of its decision, or of the receipt that begins its `clock` (D2, T).

    A period takes the place of that of the clock's first stage and is counted as the clock counts (D3); a `named` date
    is taken as it is. Raises WrongUse for an unknown clock.
    """
    if clock and clock not in rulebook.clocks:
        known = ", ".join(sorted(rulebook.clocks)) or "none"
        raise WrongUse(f"there is no statutory clock {clock!r}; the office has {known}")
    if named is not None:
        return fixed(named, calendar)
    if not clock:
        return due_on(on, parse_period(period, rulebook.periods), calendar)
    stage = rulebook.clocks[clock].stages[0]
    if period.strip():
        stage = replace(stage, period=parse_period(period, rulebook.periods))
    return stage.receipt(on, calendar)


def simulate(rulebook: Rulebook, composer: Composer, example: Example) -> tuple[Ladder, list[Line]]:
    """The ladder the example gets, and the lines of its calendar in the order of their days.

    Every role at the authority is held by somebody, no two by the same person, and nobody answers.
    """
    kind = STAGE_KIND if example.clock else example.kind
    ladder = rulebook.ladder_for(kind, example.authority_type, example.clock)
    dates = Dates(example.decided_on, example.logged_on, example.due_on, example.logged_on)
    planned = asked_at_once(plan_new(ladder, dates, example.calendar, rulebook.calendar), ladder)
    lines = [
        Line(step.on_day, step.name, "skipped", notes=[days_in_words(step.reason)])
        for step in planned
        if step.state is StepState.SKIPPED
    ]
    rows = {
        number: _Row(number, step.name, ladder.name, step.on_day, example.due_on)
        for number, step in enumerate(planned, start=1)
        if step.state is StepState.PLANNED
    }
    lines += _lived(rulebook, composer, example, rows)
    for line in lines:
        line.notes = [*_rolled(ladder.step(line.step), dates, example.calendar, planned), *line.notes]
    lines.sort(key=lambda line: ladder.rank(line.step))
    lines += _at_once(example, ladder, planned)
    return ladder, sorted(lines, key=lambda line: line.day)


def _at_once(example: Example, ladder: Ladder, planned: list[PlannedStep]) -> list[Line]:
    """The tasks that logging opens that day (R1, R6): about what is overdue with no reminder to come, and a review."""
    day, lines = example.logged_on, []
    if is_silent(planned, ladder, example.due_on, day):
        lines.append(Line(day, KIND, "task", task=why_left_at_once(day), task_for=OWNER.value))
    if found := review_at_once(planned, ladder):
        rung, words = found
        lines.append(Line(day, rung.name, "task", task=words, task_for=rung.task_for.value if rung.task_for else ""))
    return [replace(line, task=days_in_words(line.task)) for line in lines]


def _lived(rulebook: Rulebook, composer: Composer, example: Example, rows: dict[int, _Row]) -> list[Line]:
    contacts = [Contact(role, "", role.value) for role in Role]
    outlook = Outlook(dict(rows), lambda code, _: (code, contacts))
    last = max((row.on_day for row in rows.values()), default=example.logged_on) + LONGEST_WAIT
    lines: list[Line] = []
    waited: set[tuple[int, str]] = set()
    for coming in live(outlook, rulebook, example.logged_on, last):
        lines += _lines(coming, rulebook, lambda going, day: _subject(going, rulebook, composer, example, day))
        for row, why in coming.waits:
            if (row.id, why) not in waited:
                waited.add((row.id, why))
                lines.append(Line(coming.day, row.step, "waits", notes=[days_in_words(why)]))
        if not outlook.planned:
            break
    return lines


def _lines(coming: ComingDay, rulebook: Rulebook, subject: Callable[[Going, date], str]) -> list[Line]:
    """What happens on a day: messages, tasks, and steps that give way to one that is right now."""
    lines: dict[int, Line] = {}
    for address, parts in coming.messages.items():
        for going in parts:
            line = lines.setdefault(
                going.row.id, Line(coming.day, going.row.step, "sent", subject=subject(going, coming.day))
            )
            line.to.append(address)
    for row in coming.tasks:
        step = rung(row, rulebook)
        if step.task_for is not None:
            line = lines.setdefault(row.id, Line(coming.day, row.step, "task"))
            line.task, line.task_for = step.task, step.task_for.value
    ended = [
        Line(coming.day, row.step, state.value, notes=[reason.replace("_", " ")]) for row, state, reason in coming.ended
    ]
    return [*lines.values(), *ended]


def _subject(going: Going, rulebook: Rulebook, composer: Composer, example: Example, day: date) -> str:
    """The subject of a message about this step alone, as the office's template words it."""
    step = rung(going.row, rulebook)
    item = Item(
        template=step.template or STAFF_TEMPLATE,
        step=step.name,
        recommendation=REFERENCE,
        decision=REFERENCE,
        action="what the recommendation asks for",
        due_on=example.due_on,
        original_due_on=example.due_on,
        overdue_days=(day - example.due_on).days,
        facts={"task": step.task} if step.task else {},
    )
    digest = Digest("simulation", day, going.person.address, "", going.person.role.value, "the authority", [item])
    return composer.compose(digest).subject


def _rolled(step: LadderStep, dates: Dates, calendar: WorkingCalendar, planned: list[PlannedStep]) -> list[str]:
    """That a step moved to the next working day because its own was closed (D5)."""
    nominal = nominal_day(step, dates, calendar)
    day = next(each.on_day for each in planned if each.name == step.name)
    if nominal is None or nominal == day:
        return []
    return [f"moved from {WEEKDAYS[nominal.weekday()]} {day_in_words(nominal)}: {_closed(calendar, nominal)}"]


def _closed(calendar: WorkingCalendar, day: date) -> str:
    closed = calendar.why_closed(day)
    return "a weekend" if closed in WEEKDAYS else f"{closed}"


def described(ladder: Ladder) -> dict[str, Any]:
    """A ladder with its scope and steps, as `amends ladder show --format json` gives it."""
    scope = ladder.scope
    return {
        "name": ladder.name,
        "default": scope is None,
        "kind": scope.kind.value if scope and scope.kind else None,
        "authority_types": sorted(each.value for each in scope.authority_types) if scope else [],
        "clock": scope.clock if scope else "",
        "steps": [
            {
                "step": step.name,
                "anchor": step.anchor.value,
                "offset": step.offset,
                "unit": step.unit.value,
                "template": step.template,
                "recipients": [role.value for role in step.recipients],
                "task_for": step.task_for.value if step.task_for else None,
                "task": step.task,
            }
            for step in ladder.steps
        ],
        "notices": {name: [role.value for role in roles] for name, roles in ladder.notices.items()},
    }
