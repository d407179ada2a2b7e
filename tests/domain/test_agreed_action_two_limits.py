"""Where two limits may be the one of an item, none takes the other's place in silence: it is asked (L2, D2)."""

from __future__ import annotations

import pytest

from compliance.domain.agreed_action_values import StatedDeadline
from tests.support.agreed_action import aside, only, read, topics

LEAD = "The Council will, no later than 6 weeks from the date of the final decision statement:"
SIX_WEEKS = "no later than 6 weeks from the date of the final decision statement"


def asked(text: str, topic: str) -> list[str]:
    """The questions about one topic, in words."""
    return [each.words for each in read(text).questions if each.topic.value == topic]


def deadline_of(text: str, number: int = 1) -> StatedDeadline:
    """The deadline of a proposal that has one."""
    found = read(text).proposals[number - 1].deadline
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("item", "inner"),
    [
        ("Complete a fresh financial assessment and, within two weeks of completing it, write to Mr B with the outcome",
         "within two weeks of completing it"),
        ("backdate her priority to 3 March 2025 and tell her, within 5 working days of doing so, of her new position",
         "within 5 working days of doing so"),
        ("complete a fresh assessment and, within two weeks of that, write to Mr B", "within two weeks of that"),
        ("complete a fresh assessment and within two weeks of that write to Mr B", "within two weeks of that"),
        ("reassess Mr B and write to him within two weeks of the reassessment", "within two weeks of the reassessment"),
        ("inspect the property and start repairs within 20 working days of inspection",
         "within 20 working days of inspection"),
        ("inspect the property and start repairs within 20 working days of inspecting it",
         "within 20 working days of inspecting it"),
        ("review the case and, within two weeks thereafter, write to Mr B", "within two weeks thereafter"),
        ("review the case and write to Mr B within a further two weeks", "within a further two weeks"),
    ],
)  # fmt: skip
def test_a_limit_counted_from_a_step_of_the_item_itself_leaves_that_of_the_list(item: str, inner: str) -> None:
    text = f"{LEAD}\n- {item}.\n- apologise to Mr B."
    assert (deadline_of(text).period, deadline_of(text).anchor.value) == ("6 weeks", "decision")
    (words,) = asked(text, "which_deadline")
    assert f"{SIX_WEEKS}; {inner}" in words
    assert inner in aside(text)
    assert not any(each.startswith("2 ") for each in topics(text))


@pytest.mark.parametrize("lead", ["The Council will", "The Council has agreed to"])
def test_such_a_limit_alone_is_asked_about_for_the_first_step_has_none(lead: str) -> None:
    text = f"{lead} complete a fresh assessment and, within two weeks of completing it, write to Mr B."
    assert "1 whose_deadline" in topics(text)


def test_a_list_within_a_sentence_keeps_its_limit_too() -> None:
    text = (
        "The Council has agreed, within 4 weeks of the final decision, to: apologise to Miss F; backdate her priority "
        "and tell her, within 5 working days of doing so, of her new position; review her case."
    )
    assert deadline_of(text, 2).period == "4 weeks"
    assert "2 which_deadline" in topics(text)


@pytest.mark.parametrize(
    ("item", "period", "waits_on"),
    [
        ("Within 1 month of the review meeting issue an amended final plan", "1 month", "the review meeting"),
        ("Within 1 month of the review meeting, issue an amended final plan", "1 month", "the review meeting"),
        ("issue an amended final plan within 1 month of the review meeting", "1 month", "the review meeting"),
        ("Once the panel has met issue an amended final plan", None, "the panel has met"),
        ("Once staff have been told of it, issue an amended final plan", None, "staff have been told of it"),
    ],
)
@pytest.mark.parametrize("behind", [True, False])
def test_an_event_does_not_take_the_place_of_the_limit_of_the_list(
    item: str, period: str | None, waits_on: str, behind: bool
) -> None:
    text = f"To put things right the Council should:\n- {item}.\n- apologise to Ms G.\n"
    text = (
        f"{text}The Council should do the above by 29 May 2026."
        if behind
        else text.replace("should:", "should by 29 May 2026:")
    )
    first, second = read(text).proposals
    assert first.action == "issue an amended final plan"
    assert first.deadline is not None and first.deadline.waits_on is not None
    assert (first.deadline.period, first.deadline.waits_on.words) == (period, waits_on)
    assert "by 29 May 2026" in asked(text, "which_deadline")[0]
    assert str(second.deadline and second.deadline.due_on) == "2026-05-29"
    assert [each for each in topics(text) if each.startswith("2 ")] == []


