"""A period counts from the decision only where no other decision can be meant by the words (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, only, read, topics

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
        "the decision letter issued by the Council",
        "the date of the decision made by the Council",
        "the decision made by the Ombudsman's panel",
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
        "the decision on the complaint",
        "the decision on his complaint",
        "the final decision about Mr X's complaint",
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
        "the decision statement issued by us",
        "the date of the decision notice issued by the Ombudsman",
        "the decision letter issued by the Ombudsman",
        "the final decision letter issued by us",
        "the date of the decision made by the Ombudsman",
        "the date of the decision being made by the Local Government and Social Care Ombudsman",
        "the decision statement sent by us",
        "the decision reached by this office",
        "the decision statement from the Ombudsman",
        "the decision from us",
        "the final decision in this case",
        "the decision on this complaint",
        "the decision notice issued by me in this case",
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
        "The Council will retake its decision on his application.",
        "The Council will remake the decision.",
        "The Council will come to a fresh decision on his banding.",
        "The Council will decide his application again.",
        "The Council should determine whether he is eligible.",
        "The Council will reconsider his housing application.",
        "The Council will write to him with its decision.",
        "The Council will, within one month of this decision, review its decision on his banding.",
        "Within one month of the decision the Council will make a new decision.",
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


@pytest.mark.parametrize(
    "words",
    [
        "for the distress caused",
        "for the faults identified",
        "for its failure to reply",
        "for time and trouble",
        "for not replying to him",
        "for each missed session",
        "with an explanation of what went wrong",
        "with interest",
        "from its own budget",
        "from the parking account",
        "in full",
        "in line with our guidance",
        "given the delay",
    ],
)
def test_what_is_paid_for_and_how_says_nothing_of_the_decision(words: str) -> None:
    found = only(f"The Council will pay Mr X £200 within one month of the decision {words} and review its policy.")
    assert found.deadline is not None and found.deadline.anchor.value == "decision"
    assert found.action.split(" decision ")[1] == f"{words} and review its policy"


@pytest.mark.parametrize("words", ["after the hearing", "for his appeal", "from the panel", "sent to Mr X", "in March"])
@pytest.mark.parametrize("paid", ["£200", "his fees (£200)"])
@pytest.mark.parametrize("item", ["The Council will {}.", "The Council will:\n- {}.\n- apologise."])
def test_an_action_behind_a_decision_that_may_be_another_is_kept(item: str, paid: str, words: str) -> None:
    text = item.format(f"pay Mr X {paid} within one month of the decision {words} and cancel the notice")
    found = read(text).proposals[0]
    assert found.action.endswith(f"{words} and cancel the notice")
    assert "1 start" in topics(text) and not left_out(text)


@pytest.mark.parametrize("words", ["he agrees", "Mr D agrees", "that he agrees"])
def test_a_condition_behind_the_decision_is_asked(words: str) -> None:
    text = f"The Council will meet Mr D within one month of the decision provided {words} and has no other complaint."
    assert {"1 condition"} <= set(topics(text)) and "1 start" not in topics(text)


@pytest.mark.parametrize(
    "asked",
    [
        "The Council will send its staff a copy of this decision.",
        "The Council will review its policy in the light of our decision.",
        "The Council will make a new decision within a month of this decision.",
    ],
)
def test_our_decision_named_before_it_leaves_it_ours(asked: str) -> None:
    text = f"{asked} Within two months of the decision it will pay Mr X £200."
    assert not any(each.endswith("start") for each in topics(text))


@pytest.mark.parametrize(
    "does",
    [
        "sends Mrs A an apology",
        "removes the charge",
        "issues Mrs A an apology",
        "makes a payment",
        "makes her an offer",
    ],
)
def test_the_decision_the_council_sends_something_by_is_ours(does: str) -> None:
    found = only(f"We recommend that within one month of the decision the Council {does} and pays Mrs A £100.")
    assert found.deadline is not None and found.deadline.anchor.value == "decision"


@pytest.mark.parametrize(
    "ours", ["the Ombudsman's decision", "the date of the Ombudsman's final decision", "our decision"]
)
def test_in_a_text_whose_list_is_counted_from_ours_it_is_ours(ours: str) -> None:
    text = f"Within one month of {ours} the Council will:\n- retake its decision on his banding;\n- pay Mr X £200.\n"
    text += "The Council will review its scheme within three months of the decision."
    assert not any(each.endswith("start") for each in topics(text))


def test_a_lead_that_ends_with_to_counts_from_the_decision() -> None:
    text = "The Council has agreed within one month of the decision to:\n- apologise to Mr X; and\n- pay him £100.\n"
    assert [each.deadline and each.deadline.anchor.value for each in read(text).proposals] == ["decision", "decision"]
