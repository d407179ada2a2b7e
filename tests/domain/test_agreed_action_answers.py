"""What people answer, and what is then still open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from compliance.domain.agreed_action_answers import Answer, kept, parse_answers, still_open
from compliance.domain.agreed_action_values import Topic, Vocabulary
from compliance.domain.agreed_actions import read_agreed_action
from compliance.domain.errors import WrongUse
from compliance.domain.recommendations import Kind
from compliance.domain.sums import Per, Sum
from compliance.domain.waiting import WaitKind


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("2 period=1 month", Answer(2, period="1 month")),
        ("2 due_on=2025-03-31", Answer(2, due_on=date(2025, 3, 31))),
        ("2 kind=personal_remedy", Answer(2, kind=Kind.PERSONAL_REMEDY)),
        ("2  categories=Apology; Other", Answer(2, categories=("Apology", "Other"))),
        ("2 sums=100 per month from 2024-01-31; 50",
         Answer(2, sums=(Sum(Decimal("100.00"), Per.MONTH, date(2024, 1, 31)), Sum(Decimal("50.00"))))),
        ("2 sums=none", Answer(2, sums=())),
        ("2 waits_for=the review is complete", Answer(2, waits=(WaitKind.EVENT, "the review is complete"))),
        ("2 waits_on=23 001-1", Answer(2, waits=(WaitKind.RECOMMENDATION, "23 001-1"))),
        ("2 waits_if=the appeal is allowed", Answer(2, waits=(WaitKind.CONDITION, "the appeal is allowed"))),
        ("2 authority=E1", Answer(2, authority="E1")),
        ("2 action=Apologise = say sorry", Answer(2, action="Apologise = say sorry")),
        ("2 leave_out", Answer(2, left_out=True)),
    ],
)  # fmt: skip
def test_an_answer(said: str, answer: Answer) -> None:
    assert parse_answers([said]) == {2: answer}


def test_answers_about_one_proposal_are_put_together() -> None:
    assert parse_answers(["1 period=1 month", "2 leave_out", "1 kind=personal_remedy"]) == {
        1: Answer(1, period="1 month", kind=Kind.PERSONAL_REMEDY),
        2: Answer(2, left_out=True),
    }


@pytest.mark.parametrize(
    "said",
    ["", "1", "one period=1 month", "1 period", "1 period=", "1 colour=red", "1 leave_out=yes", "1 kind=private",
     "1 due_on=31/3/2025", "1 sums=lots", "period=1 month", "² leave_out"],
)  # fmt: skip
def test_what_is_no_answer(said: str) -> None:
    with pytest.raises(WrongUse):
        parse_answers([said])


@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("1 period=1 month", {"start", "report", "deadline", "which_deadline", "whose_deadline", "before", "date",
                              "period", "condition"}),
        ("1 kind=personal_remedy", {"kind"}),
        ("1 categories=Other", {"category"}),
        ("1 sums=5", {"sum_start", "sum_range", "sum_each", "sum_total", "sum_paid"}),
        ("1 authority=E1", {"body"}),
        ("1 action=Pay", {"line"}),
        ("1 leave_out", set(Topic)),
    ],
)  # fmt: skip
def test_what_an_answer_settles(said: str, topics: set[str]) -> None:
    (answer,) = parse_answers([said]).values()
    assert {topic.value for topic in Topic if answer.settles(topic)} == topics


def test_what_is_still_open_and_what_is_kept() -> None:
    text = "The Council will apologise. The Council will pay Mr B £50."
    reading = read_agreed_action(text, None, Vocabulary())
    asked = [(1, "deadline"), (1, "kind"), (2, "deadline")]
    assert [(each.number, each.topic.value) for each in still_open(reading, {})] == asked
    answers = parse_answers(["1 leave_out", "2 kind=personal_remedy"])
    assert [(each.number, each.topic.value) for each in still_open(reading, answers)] == asked[2:]
    assert [each.number for each in kept(reading, answers)] == [2]
    with pytest.raises(WrongUse, match="answer about proposal 3: there are 2"):
        kept(reading, parse_answers(["3 leave_out"]))