@pytest.mark.parametrize(
    ("words", "event", "action"),
    [
        ("Within 1 month of the review meeting issue an amended plan.", "the review meeting", "issue an amended plan"),
        ("Within 14 days of receiving her bank details pay her £200.", "receiving her bank details", "pay her £200"),
        ("Within 14 days of completing the review write to Ms A.", "completing the review", "write to Ms A"),
        ("Once the panel has met issue an amended plan.", "the panel has met", "issue an amended plan"),
        # Who is asked stands right before "will", without a comma.
        ("Within two weeks of completing the review it will train its staff.", "completing the review",
         "train its staff"),
        ("Within two weeks of receiving the final invoice it will pay Mr X £200.", "receiving the final invoice",
         "pay Mr X £200"),
        ("Within one month of holding the meeting they will also write to Ms A.", "holding the meeting",
         "write to Ms A"),
        ("Within two weeks of the date it receives the invoice it will pay Mr X £200.",
         "the date it receives the invoice", "pay Mr X £200"),
        ("Within two weeks of completing the review the Council will train its staff.", "completing the review",
         "train its staff"),
        ("The Council will within 14 days of completing the review write to Ms A and send us a copy.",
         "completing the review", "write to Ms A and send us a copy"),
    ],
)  # fmt: skip
def test_the_name_of_an_event_ends_where_the_action_begins(words: str, event: str, action: str) -> None:
    proposal = only(words)
    assert proposal.deadline is not None and proposal.deadline.waits_on is not None
    assert (proposal.deadline.waits_on.words, proposal.action) == (event, action)


@pytest.mark.parametrize(
    "words",
    [
        "within one month of the date on which they confirm the amount",
        "within one month of the review of the plan",
        "within one month of the panel meeting to discuss the plan",
    ],
)
def test_verbs_that_belong_to_the_event_stay_in_its_name(words: str) -> None:
    proposal = only(f"The Council will pay Ms A £200 {words}.")
    assert proposal.action == "pay Ms A £200"
    assert proposal.deadline is not None and proposal.deadline.piece.words == words


def test_an_item_that_is_all_limit_is_asked_about() -> None:
    item = "- Within one month of the review meeting amended plans.\n- apologise to Mr B."
    assert "1 which_deadline" in topics(f"{LEAD}\n{item}")
    assert "1 whose_deadline" in topics(f"The Council will:\n{item}")


@pytest.mark.parametrize(
    "item",
    [
        "If the reassessment shows he is owed money, repay it within 28 days",
        "Where the reassessment shows he is owed money, repay it within 28 days",
        "When the reassessment is done, repay what he is owed within 28 days",
        "reassess Mr B and, if he is owed money, repay it within 28 days",
        "reassess Mr B. If it shows he is owed money, repay it within 28 days",
        "remind its staff how to reassess. It should do so within 28 days",
    ],
)
def test_a_limit_of_what_is_asked_under_a_condition_is_asked_about(item: str) -> None:
    text = f"{LEAD}\n- {item}.\n- apologise to Mr B."
    (which,) = asked(text, "which_deadline")
    assert SIX_WEEKS in which and "within 28 days" in which
    assert not any(each.startswith("2 ") for each in topics(text))


def test_what_such_a_limit_counts_from_is_asked_too() -> None:
    text = f"{LEAD}\n- If the reassessment shows he is owed money, repay it within 28 days.\n- apologise to Mr B."
    assert {"1 condition", "1 which_deadline", "1 start"} <= set(topics(text))


