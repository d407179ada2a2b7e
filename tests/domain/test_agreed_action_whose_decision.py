"""A period counts from the decision only where no other decision can be meant by the words (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics

FORMS = [
    "Within one month of {}, the Council will pay Mr X £200.",
    "The Council will pay Mr X £200 within one month of {}.",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the decision being made by the appeal panel",
        "the decision being reached by the panel",
        "the date of the decision being reached by the panel",
        "the date on which the decision is made by the panel",
        "the decision taken by the panel",
        "the decision made by the panel",
        "the final decision being issued by the Council",
        "the decision issued by the Council",
        "the decision statement it issues",
        "the decision letter being issued by the school",
        "the decision the panel makes",
        "the decision the Council makes",
        "the panel's decision",
    ],
)
def test_the_decision_of_somebody_else_is_an_event(form: str, words: str) -> None:
    deadline = only(form.format(words)).deadline
    assert deadline is not None and deadline.waits_on is not None
    assert (deadline.anchor.value, deadline.waits_on.words) == ("event", words)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the decision notice for his application",
        "the decision date for his appeal",
        "the decision following the hearing",
        "the decision after the hearing",
        "the decision being sent to Mr X",
        "the decision sent to Mr X",
        "the date the final decision was sent to it",
        "the decision from the panel",
        "the decision at the hearing",
        "the decision regarding his appeal",
        "the decision having been made",
        "the decision issued on 2 March 2024",
        "the decision reached at the meeting",
    ],
)
def test_whose_it_is_is_asked_where_the_words_leave_it_open(form: str, words: str) -> None:
    deadline = only(form.format(words)).deadline
    assert deadline is not None
    assert (deadline.anchor.value, deadline.period) == ("unstated", "1 month")
    assert "1 start" in topics(form.format(words))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the decision",
        "the final decision",
        "the decision statement",
        "the decision letter",
        "the decision date",
        "the date of the final decision statement",
        "the date the decision is issued",
        "the decision being made",
        "the final decision being issued",
        "the final decision being issued by the Ombudsman",
        "the date of the final decision being issued by us",
        "our decision",
        "the decision at the latest",
    ],
)
def test_a_decision_that_nobody_else_makes_is_ours(form: str, words: str) -> None:
    deadline = only(form.format(words)).deadline
    assert deadline is not None and deadline.anchor.value == "decision"


@pytest.mark.parametrize(
    "asked",
    [
        "The Council will make a fresh decision.",
        "The Council should reconsider its decision.",
        "The Council has agreed to issue Mr X with a new decision.",
        "The Council will:\n- review the decision to refuse him;\n- train its staff.\n",
    ],
)
def test_behind_a_decision_that_is_asked_for_it_is_asked_which_is_meant(asked: str) -> None:
    text = f"{asked} Within one month of the decision it will pay Mr X £200."
    assert f"{len(read(text).proposals)} start" in topics(text)
    for ours in ("this decision", "the final decision", "our decision"):
        assert not any(each.endswith("start") for each in topics(text.replace("the decision it", f"{ours} it")))


def test_where_ours_was_counted_from_before_it_is_ours_again() -> None:
    text = "Within one month of the decision the Council will:\n- make a new decision.\n"
    text += "Within two months of the decision it will:\n- pay Mr X £200."
    assert [each.deadline and each.deadline.anchor.value for each in read(text).proposals] == ["decision", "decision"]


def test_a_decision_that_is_only_told_of_leaves_it_ours() -> None:
    text = "The Council took too long to make a decision. Within one month of the decision it will pay Mr X £200."
    assert not any(each.endswith("start") for each in topics(text))
