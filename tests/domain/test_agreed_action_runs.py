"""Lists in one line whose marks follow one another: they are lists whatever words their items begin with (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import read, topics

WITHIN = "Within one month of my decision the Council will"
MARKS = {
    "1.": ("1. ", "2. ", "3. ", "4. "),
    "1)": ("1) ", "2) ", "3) ", "4) "),
    "(1)": ("(1) ", "(2) ", "(3) ", "(4) "),
    "a.": ("a. ", "b. ", "c. ", "d. "),
    "(a)": ("(a) ", "(b) ", "(c) ", "(d) "),
    "i.": ("i. ", "ii. ", "iii. ", "iv. "),
    "(i)": ("(i)", "(ii)", "(iii)", "(iv)"),
}


def asked(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period or its day, its spaces made plain."""
    found = []
    for each in read(text).proposals:
        due = each.deadline
        day = str(due.due_on) if due and due.due_on else None
        found.append((" ".join(each.action.split()), day or (due.period if due else None)))
    return found


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("second", ["reopen his application", "£200 to be paid to Mr X", "Fresh guidance for staff"])
@pytest.mark.parametrize("end", ["; ", ". ", "; and "])
def test_a_run_of_marks_is_a_list_whatever_its_items_begin_with(
    marks: tuple[str, str, str, str], second: str, end: str
) -> None:
    first, *others, last = marks
    items = f"{first}apologise to Mr X; {others[0]}{second}; {others[1]}convene a panel{end}"
    assert asked(f"{WITHIN}: {items}{last}within three months of my decision, review its policy.") == [
        ("apologise to Mr X", "1 month"), (second, "1 month"), ("convene a panel", "1 month"),
        ("review its policy", "3 months"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "items",
    [
        "a) apologise, b) nominate an officer and c) by 30 September 2026, review its policy.",
        "1) apologise 2) nominate an officer and 3) by 30 September 2026 review its policy.",
        "(a) apologise and (b) nominate an officer and (c) review its policy by 30 September 2026.",
        "(a) apologise; (b)\nnominate an officer; (c) by 30 September 2026 review\nits policy.",
    ],
)
def test_an_item_that_begins_with_its_limit_dates_no_other(items: str) -> None:
    assert asked(f"{WITHIN}: {items}") == [
        ("apologise", "1 month"), ("nominate an officer", "1 month"), ("review its policy", "2026-09-30"),
    ]  # fmt: skip


def test_an_item_of_a_second_list_has_its_limit_though_its_verb_is_unknown() -> None:
    first = f"{WITHIN}: 1) apologise to Mr X; 2) pay him £200."
    second = (
        "Within three months of my decision the Council will: 1) convene a panel; 2) review it; 3) train its staff."
    )
    assert [period for _, period in asked(f"{first} {second}")] == ["1 month"] * 2 + ["3 months"] * 3


def test_items_may_have_verbs_of_the_third_person() -> None:
    lead = "I recommended the Council, within one month of my decision:"
    items = (
        "a) apologises to Mr K; b) pays him £500 for distress; and c) within two months, shares a copy of its policy."
    )
    assert asked(f"{lead} {items}") == [
        ("apologises to Mr K", "1 month"), ("pays him £500 for distress", "1 month"),
        ("shares a copy of its policy", "2 months"),
    ]  # fmt: skip


@pytest.mark.parametrize("lead", ["The Council has agreed to", "Within six weeks of my decision the Council will"])
def test_what_leads_into_such_a_list_may_have_lost_its_colon(lead: str) -> None:
    found = asked(f"{lead} 1. apologise; 2. reopen his case; 3. review its policy within three months of my decision.")
    assert [action for action, _ in found] == ["apologise", "reopen his case", "review its policy"]
    assert found[2][1] == "3 months" and found[0][1] == found[1][1] != "3 months"


@pytest.mark.parametrize(
    "item",
    [
        "review its use of section 117 (c) of the Act",
        "tell him of (b) and (c) above",
        "send him form No. 3. of its own",
        "ask Mr C. Smith and Ms C. She is his sister",
        "pay her £1. It was hers",
        "train staff, e.g. officers",
        "move him to Band 3. The Council should explain it",
        "reopen it as in (c) below",
    ],
)
@pytest.mark.parametrize("marks", [MARKS["(a)"], MARKS["1."], MARKS["a."]], ids=["(a)", "1.", "a."])
def test_what_is_named_by_a_number_or_letter_begins_no_item(marks: tuple[str, str, str, str], item: str) -> None:
    first, second, third, _ = marks
    text = f"{WITHIN}: {first}apologise; {second}{item}; {third}convene a panel."
    assert asked(text) == [("apologise", "1 month"), (item, "1 month"), ("convene a panel", "1 month")]
    assert not [topic for topic in topics(text) if "line" in topic]


@pytest.mark.parametrize(
    ("items", "number"),
    [
        ("1. Apologise to Mr X 2. Reopen his case 3. Review its policy within three months of my decision", 1),
        ("a. apologise; c. pay him £200; d. review its policy within three months of my decision.", 1),
        ("1. apologise; 2. pay him £200 3. reopen his case within three months of my decision.", 2),
    ],
)
def test_a_mark_that_may_begin_another_item_is_asked_about(items: str, number: int) -> None:
    found = topics(f"{WITHIN}: {items}")
    assert f"{number} line" in found and f"{number} which_deadline" in found


@pytest.mark.parametrize(
    "action",
    [
        "review its policy to: a) cover fees; b) spell out time limits",
        "tell Mr X whether it will: a) reopen his case; b) nominate an officer",
    ],
)
def test_points_of_what_is_asked_are_no_list_of_actions(action: str) -> None:
    assert asked(f"{WITHIN} {action}.") == [(action, "1 month")]


def test_a_mark_at_the_end_of_a_line_follows_the_number_of_the_lead() -> None:
    text = f"a) {WITHIN}: b) reassess Mr S; c) remove the reminders from his account; d)\nrefund the charges he paid."
    assert [action for action, _ in asked(text)] == [
        "reassess Mr S", "remove the reminders from his account", "refund the charges he paid",
    ]  # fmt: skip


def test_what_is_recommended_that_a_body_does_may_be_such_a_list() -> None:
    lead = "I recommend that within one month of my decision the Council:"
    assert asked(f"{lead} 1. pays Mr N £200; 2. reimburses him; 3. within two months of my decision, reviews it.") == [
        ("pays Mr N £200", "1 month"), ("reimburses him", "1 month"), ("reviews it", "2 months"),
    ]  # fmt: skip


def test_what_a_sum_is_made_of_stays_one() -> None:
    pay = "pay Mr X: (a) £250 for distress; (b) £100 for time and trouble"
    assert asked(f"{WITHIN} {pay}.") == [(pay, "1 month")]


@pytest.mark.parametrize("mark", ["•", "\uf0b7"])
def test_a_bullet_at_the_end_of_a_line_begins_the_item_of_the_next(mark: str) -> None:
    first = f"{WITHIN}: {mark} apologise to Mr H {mark} pay\nhim £200."
    second = f"Within three months of my decision the Council will: {mark}\nreview its policy {mark} train its staff"
    assert asked(f"{first} {second}") == [
        ("apologise to Mr H", "1 month"), ("pay him £200", "1 month"),
        ("review its policy", "3 months"), ("train its staff", "3 months"),
    ]  # fmt: skip


HEADINGS = {
    "bullets": "{0} • apologise to Mr H • pay him £200 {1} • review its policy • train its staff",
    "stops": "{0} • apologise to Mr H • pay him £200. {1} • review its policy • train its staff.",
    "letters": "{0} (a) apologise to Mr H; (b) pay him £200. {1} (c) review its policy; (d) train its staff.",
    "numbers": "{0} 1. apologise to Mr H 2. pay him £200 {1} 1. review its policy 2. train its staff",
}


@pytest.mark.parametrize("items", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("lead", ["The Council will:", "Agreed action"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("Within 1 month of my decision", "Within 3 months of my decision"), ("By 1 June 2026", "By 1 September 2026")],
)
def test_a_heading_within_a_line_is_that_of_the_items_behind_it(items: str, lead: str, first: str, second: str) -> None:
    found = asked(f"{lead} {items.format(first, second)}")
    assert [action for action, _ in found] == [
        "apologise to Mr H", "pay him £200", "review its policy", "train its staff",
    ]  # fmt: skip
    assert found[0][1] == found[1][1] != found[2][1] == found[3][1]
    assert found[0][1] in {"1 month", "2026-06-01"} and found[2][1] in {"3 months", "2026-09-01"}


def test_a_limit_between_items_that_may_be_a_heading_is_asked_about() -> None:
    items = (
        "• apologise to Mr H • pay him £200 Within three months of my decision • review its policy • train its staff"
    )
    found = [each for each in topics(f"{WITHIN}: {items}") if "deadline" in each]
    assert found == ["2 which_deadline", "3 which_deadline", "4 which_deadline"]


def test_where_the_last_item_ends_with_a_limit_too_each_has_its_own() -> None:
    items = "• Apologise Within two weeks of my decision • Pay him £200 Within three weeks of my decision"
    assert asked(f"{WITHIN}: {items}") == [("Apologise", "2 weeks"), ("Pay him £200", "3 weeks")]