@pytest.mark.parametrize(
    "item",
    [
        "review its policy to say that, where a plan is late, parents are told within 28 days",
        "remind staff that if a complaint comes in they must reply within 28 days",
        "explain to him what happens if he appeals within 28 days",
    ],
)
def test_a_limit_within_what_others_do_under_a_condition_stays_content(item: str) -> None:
    text = f"{LEAD}\n- {item}.\n- apologise to Mr B."
    assert asked(text, "which_deadline") == []
    assert deadline_of(text).period == "6 weeks"
    assert "within 28 days" in aside(text)


def test_a_later_sentence_about_the_last_thing_asked_is_asked_about_and_no_action_of_its_own() -> None:
    text = "By 30 June 2026 the Council will train its officers. It should do so once its new policy has been approved."
    assert only(text).action == "train its officers"
    (which,) = asked(text, "which_deadline")
    assert "once its new policy has been approved" in which


def test_an_action_whose_words_end_like_a_limit_is_kept_whole() -> None:
    text = "The Council will:\n- start the review and complete it within 3 months of this decision.\n- apologise."
    assert read(text).proposals[0].action == "start the review and complete it"


def test_limits_that_are_not_certain_are_named_and_not_said_to_be_missing() -> None:
    text = (
        "The Council will:\n- Inspect the property in the next ten working days and then start repairs within 20 "
        "working days of inspection.\n- apologise to Mr B by 1 November 2024."
    )
    (which,) = asked(text, "which_deadline")
    assert "in the next ten working days; within 20 working days of inspection" in which
    assert asked(text, "deadline") == []


@pytest.mark.parametrize("limit", ["in the next ten working days", "in six weeks from the date of this decision"])
def test_what_may_be_the_only_limit_is_named(limit: str) -> None:
    (whose,) = asked(f"The Council will apologise to Mr B {limit}.", "whose_deadline")
    assert limit in whose


@pytest.mark.parametrize(
    "words",
    [
        "Write to Ms G to apologise. Do this within a month.",
        "Write to Ms G to apologise. It should do so within a month.",
        "Write to Ms G to apologise. This should be done within a month.",
        "Write to Ms G to apologise, and do so within a month.",
        "Write to Ms G to apologise, doing so within a month.",
        "Write to Ms G to apologise, and in any event within a month.",
    ],
)
def test_no_words_that_only_lead_to_the_limit_are_left_behind(words: str) -> None:
    proposal = read(f"To put things right the Council should:\n- {words}\n- review its policy.").proposals[0]
    assert proposal.action == "Write to Ms G to apologise"
    assert proposal.deadline is not None and proposal.deadline.period == "1 month"


@pytest.mark.parametrize("link", [" and to", ", and to", " and then", ", and also to", " and", "; and to"])
def test_the_words_that_lead_to_the_second_of_two_actions_are_in_neither(link: str) -> None:
    text = f"It has agreed to apologise within a month of today{link} train its staff within a year of this decision."
    assert [each.action for each in read(text).proposals] == ["apologise", "train its staff"]


@pytest.mark.parametrize("limit", ["No later than 8 May 2026.", "By: 8 May 2026", "By Friday 8 May 2026."])
@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
def test_a_limit_that_is_a_sentence_of_its_own_is_that_of_what_was_asked_last(limit: str, between: str) -> None:
    text = f"The Board should train its staff. It should apologise to C.{between}{limit}\n\nIt was late."
    first, second = read(text).proposals
    assert (first.deadline, second.deadline and str(second.deadline.due_on)) == (None, "2026-05-08")
    assert topics(text.replace("to C.", "to C by 1 May 2026."))[-1] == "2 which_deadline"


def test_such_a_limit_behind_what_was_not_read_is_nobodys() -> None:
    text = "The Board should apologise to C. Patients should be seen in time. By: 8 June 2026"
    assert topics(text) == ["1 deadline"]
    assert aside(text) == ["By: 8 June 2026"]


@pytest.mark.parametrize(
    "lead", ["What we asked the organisation to do in this case:", "What we said the Board should do:"]
)
def test_a_heading_that_says_what_was_asked_leads_into_the_list_behind_it(lead: str) -> None:
    text = f"{lead}\n- Apologise to C for each of the failures that this decision has found.\n- Train its staff."
    assert [each.action for each in read(text).proposals] == [
        "Apologise to C for each of the failures that this decision has found", "Train its staff",
    ]  # fmt: skip
