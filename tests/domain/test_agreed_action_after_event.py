"""A period after an event, or after a step of what is asked, is asked about and never dropped in silence (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import aside, read, topics

MONTH = "Within one month of this decision the Council will"


def which(text: str) -> str:
    """The question which of two deadlines it is."""
    return next((each.words for each in read(text).questions if each.topic.value == "which_deadline"), "")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Once the independent reviewer has completed her report, the Council will within 20 working days of receiving "
         "it apologise to Mr Q.", "within 20 working days of receiving it"),
        ("Once the new letters are approved, the Council will publish them within a week of approval.",
         "within a week of approval"),
        (f"{MONTH} decide whether Mr A is owed a refund and, if so, pay it within 10 working days of that decision.",
         "within 10 working days of that decision"),
        (f"{MONTH} decide whether Mr A is owed a refund and, if so, pay it within 10 working days of deciding.",
         "within 10 working days of deciding"),
        (f"{MONTH} decide whether Mr A is owed a refund and, if he is, pay it within 10 working days.",
         "within 10 working days"),
        (f"{MONTH} decide whether Mr A is owed a refund and pay it within 10 working days of the decision.",
         "within 10 working days of the decision"),
        (f"{MONTH} decide whether to write to Mr A and do so within a week of deciding.", "within a week of deciding"),
        (f"{MONTH} revise its letters and publish the new letters within a week of approving them.",
         "within a week of approving them"),
        (f"{MONTH} pay Mr A within ten days of receipt of his bank details.",
         "within ten days of receipt of his bank details"),
    ],
)  # fmt: skip
def test_a_period_after_a_step_is_one_of_two_limits(text: str, period: str) -> None:
    assert f"; {period}" in which(text) or f"{period}; " in which(text)


@pytest.mark.parametrize("of", ["that decision", "the decision", "deciding", "approval"])
def test_alone_it_is_asked_about_by_its_words(of: str) -> None:
    text = f"The Council will decide whether Mr A is owed a refund and, if so, pay it within 10 working days of {of}."
    assert "1 whose_deadline" in topics(text)


@pytest.mark.parametrize(
    ("action", "content"),
    [
        ("remind staff to check whether it applies and, if so, reply within 28 days", "within 28 days"),
        ("review its policy so that cases are decided within 15 days of receipt", "within 15 days of receipt"),
        ("decide whether it can answer letters within ten days", "within ten days"),
    ],
)
def test_what_others_do_stays_content(action: str, content: str) -> None:
    text = f"{MONTH} {action}."
    assert which(text) == ""
    assert aside(text) == [content]


@pytest.mark.parametrize(
    "text",
    [
        "Within two weeks of the decision the Council will decide whether to pay Mr A.",
        "The Council will decide the appeal within two weeks of the decision.",
        "The Council will apologise to Mr A and decide his appeal within two weeks of the decision.",
    ],
)
def test_the_decision_is_that_of_the_ombudsman_where_no_step_was_decided_before(text: str) -> None:
    (proposal,) = read(text).proposals
    assert proposal.deadline is not None
    assert (proposal.deadline.period, proposal.deadline.anchor.value) == ("2 weeks", "decision")
    assert not any("deadline" in each for each in topics(text))
