"""Of how much a sentence speaks that gives what was asked before it a limit (rule D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import read, topics

MONTH = "1 month"


def deadlines(text: str) -> list[str | None]:
    """The period or the day of each proposal."""
    found = [each.deadline for each in read(text).proposals]
    return [(each.period or str(each.due_on)) if each else None for each in found]


def asked(text: str) -> list[str]:
    """What is asked about deadlines."""
    return [each for each in topics(text) if "deadline" in each]


OF_ONE = [
    "It should do this", "It should do so", "It will do this", "This should be completed", "It has agreed to do this",
    "This should be done", "The Council will complete this", "This action should be completed",
    "It will complete this work",
]  # fmt: skip


@pytest.mark.parametrize("words", OF_ONE)
def test_what_says_when_this_is_done_reaches_no_paragraph_before_its_own(words: str) -> None:
    text = (
        "51. The Council will apologise to Ms B within one month of my final decision.\n52. The Council will pay Ms B "
        f"£250.\n53. The Council will review its policy. {words} within three months of my final decision."
    )
    assert deadlines(text) == [MONTH, None, "3 months"]
    assert asked(text) == ["2 deadline"]


@pytest.mark.parametrize(
    "words", ["These actions should be completed", "All of this should be completed", "It should do all of this"]
)
def test_these_actions_are_all_that_have_no_limit(words: str) -> None:
    text = (
        "The Council will apologise to Ms B within one month of my final decision.\n\nThe Council will pay Ms B £250."
        f"\n\nThe Council will review its policy. {words} within three months of my decision."
    )
    assert deadlines(text) == [MONTH, "3 months", "3 months"]
    assert asked(text) == []


@pytest.mark.parametrize("between", [" ", "\n"], ids=["same line", "line"])
@pytest.mark.parametrize("mark", ["1. {} 2.", "a) {} b)", "• {} •"])
def test_what_says_more_about_an_item_breaks_no_list(mark: str, between: str) -> None:
    more = "The Council should consider our guidance on remedies in making the apology."
    items = f"{mark} pay Mr X £150.".format(f"apologise to Mr X.{between}{more}\n")
    text = (
        f"45. Within one month of my decision, the Council will:\n{items}\n"
        "46. The Council will review its policy. This should be completed within three months of my decision."
    )
    assert deadlines(text) == [MONTH, MONTH, "3 months"]
    assert asked(text) == []


def test_what_says_when_this_is_done_reaches_no_list_before_its_own() -> None:
    text = (
        "Within one month of my decision the Council will:\n• complete the repairs.\nThe Council told us it has begun."
        "\n• pay Mr X £150.\nWithin three months of my decision the Council will:\n• review its policy.\n"
        "This should be completed by 30 October 2024."
    )
    assert deadlines(text) == [MONTH, None, "3 months"]
    assert asked(text) == ["2 deadline", "3 which_deadline"]


BEHIND = [
    *(f"{words} by 30 October 2024." for words in OF_ONE),
    "This must be in place by 30 October 2024.", "This is to be in place by 30 October 2024.",
    "This will be completed within 65 working days of my decision.", "This needs to be done by 30 October 2024.",
    "It will need to complete this within three months of my decision.", "It should be finished by 30 October 2024.",
    "The Council should take this action within three months of my decision.",
    "To be completed within three months of my decision.",
]  # fmt: skip
LISTS = {
    "lines": "\n• apologise to Mr L;\n• pay Mr L £600; and\n• review its policy.",
    "marks of lead": "\n1. apologise to Mr L.\n2. pay Mr L £600.\n3. review its policy.",
    "one line": " (a) apologise to Mr L; (b) pay Mr L £600; and (c) review its policy.",
    "bullets in one line": " • apologise to Mr L • pay Mr L £600 • review its policy.",
}


@pytest.mark.parametrize("between", ["\n", " ", "\n\n"], ids=["line", "same line", "gap"])
@pytest.mark.parametrize("items", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("behind", BEHIND)
def test_what_says_when_the_last_item_of_a_list_is_done_is_asked(items: str, behind: str, between: str) -> None:
    text = f"Within one month of my decision the Council will:{items}{between}{behind}"
    assert deadlines(text) == [MONTH] * 3
    assert asked(text) == ["3 which_deadline"]


@pytest.mark.parametrize("words", ["This should be completed", "It will do this"])
@pytest.mark.parametrize("items", LISTS.values(), ids=LISTS)
def test_the_other_items_of_a_list_without_a_limit_are_asked(items: str, words: str) -> None:
    text = (
        f"The Council will apologise to Ms A.\n\nThe Council will:{items}\n{words} within three months of my decision."
    )
    assert deadlines(text) == [None, "3 months", "3 months", "3 months"]
    assert asked(text) == ["1 deadline", "2 whose_deadline", "3 whose_deadline"]


def test_it_will_do_this_in_a_paragraph_of_its_own_is_all_that_its_list_asks() -> None:
    text = "The Council will apologise to Ms A.\n\nThe Council will:\n- pay her £5;\n- review its policy.\n\n{}."
    text = text.format("It will do this within a month of our decision")
    assert deadlines(text) == [None, MONTH, MONTH]
    assert asked(text) == ["1 deadline"]


@pytest.mark.parametrize(
    "behind",
    [
        "The Council was late. It should have done so within 20 weeks.", "The Council told us it has begun.",
        "Miss L moved by 3 May 2023.", "This should be done in writing.", "She waited for six weeks.",
    ],
)  # fmt: skip
def test_what_tells_of_something_else_behind_a_list_asks_nothing(behind: str) -> None:
    text = f"Within one month of my decision the Council will:{LISTS['lines']}\n{behind}"
    assert asked(text) == []


TWO = [
    "immediately and no later than 31 October 2024", "immediately, and no later than 31 October 2024",
    "without further delay and no later than 31 October 2024", "immediately and within four weeks of my decision",
    "within one month of my decision and no later than 31 October 2024",
    "within one month of my decision, and by 31 October 2024",
    "within one month of my decision and, no later than 31 October 2024",
    "within one month of my decision but no later than 31 October 2024",
]  # fmt: skip
ITEMS = {
    "bullets": "\n• apologise to Mr X;\n• complete the repairs {};\n• pay him £100; and\n• review its policy.",
    "no ends": "\n• apologise to Mr X\n• complete the repairs {}\n• pay him £100\n• review its policy",
    "numbers": "\n1. apologise to Mr X.\n2. complete the repairs {}.\n3. pay him £100.\n4. review its policy.",
    "one line": " (a) apologise to Mr X; (b) complete the repairs {}; (c) pay him £100; and (d) review its policy.",
}


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("limits", TWO)
@pytest.mark.parametrize("lead", ["Within two months of my decision the Council will:", "The Council will:"])
def test_two_limits_of_one_item_are_asked_and_those_of_no_item_behind_it(items: str, limits: str, lead: str) -> None:
    text = f"{lead}{items.format(limits)}"
    given = "2 months" if lead.startswith("Within") else None
    first, _, third, fourth = deadlines(text)
    assert (first, third, fourth) == (given, given, given)
    assert "2 which_deadline" in asked(text)
    assert not any(each.startswith(("1 w", "3 w", "4 w")) for each in asked(text))


def test_a_limit_behind_an_item_that_has_one_still_leads_into_those_behind_it() -> None:
    text = (
        "The Council will:\n- apologise to Mr X within one month of my decision; and, within eight weeks of my decision"
        "\n- pay him £100;\n- review its policy."
    )
    assert deadlines(text) == [MONTH, "8 weeks", "8 weeks"]


@pytest.mark.parametrize("words", ["This should be sent", "It should do this"])
def test_what_says_when_evidence_is_sent_is_no_limit_of_what_was_asked(words: str) -> None:
    text = (
        f"Within three months of my decision the Council will:{LISTS['lines']}\nThe Council should provide us with "
        f"evidence it has complied with the above actions. {words} within four months of my decision."
    )
    assert deadlines(text) == ["3 months"] * 3
    assert asked(text) == []
