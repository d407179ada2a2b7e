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


def test_numbers_within_a_sentence_begin_no_item() -> None:
    told = "The Council offered three things: a) write to Mr X, b) pay him £50 and c) visit."
    assert asked(f"{told} W{WITHIN} apologise.") == [("apologise", "1 month")]
    assert [words for words, _ in left_out(f"{told} W{WITHIN} apologise.")] == [told.rstrip(".")]
    moved = "move him from Band C → Band B under section 3. Review of it is not asked"
    assert asked(f"W{WITHIN} {moved}.")[0][0].startswith("move him from Band C → Band B")


def test_what_somebody_is_written_to_about_is_no_list_of_actions() -> None:
    about = "write to Mr X about the following: a) visit records, b) review notes"
    assert asked(f"W{WITHIN} {about}.") == [(about, "1 month")]
