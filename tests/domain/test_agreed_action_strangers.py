"""What strangers' texts asked for and was read wrongly or left out: each is read, or asked about (L2 to L4, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics


@pytest.mark.parametrize("date_named", ["the same date", "that same date", "that date", "that day"])
def test_a_date_that_was_named_before_is_asked_for(date_named: str) -> None:
    text = (
        f"Within a month of this decision the Council will apologise. Within two months of {date_named} it will review."
    )
    assert "2 start" in topics(text)
    (_, second) = read(text).proposals
    assert second.deadline is not None
    assert (second.deadline.anchor.value, second.deadline.waits_on) == ("unstated", None)


def test_the_decision_that_the_authority_makes_is_another_one() -> None:
    deadline = only("The Council will apologise within seven days of the decision it makes on the appeal.").deadline
    assert deadline is not None
    assert deadline.anchor.value == "event"
    deadline = only("Within seven days of the decision it will apologise to Ms A.").deadline
    assert deadline is not None
    assert deadline.anchor.value == "decision"


@pytest.mark.parametrize(
    ("start", "anchor", "question"),
    [
        ("the final report", "report", ["1 report"]),
        ("the date of the final report", "report", ["1 report"]),
        ("the Ombudsman's public interest report", "report", ["1 report"]),
        ("the final report on the review", "event", []),
        ("the date on this letter", "unstated", ["1 start"]),
        ("the date on this decision statement", "decision", []),
        ("the date shown on the decision", "decision", []),
    ],
)
def test_a_report_is_asked_about_and_the_day_on_a_decision_is_its_day(
    start: str, anchor: str, question: list[str]
) -> None:
    text = f"Within four weeks of {start} the Council will apologise."
    deadline = only(text).deadline
    assert deadline is not None
    assert (deadline.anchor.value, topics(text)) == (anchor, question)


@pytest.mark.parametrize(
    ("event", "anchor", "bodies"),
    [
        ("the final decision", "decision", "the Council and the Care Provider"),
        ("the decision", "decision", "Exampleton Council and the Trust"),
        ("the panel meeting", "event", "the Council and the Trust"),
    ],
)
@pytest.mark.parametrize("will", ["will each", "should", "have agreed to"])
def test_two_bodies_right_behind_what_a_period_counts_from_are_none_of_it(
    event: str, anchor: str, bodies: str, will: str
) -> None:
    proposal = only(f"Within one month of {event} {bodies} {will} apologise.")
    assert proposal.deadline is not None
    waits_on = proposal.deadline.waits_on
    assert (proposal.deadline.anchor.value, waits_on and waits_on.words) == (
        anchor,
        event if anchor == "event" else None,
    )
    assert (proposal.action, proposal.body) == ("apologise", bodies)


def test_a_limit_in_a_later_sentence_of_an_item_takes_the_place_of_none() -> None:
    text = """Within one month of our decision the Council will:
