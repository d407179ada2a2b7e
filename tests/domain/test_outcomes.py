"""What became of recommendations and of their cases (E3 to E7, L2, S11)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.errors import Refused
from compliance.domain.outcomes import (
    COMPLIED,
    COUNTED,
    CaseOutcome,
    Ending,
    Outcome,
    RecommendationEnd,
    case_due_on,
    case_outcome,
    case_recorded_on,
    faults,
    require,
    require_proposable,
    same_person,
)
from tests.domain import oracles
from tests.domain.almanac import patient

DECIDED, DUE, RECORDED = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 1)
SATISFIED = Ending(Outcome.SATISFIED, RECORDED, "Ada Byron", completed_on=DUE)
FAILED = Ending(Outcome.NOT_SATISFIED, RECORDED, "Ada Byron", reason="nothing came", approved_by="Grace Hopper")
CEASED = replace(FAILED, outcome=Outcome.CEASED, reason="the school has closed")


def _end(code: str) -> RecommendationEnd:
    """One recommendation by a letter: S in time, L late, N not satisfied, C ceased, o open."""
    ends = {
        "S": RecommendationEnd(DUE, Outcome.SATISFIED, DUE, RECORDED),
        "L": RecommendationEnd(DUE, Outcome.SATISFIED, date(2024, 2, 11), RECORDED),
        "N": RecommendationEnd(DUE, Outcome.NOT_SATISFIED, None, RECORDED),
        "C": RecommendationEnd(DUE, Outcome.CEASED, None, RECORDED),
        "o": RecommendationEnd(DUE, None),
    }
    return ends[code]


@pytest.mark.parametrize(
    ("recommendations", "expected"),
    [
        ("", "no_recommendations"),
        ("o", "open"),
        ("So", "open"),
        ("No", "open"),
        ("Co", "open"),
        ("S", "complied"),
        ("SSS", "complied"),
        ("SC", "complied"),
        ("L", "complied_late"),
        ("SL", "complied_late"),
        ("LC", "complied_late"),
        ("N", "not_complied"),
        ("SN", "not_complied"),
        ("LN", "not_complied"),
        ("NC", "not_complied"),
        ("SSSSN", "not_complied"),
        ("C", "left_out"),
        ("CC", "left_out"),
    ],
)
def test_e7_the_case_outcome_follows_from_its_recommendations(recommendations: str, expected: str) -> None:
    assert case_outcome([_end(code) for code in recommendations]) == expected


@pytest.mark.parametrize(
    ("outcome", "completed_on", "late"),
    [
        (Outcome.SATISFIED, date(2024, 2, 9), False),
        (Outcome.SATISFIED, date(2024, 2, 10), False),
        (Outcome.SATISFIED, date(2024, 2, 11), True),
        (Outcome.SATISFIED, None, False),
        (Outcome.NOT_SATISFIED, date(2024, 2, 11), False),
        (Outcome.CEASED, date(2024, 2, 11), False),
        (None, date(2024, 2, 11), False),
    ],
)
def test_e4_late_is_computed_from_completion_and_due_date(
    outcome: Outcome | None, completed_on: date | None, late: bool
) -> None:
    assert RecommendationEnd(DUE, outcome, completed_on, RECORDED).late is late


def test_e4_in_time_and_late_are_both_about_a_due_date() -> None:
    satisfied = partial(RecommendationEnd, outcome=Outcome.SATISFIED, recorded_on=RECORDED)
    assert satisfied(DUE, completed_on=DUE).in_time
    assert not satisfied(DUE, completed_on=DUE + timedelta(1)).in_time
    open_ended = satisfied(None, completed_on=DUE)
    assert (open_ended.late, open_ended.in_time) == (False, False)
    assert not RecommendationEnd(DUE, Outcome.CEASED, DUE, RECORDED).in_time


def test_e4_late_is_about_completion_not_about_recording() -> None:
    assert not RecommendationEnd(DUE, Outcome.SATISFIED, DUE, recorded_on=date(2025, 1, 1)).late


def test_e7_a_case_is_recorded_with_its_last_recommendation() -> None:
    first, last = replace(_end("S"), recorded_on=date(2024, 3, 1)), replace(_end("N"), recorded_on=date(2024, 4, 2))
    assert case_recorded_on([last, first]) == date(2024, 4, 2)
    assert case_recorded_on([first, last, _end("o")]) is None
    assert case_recorded_on([]) is None


def test_l2_a_case_is_due_with_its_longest_recommendation() -> None:
    assert case_due_on([_end("S"), replace(_end("o"), due_on=date(2024, 6, 1)), _end("S")]) == date(2024, 6, 1)
    assert case_due_on([]) is None


def test_s11_only_complied_and_not_complied_count() -> None:
    assert {"complied", "complied_late"} == COMPLIED
    assert {"complied", "complied_late", "not_complied"} == COUNTED
    assert set(CaseOutcome) - COUNTED == {"no_recommendations", "open", "left_out"}


@patient
@given(codes=st.text("SLNCo", max_size=8))
def test_s11_every_case_falls_in_exactly_one_bucket(codes: str) -> None:
    closed = codes != "" and "o" not in codes
    buckets = {
        "no_recommendations": codes == "",
        "open": "o" in codes,
        "left_out": closed and not codes.strip("C"),
        "not_complied": closed and "N" in codes,
        "complied_late": closed and "N" not in codes and "L" in codes,
        "complied": closed and "N" not in codes and "L" not in codes and "S" in codes,
    }
    assert [name for name, holds in buckets.items() if holds] == [case_outcome([_end(code) for code in codes])]
    assert case_outcome([_end(code) for code in codes]) == oracles.verdict([_end(code) for code in codes])
    assert (case_recorded_on([_end(code) for code in codes]) is not None) is closed


@pytest.mark.parametrize("ending", [SATISFIED, FAILED, CEASED], ids=lambda ending: str(ending.outcome))
def test_e3_a_complete_ending_may_be_recorded(ending: Ending) -> None:
    assert faults(ending, DECIDED, has_evidence=True) == []
    require(ending, DECIDED, has_evidence=True)


@pytest.mark.parametrize(
    ("ending", "columns"),
    [
        (replace(SATISFIED, completed_on=None), ["completed_on"]),
        (replace(SATISFIED, completed_on=date(2024, 1, 9)), ["completed_on"]),
        (replace(SATISFIED, completed_on=date(2024, 3, 2)), ["completed_on"]),
        (replace(SATISFIED, recorded_on=date(2024, 1, 9)), ["recorded_on", "completed_on"]),
        (replace(SATISFIED, recorded_by="  "), ["recorded_by"]),
        (replace(FAILED, reason=" \n"), ["reason"]),
        (replace(CEASED, reason=""), ["reason"]),
        (replace(FAILED, approved_by=None), ["approved_by"]),
        (replace(CEASED, approved_by=" "), ["approved_by"]),
        (replace(FAILED, approved_by="Ada Byron"), ["approved_by"]),
        (replace(CEASED, approved_by="Ada Byron"), ["approved_by"]),
        (replace(FAILED, completed_on=date(2024, 1, 9)), ["completed_on"]),
        (replace(CEASED, completed_on=date(2024, 3, 2)), ["completed_on"]),
        (
            Ending(Outcome.CEASED, date(2024, 1, 9), "", completed_on=date(2024, 1, 8)),
            ["recorded_on", "recorded_by", "completed_on", "reason", "approved_by"],
        ),
    ],
)
def test_e3_everything_wrong_is_named_at_once(ending: Ending, columns: list[str]) -> None:
    assert [column for column, _ in faults(ending, DECIDED, has_evidence=True)] == columns
    with pytest.raises(Refused) as refusal:
        require(ending, DECIDED, has_evidence=True)
    assert str(refusal.value).count("expected") == len(columns)


@pytest.mark.parametrize("completed_on", [DECIDED, RECORDED])
def test_e3_both_ends_of_the_possible_days_are_allowed(completed_on: date) -> None:
    assert faults(replace(SATISFIED, completed_on=completed_on), DECIDED, has_evidence=True) == []


def test_e3_satisfied_needs_evidence_or_a_reason() -> None:
    assert [column for column, _ in faults(SATISFIED, DECIDED, has_evidence=False)] == ["reason"]
    assert faults(replace(SATISFIED, reason="seen on a visit"), DECIDED, has_evidence=False) == []
    assert faults(SATISFIED, DECIDED, has_evidence=True) == []


@pytest.mark.parametrize(
    "name", ["Ada Byron", "ada byron", " ADA BYRON ", "Ada  Byron", "Ada\u00a0Byron", "Ada\tByron"]
)
def test_e3_one_person_is_not_two_by_another_spelling(name: str) -> None:
    found = faults(replace(FAILED, approved_by=name), DECIDED, has_evidence=True)
    assert found == [("approved_by", "somebody other than recorded_by")]


def test_e3_an_accent_written_in_two_parts_makes_no_second_person() -> None:
    one, other = (unicodedata.normalize(form, "Zoë Müller") for form in ("NFC", "NFD"))
    ending = replace(FAILED, recorded_by=one, approved_by=other)
    assert faults(ending, DECIDED, has_evidence=True) == [("approved_by", "somebody other than recorded_by")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Byron", "ada  BYRON"),
        ("Ada Byron", "Byron, Ada"),
        ("Zoë Brontë", "ZOE BRONTE"),
        ("Siân O\u2019Connor", "Sian O'Connor"),
        ("Anne-Marie Weiß", "anne marie weiss"),
        ("A\u200bda By\u00adron", "Ada Byron."),
        ("\uff21da Byron", "Ada Byron"),
    ],
)
def test_one_person_under_another_spelling(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Byron", "Ada Lovelace"),
        ("Ada Byron", "Ada"),
        ("Kim 1", "Kim 2"),
        ("\u092e\u0941\u0915\u0941\u0932", "\u092e\u0941\u0915\u0947\u0936"),
        ("\u0930\u093e\u092e", "\u0930\u092e\u093e"),
    ],
)
def test_two_people_are_two(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_what_is_proposed_needs_everything_but_the_second_person() -> None:
    require_proposable(replace(FAILED, approved_by=None), DECIDED)
    require_proposable(replace(CEASED, approved_by=None), DECIDED)
    with pytest.raises(Refused, match="satisfied needs no second person"):
        require_proposable(SATISFIED, DECIDED)
    with pytest.raises(Refused, match="reason: expected a reason, because ceased needs one"):
        require_proposable(replace(CEASED, reason=" "), DECIDED)
    with pytest.raises(Refused, match="recorded_by"):
        require_proposable(replace(CEASED, recorded_by=""), DECIDED)
