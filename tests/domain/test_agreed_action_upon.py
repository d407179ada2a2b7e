"""What an action waits for that is joined to another: "apologise and on receiving her invoices refund" (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics


@pytest.mark.parametrize(
    "wait",
    [
        "and on receiving her invoices refund the costs of tuition",
        "and, on receiving her invoices, refund the costs of tuition",
        ", and after completing the review write to her",
        "and upon getting her invoices refund her",
    ],
)
def test_what_an_action_waits_for_behind_another_is_that_of_it_alone(wait: str) -> None:
    first, second = read(f"The Council will apologise to Ms A within one month of this decision {wait}.").proposals
    assert (first.action, first.deadline and first.deadline.period) == ("apologise to Ms A", "1 month")
    assert second.deadline is not None and second.deadline.waits_on is not None
    assert second.action.split()[0] in {"refund", "write"}


def test_where_a_limit_stands_before_both_which_it_is_is_asked() -> None:
    text = (
        "Within one month of this decision the Council will apologise and on receiving her invoices refund her costs."
    )
    assert [each for each in topics(text) if "deadline" in each] == ["2 which_deadline"]


def test_an_item_that_waits_for_something_behind_its_first_action_is_asked_about() -> None:
    item = "apologise to Ms A and on receiving her invoices refund her costs"
    assert "1 which_deadline" in topics(f"Within a month of this decision the Council will:\n- {item};\n- visit her.")


def test_what_staff_do_on_receiving_something_is_no_event() -> None:
    review = "review how staff act on receiving complaints and after completing a visit"
    assert only(f"Within one month of this decision the Council will {review}.").action == review
