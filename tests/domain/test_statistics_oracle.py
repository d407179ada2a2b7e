"""The statistics against a person with a pencil (S1 to S7, S11): random cases, recounted by lists and fractions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.outcomes import CaseOutcome, Outcome, RecommendationEnd, case_outcome
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.statistics import Case, Figures, Rate, Similar, Year, YearBy, measure, similar_average, total
from tests.domain import oracles
from tests.domain.almanac import patient

AUTHORITIES = ("A", "B", "C")
YEARS = [Year(date(ending, 3, 31)) for ending in (2023, 2024, 2025)]

# Many days at the ends of years, where mistakes live; all within the three years.
DAYS = st.sampled_from(
    [date(y, m, d) for y in (2023, 2024) for m, d in ((3, 30), (3, 31), (4, 1), (4, 2))] + [date(2022, 4, 1)]
) | st.dates(date(2022, 4, 1), date(2025, 3, 31))
PAIRS = st.integers(0, 60).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@st.composite
def _ends(draw: st.DrawFn) -> RecommendationEnd:
    outcome = draw(st.sampled_from([*Outcome, Outcome.SATISFIED, None]))
    due_on = draw(DAYS)
    if outcome is None:
        return RecommendationEnd(due_on, None)
    near = st.integers(-1, 1).map(lambda days: oracles.days_later(due_on, days))
    completed_on = draw(near | DAYS) if outcome is Outcome.SATISFIED else None
    # An open-ended one was done while its deadline waited or its clock stood still (D2, D6).
    return RecommendationEnd(draw(st.sampled_from([due_on, due_on, due_on, None])), outcome, completed_on, draw(DAYS))


CASES = st.lists(
    st.builds(
        Case,
        reference=st.just("20 000 001"),
        authority=st.sampled_from(AUTHORITIES),
        compliance_authority=st.sampled_from(AUTHORITIES),
        decided_on=DAYS,
        outcome=st.sampled_from(DecisionOutcome),
        satisfactory_remedy=st.booleans(),
        recommendations=st.lists(_ends(), max_size=3).map(tuple),
    ),
    max_size=12,
)


@patient
@given(cases=CASES, year=st.sampled_from(YEARS), by=st.sampled_from(YearBy))
def test_measure_equals_a_recount(cases: list[Case], year: Year, by: YearBy) -> None:
    counted = measure(cases, year, by)
    for authority in AUTHORITIES:
        expected = asdict(oracles.recount(cases, authority, year, by))
        assert asdict(counted.get(authority, Figures())) == expected
    assert all(any(asdict(figures).values()) for figures in counted.values()), "authorities without a count are absent"


@patient
@given(cases=CASES, year=st.sampled_from(YEARS))
def test_s4_rates_of_a_recount(cases: list[Case], year: Year) -> None:
    figures = measure(cases, year).get("A", Figures())
    count = oracles.recount(cases, "A", year, YearBy.RECORDED)
    assert figures.upheld_rate.percent == oracles.percent(count.upheld, count.upheld + count.not_upheld)
    assert figures.satisfactory_rate.percent == oracles.percent(count.satisfactory, count.upheld)
    assert figures.compliance_rate.percent == oracles.percent(count.complied, count.complied + count.not_complied)
    assert figures.per_recommendation_rate.percent == oracles.percent(
        count.recommendations_complied, count.recommendations_complied + count.recommendations_not_complied
    )
    assert 0 <= figures.late <= figures.complied


@patient
@given(cases=CASES, by=st.sampled_from(YearBy))
def test_s11_every_case_is_in_one_bucket_of_one_year(cases: list[Case], by: YearBy) -> None:
    counted = [total(measure(cases, year, by)) for year in YEARS]
    outcomes = [case_outcome(case.recommendations) for case in cases]
    assert sum(figures.complied for figures in counted) == sum(
        outcomes.count(each) for each in (CaseOutcome.COMPLIED, CaseOutcome.COMPLIED_LATE)
    )
    assert sum(figures.late for figures in counted) == outcomes.count(CaseOutcome.COMPLIED_LATE)
    assert sum(figures.not_complied for figures in counted) == outcomes.count(CaseOutcome.NOT_COMPLIED)
    aside = (CaseOutcome.OPEN, CaseOutcome.LEFT_OUT, CaseOutcome.NO_RECOMMENDATIONS)
    assert sum(figures.complied + figures.not_complied for figures in counted) + sum(
        outcomes.count(each) for each in aside
    ) == len(cases)


@patient
@given(cases=CASES, year=st.sampled_from(YEARS), by=st.sampled_from(YearBy))
def test_s11_national_equals_the_sum_of_the_authorities(cases: list[Case], year: Year, by: YearBy) -> None:
    national = asdict(total(measure(cases, year, by)))
    recounts = [asdict(oracles.recount(cases, authority, year, by)) for authority in AUTHORITIES]
    assert national == {name: sum(recount[name] for recount in recounts) for name in national}


@patient
@given(pairs=st.lists(PAIRS, max_size=12))
def test_s7_averages_equal_fractions(pairs: list[tuple[int, int]]) -> None:
    rates = [Rate(n, d) for n, d in pairs]
    assert similar_average(rates, Similar.POOLED) == oracles.pooled(pairs)
    assert similar_average(rates, Similar.MEAN_OF_RATES) == oracles.mean_of_rates(pairs)
