"""Measure a year: the three statistics of every authority, as known at a moment (rules S1 to S11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from compliance.domain.authorities import AuthorityType, Tenure, heirs, responsible
from compliance.domain.letters import Averages, Body, ServiceImprovement, averages, compose, csv_row
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome, RecommendationEnd
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.statistics import Case, Figures, Year, compliance_day, measure, year_ending
from compliance.store import authorities, figures
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
    counted = measure(_cases(session, year, as_at, rulebook), year, rulebook.year_by)
    bodies = _bodies(session, year, set(counted), as_at)
    improvements: dict[str, list[ServiceImprovement]] = defaultdict(list)
    for row in figures.service_improvements(session, year.starting, year.ending, as_at):
        improvements[row.authority_code].append(ServiceImprovement(row.reference, row.subject, row.public_summary))
    similar = _similar(bodies, counted, rulebook)
    return YearFigures(year, as_at, rulebook.office.time_zone, bodies, counted, similar, improvements)


def measure_authority(session: Session, rulebook: Rulebook, code: str, ending: date, as_at: datetime) -> Figures:
    """The figures of one authority as `measure_compliance` gives them, from the cases it may have to answer for."""
    year = year_ending(ending, *rulebook.year_end)
    return measure(measured_cases(session, rulebook, year, as_at, code), year, rulebook.year_by).get(code, Figures())


def measured_cases(
    session: Session, rulebook: Rulebook, year: Year, as_at: datetime, code: str | None = None
) -> list[Case]:
    """The cases that may count in a year, as known at a moment: all, or those an authority may have to answer for."""
    if code is None:
        return _cases(session, year, as_at, rulebook)
    tenures, ids = authorities.tenures(session, as_at), authorities.ids(session)
    return _cases(session, year, as_at, rulebook, {ids[each] for each in tenures if code in heirs(each, tenures)})


def _cases(
    session: Session, year: Year, as_at: datetime, rulebook: Rulebook, authority_ids: Collection[int] | None = None
) -> list[Case]:
    ends: dict[int, list[RecommendationEnd]] = defaultdict(list)
    for row in figures.recommendations(session, year.starting, year.ending, as_at, authority_ids):
        outcome = Outcome(row.outcome) if row.outcome else None
        ends[row.decision_id].append(RecommendationEnd(row.due_on, outcome, row.completed_on, row.recorded_on))
    tenures = authorities.tenures(session, as_at)
    cases = []
    for row in figures.decisions(session, year.starting, year.ending, as_at, authority_ids):
        recommendations = tuple(_answered(end, row.authority_code, tenures) for end in ends[row.id])
        recorded = compliance_day(recommendations, rulebook.year_by)
        answerable = responsible(row.authority_code, tenures, recorded) if recorded else row.authority_code
        cases.append(
            Case(
                row.reference,
                row.authority_code,
                answerable,
                row.decided_on,
                DecisionOutcome(row.outcome),
                bool(row.satisfactory_remedy),
                recommendations,
            )
        )
    return cases


def _answered(end: RecommendationEnd, code: str, tenures: Mapping[str, Tenure]) -> RecommendationEnd:
    """A recommendation counts for who answered for it on the day its outcome was recorded (S8)."""
    return replace(end, authority=responsible(code, tenures, end.recorded_on)) if end.recorded_on else end


def _bodies(session: Session, year: Year, counted: set[str], as_at: datetime) -> dict[str, Body]:
    """The authorities of a year: those that existed in it, and any other with a figure in it."""
    found = {}
    tenures = authorities.tenures(session, as_at)
    for authority in authorities.all_of_them(session):
        tenure = tenures[authority.code]
        opened = tenure.opened_on is None or tenure.opened_on <= year.ending
        closed = tenure.closed_on is not None and tenure.closed_on < year.starting
        if (opened and not closed) or authority.code in counted:
            found[authority.code] = Body(authority.code, authority.name, AuthorityType(authority.type))
    return found


def _similar(bodies: dict[str, Body], counted: dict[str, Figures], rulebook: Rulebook) -> dict[str, Averages]:
    by_type: dict[AuthorityType, list[Figures]] = defaultdict(list)
    for code, body in bodies.items():
        by_type[body.type].append(counted.get(code, Figures()))
    of_type = {kind: averages(group, rulebook.similar) for kind, group in by_type.items()}
    return {
        code: of_type[body.type] if body.type in rulebook.comparators else Averages() for code, body in bodies.items()
    }
