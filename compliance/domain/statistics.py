"""The three statistics of a year (rules S1 to S7 and S11)."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from compliance.domain.calendar import ONE_DAY
from compliance.domain.deadlines import months_after
from compliance.domain.errors import WrongUse
from compliance.domain.moment import FIRST_YEAR, LAST_YEAR
from compliance.domain.outcomes import (
    COMPLIED,
    COUNTED,
    CaseOutcome,
    Outcome,
    RecommendationEnd,
    case_due_on,
    case_outcome,
    case_recorded_on,
)
from compliance.domain.recommendations import DecisionOutcome

PERCENT = 100


class YearBy(StrEnum):
    """Which day decides the year of a compliance outcome (S2)."""

    RECORDED = "recorded"
    DUE = "due"


class Similar(StrEnum):
    """How the average of similar authorities is taken (S7)."""

    POOLED = "pooled"
    MEAN_OF_RATES = "mean_of_rates"


def half_up(numerator: int, denominator: int) -> int:
    """Whole percent, half up (S3): 2 of 16 is 12.5 and gives 13. ZeroDivisionError for no denominator."""
    return (2 * PERCENT * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True)
class Rate:
    """A share with what it is a share of (S5); `percent` is None without a denominator (S4)."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> int | None:
        """Whole percent half up (S3), or None where there is nothing to divide by (S4)."""
        return half_up(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Year:
    """A statistical year by its last day, both ends included."""

    ending: date

    @property
    def starting(self) -> date:
        """The first day: the day after the last year's end."""
        return months_after(self.ending, -12) + ONE_DAY

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.starting <= day <= self.ending


def year_ending(day: date, month: int, day_of_month: int) -> Year:
    """The year that ends on `day`; raises WrongUse unless that is a year end of the office, in a year it can be."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongUse(f"year: expected its last day in a year from {FIRST_YEAR} to {LAST_YEAR}")
    if (day.month, day.day) != (month, day_of_month):
        raise WrongUse(f"{day} is no year end of this office: expected {day.year}-{month:02}-{day_of_month:02}")
    return Year(day)


def year_endings(today: date, month: int, day_of_month: int, number: int) -> list[date]:
    """The last days of the year that is under way on `today` and of those before it, the newest first."""
    this = date(today.year, month, min(day_of_month, monthrange(today.year, month)[1]))
    newest = this.year if today <= this else this.year + 1
    years = range(newest, max(newest - number, date.min.year), -1)
    return [date(year, month, min(day_of_month, monthrange(year, month)[1])) for year in years]


@dataclass(frozen=True)
class Case:
    """A decided case as the statistics see it; successors are resolved before (S8).

    `number` is how many cases it stands for: those of which nothing else is known are alike, and counted together.
    """

    reference: str
    authority: str
    compliance_authority: str
    decided_on: date
    outcome: DecisionOutcome
    satisfactory_remedy: bool
    recommendations: tuple[RecommendationEnd, ...] = ()
    number: int = 1


@dataclass(frozen=True)
class Figures:
    """The counts of one authority (or of many, added up) in one year; each statistic is read off them."""

    upheld: int = 0
    not_upheld: int = 0
    satisfactory: int = 0
    complied: int = 0
    not_complied: int = 0
    late: int = 0
    recommendations_complied: int = 0
    recommendations_not_complied: int = 0
    recommendations_late: int = 0

    @property
    def upheld_rate(self) -> Rate:
        """Complaints upheld, of detailed investigations completed."""
        return Rate(self.upheld, self.upheld + self.not_upheld)

    @property
    def compliance_rate(self) -> Rate:
        """Cases complied, late ones included (S1), of compliance outcomes."""
        return Rate(self.complied, self.complied + self.not_complied)

    @property
    def satisfactory_rate(self) -> Rate:
        """Upheld decisions with a satisfactory remedy, of upheld decisions."""
        return Rate(self.satisfactory, self.upheld)

    @property
    def per_recommendation_rate(self) -> Rate:
        """The compliance rate counted by recommendation (S6)."""
        return Rate(self.recommendations_complied, self.recommendations_complied + self.recommendations_not_complied)

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Tally:
    """Counts under way for one authority."""

    counts: Counter[str] = field(default_factory=Counter)

    def figures(self) -> Figures:
        """The finished counts."""
        return Figures(**self.counts)


def measure(cases: Iterable[Case], year: Year, by: YearBy = YearBy.RECORDED) -> dict[str, Figures]:
    """Count the cases of a year by authority code: the three statistics' numerators and denominators.

    Authorities without any count are absent; their figures are `Figures()`.
    """
    tallies: dict[str, Tally] = {}

    def count(authority: str, number: int, counts: Mapping[str, int]) -> None:
        if any(counts.values()):
            its = tallies.setdefault(authority, Tally()).counts
            its.update({name: each * number for name, each in counts.items()})

    for case in cases:
        if case.decided_on in year:
            count(case.authority, case.number, _decision_counts(case))
        if case.recommendations and compliance_day(case.recommendations, by) in year:
            count(case.compliance_authority, case.number, _compliance_counts(case_outcome(case.recommendations)))
        for end in case.recommendations:
            if recommendation_day(end, by) in year:
                count(end.authority or case.compliance_authority, case.number, _recommendation_counts(end))
    return {authority: tally.figures() for authority, tally in tallies.items()}


def compliance_day(recommendations: Sequence[RecommendationEnd], by: YearBy) -> date | None:
    """The day that puts a compliance outcome into a year (S2); None while the case is open.

    A case that ended without ever having a due date goes by the day it was recorded: every case has one year (S11).
    """
    recorded = case_recorded_on(recommendations)
    if recorded is None or by is YearBy.RECORDED:
        return recorded
    return case_due_on(recommendations) or recorded


def recommendation_day(end: RecommendationEnd, by: YearBy) -> date | None:
    """The same for one recommendation (S6)."""
    return end.recorded_on if by is YearBy.RECORDED or end.due_on is None else end.due_on


def counted_on(case: Case, authority: str, year: Year, by: YearBy, name: str) -> date | None:
    """The day that put a case into a count of a year: that of its decision, or the last that counts there (S2, S10)."""
    if name in _decision_counts(case):
        return case.decided_on
    if name in {"complied", "not_complied", "late"}:
        return compliance_day(case.recommendations, by)
    ends = [each for each in case.recommendations if (each.authority or case.compliance_authority) == authority]
    days = [recommendation_day(each, by) for each in ends if _recommendation_counts(each).get(name)]
    return max((each for each in days if each is not None and each in year), default=None)


def _decision_counts(case: Case) -> dict[str, int]:
    if case.outcome is DecisionOutcome.UPHELD:
        return {"upheld": 1, "satisfactory": int(case.satisfactory_remedy)}
    return {"not_upheld": int(case.outcome is DecisionOutcome.NOT_UPHELD)}


def _compliance_counts(outcome: CaseOutcome) -> dict[str, int]:
    if outcome not in COUNTED:
        return {}
    if outcome in COMPLIED:
        return {"complied": 1, "late": int(outcome is CaseOutcome.COMPLIED_LATE)}
    return {"not_complied": 1}


def _recommendation_counts(end: RecommendationEnd) -> dict[str, int]:
    if end.outcome is Outcome.SATISFIED:
        return {"recommendations_complied": 1, "recommendations_late": int(end.late)}
    return {"recommendations_not_complied": int(end.outcome is Outcome.NOT_SATISFIED)}


def similar_average(rates: Sequence[Rate], how: Similar) -> int | None:
    """The average of similar authorities (S7): pooled counts, or the mean of the rates; None where nobody counts."""
    counted = [rate for rate in rates if rate.denominator]
    if not counted:
        return None
    if how is Similar.POOLED:
        return half_up(sum(rate.numerator for rate in counted), sum(rate.denominator for rate in counted))
    product = 1
    for rate in counted:
        product *= rate.denominator
    total = sum(rate.numerator * (product // rate.denominator) for rate in counted)
    return half_up(total, product * len(counted))


def total(figures: Mapping[str, Figures]) -> Figures:
    """The national figures: the sum of the authorities' (S11)."""
    return sum(figures.values(), start=Figures())
