"""Decisions and recommendations: their words are those of the exchange format (L1, L3, L6)."""

from __future__ import annotations

import pytest

from compliance.domain.recommendations import (
    INVESTIGATED,
    DecisionOutcome,
    Kind,
    Response,
    address_fault,
    line_fault,
    reference_fault,
)


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


@pytest.mark.parametrize(
    "reference",
    [
        "nl\nBcc: x",
        "nl\r\nx",
        "24\t017",
        "24\v017",
        "24\f017",
        "24\x1c017",
        "24\x85017",
        "24\x7f017",
        "24\u2028017",
        "24\u2029",
    ],
)
def test_a_reference_is_one_line_without_control_characters(reference: str) -> None:
    """L1: in a letter each would be a line of its own."""
    said = "a reference on one line, without control characters"
    assert line_fault(reference) == address_fault(reference) == reference_fault(reference) == said
    assert address_fault(reference, "code") == said.replace("reference", "code")


@pytest.mark.parametrize(
    "reference", ["19 012 345", "24/017-B", "24\xa0017", "Fall Nr. 7 (Süd)", "案件 7", "nl Bcc: x"]
)
def test_what_stands_on_one_line_may_be_a_reference(reference: str) -> None:
    assert line_fault(reference) is None
    assert address_fault(reference) is None
