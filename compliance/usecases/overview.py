"""How the office stands, for those who lead it: counts of what is open, each with the list behind it (S10).

Counted in the database from the stored next actions; who asks calls `refresh_for_reading` before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from compliance.domain.authorities import AuthorityType
from compliance.domain.deadlines import months_after
from compliance.domain.letters import Averages, averages
from compliance.domain.moment import Moment
from compliance.domain.next_action import Action, Actor
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.domain.standing import Standing, in_a_list
from compliance.domain.statistics import Figures, Similar, Year, total, year_endings
from compliance.domain.work_filters import Filters
from compliance.store import stale, work_counts
from compliance.store.engine import Session
from compliance.usecases.measure_compliance import Measuring
from compliance.usecases.my_work import wanted_of

DUE_WITHIN = (7, 30, 90)
AGES = (3, 6, 12)
"""Months since the decision at which the next age begins; at twelve a remedy is a delayed one (R1)."""
YEARS = 5


@dataclass(frozen=True)
class Number:
    """A count, what is counted in words, and the filters of exactly the recommendations it counts."""

    words: str
    count: int
    filters: Filters


@dataclass(frozen=True)
class Overview:
    """What is open today; `behind` as in a work list.

    `by_state`, `by_age`, `by_type` and `by_who` each add up to `open`. Ages are counted from the decision. `due_within`
    the next 7, 30 and 90 days, today included, each with what is in the one before. `to_judge`: evidence waits (E2);
    `in_doubt`: nobody knows whether a message arrived; `no_contact`: nobody can be written to (R6), whatever is next.
    """

    open: Number
    overdue: Number
    by_state: tuple[Number, ...]
    by_age: tuple[Number, ...]
    due_within: tuple[Number, ...]
    to_judge: Number
    in_doubt: Number
    no_contact: Number
    by_type: tuple[Number, ...]
    by_who: tuple[Number, ...]
    behind: bool


@dataclass(frozen=True)
class TypeYear:
    """The figures of all authorities of a type in a year, and the means of their rates.

    `similar` has none without a comparator, and none where the average of a type is pooled: that is its figures (S7).
    """

    type: AuthorityType
    figures: Figures
    similar: Averages


@dataclass(frozen=True)
class OverviewYear:
    """The figures of all authorities together in the year that ends on `ending`, and type by type (S7, S11)."""

    ending: date
    figures: Figures
    by_type: tuple[TypeYear, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing counts in it."""
        return self.figures == Figures()


def overview(session: Session, rulebook: Rulebook, today: date) -> Overview:
    """Count what is open on a day."""
    states = [Filters(state=each) for each in Standing if each.value not in set(Outcome)]
    ages = _ages(today)
    within = [Filters(due_from=today, due_to=_later(today, days)) for days in DUE_WITHIN]
    types = [Filters(authority_type=each) for each in AuthorityType]
    whose = [Filters(who=(each,)) for each in Actor if each is not Actor.NOBODY]
    single = [
        Filters(),
        Filters(overdue=True),
        Filters(to_judge=True),
        Filters(action=Action.SETTLE_MESSAGE),
        Filters(no_contact=True),
    ]
    asked = [*single, *states, *(filters for _, filters in ages), *within, *types, *whose]
    counted = dict(
        zip(asked, work_counts.counts(session, [wanted_of(session, today, each) for each in asked]), strict=True)
    )

    def number(words: str, filters: Filters) -> Number:
        return Number(words, counted[filters], filters)

    words = ("open", "overdue", "evidence to judge", "messages in doubt", "no working contact")
    everything, late, judge, doubt, nobody = map(number, words, single)
    return Overview(
        open=everything,
        overdue=late,
        by_state=tuple(number(in_a_list(each.state), each) for each in states if each.state),
        by_age=tuple(number(name, each) for name, each in ages),
        due_within=tuple(
            number(f"due within {days} days", each) for days, each in zip(DUE_WITHIN, within, strict=True)
        ),
        to_judge=judge,
        in_doubt=doubt,
        no_contact=nobody,
        by_type=tuple(number(rulebook.type_labels[each.authority_type], each) for each in types if each.authority_type),
        by_who=tuple(number(each.who[0].value.replace("_", " "), each) for each in whose),
        behind=stale.is_any(session),
    )


def overview_years(
    session: Session, rulebook: Rulebook, moment: Moment, number: int = YEARS
) -> tuple[OverviewYear, ...]:
    """The figures of the year under way and of those before it, the newest first, as known now (S9)."""
    measured = Measuring(session, rulebook, moment.now)
    return tuple(_year(measured, Year(each)) for each in year_endings(moment.today, *rulebook.year_end, number))


def _year(measured: Measuring, year: Year) -> OverviewYear:
    figures, rulebook = measured.of_year(year), measured.rulebook
    bodies = measured.bodies(year, figures)
    by_type, means = [], rulebook.similar is not Similar.POOLED
    for kind in AuthorityType:
        group = [figures.get(code, Figures()) for code, body in bodies.items() if body.type is kind]
        similar = averages(group, rulebook.similar) if means and kind in rulebook.comparators else Averages()
        by_type.append(TypeYear(kind, sum(group, start=Figures()), similar))
    return OverviewYear(year.ending, total(figures), tuple(by_type))


def _ages(today: date) -> list[tuple[str, Filters]]:
    """Ages without gap or overlap; a decision of exactly three months ago is in the second."""
    found, newest = [], None
    before = 0
    for months in AGES:
        begins = months_after(today, -months)
        name = f"under {months} months" if not before else f"{before} to {months} months"
        found.append((name, Filters(decided_from=begins + timedelta(days=1), decided_to=newest)))
        newest, before = begins, months
    return [*found, (f"{before} months and more", Filters(decided_to=newest))]


def _later(today: date, days: int) -> date:
    return today + timedelta(days=days)
