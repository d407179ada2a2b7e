"""Points behind "apologise for:", "report to us on:" or "review:" are what one action is about (L2)."""

from __future__ import annotations

import pytest

from compliance.domain.agreed_actions import read_agreed_action
from tests.agreed_actions.measure import vocabulary
from tests.support.agreed_action import DECIDED, left_out, read

MONTH = "Within one month of my decision the Council will"
DELAY, LETTERS = "the delay in her assessment", "the poor communication"


@pytest.mark.parametrize("marks", [("- ", "- "), ("a) ", "b) "), ("1. ", "2. ")], ids=["dash", "letter", "number"])
@pytest.mark.parametrize(
    ("lead", "points"),
    [
        ("apologise for", (DELAY, LETTERS)),
        ("apologise to Ms B for the following faults", (DELAY, LETTERS)),
        ("pay Ms B £500 and apologise for", (DELAY, LETTERS)),
        ("apologise for", ("the delay in acting on receipt of her complaint", "its failure to reply within 20 weeks")),
        ("carry out a review and report to us on", ("how many families were affected", "what it will do for them")),
        ("write to Ms B setting out", ("what it got wrong", "how it will put it right")),
        ("review", ("its policy on transport", "its letters to parents")),
    ],
)
def test_they_are_one_action(lead: str, points: tuple[str, str], marks: tuple[str, str]) -> None:
    text = f"{MONTH} {lead}:\n{marks[0]}{points[0]}; and\n{marks[1]}{points[1]}."
    (proposal,) = read(text).proposals
    assert proposal.action == f"{lead}: {marks[0]}{points[0]}; and {marks[1]}{points[1]}"
    assert proposal.deadline is not None
    assert proposal.deadline.period == "1 month"
    assert left_out(text) == []


def test_what_stands_behind_them_is_asked() -> None:
    text = (
        f"{MONTH} apologise for:\n- {DELAY}; and\n- {LETTERS}.\nIt will train its staff within a year of my decision."
    )
    assert [each.deadline and each.deadline.period for each in read(text).proposals] == ["1 month", "12 months"]


@pytest.mark.parametrize("item", ["pay Ms B £200", "£200 for distress", "within two months, train its staff"])
def test_an_action_among_them_stays_one(item: str) -> None:
    assert len(read(f"{MONTH} apologise for:\n- {DELAY}; and\n- {item}.").proposals) == 2


def test_they_tell_no_category() -> None:
    text = f"{MONTH} apologise for:\n- its failure to issue a plan; and\n- its failure to review its policy."
    (proposal,) = read_agreed_action(text, DECIDED, vocabulary()).proposals
    assert proposal.categories == ("Apology",)
