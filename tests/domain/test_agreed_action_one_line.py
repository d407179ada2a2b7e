"""Pasted lists that have become one line, with the marks of their items within it (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read

WITHIN = "ithin one month of my decision the Council will"


def asked(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period."""
    return [(each.action, each.deadline.period if each.deadline else None) for each in read(text).proposals]


@pytest.mark.parametrize(
    "line",
    [
        "• apologise to Mr X; • pay him £200; and • train its staff.",
        "• apologise to Mr X • pay him £200 • train its staff",
        "• apologise to Mr X. • pay him £200. • train its staff.",
        "•apologise to Mr X;•pay him £200;•train its staff.",
        "1. apologise to Mr X. 2. pay him £200. 3. train its staff.",
        "1) apologise to Mr X 2) pay him £200 3) train its staff",
        "a) apologise to Mr X; b) pay him £200; and c) train its staff.",
        "(i) apologise to Mr X (ii) pay him £200 (iii) train its staff",
        "\uf0b7 apologise to Mr X \uf0b7 pay him £200\n\uf0b7 train its staff",
    ],
)  # fmt: skip
def test_a_list_that_has_become_one_line_is_a_list(line: str) -> None:
    assert asked(f"W{WITHIN}: {line}") == [
        ("apologise to Mr X", "1 month"), ("pay him £200", "1 month"), ("train its staff", "1 month"),
    ]  # fmt: skip


@pytest.mark.parametrize("link", [". W", " W", "; and w"])
def test_a_second_list_in_one_line_has_its_own_limit(link: str) -> None:
    text = (
        "Agreed action The Council will, within one month of my decision: • apologise to Mr X • pay him £200"
        f"{link}ithin three months of my decision: • review its policy • train staff"
    )
    assert asked(text) == [
        ("apologise to Mr X", "1 month"), ("pay him £200", "1 month"),
        ("review its policy", "3 months"), ("train staff", "3 months"),
    ]  # fmt: skip


def test_an_item_that_begins_with_no_verb_follows_the_one_before_it() -> None:
    assert asked(f"W{WITHIN}: (a) apologise to Mr X (b) a review under paragraph (c) of the policy") == [
        ("apologise to Mr X", "1 month"), ("a review under paragraph (c) of the policy", "1 month"),
    ]  # fmt: skip


def test_a_letter_behind_a_semicolon_begins_an_item_whatever_its_word() -> None:
    assert asked(f"W{WITHIN}: a) apologise; b) name those responsible; and c) quietly visit.") == [
        ("apologise", "1 month"), ("name those responsible", "1 month"), ("quietly visit", "1 month"),
    ]  # fmt: skip


def test_a_number_glued_to_what_stands_behind_a_list_is_no_word_of_it() -> None:
    text = f"W{WITHIN}: •apologise; •train its staff. 48.The Council should provide us with evidence of this."
    assert [words for words, _ in left_out(text)] == ["The Council should provide us with evidence of this"]


def test_numbers_within_a_sentence_begin_no_item() -> None:
    told = "The Council offered three things: a) write to Mr X, b) pay him £50 and c) visit."
    assert asked(f"{told} W{WITHIN} apologise.") == [("apologise", "1 month")]
    assert [words for words, _ in left_out(f"{told} W{WITHIN} apologise.")] == [told.rstrip(".")]
    moved = "move him from Band C → Band B under section 3. Review of it is not asked"
    assert asked(f"W{WITHIN} {moved}.")[0][0].startswith("move him from Band C → Band B")


def test_what_somebody_is_written_to_about_is_no_list_of_actions() -> None:
    about = "write to Mr X about the following: a) visit records, b) review notes"
    assert asked(f"W{WITHIN} {about}.") == [(about, "1 month")]


LISTS = {
    "letters": "(a) apologise to Mr X; (b) pay him £200; and (c) review its policy.",
    "numbers": "1. apologise to Mr X. 2. pay him £200. 3. review its policy.",
    "bullets": "• apologise to Mr X • pay him £200 • review its policy.",
    "wrapped": "(a) apologise to Mr X; (b) pay him £200; and (c) review its\npolicy.",
}
BEHIND = {
    "The Council will also train its staff.": [("train its staff", None)],
    "In addition, it will train its staff.": [("train its staff", None)],
    "Within three months of my decision, the Council will also train its staff.": [("train its staff", "3 months")],
    "It has also agreed to pay Mrs X £100 within two months of my decision.": [("pay Mrs X £100", "2 months")],
    "It will meet Mr X. The Trust will apologise to him.": [("meet Mr X", None), ("apologise to him", None)],
    "The Council should provide us with evidence of this.": [],
    "48. The Council should provide us with evidence of this.": [],
    "47\nBy the end of three months of my decision it will train its staff.": [("train its staff", "3 months")],
}


