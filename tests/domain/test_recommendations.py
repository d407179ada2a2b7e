"""Decisions and recommendations: their words are those of the exchange format (L1, L3, L6)."""

from __future__ import annotations

from compliance.domain.recommendations import INVESTIGATED, DecisionOutcome, Kind, Response


def test_l1_the_outcomes_of_a_decision() -> None:
    assert {*DecisionOutcome} == {
        "invalid_or_incomplete",
        "advice_given",
        "referred_back",
        "closed_after_initial_enquiries",
        "not_upheld",
        "upheld",
    }
    assert {"upheld", "not_upheld"} == INVESTIGATED


def test_l3_l6_kinds_and_responses() -> None:
    assert {*Kind} == {"personal_remedy", "service_improvement"}
    assert {*Response} == {"agreed", "refused"}
