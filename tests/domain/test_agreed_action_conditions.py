"""However a condition is put, it is asked about, and a date within it is no deadline in silence (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics


@pytest.mark.parametrize(
    "words",
    [
        "Should the Council fail to complete the review by 31 May 2025, it should pay Mr T £200.",
        "Failing this by 31 May 2025 the Council should pay Mr T £200.",
        "Where the Council has not completed the works by 31 May 2025, it will pay Mr T £200.",
        "In the event the Council's review isn't finished by 31 May 2025, it will pay Mr T £200.",
        "In the event of no answer by 31 May 2025, the Council will pay Mr T £200.",
        "If the Council has not finished by 31 May 2025, it will pay Mr T £200.",
        "Unless it has finished by 31 May 2025, the Council will pay Mr T £200.",
        "Were the Council not to finish by 31 May 2025, it will pay Mr T £200.",
        "The Council will:\n- should the works not be complete by 31 May 2025, pay Mr T £200.",
    ],
)
def test_a_date_within_a_condition_is_no_deadline_in_silence(words: str) -> None:
    asked = topics(words)
    assert "1 condition" in asked
    assert ("1 deadline" in asked) == (only(words).deadline is None)
    assert {"1 deadline", "1 whose_deadline"} & set(asked)


@pytest.mark.parametrize(
    "words",
    [
        "The Council will pay Mr T £200 by 31 May 2025 should the appeal be dismissed.",
        "Were the Council to find that it was at fault, it will pay Mr T £200.",
        "Provided Mr T agrees, the Council will meet him within one month of the decision.",
        "Subject to his agreement, the Council will meet Mr T within one month of the decision.",
        "The Council will, subject to his agreement, meet Mr T within one month of the decision.",
        "The Council will meet Mr T, provided he agrees.",
        "Assuming he agrees, the Council will meet Mr T within one month of the decision.",
        "As long as he agrees, the Council will meet Mr T within one month of the decision.",
        "When the panel agrees, the Council will pay Mr T £200.",
        "The Council will pay Mr T £200 only where the panel agrees.",
        "The Council will pay Mr T £200 depending on the outcome of his appeal.",
        "Except where he objects, the Council will meet Mr T within one month of the decision.",
        "On condition that he agrees, the Council will meet Mr T.",
        "Should the panel agree, the Council will:\n- pay Mr T £200.",
    ],
)
def test_a_condition_is_asked_about(words: str) -> None:
    assert "1 condition" in topics(words)


@pytest.mark.parametrize(
    "words",
    [
        "Where appropriate, the Council will write to Mr T.",
        "When writing to Mr T, the Council should explain what it did.",
        "When it writes to Mr T, the Council should explain what it did.",
        "The Council will pay for the care it provided the family with.",
        "The Council will arrange visits to the school where he is taught.",
        "The Council will support him for as long as he needs it.",
        "The Council will remind staff what to do should a complaint be late.",
        "The Council will correct the record that he is subject to review.",
        "The Council will pay his costs, subject to a maximum of £500.",
        "The Council will apologise for failing him.",
        "The Council will pay him between £200 and £300, depending on what its review finds.",
        "The Council will meet Mr T by 1 May 2025, or by 1 June 2025 if later.",
    ],
)
def test_words_that_only_look_like_a_condition_are_none(words: str) -> None:
    assert "1 condition" not in topics(words)


def test_a_limit_behind_a_condition_is_the_deadline_still() -> None:
    text = "If it has not finished by 31 May 2025, within one month of the decision the Council will pay Mr T £200."
    deadline = only(text).deadline
    assert deadline is not None and deadline.period == "1 month"
    assert {"1 which_deadline", "1 whose_deadline"}.isdisjoint(topics(text))


@pytest.mark.parametrize(
    "limits",
    [
        "ithin one month of the decision, or within two weeks of the receipt of invoices, whichever is later",
        "ithin one month of the decision or two weeks of receiving his invoices",
        "ithin one month of the decision, or two weeks after it receives his invoices, whichever is later",
        "ithin one month of the decision or, if later, within two weeks of receipt",
        "ithin one month of the decision, or by 1 June 2025 if later",
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "W{}, the Council will pay Mr X £200.",
        "The Council will pay Mr X £200 w{}.",
        "The Council will, w{}, pay Mr X £200.",
        "W{}, the Council will:\n- pay Mr X £200.",
        "The Council will:\n- pay Mr X £200 w{}.",
    ],
)
def test_of_two_limits_that_are_offered_none_is_set_aside_in_silence(form: str, limits: str) -> None:
    text = form.format(limits)
    assert len(read(text).proposals) == 1
    assert "1 which_deadline" in topics(text)


def test_an_item_with_a_limit_of_its_own_is_not_asked_about_those_of_its_list() -> None:
    text = "Within one month of the decision, or two weeks of receipt, the Council will:\n- apologise by 1 May 2025."
    assert "1 which_deadline" not in topics(text)


def test_lengths_that_are_offered_as_content_stay_content() -> None:
    proposal = only("The Council will provide one week or two weeks of respite within one month of the decision.")
    assert proposal.deadline is not None and proposal.deadline.period == "1 month"


@pytest.mark.parametrize(
    "condition",
    [
        "f Mrs K provides receipts, invoices or other proof by 30 April 2025",
        "f the panel allows the appeal, or the Council withdraws its case by 30 April 2025",
        "f Mrs K sends receipts, bills or the like by the end of April 2025",
        "f Mrs K's landlord, Y Homes, has not finished the works by 30 April 2025",
        "f Mrs K agrees, to be confirmed by 30 April 2025",
    ],
)
@pytest.mark.parametrize(
    ("form", "question"),
    [
        ("I{}, the Council will refund her £320.", "1 whose_deadline"),
        ("I{}, the Council will refund her £320 within a month of this decision.", "1 which_deadline"),
        ("Within a month of this decision the Council will:\n- i{}, refund her £320.", "1 which_deadline"),
        ("The Council will refund her £320 i{}.", "1 whose_deadline"),
    ],
)
def test_a_limit_behind_the_comma_of_a_condition_is_asked(form: str, question: str, condition: str) -> None:
    text = form.format(condition)
    assert question in topics(text)
    assert "1 condition" in topics(text)


@pytest.mark.parametrize(
    "text",
    [
        "If Mr T agrees, then by 30 April 2025, the Council will pay him £300.",
        "If Mr T agrees, the Council will by 30 April 2025 pay him £300.",
        "If Mr T agrees, the Council should, by 30 April 2025, pay him £300.",
        "If Mr T, his wife or his son agrees, the Council will pay him £300 by 30 April 2025.",
        "The Council will:\n- if Mr T, his wife or his son agrees, pay him £300 by 30 April 2025.",
    ],
)
def test_a_limit_that_begins_behind_a_comma_or_an_action_is_that_of_the_action(text: str) -> None:
    deadline = only(text).deadline
    assert deadline is not None and str(deadline.due_on) == "2025-04-30"
    assert {"1 which_deadline", "1 whose_deadline"}.isdisjoint(topics(text))
