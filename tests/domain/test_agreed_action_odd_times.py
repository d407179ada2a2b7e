"""Times in an item that look like a limit and can not be counted, and periods that leave out days (rules D2, D4)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import read, topics

LEAD = "Within two months of my decision the Council will:"
ODD = [
    "within six to eight weeks of my decision", "within 4-6 weeks of my decision", "within 4 to 6 weeks",
    "within two and a half months", "within 1month", "within 6weeks of my decision", "within a couple of months",
    "within three or four months of the date of my decision", "within the next month", "within the month",
    "by the start of September 2025", "by September", "by mid-June 2025", "by mid-June", "by the end of June",
    "in June 2025", "on 11 May 2025", "(deadline: 15 May 2025)", "(15 May 2025)", "(by June)", "(4 weeks)",
    "(three months from my decision)", "by the end of the school year", "by Easter 2025", "by the autumn",
]  # fmt: skip
BEHIND = [
    "It has until 30 June 2025 to do this", "The deadline for this is three months from my decision",
    "It has three months to do this", "Deadline: three months", "Timescale: four weeks", "Deadline: 15 May 2025",
    "The Council has until the end of June 2025 to do so",
]  # fmt: skip
CONTENT = [
    "ensure plans are completed within 20 weeks", "ensure plans are completed within 4 to 6 weeks",
    "provide respite for the next four months", "pay her £50 a month from 1 May 2025 until 30 June 2025",
    "pay £200 for the delay (20 weeks)", "provide tuition for ten weeks", "complete the review of May 2023",
    "respond to her complaint of 3 March 2023", "reply to her letter of 3 March 2023 about her son, aged 11 years",
    "review cases decided in March 2024", "pay £100 for each month without provision (four months)",
    "remind staff to reply by the end of the month", "backdate her award to 1 April 2023",
    "apologise for not replying in September", "provide transport for September 2025",
    "refund the fees she paid between January 2023 and March 2024", "pay her £25 per week for 12 weeks",
    "tell her that she can ask for a review within six to eight weeks", "provide 10 hours a week until July 2026",
    "continue the support until 31 July 2026", "write to the parents of children who start in September 2025",
    "pay what was due on 31 March 2025", "pay her £100 per month from 3 April 2025 - 2 December 2025",
]  # fmt: skip
ITEMS = {
    "bullets": "\n• apologise to Mr L;\n• {};\n• pay him £100.",
    "one line": " (a) apologise to Mr L; (b) {}; and (c) pay him £100.",
}


def asked(text: str) -> list[str]:
    """What is asked about deadlines."""
    about = {"deadline", "which_deadline", "whose_deadline", "start", "period", "date", "before"}
    return [each for each in topics(text) if each.split()[-1] in about]


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("words", [*(f"review its policy {each}" for each in ODD), *BEHIND])
def test_a_time_of_an_item_that_nobody_can_count_is_asked_beside_the_limit_of_the_list(words: str, items: str) -> None:
    item = words if words.startswith("review") else f"review its policy. {words}"
    text = f"{LEAD}{items.format(item)}"
    assert [each.deadline and each.deadline.period for each in read(text).proposals] == ["2 months"] * 3
    assert asked(text) == ["2 which_deadline"]


@pytest.mark.parametrize("item", CONTENT)
def test_times_that_are_content_of_an_item_are_not_asked(item: str) -> None:
    assert asked(f"{LEAD}{ITEMS['bullets'].format(item)}") == []


@pytest.mark.parametrize("words", ["in June 2025", "within 4-6 weeks", "by September"])
def test_such_a_time_at_the_beginning_of_an_item_is_asked_too(words: str) -> None:
    assert asked(f"{LEAD}\n• {words}, review its policy;\n• pay him £100.") == ["1 which_deadline"]


@pytest.mark.parametrize("between", [" ", "\n"], ids=["same line", "line"])
@pytest.mark.parametrize("words", BEHIND)
def test_such_a_time_right_behind_what_is_asked_is_asked(words: str, between: str) -> None:
    text = f"The Council will pay Mr L £100 within a month of my decision.{between}{words}."
    assert asked(text) == ["1 which_deadline"]
    assert asked(text.replace(" within a month of my decision", "")) == ["1 whose_deadline"]


@pytest.mark.parametrize(
    "words",
    ["Mr L may ask for a review of it within one month of my decision", "It had said it would do so by 1 June 2025"],
)
def test_what_tells_of_something_else_right_behind_what_is_asked_is_not(words: str) -> None:
    assert asked(f"The Council will pay Mr L £100 within two months of my decision. {words}.") == []


WITHOUT = [
    "within 20 days of my decision (excluding weekends and bank holidays)",
    "within 30 working days of my decision (not including the school holidays)",
    "within 40 days of my decision, excluding school holidays",
    "within 40 days of my decision, excluding the six-week school summer holiday",
    "within 20 days (excluding weekends) of my decision",
    "within 20 days (this excludes weekends and bank holidays) of my decision",
    "within 20 days of my decision, not counting weekends or bank holidays",
    "within two months of my decision not including time when schools are closed",
    "within 20 days of receiving his invoice (excluding weekends and bank holidays)",
]


@pytest.mark.parametrize("limit", WITHOUT)
@pytest.mark.parametrize("text", ["The Council will pay Mr C £100 {}.", "The Council will, {}, pay Mr C £100."])
def test_a_period_that_leaves_days_out_is_asked(limit: str, text: str) -> None:
    text = text.format(limit)
    (proposal,) = read(text).proposals
    assert proposal.deadline is not None and proposal.deadline.period is None
    assert asked(text) == ["1 period"]


def test_each_item_of_a_list_with_such_a_period_is_asked() -> None:
    text = f"{LEAD.replace(' the', ', excluding school holidays, the')}\n• apologise to Mr C;\n• pay him £100."
    assert asked(text) == ["1 period", "2 period"]


@pytest.mark.parametrize(
    "limit",
    [
        "within 20 working days of my decision (excluding bank holidays)",
        "within 20 working days (excluding weekends and bank holidays) of my decision",
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays_anyway(limit: str) -> None:
    text = f"The Council will pay Mr C £100 {limit}."
    (proposal,) = read(text).proposals
    assert (proposal.action, proposal.deadline and proposal.deadline.period) == ("pay Mr C £100", "20 working days")
    assert asked(text) == []


@pytest.mark.parametrize(
    "action",
    [
        "provide 10 hours of tuition a week, excluding school holidays",
        "refund her fees other than those for the summer holidays",
    ],
)
def test_days_that_what_is_asked_leaves_out_leave_the_period_as_it_is(action: str) -> None:
    assert asked(f"Within one month of my decision the Council will {action}.") == []
