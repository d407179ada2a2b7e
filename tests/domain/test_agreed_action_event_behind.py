"""An event behind what is asked takes no limit away in silence: it is content, or which of the two is asked (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics

LEAD = "Within one month of my final decision the Council will:\n- amend her file;\n- {}; and\n- keep Ms B informed."
BEHIND = (
    "The Council will:\n- amend her file;\n- {}; and\n- keep Ms B informed.\n"
    "The Council should complete these actions within one month of my final decision."
)
NUMBERED = (
    "The Council has agreed to take the following actions within one month of my final decision.\n\n"
    "1. Amend her file.\n\n2. The Council will {}.\n\n3. The Council will keep Ms B informed."
)
ASKED = (
    "apologise to Ms B for the delay in acting on receipt of her complaint",
    "apologise for its poor communication following receipt of her complaint",
    "pay Ms B £200 for the delay in issuing the plan following receipt of the tribunal order",
    "explain to Ms B what it will do once the works have been completed",
    "carry out a fresh assessment of what he will need once he leaves college",
    "review its procedure for updating residents once works have been completed",
    "reimburse the cost of the private carer on receipt of proof of payment",
    "pay her the £380 she spent on tutors once she has sent it the receipts",
    "issue him with a revised care plan once the reassessment is complete",
)
CONTENT = (
    "pay Ms B £200 for the uncertainty she was left with after the review was completed",
    "update Mrs H on the progress of the works until they are complete",
    "write to Mr B with an update on the completion of the repairs",
    "consider what remedy is due for the period after the order was made",
)
TEXTS = pytest.mark.parametrize("text", [LEAD, BEHIND, NUMBERED], ids=["lead", "behind", "numbered"])


@TEXTS
@pytest.mark.parametrize("action", ASKED)
def test_which_of_the_two_is_asked(action: str, text: str) -> None:
    reading = read(text.format(action))
    asked = {each.number: each.words for each in reading.questions if each.topic.value == "which_deadline"}
    assert list(asked) == [2]
    assert "within one month of my final decision" in asked[2].lower()


@TEXTS
@pytest.mark.parametrize("action", CONTENT)
def test_what_is_told_is_content_and_the_limit_stands(action: str, text: str) -> None:
    reading = read(text.format(action))
    assert [each.deadline and each.deadline.period for each in reading.proposals] == ["1 month"] * 3
    assert not [each for each in reading.questions if each.topic.value.endswith("deadline")]


@pytest.mark.parametrize("action", ["pay Ms B £200 on receipt of proof of payment", "visit Ms B once works have begun"])
def test_alone_it_is_what_the_action_waits_for(action: str) -> None:
    proposal = only(f"The Council will {action}.")
    assert proposal.deadline is not None
    assert proposal.deadline.waits_on is not None
    assert "1 deadline" not in topics(f"The Council will {action}.")


def test_bank_details_are_all_there_is_to_it() -> None:
    reading = read(LEAD.format("pay Ms B £200 once she has sent her bank details"))
    deadline = reading.proposals[1].deadline
    assert deadline is not None
    assert deadline.waits_on is not None
    assert "which_deadline" not in {each.topic.value for each in reading.questions}


@pytest.mark.parametrize(
    "action",
    ["apologise to Ms B within one month of my decision and pay her £200 for the delay in acting on receipt of it",
     "apologise for the delay following receipt of the order and pay her £200 within one month of my decision",
     "pay Ms B £200 within one month of my decision and complete the works once the scaffolding is up"],
)  # fmt: skip
def test_in_one_sentence_it_takes_no_limit_of_another_action(action: str) -> None:
    assert "1 which_deadline" in topics(f"The Council will {action}.")