@pytest.mark.parametrize("items", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(("behind", "more"), BEHIND.items())
def test_the_text_goes_on_behind_the_last_item_of_a_line(items: str, behind: str, more: list[tuple[str, str]]) -> None:
    found = [(" ".join(action.split()), period) for action, period in asked(f"W{WITHIN}: {items} {behind}")]
    assert found == [
        ("apologise to Mr X", "1 month"), ("pay him £200", "1 month"), ("review its policy", "1 month"), *more,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "limit", ["These actions should be completed within a month of my decision.", "It will do this by 1 October 2024."]
)
def test_a_limit_behind_a_list_in_one_line_is_that_of_all_its_items(limit: str) -> None:
    found = read(f"The Council has agreed to: {LISTS['letters']} {limit}").proposals
    assert [each.action for each in found] == ["apologise to Mr X", "pay him £200", "review its policy"]
    assert len({each.deadline and (each.deadline.period, each.deadline.due_on) for each in found}) == 1
    assert all(each.deadline for each in found)


def test_what_says_more_about_the_last_item_of_a_line_stays_with_it() -> None:
    more = "review its policy. The review should cover charging"
    assert asked(f"W{WITHIN}: (a) apologise to Mr X; (b) {more}.")[-1] == (more, "1 month")


@pytest.mark.parametrize(
    "item",
    [
        "apologise to Mr X for: • failing to assess him; and • losing his file",
        "apologise to Mr X. The apology should cover: • the delay; • the poor communication",
        "write to Mr X to: • apologise; • explain the delay",
    ],
)
def test_bullets_beneath_an_item_are_no_items(item: str) -> None:
    assert asked(f"W{WITHIN}:\n• {item};\n• pay Mr X £300.") == [(item, "1 month"), ("pay Mr X £300", "1 month")]


@pytest.mark.parametrize("lead", [":\n", ": "])
def test_a_verb_behind_the_points_of_an_item_begins_the_next(lead: str) -> None:
    item = "apologise to Mr X for: • failing to assess him; • losing his file"
    assert asked(f"W{WITHIN}{lead}• {item}; • pay Mr X £300.") == [(item, "1 month"), ("pay Mr X £300", "1 month")]


def test_an_item_that_leads_on_has_items_behind_it() -> None:
    on = "review its policy. Within three months of my decision the Council will: • train staff; • review cases."
    assert asked(f"W{WITHIN}:\n• apologise;\n• {on}")[1:] == [
        ("review its policy", "1 month"), ("train staff", "3 months"), ("review cases", "3 months"),
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", " "])
@pytest.mark.parametrize("colon", [":-", ": -", ": \u2013"])
def test_a_dash_behind_a_colon_goes_with_it(colon: str, gap: str) -> None:
    first = f"W{WITHIN}{colon}{gap}(a)Apologise to Mrs X.{gap}(b)Pay her £500."
    second = f"Within three months of my decision, the Council should{colon}{gap}(a)Review it.{gap}(b)Train staff."
    assert asked(f"{first}\n{second}") == [
        ("Apologise to Mrs X", "1 month"), ("Pay her £500", "1 month"),
        ("Review it", "3 months"), ("Train staff", "3 months"),
    ]  # fmt: skip


def test_a_list_of_dashes_behind_a_colon_in_one_line_stays_one() -> None:
    assert asked(f"W{WITHIN}: - apologise; - train its staff.") == [
        ("apologise", "1 month"), ("train its staff", "1 month"),
    ]  # fmt: skip


@pytest.mark.parametrize("marks", [("•", "•", "•"), ("(a)", "(b)", "(c)"), ("1.", "2.", "3."), ("i)", "ii)", "iii)")])
def test_an_event_ends_before_the_mark_of_the_next_item(marks: tuple[str, str, str]) -> None:
    first, second, third = marks
    pay = "pay £250 within two weeks of receiving his bank details"
    proposals = read(f"W{WITHIN}: {first} apologise {second} {pay} {third} train staff.").proposals
    assert [each.action for each in proposals] == ["apologise", "pay £250", "train staff"]
    deadline = proposals[1].deadline
    assert deadline is not None and deadline.waits_on is not None
    assert deadline.waits_on.words == "receiving his bank details"
