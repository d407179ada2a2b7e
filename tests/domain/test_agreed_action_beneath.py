"""What is done to a person is never silently a service improvement; points beneath a lead-in are apart (L2, L3, K)."""

from __future__ import annotations

import pytest

from compliance.domain.recommendations import Kind
from tests.support.agreed_action import only, read, topics

TWO_MONTHS = "Within two months of the final decision"


@pytest.mark.parametrize(
    "words",
    [
        "pay Mr Cartwright £150 and review its parking policy",
        "review its parking policy and pay Mr Cartwright £150",
        "pay £150 and review its parking policy",
        "pay £1.5k and review its parking policy",
        "meet Mr Cartwright and review its parking policy",
        "visit the family and review its parking policy",
    ],
)
def test_what_goes_to_a_person_beside_a_service_improvement_is_asked_about(words: str) -> None:
    text = f"{TWO_MONTHS} the Council will {words}."
    assert only(text).kind is None
    assert "1 kind" in topics(text)


@pytest.mark.parametrize(
    "words",
    [
        "review its parking policy",
        "review its parking policy in the light of Mr Cartwright's complaint",
        "review its parking policy for failing to tell Mr Cartwright",
    ],
)
def test_a_service_improvement_that_only_names_a_person_stays_one(words: str) -> None:
    assert only(f"{TWO_MONTHS} the Council will {words}.").kind is Kind.SERVICE_IMPROVEMENT


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period."""
    return [(each.action, each.deadline.period if each.deadline else None) for each in read(text).proposals]


@pytest.mark.parametrize("outer", ["The Council has agreed to:", "The Council will take the following action:"])
@pytest.mark.parametrize("inner", ["", " the Council will", " it will take the following action"])
@pytest.mark.parametrize("indent", ["", "   "])
def test_points_beneath_a_numbered_lead_in_are_apart_with_its_limit(outer: str, inner: str, indent: str) -> None:
    text = (
        f"{outer}\n1. {TWO_MONTHS}{inner}:\n{indent}a) pay Mr Cartwright £150; and\n{indent}b) review its parking "
        f"policy.\n2. Within three months of the final decision{inner}:\n{indent}a) apologise to Mr Cartwright."
    )
    assert found(text) == [
        ("pay Mr Cartwright £150", "2 months"), ("review its parking policy", "2 months"),
        ("apologise to Mr Cartwright", "3 months"),
    ]  # fmt: skip
    assert topics(text) == ["1 category"]


def test_points_for_somebody_have_the_limit_of_the_whole_list() -> None:
    text = (
        f"{TWO_MONTHS} the Council will:\n1. For Ms A:\n   a) apologise to her;\n   b) pay her £150 for distress.\n"
        "2. Within one month of the review:\n   a) review its policy."
    )
    assert found(text) == [
        ("apologise to her", "2 months"), ("pay her £150 for distress", "2 months"), ("review its policy", "1 month"),
    ]  # fmt: skip
    assert topics(text) == ["3 which_deadline"]


def test_a_condition_of_a_lead_in_is_that_of_its_points() -> None:
    text = f"{TWO_MONTHS} the Council will:\n1. If the panel agrees, it will:\n  a) apologise;\n  b) review its policy."
    assert {"1 condition", "2 condition"} <= set(topics(text))


def test_points_with_the_mark_of_the_item_above_them_are_told_by_their_indent() -> None:
    text = (
        f"{TWO_MONTHS} the Council will:\n- apologise. It will also:\n  - visit him;\n  - write to him.\n- train staff."
    )
    assert found(text) == [
        ("apologise", "2 months"), ("visit him", "2 months"), ("write to him", "2 months"), ("train staff", "2 months"),
    ]  # fmt: skip
    text = f"{TWO_MONTHS} the Council will:\n- review its policy to say:\n  - who decides;\n  - when.\n- train staff."
    assert [each for each, _ in found(text)] == ["review its policy to say: - who decides; - when", "train staff"]


@pytest.mark.parametrize("item", ["review its policy to say:", "review its policy. It will cover:"])
def test_points_of_an_item_that_asks_for_something_belong_to_it(item: str) -> None:
    text = f"{TWO_MONTHS} the Council will:\n1. {item}\na) who decides;\nb) when.\n2. apologise to Ms A."
    first, second = (each.action for each in read(text).proposals)
    assert (first, second) == (f"{item} a) who decides; b) when", "apologise to Ms A")
