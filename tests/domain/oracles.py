"""The same rules worked out another way, slowly: lists, walking day by day, fractions, pendulum. No code is shared."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import pendulum

from compliance.domain.outcomes import Outcome, RecommendationEnd
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.statistics import Case, Year, YearBy
from tests.domain.almanac import BANK_HOLIDAYS

SATURDAY, SUNDAY = 6, 7  # ISO numbers


def months_later(anchor: date, months: int) -> date:
    """Months by pendulum, as a plain date."""
    moved = pendulum.date(anchor.year, anchor.month, anchor.day).add(months=months)
    return date(moved.year, moved.month, moved.day)


def months_beginning_with(anchor: date, months: int) -> date:
    """Walk day by day from the first day on; a month is full on the eve of its number, or at the end of a short month.

    Migotti v Colvill [1879]: a month from 31 October ends on 30 November.
    """
    day, full = anchor, 0
    while True:
        morrow = days_later(day, 1)
        full += morrow.day == anchor.day or (morrow.day == 1 and day.day < anchor.day)
        if full == months:
            return day
        day = morrow


def days_later(anchor: date, days: int) -> date:
    """Days by their running number since year 1."""
    return date.fromordinal(anchor.toordinal() + days)


def is_closed(day: date, holidays: Collection[date]) -> bool:
    """Weekend by ISO number, or in the set of holidays."""
    return day.isoweekday() in {SATURDAY, SUNDAY} or day in holidays


@cache
def english_working_days() -> list[date]:
    """Every working day of England and Wales from 1989 to 2051, in order."""
    span = range(date(1989, 1, 1).toordinal(), date(2051, 12, 31).toordinal() + 1)
    return [day for day in map(date.fromordinal, span) if not is_closed(day, BANK_HOLIDAYS)]


def working_days_after(anchor: date, count: int) -> date:
    """The `count`th working day after `anchor`: a place in the list of all working days."""
    days = english_working_days()
    return days[bisect_right(days, anchor) + count - 1]


def working_days_before(anchor: date, count: int) -> date:
    """The `count`th working day before `anchor`."""
    days = english_working_days()
    return days[bisect_left(days, anchor) - count]


def first_open(day: date, holidays: Collection[date]) -> date:
    """The first day from `day` on that is not closed, out of the next sixty."""
    return next(later for n in range(60) if not is_closed(later := days_later(day, n), holidays))


def walk(day: date, count: int, holidays: Collection[date]) -> date:
    """Working days by walking: forwards for a positive count, back for a negative one, nowhere for 0."""
    seen: list[date] = [day]
    step = 1 if count > 0 else -1
    while len(seen) <= abs(count):
        day = days_later(day, step)
        if not is_closed(day, holidays):
            seen.append(day)
    return seen[-1]


def percent(numerator: int, denominator: int) -> int | None:
    """Whole percent, half up, by decimals; None without a denominator."""
    if denominator == 0:
        return None
    exact = Fraction(100 * numerator, denominator)
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def mean_of_rates(pairs: Iterable[tuple[int, int]]) -> int | None:
    """The mean of the exact rates that have a denominator, in whole percent."""
    rates = [Fraction(n, d) for n, d in pairs if d]
    if not rates:
        return None
    mean = sum(rates, Fraction(0)) / len(rates)
    return percent(mean.numerator, mean.denominator)


def pooled(pairs: Sequence[tuple[int, int]]) -> int | None:
    """The rate of all counts thrown together."""
    return percent(sum(n for n, _ in pairs), sum(d for _, d in pairs))


@dataclass(frozen=True)
class Recount:
    """What a person with a pencil would note for one authority and year."""

    upheld: int
    not_upheld: int
    satisfactory: int
    complied: int
    not_complied: int
    late: int
    recommendations_complied: int
    recommendations_not_complied: int
    recommendations_late: int


def done_late(end: RecommendationEnd) -> bool:
    """Satisfied, on a day whose running number is beyond that of the due date."""
    if end.outcome != Outcome.SATISFIED or end.completed_on is None or end.due_on is None:
        return False
    return end.completed_on.toordinal() - end.due_on.toordinal() >= 1


def verdict(ends: Sequence[RecommendationEnd]) -> str:
    """The case outcome by E7, from the set of its recommendations' outcomes."""
    present = {end.outcome for end in ends}
    if not present:
        return "no_recommendations"
    if None in present:
        return "open"
    if present == {Outcome.CEASED}:
        return "left_out"
    if not present <= {Outcome.CEASED, Outcome.SATISFIED}:
        return "not_complied"
    return "complied_late" if sum(map(done_late, ends)) else "complied"


def within(day: date | None, year: Year) -> bool:
    """Between 1 April and 31 March, for the years ending in March that the tests use."""
    return day is not None and date(year.ending.year - 1, 4, 1) <= day <= date(year.ending.year, 3, 31)


def case_day(case: Case, by: YearBy) -> date | None:
    """The last recorded day, or the longest due date of a case whose every recommendation has ended."""
    if not case.recommendations or any(end.recorded_on is None for end in case.recommendations):
        return None
    days = [end.recorded_on for end in case.recommendations]
    if by is YearBy.DUE and any(end.due_on for end in case.recommendations):
        days = [end.due_on for end in case.recommendations]
    return sorted(day for day in days if day is not None)[-1]


def recount(cases: Sequence[Case], authority: str, year: Year, by: YearBy) -> Recount:
    """Count one authority's year case by case, by lists."""
    decided = [c for c in cases if c.authority == authority and within(c.decided_on, year)]
    upheld = [c for c in decided if c.outcome == DecisionOutcome.UPHELD]
    theirs = [c for c in cases if c.compliance_authority == authority]
    verdicts = [verdict(c.recommendations) for c in theirs if within(case_day(c, by), year)]
    ends = [
        end
        for c in theirs
        for end in c.recommendations
        if within((end.due_on if by is YearBy.DUE else None) or end.recorded_on, year)
    ]
    return Recount(
        upheld=len(upheld),
        not_upheld=len([c for c in decided if c.outcome == DecisionOutcome.NOT_UPHELD]),
        satisfactory=len([c for c in upheld if c.satisfactory_remedy]),
        complied=verdicts.count("complied") + verdicts.count("complied_late"),
        not_complied=verdicts.count("not_complied"),
        late=verdicts.count("complied_late"),
        recommendations_complied=len([e for e in ends if e.outcome == Outcome.SATISFIED]),
        recommendations_not_complied=len([e for e in ends if e.outcome == Outcome.NOT_SATISFIED]),
        recommendations_late=len([e for e in ends if done_late(e)]),
    )
