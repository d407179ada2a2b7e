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


@pytest.mark.parametrize(
    ("limit", "second"),
    [
        ("within one month of the decision or receipt of his bank details, whichever is later", "receipt of his"),
        ("within one month of the decision or receipt of his bank details (whichever is the later)", "receipt of his"),
        ("within one month of the decision, or of receiving his bank details", "of receiving his"),
        ("within one month of this decision or the date of the panel's letter", "the date of the panel's"),
        ("within one month of the decision or, if later, of receiving his bank details", "of receiving his"),
        ("within one month of the decision or the hearing, whichever comes first", "the hearing"),
        ("within one month of receipt of his bank details or the decision, whichever is later", "the decision"),
        ("within one month of the hearing or from the date of our decision", "from the date of our"),
    ],
)
@pytest.mark.parametrize("form", ["The Council will pay Mr D £300 {}.", "{}, the Council will:\n- pay Mr D £300."])
def test_of_two_starts_of_one_period_which_is_asked(form: str, limit: str, second: str) -> None:
    text = form.format(limit)
    assert f"; {second}" in which(text[0].upper() + text[1:])
    assert read(text).proposals[0].action == "pay Mr D £300"


@pytest.mark.parametrize(
    "text",
    [
        f"{MONTH} pay Mr D £300 or the cost of his course.",
        f"{MONTH} write to Mr D or his representative.",
        "The Council will write within one month of this decision or explain to Mr D why it cannot.",
    ],
)
def test_or_behind_a_limit_that_offers_no_other_start_is_no_question(text: str) -> None:
    assert which(text) == ""


@pytest.mark.parametrize("word", ["sooner", "earlier"])
def test_an_end_of_a_sum_that_may_come_sooner_is_asked(word: str) -> None:
    text = "pay Mr D £50 a week from 1 May 2025 until he starts at the college or until 31 July 2026"
    assert "1 condition" in topics(f"{MONTH} {text} if {word}.")
    assert "1 condition" not in topics(f"{MONTH} write, or within two weeks of receiving his form if {word}.")
