"""The three statistics (S1 to S7): tables, and rounding for every share up to 400."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.errors import WrongUse
from compliance.domain.outcomes import Outcome, RecommendationEnd
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.statistics import (
    Case,
    Figures,
    Rate,
    Similar,
    Year,
    YearBy,
    compliance_day,
    half_up,
    measure,
    similar_average,
    total,
    year_ending,
)
from tests.domain import oracles

YEAR = Year(date(2024, 3, 31))
IN_TIME = RecommendationEnd(date(2023, 6, 1), Outcome.SATISFIED, date(2023, 6, 1), date(2023, 7, 1))
LATE = replace(IN_TIME, completed_on=date(2023, 6, 2))
FAILED = RecommendationEnd(date(2023, 6, 1), Outcome.NOT_SATISFIED, None, date(2023, 7, 1))
CEASED = replace(FAILED, outcome=Outcome.CEASED)
OPEN = RecommendationEnd(date(2023, 6, 1), None)


def _case(
    *ends: RecommendationEnd,
    outcome: DecisionOutcome = DecisionOutcome.UPHELD,
    decided_on: date = date(2023, 5, 1),
    satisfactory: bool = False,
) -> Case:
    return Case("20 000 001", "A", "A", decided_on, outcome, satisfactory, ends)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        # Published pairs; 2 of 16 is exactly a half and tells half up from round().
        (2, 16, 13),
        (16, 20, 80),
        (44, 45, 98),
        (1, 16, 6),
        (18, 29, 62),
        (8, 12, 67),
        (62, 63, 98),
        (106, 107, 99),
        (115, 132, 87),
        (4, 53, 8),
        (13, 13, 100),
        (0, 19, 0),
        # Halves that round() would take to the even neighbour.
        (1, 8, 13),
        (1, 40, 3),
        (5, 8, 63),
        (1, 200, 1),
        (199, 200, 100),
        (1, 201, 0),
    ],
)
def test_s3_whole_percent_half_up(numerator: int, denominator: int, percent: int) -> None:
    assert half_up(numerator, denominator) == percent
    assert Rate(numerator, denominator).percent == percent


def test_s3_every_share_up_to_400() -> None:
    wrong = [(n, d) for d in range(1, 401) for n in range(d + 1) if half_up(n, d) != oracles.percent(n, d)]
    assert wrong == []


def test_s4_no_denominator_no_rate() -> None:
    assert Rate(0, 0).percent is None
    assert Rate(0, 19).percent == 0
    with pytest.raises(ZeroDivisionError):
        half_up(0, 0)


@pytest.mark.parametrize(
    ("ending", "first"),
    [
        ("2024-03-31", "2023-04-01"),
        ("2023-12-31", "2023-01-01"),
        ("2024-06-30", "2023-07-01"),
        ("2024-02-29", "2023-03-01"),
    ],
)
def test_s2_a_year_runs_from_the_day_after_the_last_one(ending: str, first: str) -> None:
    year = Year(date.fromisoformat(ending))
    assert year.starting == date.fromisoformat(first)
    assert date.fromisoformat(first) in year
    assert year.ending in year
    assert date.fromordinal(year.starting.toordinal() - 1) not in year
    assert date.fromordinal(year.ending.toordinal() + 1) not in year
    assert None not in year


def test_s2_a_wrong_year_end_is_wrong_use() -> None:
    assert year_ending(date(2024, 3, 31), 3, 31) == YEAR
    with pytest.raises(WrongUse, match="2024-03-30 is no year end of this office: expected 2024-03-31"):
        year_ending(date(2024, 3, 30), 3, 31)
    with pytest.raises(WrongUse, match="expected 2024-03-31"):
        year_ending(date(2024, 12, 31), 3, 31)
    for year in (1, 1973, 2101, 9999):
        with pytest.raises(WrongUse, match="in a year from 1974 to 2100"):
            year_ending(date(year, 3, 31), 3, 31)


@pytest.mark.parametrize(
    ("ends", "complied", "not_complied", "late"),
    [
        ((IN_TIME,), 1, 0, 0),
        ((LATE,), 1, 0, 1),
        ((IN_TIME, LATE, LATE), 1, 0, 1),
        ((IN_TIME, FAILED), 0, 1, 0),
        ((LATE, FAILED), 0, 1, 0),
        ((IN_TIME, CEASED), 1, 0, 0),
        ((CEASED,), 0, 0, 0),
        ((IN_TIME, OPEN), 0, 0, 0),
        ((), 0, 0, 0),
    ],
)
def test_s1_late_counts_as_complied_and_is_shown_beside(
    ends: tuple[RecommendationEnd, ...], complied: int, not_complied: int, late: int
) -> None:
    figures = measure([_case(*ends)], YEAR)["A"]
    assert (figures.complied, figures.not_complied, figures.late) == (complied, not_complied, late)
    assert figures.compliance_rate == Rate(complied, complied + not_complied)


@pytest.mark.parametrize(
    ("outcome", "satisfactory", "expected"),
    [
        (DecisionOutcome.UPHELD, True, Figures(upheld=1, satisfactory=1)),
        (DecisionOutcome.UPHELD, False, Figures(upheld=1)),
        (DecisionOutcome.NOT_UPHELD, False, Figures(not_upheld=1)),
        (DecisionOutcome.NOT_UPHELD, True, Figures(not_upheld=1)),
    ],
)
def test_only_investigated_decisions_count(outcome: DecisionOutcome, satisfactory: bool, expected: Figures) -> None:
    assert measure([_case(outcome=outcome, satisfactory=satisfactory)], YEAR) == {"A": expected}


@pytest.mark.parametrize("outcome", sorted(set(DecisionOutcome) - {DecisionOutcome.UPHELD, DecisionOutcome.NOT_UPHELD}))
def test_a_decision_without_investigation_counts_nowhere(outcome: DecisionOutcome) -> None:
    assert measure([_case(outcome=outcome, satisfactory=True)], YEAR) == {}


def test_l7_a_remedy_of_a_case_not_investigated_counts_for_compliance() -> None:
    figures = measure([_case(IN_TIME, outcome=DecisionOutcome.CLOSED_AFTER_INITIAL_ENQUIRIES)], YEAR)["A"]
    assert (figures.upheld, figures.complied) == (0, 1)


@pytest.mark.parametrize(
    ("recorded", "due", "by", "counted"),
    [
        ("2023-03-31", "2023-06-01", YearBy.RECORDED, False),
        ("2023-04-01", "2022-06-01", YearBy.RECORDED, True),
        ("2024-03-31", "2024-06-01", YearBy.RECORDED, True),
        ("2024-04-01", "2023-06-01", YearBy.RECORDED, False),
        ("2024-04-01", "2023-06-01", YearBy.DUE, True),
        ("2023-06-01", "2023-03-31", YearBy.DUE, False),
        ("2023-06-01", "2024-03-31", YearBy.DUE, True),
        ("2023-06-01", "2024-04-01", YearBy.DUE, False),
    ],
)
def test_s2_the_outcome_decides_the_year_not_the_decision(recorded: str, due: str, by: YearBy, counted: bool) -> None:
    end = replace(IN_TIME, due_on=date.fromisoformat(due), recorded_on=date.fromisoformat(recorded))
    figures = measure([_case(end, decided_on=date(2020, 1, 1))], YEAR, by).get("A", Figures())
    assert (figures.complied, figures.recommendations_complied) == (int(counted), int(counted))
    assert figures.upheld == 0


def test_s2_an_open_case_has_no_day() -> None:
    assert compliance_day([IN_TIME, OPEN], YearBy.DUE) is None
    assert compliance_day([IN_TIME, OPEN], YearBy.RECORDED) is None
    assert compliance_day([IN_TIME, replace(FAILED, recorded_on=date(2024, 2, 2))], YearBy.RECORDED) == date(2024, 2, 2)


def test_s6_recommendations_are_counted_beside_cases() -> None:
    figures = measure([_case(IN_TIME, LATE, FAILED, CEASED), _case(IN_TIME, OPEN)], YEAR)["A"]
    assert figures.compliance_rate == Rate(0, 1)
    assert figures.per_recommendation_rate == Rate(3, 4)
    assert figures.recommendations_late == 1


def test_s8_a_remedy_counts_where_it_lies_and_a_decision_where_it_fell() -> None:
    case = replace(_case(IN_TIME), authority="OLD", compliance_authority="NEW")
    counted = measure([case], YEAR)
    assert (counted["OLD"].upheld, counted["OLD"].complied) == (1, 0)
    assert (counted["NEW"].upheld, counted["NEW"].complied, counted["NEW"].recommendations_complied) == (0, 1, 1)


@pytest.mark.parametrize(
    ("pairs", "pooled", "mean"),
    [
        ([(1, 1), (0, 9)], 10, 50),
        ([(16, 20), (2, 16)], 50, 46),
        ([(1, 1), (0, 0)], 100, 100),
        ([(0, 5)], 0, 0),
        ([(0, 0), (0, 0)], None, None),
        ([], None, None),
        ([(1, 3), (1, 3), (1, 3)], 33, 33),
        ([(1, 8), (1, 8)], 13, 13),
    ],
)
def test_s7_average_of_similar_authorities(pairs: list[tuple[int, int]], pooled: int | None, mean: int | None) -> None:
    rates = [Rate(n, d) for n, d in pairs]
    assert similar_average(rates, Similar.POOLED) == pooled
    assert similar_average(rates, Similar.MEAN_OF_RATES) == mean


def test_s11_national_figures_are_the_sum() -> None:
    one = Figures(1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert total({"A": one, "B": one}) == Figures(2, 4, 6, 8, 10, 12, 14, 16, 18)
    assert total({}) == Figures()
