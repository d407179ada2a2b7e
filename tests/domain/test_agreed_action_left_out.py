"""What asks for something or names a sum is a proposal, or shown as left out with why (L2, L4, decision 27)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read, topics

WITHIN = "ithin one month of my decision"
UNREAD = "it was not recognised as a request"
NO_ACTION = "no action was recognised that this sum belongs to"


ORDER = "it begins like an action, but nothing says that it is asked"


def asked(text: str) -> list[tuple[str, str]]:
    """Each action with who is asked."""
    return [(each.action, each.body) for each in read(text).proposals]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (f"W{WITHIN} the Council's Chief Executive will write to Mr H, and the Council will pay him £400.",
         [("write to Mr H", "the Council"), ("pay him £400", "the Council")]),
        (f"W{WITHIN} the Head of Planning will review the file and the Council will pay Mr K £150.",
         [("review the file", ""), ("pay Mr K £150", "the Council")]),
        (f"W{WITHIN} Exampleton Council's Director of Children's Services will write to Mrs J.",
         [("write to Mrs J", "Exampleton Council")]),
        ("The Council agreed to apologise to Mr A. To pay him £400. Review its policy.",
         [("apologise to Mr A", "The Council"), ("pay him £400", "The Council"), ("Review its policy", "The Council")]),
        ("The Ombudsman orders the landlord to apologise to Mr A. The landlord is ordered to pay him £400.",
         [("apologise to Mr A", "the landlord"), ("pay him £400", "The landlord")]),
        ("The Council accepts it was at fault and has agreed to pay Mr A £400.", [("pay Mr A £400", "The Council")]),
        ("I am pleased to say the Council has agreed to pay Mr A £400.", [("pay Mr A £400", "the Council")]),
        ("The Health and Wellbeing Board will apologise. The Trust and the Council will pay Mr A £400.",
         [("apologise", "The Health and Wellbeing Board"), ("pay Mr A £400", "The Trust and the Council")]),
        ("The Governing Body will apologise. The school's governing body will pay Mr A £400.",
         [("apologise", "The Governing Body"), ("pay Mr A £400", "The school's governing body")]),
        ("The Joint Committee has agreed to apologise.", [("apologise", "The Joint Committee")]),
        (f"W{WITHIN}, London Borough of Barnet should apologise.", [("apologise", "London Borough of Barnet")]),
        (f"W{WITHIN} the London Borough of Barnet should apologise.", [("apologise", "the London Borough of Barnet")]),
        (f"W{WITHIN}, City of York Council should apologise.", [("apologise", "City of York Council")]),
        ("I recommend the Department for Work and Pensions apologises.",
         [("apologises", "the Department for Work and Pensions")]),
    ],
)  # fmt: skip
def test_who_is_asked_may_be_an_officer_or_stand_further_off(text: str, read_as: list[tuple[str, str]]) -> None:
    assert asked(text) == read_as
    assert left_out(text) == []


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("The planning team will review the file", UNREAD),
        ("A payment of £200 should be made to Mr A", UNREAD),
        ("The Council to confirm the start of it", UNREAD),
        ("The Council has offered to apologise", UNREAD),
        ("The Council has paid Mr A £300", NO_ACTION),
        ("This replaces its offer of £200", NO_ACTION),
        ("The Council should have apologised", "it tells what should have been done"),
        ("The Council will not pay £200", "it says what will not be done"),
        ("The Council said it will review its policy", "it tells what somebody says, or what is required of them"),
        ("The Council must consider this report", "it asks only what the law asks after every report"),
        ("The Council agreed to my recommendations", "it says only that what was recommended is accepted"),
        ("The Council has agreed with our suggestion to remind staff of it", UNREAD),
        ("The Council has also committed itself to mending the fence", UNREAD),
        ("Our recommendations: that the Council reviews its policy", UNREAD),
        ("It is our recommendation that the Council considers a review", UNREAD),
        ("ACTION: write to Mr X", UNREAD),
        ("The Council is happy to visit Mr B by 1 June 2026", UNREAD),
        ("Recommendation 2 - train staff", ORDER),
        ("An apology from the Chief Executive", ORDER),
        ("Review the policy\t1 June 2026", ORDER),
        ("The Council has agreed to remedy this", "it does not say what is to be done"),
        ("The Council will put things right", "it does not say what is to be done"),
        ("Contact all staff about it", ORDER),
    ],
)
def test_a_sentence_that_asks_or_names_a_sum_and_is_no_proposal_is_shown(sentence: str, why: str) -> None:
    text = f"{sentence}.\n\nThe Council will apologise to Mr A w{WITHIN}."
    assert asked(text) == [("apologise to Mr A", "The Council")]
    assert left_out(text) == [(" ".join(sentence.split()), why)]


def test_an_and_within_the_name_of_one_body_does_not_make_it_two() -> None:
    named = "the Department for Environment, Food and Rural Affairs"
    assert topics(f"W{WITHIN} {named} should apologise.") == []
    assert topics(f"W{WITHIN} {named} and the Council should apologise.") == ["1 body"]


@pytest.mark.parametrize(
    "text",
    [
        f"W{WITHIN} the Council should: First, apologise. Second, pay Mr A £400. Third, review its policy.",
        f"W{WITHIN} the Council should firstly, apologise. Secondly, pay Mr A £400. Finally, review its policy.",
        f"W{WITHIN} the Council should: first, apologise; second, pay Mr A £400; and, lastly, review its policy.",
        f"W{WITHIN} the Council should:\nFirst, apologise.\nSecond, pay Mr A £400.\nThird, review its policy.",
    ],
)
def test_actions_that_are_counted_in_words_are_several(text: str) -> None:
    assert [words for words, _ in asked(text)] == ["apologise", "pay Mr A £400", "review its policy"]


def test_what_is_counted_and_asks_for_nothing_is_no_action() -> None:
    text = "The Council should apologise. First, contact was lost. Second, it failed to review her case."
    assert asked(text) == [("apologise", "The Council")]


def test_a_line_that_begins_another_sentence_is_no_part_of_the_action_before_it() -> None:
    text = f"W{WITHIN} the Council will meet Mr A\nThe planning team will look at the file"
    assert (asked(text), left_out(text)) == (
        [("meet Mr A", "the Council")], [("The planning team will look at the file", UNREAD)],
    )  # fmt: skip


def test_part_of_a_sentence_that_is_no_proposal_is_shown() -> None:
    text = f"W{WITHIN} the planning team will review the file and the Council will pay Mr K £150."
    assert asked(text) == [("pay Mr K £150", "the Council")]
    assert left_out(text) == [(f"W{WITHIN} the planning team will review the file and", UNREAD)]


@pytest.mark.parametrize("lead", ["It should complete these actions", "It has agreed to take the following action"])
def test_what_is_asked_beside_words_that_only_give_a_limit_is_shown(lead: str) -> None:
    text = f"The Council will apologise to Mr A.\n\n{lead} w{WITHIN} and review its policy.\n\nIt will pay Mr A £9."
    assert [action for action, _ in asked(text)] == ["apologise to Mr A", "pay Mr A £9"]
    assert left_out(text) == [("review its policy", UNREAD)]


def test_the_action_of_a_lead_is_in_none_of_its_items_and_shown() -> None:
    text = f"The Ombudsman orders the landlord to pay £700 w{WITHIN}, comprising:\n£400 for distress;\n£300 for delay."
    assert [action for action, _ in asked(text)] == ["£400 for distress", "£300 for delay"]
    assert [why for _, why in left_out(text)] == ["it leads into the list behind it"]
    assert "£700" in left_out(text)[0][0]


@pytest.mark.parametrize("lead", ["take the following action", "the following", "these actions"])
def test_a_lead_that_says_nothing_of_an_action_is_not_shown(lead: str) -> None:
    text = f"The Council has agreed to {lead} w{WITHIN}:\n- apologise to Mr A."
    assert (len(asked(text)), left_out(text)) == (1, [])


def test_accepting_what_was_recommended_is_no_action_and_what_is_asked_beside_it_is() -> None:
    text = f"The Council has agreed to my recommendations and will, w{WITHIN}, pay Mr A £50."
    assert asked(text) == [("pay Mr A £50", "The Council")]
    text = f"The Council agreed to my recommendations w{WITHIN}. It will pay Mr A £50."
    (only,) = read(text).proposals
    assert only.deadline is not None and only.deadline.period == "1 month"
    assert asked("The Council has agreed to the following.\n\nIt will pay Mr A £50.") == [
        ("pay Mr A £50", "The Council")
    ]


@pytest.mark.parametrize("total", ["The total payment is £500", "Total: £500", "This comes to £500", "£500 altogether"])
def test_an_item_that_is_the_total_of_those_before_it_is_left_out(total: str) -> None:
    items = "- pay Mr A £300 for distress.\n- pay his son £200."
    text = f"W{WITHIN} the Council will:\n{items}\n- {total}."
    assert len(asked(text)) == 2
    assert left_out(text) == [(total, "it says what the sums before it come to")]
    assert "3 sum_total" in topics(text.replace("£500", "£600"))


@pytest.mark.parametrize(
    "line", ["Recommendation 1", "Agreed action", "Contact details", "A review of its policy was carried out in 2023."]
)
def test_what_is_only_a_heading_or_tells_something_is_not_shown(line: str) -> None:
    assert left_out(f"{line}\n\nThe Council will apologise to Mr A w{WITHIN}.") == []


@pytest.mark.parametrize("body", ["Practice", "surgery", "Pharmacy", "hospital"])
def test_those_who_treat_patients_are_asked_too(body: str) -> None:
    text = f"We recommend the {body}, w{WITHIN}:\n- writes to Ms A to apologise\n- reviews its policy"
    assert asked(text) == [("writes to Ms A to apologise", f"the {body}"), ("reviews its policy", f"the {body}")]
    assert left_out(text) == []


def test_the_items_of_a_list_of_somebody_unknown_are_shown() -> None:
    text = (
        f"We recommend that her Dentist in Exampleton, w{WITHIN}:\n- writes to Ms A to apologise\n- reviews its policy"
    )
    assert [words for words, _ in left_out(f"{text}\n\nThe Trust will visit Ms A.")][1:] == [
        "writes to Ms A to apologise", "reviews its policy",
    ]  # fmt: skip
