"""Pasted lists that have lost their bullets: one action a line is one proposal, wrapped lines are not (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import read, topics

LEAD = "The Council has agreed to take the following action within 4 weeks of this decision:\n"


def actions(text: str) -> list[str]:
    return [each.action for each in read(text).proposals]


def limits(text: str) -> list[str | None]:
    """The period or due date of each proposal."""
    found = [each.deadline for each in read(text).proposals]
    return [str(each.period or each.due_on) if each else None for each in found]


def test_one_action_a_line_is_one_proposal_each() -> None:
    text = (
        f"{LEAD}Write to Ms F with a meaningful apology.\nPay Ms F a symbolic payment of £500.\n"
        "Reassess Ms F's care needs."
    )
    assert actions(text) == [
        "Write to Ms F with a meaningful apology", "Pay Ms F a symbolic payment of £500", "Reassess Ms F's care needs",
    ]  # fmt: skip
    assert limits(text) == ["4 weeks"] * 3


def test_what_the_text_goes_on_with_behind_such_a_list_is_read_by_itself() -> None:
    text = (
        f"To remedy the injustice, {LEAD[0].lower()}{LEAD[1:]}Write to Ms F with an apology.\n"
        "Reassess Ms F's care needs. It should complete the reassessment within six weeks.\n"
        "Backdate any increase to 3 June 2024.\n"
        "The Council has also agreed, by 30 September 2026, to deliver training to all staff.\n"
        "By the end of July 2026 the Council will publish a revised charging policy.\n"
        "The Council should send us evidence within two weeks of completing each action."
    )
    assert actions(text) == [
        "Write to Ms F with an apology", "Reassess Ms F's care needs. It should complete the reassessment",
        "Backdate any increase to 3 June 2024", "deliver training to all staff", "publish a revised charging policy",
    ]  # fmt: skip
    assert limits(text) == ["4 weeks", "4 weeks", "4 weeks", "2026-09-30", "2026-07-31"]
    assert "2 which_deadline" in topics(text)


@pytest.mark.parametrize(
    "lead",
    [
        "Within four weeks of this decision the Council will:",
        "The Council has agreed to do the following within four weeks of this decision.",
        "Within four weeks of this decision:",
        "The Council has agreed to take the following action\nwithin four weeks of this decision:",
    ],
)
def test_the_ways_to_lead_into_such_a_list(lead: str) -> None:
    text = f"{lead}\nApologise to Ms F.\nPay Ms F £500."
    assert (actions(text), limits(text)) == (["Apologise to Ms F", "Pay Ms F £500"], ["4 weeks"] * 2)


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        ("Write to Ms F with an apology and\npay her £500.\nReassess her needs.",
         ["Write to Ms F with an apology and pay her £500", "Reassess her needs"]),
        ("Write to Ms F in line with our guidance. It\nshould say sorry.\nReassess her needs.",
         ["Write to Ms F in line with our guidance. It should say sorry", "Reassess her needs"]),
        ("Write to Ms F with an apology, in line with our guidance on remedies and the\nCare Act.\nPay her £500.",
         ["Write to Ms F with an apology, in line with our guidance on remedies and the Care Act", "Pay her £500"]),
        ("Write to Ms F and to the\nReview Panel.\nPay her £500.",
         ["Write to Ms F and to the Review Panel", "Pay her £500"]),
        ("Write to Mr.\nPay about his case.\nReassess her needs.",
         ["Write to Mr. Pay about his case", "Reassess her needs"]),
        ("Apologise to Ms F.\nThe apology should be signed by a director.\nReassess her needs.",
         ["Apologise to Ms F. The apology should be signed by a director", "Reassess her needs"]),
        ("Fund tuition.\n  It should last for\n  a year.\nReassess her needs.",
         ["Fund tuition. It should last for a year", "Reassess her needs"]),
    ],
)  # fmt: skip
def test_a_line_that_goes_on_with_a_sentence_or_about_an_action_belongs_to_it(lines: str, read_as: list[str]) -> None:
    text = f"{LEAD}{lines}"
    assert (actions(text), limits(text)) == (read_as, ["4 weeks"] * 2)
    assert not any("line" in each.split() for each in topics(text))


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        ("Apologise to Ms F\nPay Ms F £500\nReassess her needs", ["Apologise to Ms F", "Pay Ms F £500",
                                                                  "Reassess her needs"]),
        ("apologise to Ms F\npay Ms F £500\nreassess her needs", ["apologise to Ms F", "pay Ms F £500",
                                                                  "reassess her needs"]),
        ("Apologise to Ms F\nPay Ms F £500 for the distress that she has suffered and the time it took her to complain"
         "\nReassess her needs",
         ["Apologise to Ms F",
          "Pay Ms F £500 for the distress that she has suffered and the time it took her to complain",
          "Reassess her needs"]),
        ("Apologise to Ms F.\nA payment of £500 to Ms F.\nOverhaul how it has recorded calls.\nPay her £50.",
         ["Apologise to Ms F", "A payment of £500 to Ms F", "Overhaul how it has recorded calls", "Pay her £50"]),
        ("Apologise to Ms F\nOverhaul how it has recorded calls\nPay her £50",
         ["Apologise to Ms F", "Overhaul how it has recorded calls", "Pay her £50"]),
        ("A written apology to Ms F.\nPay her £50.", ["A written apology to Ms F", "Pay her £50"]),
        ("[1] Apologise to Ms F.\n[2] Pay her £50.", ["[1] Apologise to Ms F", "[2] Pay her £50"]),
    ],
)  # fmt: skip
def test_short_lines_without_full_stops_and_other_words_are_actions_too(lines: str, read_as: list[str]) -> None:
    text = f"{LEAD}{lines}"
    assert (actions(text), limits(text)) == (read_as, ["4 weeks"] * len(read_as))


def test_a_limit_or_a_condition_at_the_beginning_of_a_line_is_that_of_its_action() -> None:
    text = f"{LEAD}By 30 June 2026, publish its policy.\nIf the appeal is allowed, pay Ms F £500.\nApologise to her."
    assert limits(text) == ["2026-06-30", "4 weeks", "4 weeks"]
    assert "2 condition" in topics(text)
    assert actions(text)[0] == "publish its policy"


def test_where_nobody_can_tell_whether_a_line_goes_on_it_is_asked() -> None:
    text = (
        "Within 4 weeks the Council will:\n"
        "Write to Ms F with an apology for the failings of its Housing\nReview Panel and of its officers.\nPay her £50."
    )
    assert actions(text) == [
        "Write to Ms F with an apology for the failings of its Housing Review Panel and of its officers", "Pay her £50",
    ]  # fmt: skip
    (asked,) = [each for each in read(text).questions if each.topic.value == "line"]
    assert (asked.number, asked.needed) == (1, True)
    assert "“Review Panel and of its officers.” stands where an item may begin" in asked.words


def test_an_order_on_a_line_of_its_own_is_not_lost_where_the_text_has_asked_for_something() -> None:
    """No limit is given to it: by when it is is asked."""
    text = "The Council will apologise to Ms F within a month of this decision.\nPay her £500.\nReview of it was made."
    assert actions(text) == ["apologise to Ms F", "Pay her £500"]
    assert "2 deadline" in topics(text)
    text = f"{LEAD}Apologise to Ms F.\nThe Council will publish its policy by 1 May 2026.\nPay her £500."
    assert (len(actions(text)), "3 deadline" in topics(text)) == (3, True)


def test_a_line_of_prose_is_no_action() -> None:
    text = (
        f"{LEAD}Apologise to Ms F.\n\nFinal decision\nI found fault.\nContact was made with her. It said that work\nis"
    )
    assert actions(text) == ["Apologise to Ms F"]


def test_lines_that_only_tell_something_under_a_heading_ask_for_nothing() -> None:
    assert topics("The complaint:\nMs F says that she was not heard.\nPublic law was followed.") == ["nothing"]
