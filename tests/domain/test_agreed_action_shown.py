"""Evidence that is to be sent to us with what is asked, or that is itself what is asked (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, only, read

WITHIN = "ithin one month of my decision the Council should"
SHOWN = "it asks only that what was done is confirmed or shown"


@pytest.mark.parametrize(
    "tail",
    [
        " and provide evidence of this to us", " and provide evidence that it has done so",
        " and send evidence of this to us",
        " and submit evidence of this", " and forward evidence of the above", " and share evidence of this with us",
        " and let us have evidence of this", ", providing us with evidence it has done so",
        " and send evidence of this payment",
        " and provide us with written evidence it has complied",
        " and then send the Ombudsman some evidence of compliance",
        " and write to him to confirm it has done so", ", with evidence of this to us",
    ],
)  # fmt: skip
def test_evidence_asked_for_in_the_same_words_leaves_what_is_asked(tail: str) -> None:
    for text in (f"W{WITHIN} pay him £200{tail}.", f"W{WITHIN}:\na) pay him £200{tail}.\nb) train its staff."):
        first = read(text).proposals[0]
        assert first.action == f"pay him £200{tail}"
        assert [each.piece.words for each in first.amounts] == ["£200"]
        assert first.deadline is not None
        assert first.deadline.period == "1 month"
        assert left_out(text) == []


@pytest.mark.parametrize(
    "action",
    [
        "apologise to Mrs D for its failure to keep evidence of the decisions taken",
        "pay her £100 for its failure to retain evidence of the visits it carried out",
        "remind officers to keep evidence of site visits and actions taken",
        "apologise for failing to provide evidence of the actions it had taken",
        "gather evidence of the visits carried out", "keep evidence of actions taken",
        "provide Mr X with evidence that the repairs have been completed", "write to Mr X to confirm it has done so",
        "confirm to Mr X that the above charges are waived", "review the evidence of the actions taken by its officers",
        "consider the evidence of the work carried out and decide anew",
    ],
)  # fmt: skip
def test_evidence_within_what_is_asked_is_part_of_it(action: str) -> None:
    assert only(f"W{WITHIN} {action}.").action == action
    assert only(f"W{WITHIN}:\n- {action}.").action == action


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council should provide us with evidence it has complied with the above actions",
        "It should confirm it has done so", "The Council should let us have evidence it has complied",
        "The Council should write to us to confirm these actions have been completed",
        "The Council should reply to this Service with evidence of compliance",
        "The Council should ensure it provides us with evidence of compliance",
        "The Council should report back to us with evidence of the actions taken",
        "Evidence that these actions have been completed should be sent to us", "We expect evidence of compliance",
    ],
)  # fmt: skip
def test_a_sentence_that_asks_only_for_evidence_is_left_out(sentence: str) -> None:
    assert left_out(f"W{WITHIN} apologise to Mr A. {sentence}.") == [(sentence, SHOWN)]
    assert only(f"W{WITHIN} apologise to Mr A. {sentence}.").action == "apologise to Mr A"
