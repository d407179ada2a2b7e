"""What is asked beside the words that lead into a list: "apologise to Mr S and pay him:" (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read, topics

WITHIN = "Within one month of my decision the Council will"


@pytest.mark.parametrize(
    ("action", "own"),
    [
        ("apologise to Mr S and pay him:", "apologise to Mr S"),
        ("look at its procedures and:", "look at its procedures"),
        ("write to Mr S, visit him and also pay:", "write to Mr S, visit him"),
    ],
)
def test_what_is_asked_beside_the_words_that_lead_is_a_proposal(action: str, own: str) -> None:
    text = f"{WITHIN} {action}\n• £200 for distress; and\n• £100 for time and trouble."
    first, *others = read(text).proposals
    assert (first.action, first.deadline and first.deadline.period) == (own, "1 month")
    assert len(others) == 2
    assert not [words for words, _ in left_out(text) if own in words]


def test_a_limit_behind_both_may_be_of_either() -> None:
    text = "The Council will apologise to Mr S and pay him within one month of my decision:\n• £200;\n• £100."
    assert "1 whose_deadline" in topics(text)


@pytest.mark.parametrize("action", ["review and update its policies to:", "provide training and support to:"])
def test_two_words_with_one_object_lead_together(action: str) -> None:
    assert [words for words, _ in left_out(f"{WITHIN} {action}\n• its officers;\n• its managers.")] == [action[:-1]]