- review her application. It should write to her within 14 days of completing the review.
- apologise. It should do so in writing."""
    assert "1 which_deadline" in topics(text)
    assert "2 which_deadline" not in topics(text)
    first = read(text).proposals[0].deadline
    assert first is not None
    assert first.piece.words == "Within one month of our decision"


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council will pay Mr K £200 within a month of this decision and provide us with evidence it has done so.",
        "The Council will, within a month of this decision, pay Mr K £200, and send us evidence of this.",
        "Within a month of this decision the Council will:\n- pay Mr K £200 and send us evidence it has done so;",
        "The Council will, within a month of this decision, pay Mr K £200 and confirm that it has done so.",
    ],
)
def test_what_is_asked_beside_the_evidence_of_it_is_not_lost(sentence: str) -> None:
    asked = only(sentence)
    assert asked.action.startswith("pay Mr K £200")
    assert asked.deadline is not None
    assert asked.deadline.period == "1 month"


def test_the_evidence_alone_is_nothing_to_log() -> None:
    assert topics("The Council should provide us with evidence it has complied with the above actions.") == ["nothing"]


@pytest.mark.parametrize("rate", ["every further week", "each additional week", "each week"])
def test_a_sum_for_each_further_week_grows(rate: str) -> None:
    (stated,) = only(f"The Council will pay him £50 for {rate} of delay.").amounts
    assert (str(stated.value), stated.per and stated.per.value) == ("50.00", "week")


@pytest.mark.parametrize("words", ["£1.5k", "£5k", "£2 thousand"])
def test_a_sum_that_is_not_read_for_certain_is_asked_for(words: str) -> None:
    reading = read(f"The Council will pay Ms A {words} and £300 to her son.")
    (question,) = [each for each in reading.questions if each.topic.value == "sum_range"]
    assert f"{words}\N{RIGHT DOUBLE QUOTATION MARK}" in question.words


def test_two_who_have_each_agreed_are_both_asked() -> None:
    text = "The Trust and the Council have each agreed to apologise to Mr Y by 14 February 2025."
    assert only(text).action == "apologise to Mr Y"
    assert "1 body" in topics(text)


LIMITED_LIST = "The Council should take these steps within four weeks of my final decision, unless stated otherwise:"


@pytest.mark.parametrize(
    ("limit", "due_on"),
    [
        ("By 5pm on Friday 7 March 2025,", "2025-03-07"),
        ("By 12 noon on 7 March 2025", "2025-03-07"),
        ("By Monday, 3rd of February 2025,", "2025-02-03"),
        ("By 7 March 2025,", "2025-03-07"),
        ("On 7 March 2025 at the latest,", "2025-03-07"),
    ],
)
@pytest.mark.parametrize("mark", ["- ", ""])
def test_a_limit_at_the_beginning_of_an_item_or_of_a_line_of_its_own_is_its_deadline(
    mark: str, limit: str, due_on: str
) -> None:
    text = f"{LIMITED_LIST}\n- {limit} pay Mr K £100." if mark else f"{limit} pay Mr K £100."
    asked = only(text)
    assert (asked.action, asked.deadline and str(asked.deadline.due_on)) == ("pay Mr K £100", due_on)
    assert topics(text) == ["1 category"]


@pytest.mark.parametrize(
    ("item", "question"),
    [
        ("make sure that by September 2025 all social workers have completed the training", "which_deadline"),
        ("tell its staff that they will complete the training by 30 September 2025", "which_deadline"),
        ("by the first post on 7 March 2025, pay Mr K £100", "which_deadline"),
        ("if the appeal is allowed, pay Mr K £300", "condition"),
        ("pay Mr K £300 if the appeal is allowed", "condition"),
        ("review the appeal and, if it is allowed, pay Mr K £300", "condition"),
        ("pay Mr K £100 by 31 March 2024", "before"),
        ("by 31 March 2024, pay Mr K £100", "before"),
    ],
)
def test_what_cannot_be_told_is_asked_and_not_replaced_by_the_limit_of_the_list(item: str, question: str) -> None:
    assert f"1 {question}" in topics(f"{LIMITED_LIST}\n- {item}.\n- apologise to Mr K.")
    assert not any(each.startswith("2 ") for each in topics(f"{LIMITED_LIST}\n- {item}.\n- apologise to Mr K."))


@pytest.mark.parametrize(
    "item",
    [
        "pay Mr K £100, if it has not already done so",
        "review its policy, and check if it is understood",
        "pay Mr K £100 by bank transfer, or by cheque if he prefers",
        "explain to Mr K what he can do if he is unhappy",
        "refund what was paid by 31 March 2024",
        "refund the charges of all weeks before 31 March 2024",
    ],
)
def test_what_only_says_what_is_asked_raises_no_question_about_the_deadline(item: str) -> None:
    text = f"{LIMITED_LIST}\n- {item}."
    assert not {"1 condition", "1 before", "1 which_deadline"} & set(topics(text))
    deadline = only(text).deadline
    assert deadline is not None and deadline.period == "4 weeks"


@pytest.mark.parametrize("it", ["it", "that", "this"])
def test_a_period_counted_from_what_was_named_just_before(it: str) -> None:
    text = f"Once it has completed the review, and within 3 months of {it}, the Council will apologise to Ms A."
    deadline = only(text).deadline
    assert deadline is not None and deadline.waits_on is not None
    assert (deadline.period, deadline.waits_on.words) == ("3 months", "it has completed the review")
    assert topics(text) == []
    assert topics(f"The Council will apologise to Ms A within 3 months of {it}.") == ["1 start"]


def test_a_limit_before_the_decision_says_so() -> None:
    (question,) = read("The Council will apologise to Ms A by 31 March 2024.").questions
    assert "by 31 March 2024” is before the decision" in question.words


def test_what_may_be_the_deadline_is_asked_where_there_is_no_other() -> None:
    text = "The Council will review its policy so that by 30 September 2025 all staff have read it."
    assert topics(text) == ["1 whose_deadline"]


@pytest.mark.parametrize(
    "line", ["Contact was made within two weeks of the decision.", "Review of the case by 1 May 2025."]
)
def test_a_line_that_only_tells_something_asks_for_nothing(line: str) -> None:
    assert topics(line) == ["nothing"]


@pytest.mark.parametrize("limit", ["by the end of the financial year", "by the end of the summer term"])
def test_of_a_day_that_cannot_be_read_it_is_not_said_that_the_text_names_none(limit: str) -> None:
    (asked,) = [each.words for each in read(f"The Council will apologise to Ms A {limit}.").questions]
    assert asked == "Proposal 1: no due date or period was found for it in the text. What is the deadline?"


def test_no_letters_of_todays_decision_are_left_in_front_of_the_action() -> None:
    proposal = only("The Council will within 12 weeks of today's decision, complete a review of its policy.")
    assert proposal.action == "complete a review of its policy"
    proposal = only("The Council will within 12 weeks of today's meeting, complete a review of its policy.")
    assert proposal.action == "complete a review of its policy"
