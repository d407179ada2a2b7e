"""What was recommended before, told beside what is asked, takes nothing from it (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, only, read

LIMIT = "within one month of the decision"


@pytest.mark.parametrize(
    ("words", "action"),
    [
        (f"The Council will pay Mr X £500 {LIMIT}, as we recommended.", "pay Mr X £500"),
        (f"The Council will pay Mr X £500 {LIMIT}, which we recommended in line with our guidance.", "pay Mr X £500"),
        (f"The Council will {LIMIT} carry out the review the Ombudsman recommended in 2023.", "carry out the review"),
        (f"The Council will pay the £500 that we recommended {LIMIT}.", "pay the £500"),
        (f"The Council has agreed to pay, as I recommended, Mr X £500 {LIMIT}.", "pay"),
        (f"As we recommended, the Council will pay Mr X £500 {LIMIT}.", "pay Mr X £500"),
        (f"The Council will pay £500 {LIMIT} and we recommend that it should also train staff.", "pay £500"),
        # What is recommended itself is asked as before.
        (f"We recommend that {LIMIT} the Council pays Mr X £500.", "pays Mr X £500"),
        (f"The Council was late, so I recommend it pays Mr X £500 {LIMIT}.", "pays Mr X £500"),
        (f"The Council will have failed, so we recommend that it pays £500 {LIMIT}.", "pays £500"),
        (f"It is recommended that the Council should pay Mr X £500 {LIMIT}.", "pay Mr X £500"),
        (f"What we recommend: {LIMIT} the Council should pay £500.", "pay £500"),
    ],
)
def test_what_is_asked_is_asked_beside_what_was_recommended(words: str, action: str) -> None:
    proposal = only(words)
    assert proposal.action.startswith(action)
    assert proposal.deadline is not None
    assert (proposal.deadline.period, proposal.deadline.anchor.value) == ("1 month", "decision")


def test_what_somebody_says_about_what_was_recommended_asks_for_nothing() -> None:
    assert read("The Council says it will pay what we recommend the Council should pay.").proposals == ()


def test_words_that_only_tell_of_it_are_not_shown_as_left_out() -> None:
    assert left_out("Within one month of the decision, as I recommended, the Council will apologise to Mr X.") == []
    assert left_out("To put matters right the Council should apologise to Mr X.") == []
