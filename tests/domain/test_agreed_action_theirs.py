"""In a list with a limit of its own, a limit behind another verb than the main one may be what others do (D2)."""

from __future__ import annotations

import pytest

from compliance.domain.agreed_actions import read_agreed_action
from tests.agreed_actions.measure import vocabulary
from tests.support.agreed_action import DECIDED, aside, only, topics

LEADS = [
    "Within three months of my final decision the Council will:\n• ",
    "The Council will take the following actions within three months of my final decision.\n- ",
    "Within three months of my final decision the Council will ",
]
OTHERS = [
    "remind officers to send decision letters within five working days of the decision",
    "remind staff they must write within five days of the decision",
    "tell Mr X he can ask for a review within 21 days of the date of the decision letter",
    "write to Mr X explaining he can appeal within two months of the decision",
    "revise its standard letter to say that people can appeal within 28 days of the decision",
    "revise its standard letter to say people may appeal within 28 days of the final decision",
    "amend its policy so that it notifies applicants within 10 days of the decision",
    "review how it notifies parents within 15 days of the decision",
    "train clerks on sending decision letters within seven days of the decision",
    "train clerks on sending decision letters within seven days",
    "change its process for sending letters within five days of the decision",
    "introduce a system to send letters within five days of the decision",
    "check letters are sent within five working days of the decision",
    "make a decision on his appeal and write to him within five days of the decision",
]
OWN = [
    "apologise to Mrs P within two weeks of the decision",
    "pay Mrs P £200 to recognise her distress within two weeks of the decision",
    "remind staff of the policy within two weeks of the decision",
    "train its staff within two weeks of the decision",
    "pay Mrs P £200 within two weeks of the final decision",
    "apologise to Mrs P. It should do this within two weeks of the decision",
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("action", OTHERS)
def test_a_limit_in_what_others_do_stays_with_the_words_and_is_asked(lead: str, action: str) -> None:
    proposal = only(f"{lead}{action}.")
    assert proposal.deadline is not None and proposal.deadline.period == "3 months"
    assert proposal.action == action
    assert "1 which_deadline" in topics(f"{lead}{action}.")


@pytest.mark.parametrize("action", OWN)
def test_a_limit_with_the_main_verb_is_the_deadline(action: str) -> None:
    text = f"{LEADS[0]}{action}."
    deadline = only(text).deadline
    assert deadline is not None
    assert (deadline.period, deadline.anchor.value) in {("2 weeks", "decision"), ("3 months", "decision")}
    assert ("1 which_deadline" in topics(text)) == (deadline.period == "3 months")
    assert "two weeks" not in only(text).action


def test_our_decision_is_ours_behind_any_verb() -> None:
    for ours in ("my decision", "this decision", "our final decision", "the Ombudsman's decision"):
        deadline = only(f"{LEADS[0]}ensure letters go out within two weeks of {ours}.").deadline
        assert deadline is not None and deadline.period == "2 weeks"


def test_without_another_limit_only_what_others_are_told_or_surely_do_is_asked() -> None:
    text = "The Council will {} within five days of the decision."
    for words in ("remind officers to send letters", "amend its policy so that it notifies them", "review how it acts"):
        assert "1 whose_deadline" in topics(text.format(words))
    for words in ("ensure the plan is issued", "apologise for its failure to write", "send decision letters"):
        assert not any("deadline" in each for each in topics(text.format(words)))


@pytest.mark.parametrize(
    "action",
    [
        "remind staff they must send the outcome within five working days",
        "remind staff that they must send the outcome within five working days",
        "remind staff falls are reported to the Council within two working days",
        "tell its contractors they should answer within two days",
    ],
)
def test_what_others_are_told_has_no_deadline_of_its_own(action: str) -> None:
    proposal = only(f"{LEADS[0]}{action}.")
    assert proposal.deadline is not None and proposal.deadline.period == "3 months"
    assert (proposal.action, len(aside(f"{LEADS[0]}{action}."))) == (action, 1)
    assert not any("deadline" in each or "start" in each for each in topics(f"{LEADS[0]}{action}."))


@pytest.mark.parametrize("lead", LEADS)
def test_a_limit_behind_another_decision_that_is_asked_for_stays_with_the_words(lead: str) -> None:
    action = "write to Mr X with a new decision and tell him he can appeal within two months of the decision"
    deadline = only(f"{lead}{action}.").deadline
    assert deadline is not None and (deadline.period, only(f"{lead}{action}.").action) == ("3 months", action)


def test_training_for_those_who_are_named_has_its_deadline() -> None:
    text = "The Council will:\n- arrange training. Training for officers should end within two months."
    deadline = only(text).deadline
    assert deadline is not None and deadline.period == "2 months"


@pytest.mark.parametrize(
    "action",
    [
        "monitor the property for damp for six months after the repairs are complete",
        "inspect the roof two weeks after the repairs are complete",
    ],
)
def test_an_event_that_a_span_begins_with_takes_no_limits_place_unasked(action: str) -> None:
    proposal = only(f"{LEADS[0]}{action}.")
    assert proposal.deadline is not None and proposal.deadline.period == "3 months"
    assert proposal.action == action
    assert "1 which_deadline" in topics(f"{LEADS[0]}{action}.")
    assert "1 whose_deadline" in topics(f"The Council will {action}.")


def test_the_words_of_a_limit_tell_no_category() -> None:
    text = "The Council will:\n- Review its policy (within three months of my decision).\n- Apologise."
    reading = read_agreed_action(text, DECIDED, vocabulary())
    assert reading.proposals[0].categories == ("Procedure or policy change/review",)
    assert reading.proposals[0].kind is not None


def test_a_limit_announced_for_several_lists_counts_as_one_of_each() -> None:
    text = (
        "The Council will take the following actions within three months of my final decision.\n\nThe Council will:\n"
    )
    text += "- ensure letters go out within 10 days of the decision.\n- pay Mr X £200."
    assert [each for each in topics(text) if "deadline" in each] == ["1 which_deadline"]
