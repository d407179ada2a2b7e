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
