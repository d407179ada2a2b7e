"""Measure a year: the three statistics of every authority, as known at a moment (rules S1 to S11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from compliance.domain.authorities import AuthorityType, Tenure, heirs, responsible
from compliance.domain.letters import Averages, Body, ServiceImprovement, averages, compose, csv_row
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome, RecommendationEnd
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.statistics import Case, Figures, Year, YearBy, compliance_day, measure, year_ending
from compliance.store import authorities, figures
from compliance.store.case_tables import Authority
from compliance.store.engine import Session


@dataclass(frozen=True)
class YearFigures:
    """A measured year: figures by authority code, the bodies in it, similar averages, service improvements."""

    year: Year
    as_at: datetime
    time_zone: str
    bodies: dict[str, Body]
    figures: dict[str, Figures]
    similar: dict[str, Averages]
    improvements: dict[str, list[ServiceImprovement]]

    def letter_data(self, code: str) -> dict[str, object]:
        """The letter data of one authority (formats.md, "Letter data")."""
        moment = self.as_at.astimezone(ZoneInfo(self.time_zone)).isoformat()
        return compose(
            self.bodies[code],
            self.year.ending,
            moment,
            self.figures.get(code, Figures()),
            self.similar[code],
            self.improvements.get(code, []),
        )

    def row(self, code: str) -> dict[str, object]:
        """The CSV row of one authority."""
        return csv_row(self.bodies[code], self.year.ending, self.figures.get(code, Figures()), self.similar[code])


def measure_compliance(session: Session, rulebook: Rulebook, ending: date, as_at: datetime) -> YearFigures:
    """Measure the year that ends on `ending`, from what was known at `as_at` (S9).

    Raises WrongUse when `ending` is not the office's year end.
    """
    year = year_ending(ending, *rulebook.year_end)
    measured = Measuring(session, rulebook, as_at)
    counted = measured.of_year(year)
    bodies = measured.bodies(year, set(counted))
    improvements: dict[str, list[ServiceImprovement]] = defaultdict(list)
    for row in figures.service_improvements(session, year.starting, year.ending, as_at):
        improvements[row.authority_code].append(ServiceImprovement(row.reference, row.subject, row.public_summary))
    similar = similar_of(bodies, counted, rulebook)
    return YearFigures(year, as_at, rulebook.office.time_zone, bodies, counted, similar, improvements)


@dataclass(frozen=True)
class Measuring:
    """Counts years from what was known at a moment; what all of them share is read once.

    The rules count cases one by one. Of most only the decision counts, for nothing of them has ended: the database says
    how many of those are alike, and they count as one case that stands for so many.
    """

    session: Session
    rulebook: Rulebook
    as_at: datetime

    @cached_property
    def tenures(self) -> Mapping[str, Tenure]:
        """When each authority existed and who took over, as known then (S8)."""
        return authorities.tenures(self.session, self.as_at)

    @cached_property
    def _entered(self) -> Sequence[Authority]:
        return authorities.all_of_them(self.session)

    def of_year(self, year: Year) -> dict[str, Figures]:
        """The figures of each authority that has any in a year."""
        return measure(self._counted(year), year, self.rulebook.year_by)

    def cases(self, year: Year, code: str | None = None) -> list[Case]:
        """The cases that may count in a year, each by itself: all, or those an authority may have to answer for."""
        wanted = self._wanted(year, None if code is None else self._answered_by(code))
        ends = self._ends(wanted)
        return [self._case(row, tuple(ends[row.id])) for row in figures.decisions(self.session, wanted)]

    def bodies(self, year: Year, counted: Collection[str]) -> dict[str, Body]:
        """The authorities of a year: those that existed in it, and any other with a figure in it."""
        found = {}
        for authority in self._entered:
            tenure = self.tenures[authority.code]
            opened = tenure.opened_on is None or tenure.opened_on <= year.ending
            closed = tenure.closed_on is not None and tenure.closed_on < year.starting
            if (opened and not closed) or authority.code in counted:
                found[authority.code] = Body(authority.code, authority.name, AuthorityType(authority.type))
        return found

    def _answered_by(self, code: str) -> set[int]:
        """The authorities of whose cases one may have to answer for some."""
        ids = {each.code: each.id or 0 for each in self._entered}
        return {ids[each] for each in self.tenures if code in heirs(each, self.tenures)}

    def _wanted(self, year: Year, authority_ids: Collection[int] | None) -> figures.Wanted:
        by_due = self.rulebook.year_by is YearBy.DUE
        return figures.Wanted(year.starting, year.ending, self.as_at, by_due, authority_ids)

    def _counted(self, year: Year) -> Iterator[Case]:
        wanted = self._wanted(year, None)
        ends = self._ends(wanted)
        for row in figures.ended(self.session, wanted):
            yield self._case(row, tuple(ends[row.id]))
        for row in figures.alike(self.session, wanted):
            code, outcome = row.authority_code, DecisionOutcome(row.outcome)
            remedied = bool(row.satisfactory_remedy)
            yield Case("", code, code, row.decided_on, outcome, remedied, number=row.number)

    def _ends(self, wanted: figures.Wanted) -> dict[int, list[RecommendationEnd]]:
        """How the recommendations of cases ended, by the id of the case."""
        found: dict[int, list[RecommendationEnd]] = defaultdict(list)
        for row in figures.recommendations(self.session, wanted):
            outcome = Outcome(row.outcome) if row.outcome else None
            found[row.decision_id].append(RecommendationEnd(row.due_on, outcome, row.completed_on, row.recorded_on))
        return found

    def _case(self, row: Any, ends: tuple[RecommendationEnd, ...]) -> Case:
        code = row.authority_code
        answered = tuple(_answered(end, code, self.tenures) for end in ends)
        recorded = compliance_day(answered, self.rulebook.year_by)
        return Case(
            row.reference,
            code,
            responsible(code, self.tenures, recorded) if recorded else code,
            row.decided_on,
            DecisionOutcome(row.outcome),
            bool(row.satisfactory_remedy),
            answered,
        )


def _answered(end: RecommendationEnd, code: str, tenures: Mapping[str, Tenure]) -> RecommendationEnd:
    """A recommendation counts for who answered for it on the day its outcome was recorded (S8)."""
    return replace(end, authority=responsible(code, tenures, end.recorded_on)) if end.recorded_on else end


def similar_of(bodies: dict[str, Body], counted: dict[str, Figures], rulebook: Rulebook) -> dict[str, Averages]:
    """The averages of the authorities of its type for each authority; none without a comparator (S7)."""
    by_type: dict[AuthorityType, list[Figures]] = defaultdict(list)
    for code, body in bodies.items():
        by_type[body.type].append(counted.get(code, Figures()))
    of_type = {kind: averages(group, rulebook.similar) for kind, group in by_type.items()}
    return {
        code: of_type[body.type] if body.type in rulebook.comparators else Averages() for code, body in bodies.items()
    }
